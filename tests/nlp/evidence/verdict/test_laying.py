"""A claim is laid over the statement of its own group, and goes its way or the opposite one."""

from __future__ import annotations

import pytest

from nlp.evidence.verdict.vector import read_pair

SIGNS = "Biển quảng cáo của cửa hàng phải tắt sau 22 giờ, trừ hiệu thuốc."
BUOYS = "Chủ bến đò phải mua phao; hộ nuôi hàu nhỏ lẻ được khuyến khích mua phao."
BELLS = (
    "Nhà trọ từ 10 phòng trở lên phải lắp chuông báo; nhà trọ dưới 10 phòng được khuyến khích lắp chuông báo."
)
CAGES = "Bè nuôi phải đăng ký với phường. Bè tre không thuộc diện áp dụng."


@pytest.mark.parametrize(
    ("passage", "claim", "agrees"),
    [
        (SIGNS, "Cửa hàng phải tắt biển quảng cáo", True),
        (SIGNS, "Hiệu thuốc cũng phải tắt biển quảng cáo", False),
        (SIGNS, "Hiệu thuốc không phải tắt biển quảng cáo", True),
        (BUOYS, "Chủ bến đò phải mua phao", True),
        (BUOYS, "Hộ nuôi hàu nhỏ lẻ bắt buộc phải mua phao", False),
        (BUOYS, "Chủ bến đò mua phao hay không là tùy ý", False),
        (BELLS, "Nhà trọ từ 10 phòng trở lên phải lắp chuông báo", True),
        (BELLS, "Nhà trọ dưới 10 phòng phải lắp chuông báo", False),
        (CAGES, "Bè tre cũng phải đăng ký với phường", False),
        (CAGES, "Bè nuôi phải đăng ký với phường", True),
    ],
)
def test_the_group_of_the_claim_decides_which_statement_it_is_held_against(
    passage: str, claim: str, agrees: bool
) -> None:
    figures = read_pair(passage, claim, None, {}, 1.0).figures
    assert figures["way_best"] != 0
    assert (figures["way_best"] > 0) is agrees


def test_a_claim_that_names_the_exception_is_not_held_against_it() -> None:
    figures = read_pair(
        SIGNS, "Trừ hiệu thuốc ra, cửa hàng nào cũng phải tắt biển quảng cáo", None, {}, 1.0
    ).figures
    assert not figures["way_out_against"]
    assert figures["way_best"] > 0
