"""Numbers in digits and in words, and words that only look like them."""

from __future__ import annotations

import pytest

from nlp.evidence.numerals import are_a_pair, numbers_in, shared_tens
from nlp.evidence.scan import scan
from nlp.normalise import normalise


def first(text: str) -> float | None:
    words = scan(normalise(text)).words
    return next((value for value, _ in numbers_in(words).values()), None)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("một phẩy năm phần trăm", 1.5),
        ("2 phẩy 5 phần trăm", 2.5),
        ("không phẩy không ba phần trăm", 0.03),
        ("sáu chấm sáu phần trăm", 6.6),
        ("bốn mươi phẩy hai lăm", 40.25),
        ("sau phay hai phan tram", 6.2),
        ("8 chục ngàn", 80),
        ("2 trăm 50 ngàn", 250),
        ("1 trăm 2 chục ngàn", 120),
        ("5 chuc phan tram", 50),
        ("2 tram nghin", 200),
    ],
)
def test_numbers_that_are_told(text: str, value: float) -> None:
    assert first(text) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("nop 2 cham 5 ngay", 2),
        ("được 2, chấm 5 điểm", 2),
        ("xa co 2 tram y te", 2),
        ("co 5 chuc danh", 5),
        ("hai trăm 15 hộ", 200),
        ("12 chục", 12),
        ("sau phan tu", None),
    ],
)
def test_neighbours_are_left_as_they_are(text: str, value: float | None) -> None:
    assert first(text) == value


def test_what_two_numbers_share() -> None:
    hundreds, tens, either = (
        scan(normalise(text)).words for text in ("hai đến ba trăm", "hai đến ba mươi", "năm đến hai mươi")
    )
    assert [shared_tens(words, number, 2) for words, number in ((hundreds, 2), (tens, 2), (either, 5))] == [
        100,
        10,
        1,
    ]
    assert [
        are_a_pair(scan(normalise(text)).words, 0)
        for text in ("hai ba", "năm bảy", "ba hai", "hai, ba", "năm ba")
    ] == [True, True, False, False, False]
