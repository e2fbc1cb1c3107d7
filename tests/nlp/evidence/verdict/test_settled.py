"""What rules settle alone, and what they leave to the learned weights."""

from __future__ import annotations

import pytest

from nlp.evidence.verdict.settled import certain
from nlp.evidence.verdict.vector import read_pair


@pytest.mark.parametrize(
    ("passage", "claim", "settled"),
    [
        (
            "Tiền ăn trưa 30.000 đồng/ngày cấp cho trẻ ở điểm trường lẻ.",
            "Trẻ ở điểm trường lẻ được cấp tiền ăn trưa 30.000 đồng/ngày",
            "supported",
        ),
        (
            "Tiền ăn trưa 30.000 đồng/ngày cấp cho trẻ ở điểm trường lẻ.",
            "Trẻ nào ở trường cũng được cấp tiền ăn trưa 30.000 đồng/ngày",
            None,
        ),
        (
            "Dự thảo bàn về chợ đêm. Tiền chỗ ngồi là 15.000 đồng/lượt.",
            "Tiền chỗ ngồi ở chợ đêm là 15.000 đồng/lượt",
            None,
        ),
    ],
)
def test_an_equal_figure_alone_settles_nothing_of_whom_it_holds_for(
    passage: str, claim: str, settled: str | None
) -> None:
    assert certain(read_pair(passage, claim, None, {}, 1.0), official=True) == settled


DRAFT = "Dự thảo đề xuất hạn chế thuyền máy vào vịnh Sò từ 18 giờ."
AIM = "Các hộ nuôi hàu được khuyến nghị thả phao màu ở góc bè."


@pytest.mark.parametrize(
    ("passage", "claim", "settled"),
    [
        (DRAFT, "Thuyền máy hiện đã bị hạn chế vào vịnh Sò", "refuted"),
        (DRAFT, "Thuyền máy đang bị hạn chế vào vịnh Sò", "refuted"),
        (DRAFT, "Theo dự thảo, thuyền máy đang bị hạn chế vào vịnh Sò", None),
        (DRAFT, "Bến tàu cá Gành Đá đang bị ngập", None),
        (AIM, "Hộ nuôi hàu bị bắt buộc thả phao màu ở góc bè", "refuted"),
        (AIM, "Hộ nuôi hàu được khuyến nghị thả phao màu ở góc bè", None),
    ],
)
def test_a_draft_told_as_in_force_and_advice_told_as_a_duty_are_refuted(
    passage: str, claim: str, settled: str | None
) -> None:
    assert certain(read_pair(passage, claim, None, {}, 1.0), official=True) == settled


AID = "Mỗi hộ nuôi hàu được hỗ trợ tiền mua phao 3.000.000 đồng."


@pytest.mark.parametrize(
    ("claim", "settled"),
    [
        ("Mỗi hộ nuôi hàu được hỗ trợ tiền mua phao 2.000.000 đồng", "refuted"),
        ("Năm ngoái mỗi hộ nuôi hàu được hỗ trợ tiền mua phao 2.000.000 đồng", None),
        ("Mỗi hộ nuôi hàu được hỗ trợ tiền mua phao 2.000.000 đồng, hơn năm ngoái", "refuted"),
    ],
)
def test_another_figure_of_the_time_before_is_not_refuted(claim: str, settled: str | None) -> None:
    assert certain(read_pair(AID, claim, None, {}, 1.0), official=True) == settled
