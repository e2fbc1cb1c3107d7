"""Which clashes decide alone, and which only count among others."""

from __future__ import annotations

import pytest

from nlp.evidence.verdict.figures import match_quantities
from nlp.evidence.verdict.settled import certain
from nlp.evidence.verdict.vector import Pair, read_pair

KENNEL = (
    "Phí gửi mèo tại trạm thú y phường là 35.000 đồng/ngày, hộ nghèo được miễn phí gửi mèo. "
    "Trạm nhận mèo từ 7 giờ đến 11 giờ hằng ngày. Mỗi hộ được gửi tối đa 02 con."
)


def laid(claim: str, passage: str = KENNEL) -> Pair:
    return read_pair(passage, claim, None, {}, 1.0)


@pytest.mark.parametrize(
    "claim",
    [
        "Phí gửi mèo tại trạm thú y phường là 55.000 đồng một ngày",
        "mỗi hộ được gửi tối đa 5 con",
    ],
)
def test_another_value_of_the_same_thing_decides(claim: str) -> None:
    assert certain(laid(claim), official=True) == "refuted"


@pytest.mark.parametrize(
    "claim",
    [
        "Phí gửi rùa tại trạm thú y phường là 55.000 đồng một ngày",
        "hộ nghèo gửi mèo tại trạm thú y phường khỏi mất phí",
        "Mỗi cửa hàng được gửi tối đa 9 con",
        "vé tháng gửi mèo tại trạm thú y phường là 600.000 đồng",
    ],
)
def test_what_may_be_of_another_thing_is_left_to_the_trees(claim: str) -> None:
    assert not laid(claim).figures["clashes_sure"]


@pytest.mark.parametrize(
    ("claim", "state"),
    [
        ("trạm nhận mèo lúc 9 giờ sáng", "open"),
        ("trạm nhận mèo lúc 7 giờ sáng", "same"),
        ("trạm nhận mèo lúc 13 giờ", "rival"),
    ],
)
def test_an_hour_within_the_hours_is_no_rival(claim: str, state: str) -> None:
    (one,) = match_quantities(laid(claim).aligned)
    assert one.state == state


def test_a_turnover_within_two_limits_is_no_rival() -> None:
    passage = "Hộ có doanh thu trên 400 triệu đồng đến 2 tỷ đồng nộp sổ theo quý; hộ có doanh thu trên 2 tỷ đồng nộp sổ theo tháng."
    money = [one for one in match_quantities(laid("hộ doanh thu 900 triệu nộp sổ theo quý", passage).aligned) if one.said.kind == "money"]  # fmt: skip
    assert [one.state for one in money] == ["open"]


@pytest.mark.parametrize(("claim", "other"), [("moi ho gui toi da 3 con", 0.0), ("gui buoi toi", 1.0)])
def test_a_limit_without_marks_is_no_evening(claim: str, other: float) -> None:
    assert laid(claim, "Trạm thú y nhận gửi mèo buổi sáng.").figures["day_part_other"] == other


@pytest.mark.parametrize(
    ("claim", "other"),
    [
        ("Sau 9 rưỡi tối là thôi mở loa kéo", 0),
        ("Sáng sớm là thôi mở loa kéo", 0),
        ("Buổi chiều là thôi mở loa kéo", 1),
    ],
)
def test_hours_of_the_clock_name_parts_of_the_day(claim: str, other: int) -> None:
    assert laid(claim, "Không mở loa kéo từ 21 giờ 30 đến 7 giờ sáng.").figures["day_part_other"] == other
