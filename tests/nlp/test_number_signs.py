"""Only what stands around digits is read for numbers: the same numbers are found as in the whole text."""

from __future__ import annotations

import random

import pytest

from nlp import identifiers, number_signs
from nlp.identifiers import find_numbers, may_hold_numbers
from nlp.number_signs import few_digits, joined, surroundings
from nlp.privacy import numbers

PROSE = "Ủy ban nhân dân xã thông báo lịch nhận hồ sơ, ai ở xa có thể hẹn trước. "
NUMBERS = [
    "Gọi số 0900 000 123.",
    "Gọi (+84) - 900 000 123 nhé.",
    "Chuyển vào STK 1234 5678 9012 ngân hàng.",
    "CCCD của bà là 001 234 567 890.",
    "Xe biển số 29A-123.45 đỗ sai chỗ.",
    "Cần gấp hãy gọi 113 hoặc 114 ngay.",
    "Tổng đài 1900 0000 trực cả ngày.",
    "Số là 0900 chấm 000 chấm 123 đó.",
    "Viết 09oo ooo l23 cho dễ nhớ.",
]


@pytest.mark.parametrize("words", NUMBERS)
def test_a_number_far_from_others_is_found_as_alone(words: str) -> None:
    before, after = PROSE * 20, "\n" + PROSE * 20
    alone = find_numbers(words)
    assert alone
    found = find_numbers(before + words + after)
    shifted = [(one.start - len(before), one.end - len(before), one.sort, one.digits) for one in found]
    assert shifted == [(one.start, one.end, one.sort, one.digits) for one in alone]


def test_every_text_reads_the_same_as_a_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [
        (PROSE * between).join(NUMBERS[at:] + NUMBERS[:at])
        for at in range(len(NUMBERS))
        for between in (0, 1, 4, 9)
    ]
    in_parts = [find_numbers(text) for text in texts]
    monkeypatch.setattr(identifiers, "surroundings", lambda text: [(0, len(text))])
    assert in_parts == [find_numbers(text) for text in texts]


def test_what_is_read_holds_the_numbers_and_little_else() -> None:
    text = PROSE * 40 + NUMBERS[0] + PROSE * 40
    ((start, end),) = surroundings(text)
    assert NUMBERS[0] in text[start:end]
    assert end - start < 500


def test_where_numbers_are_most_of_a_text_all_of_it_is_read() -> None:
    text = " ".join(NUMBERS)
    assert surroundings(text) == [(0, len(text))]


def test_dates_and_prices_are_no_sign() -> None:
    assert not may_hold_numbers("Từ ngày 01/12/2026 thu 25.000 đồng, trước 15 hằng tháng.")
    assert may_hold_numbers("Bấm năm sáu năm sáu để hỏi.")


def test_signs_looked_for_around_digits_are_those_of_the_whole_text() -> None:
    """Plates, papers and accounts: made up of what they consist of, every text has a sign among its digits or has none at all."""
    luck = random.Random(6)
    pieces = [
        "29",
        "B1",
        "H",
        "đ",
        "1",
        "123",
        "12345",
        "o",
        "-",
        " ",
        ".",
        " . ",
        "·",
        "/",
        "xe",
        "\n",
        "0912345678",
        "90",
    ]
    plates = many = 0
    for _ in range(20_000):
        text = "".join(luck.choice(pieces) for _ in range(luck.randint(2, 14)))
        few = few_digits(text)
        has_plate = number_signs._PLATE_SIGN.search(text) is not None
        has_many = numbers._MANY_DIGITS.search(text) is not None
        assert number_signs._may_be_plate(text, few) == has_plate, text
        assert (numbers._MANY_DIGITS.search(joined(text, few)) is not None) == has_many, text
        plates, many = plates + has_plate, many + has_many
    assert 2_000 < plates < 18_000
    assert 2_000 < many < 18_000
