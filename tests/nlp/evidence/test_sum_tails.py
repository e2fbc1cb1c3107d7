"""What follows the unit of a sum, in whole texts: a figure of the sum, or of the next thing."""

from __future__ import annotations

import pytest

from nlp.evidence.money import find_money
from nlp.evidence.scan import scan
from nlp.normalise import normalise


def sums(text: str) -> list[int]:
    return [one.value for one in find_money(scan(normalise(text)))]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("phí bảy ngàn hai, rẻ hơn tiền xăng", 7_200),
        ("cước bốn mươi tám nghìn sáu thôi", 48_600),
        ("phí bảy ngàn hai/khối", 7_200),
        ("phi bay ngan hai", 7_200),
        ("lương 3 triệu 63 một tháng", 3_630_000),
        ("lương cơ sở 2 triệu 530/tháng", 2_530_000),
        ("lương hai triệu ba tư", 2_340_000),
        ("một triệu hai trăm nha", 1_200_000),
        ("hai triệu ba trăm rưỡi", 2_350_000),
        ("2 tỷ 350", 2_350_000_000),
        ("phạt hai triệu lẻ năm chục ngàn", 2_050_000),
        ("một triệu tám trăm ngàn", 1_800_000),
        ("phí 2 nghìn 380 đồng", 2_380),
        ("phí hai ngàn ba trăm rưỡi", 2_350),
        ("phí một triệu không trăm năm chục", 1_050_000),
        ("phat 2 trieu tam", 2_800_000),
    ],
)
def test_tails(text: str, value: int) -> None:
    assert sums(text) == [value]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("bảy ngàn hai bản", 7_000),
        ("phí 50 nghìn 2 lần", 50_000),
        ("phí 50k 2, 3 suất", 50_000),
        ("10 ngàn một bản", 10_000),
        ("hỗ trợ 3 triệu 63 hộ", 3_000_000),
        ("nộp 2 triệu 15/12 là hạn", 2_000_000),
        ("phạt 2 triệu 15 ngày", 2_000_000),
        ("hai triệu năm nay", 2_000_000),
        ("một triệu hai trăm hộ", 1_000_000),
        ("phí 2 nghìn 380 hộ", 2_000),
        ("phat 2 trieu tam thoi", 2_000_000),
        ("phạt hai triệu lẻ", 2_000_000),
    ],
)
def test_what_counts_the_next_thing_is_no_tail(text: str, value: int) -> None:
    assert sums(text) == [value]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("lệ phí 100 000 đồng", [100_000]),
        ("phí 1 250 000 đ", [1_250_000]),
        ("gọi phí 1900 600 500", []),
        ("lớp 12 500 đồng chí", []),
        ("phí 0900 000 000", []),
        ("thu 100 000 dân", []),
    ],
)
def test_groups_with_blanks_between(text: str, values: list[int]) -> None:
    assert sums(text) == values


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("thu hai đến ba trăm ngàn", [200_000, 300_000]),
        ("phạt hai ba triệu", [2_000_000, 3_000_000]),
        ("tháng hai ba triệu", [3_000_000]),
        ("phạt năm đến hai mươi triệu", [5_000_000, 20_000_000]),
    ],
)
def test_ranges_in_words(text: str, values: list[int]) -> None:
    assert sums(text) == values


@pytest.mark.parametrize("text", ["nộp 2 triệu không", "nộp 1 tỷ không."])
def test_a_word_that_ends_the_text_is_no_tail(text: str) -> None:
    (found,) = find_money(scan(normalise(text)))
    assert found.value in (2_000_000, 1_000_000_000)
