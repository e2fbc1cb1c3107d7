"""Sentences for verdicts that hang on a body, a mark or an exception."""

from __future__ import annotations

import pytest

from nlp.evidence.verdict.reasons import certain, reason
from nlp.evidence.verdict.vector import read_pair


def said(passage: str, claim: str) -> str:
    return reason(read_pair(passage, claim, None, {}, 1.0), "refuted")


@pytest.mark.parametrize(
    ("passage", "claim", "parts"),
    [
        (
            "Chi cục Thủy sản kiểm đếm lồng bè mỗi quý.",
            "Kiểm đếm lồng bè mỗi quý do Sở Y tế làm",
            ("Sở Y tế", "Chi cục Thủy sản"),
        ),
        ("Cấm phơi lúa trên sân chung.", "phơi lúa trên sân chung thoải mái", ("thoải mái", "Cấm phơi lúa")),
        ("Miễn vé cho bệnh binh.", "bệnh binh vẫn phải mua vé", ("phải mua vé", "Miễn vé")),
    ],
)
def test_both_sides_are_shown(passage: str, claim: str, parts: tuple[str, str]) -> None:
    sentence = said(passage, claim)
    assert all(part in sentence for part in parts), sentence
    assert len(sentence) < 300


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
