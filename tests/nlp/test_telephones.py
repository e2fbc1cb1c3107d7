"""Telephone numbers: forms, canonical digits, services, and numbers of three digits."""

from __future__ import annotations

import pytest

from nlp.normalise import fold
from nlp.telephones import canonical, find_services, find_subscribers, is_hotline


@pytest.mark.parametrize(
    ("written", "digits"),
    [
        ("0900 000 123", "0900000123"),
        ("+84 900 000 123", "0900000123"),
        ("0084900000123", "0900000123"),
        ("84 900 000 123", "0900000123"),
        ("+84 (0) 900 000 123", "0900000123"),
        ("o9oo.ooo.l23", "0900000123"),
        ("024 0000 0009", "02400000009"),
        ("0100000123", None),
        ("9900000123", None),
        ("090000012", None),
        ("OOOOOOOOO1", None),
        ("0900 000 1234", None),
    ],
)
def test_canonical(written: str, digits: str | None) -> None:
    assert canonical(written) == digits


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("gọi 0900 000 123.", [(4, 16)]),
        ("gọi 0900,000,123.", [(4, 16)]),
        ("gọi 0900 chấm 000 chấm 123", [(4, 26)]),
        ("LH0900000123", [(2, 12)]),
        ("mã PE0900000123", []),
        ("0900.000 đồng", []),
        ("09.12.2026 08", []),
    ],
)
def test_subscribers(text: str, spans: list[tuple[int, int]]) -> None:
    found = {(one.start, one.end) for one in find_subscribers(text, fold(text))}
    assert sorted(found) == spans


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("gọi 1900 9068 hoặc 18001096", ["19009068", "18001096"]),
        ("gọi 19OO 9O68", ["19009068"]),
        ("1900 0000 đồng", []),
        ("gọi 113, 114 và 115", ["113", "114", "115"]),
        ("phản ánh qua 156 nhé", ["156"]),
        ("nhắn 5656 mỏi tay", ["5656"]),
        ("đi qua 115 xã", []),
        ("quầy số 113", []),
        ("công an phường ở nhà số 113 nhé", []),
        ("1022 hồ sơ", []),
        ("156 có nhắn tin được không", ["156"]),
    ],
)
def test_services(text: str, digits: list[str]) -> None:
    assert [one.digits for one in find_services(text, fold(text))] == digits


def test_official_hotlines() -> None:
    assert is_hotline("18001096")
    assert not is_hotline("19000000")
