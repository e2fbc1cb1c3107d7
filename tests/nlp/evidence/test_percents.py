"""Shares in words, as fractions and as halves."""

from __future__ import annotations

import pytest

from nlp.evidence.percents import find_fractions, find_percents, lone_share
from nlp.evidence.scan import scan
from nlp.normalise import normalise


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("thuế một phẩy năm phần trăm", [1.5]),
        ("tăng bảy rưỡi phần trăm", [7.5]),
        ("tăng 3 phần trăm rưỡi", [3.5]),
        ("giảm 5 chục phần trăm", [50]),
        ("giảm nửa phần trăm", [0.5]),
        ("tăng hai ba phần trăm", [2, 3]),
        ("tăng hai đến ba mươi phần trăm", [20, 30]),
        ("tăng năm đến mười phần trăm", [5, 10]),
        ("được chín chín phần trăm", [99]),
        ("năm hai phần trăm", [2]),
        ("vài phần trăm", []),
        ("mười mấy phần trăm", []),
        ("một phần tư", []),
    ],
)
def test_hundredths(text: str, values: list[float]) -> None:
    assert [one.value for one in find_percents(scan(normalise(text)))] == values


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("một phần tư số nhà", [25]),
        ("bớt ba phần tư học phí", [75]),
        ("giam mot phan nam", [20]),
        ("một phần năm nay mới xong", []),
        ("một phần năm 2025 đã làm", []),
        ("một phần ba trăm hộ", []),
        ("ba phần quà", []),
        ("chia năm phần hai bên", []),
    ],
)
def test_fractions(text: str, values: list[float]) -> None:
    assert [one.value for one in find_fractions(scan(normalise(text)))] == values


@pytest.mark.parametrize(
    ("words", "share"),
    [
        ("phân nửa", 50),
        ("phan nua", 50),
        ("2/3", 66.67),
        ("chín phần mười", 90),
        ("bảy phần", 70),
        ("ba phần nghìn", 0.3),
        ("gấp 2 lần", 200),
        ("trăm phần trăm", 100),
        ("vài phần trăm", None),
        ("phần lớn", None),
        ("một phần", None),
    ],
)
def test_words_known_to_tell_a_share(words: str, share: float | None) -> None:
    assert lone_share(scan(normalise(words))) == share
