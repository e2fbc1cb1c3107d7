"""Sentences for verdicts that hang on a body, a mark or an exception."""

from __future__ import annotations

import pytest

from nlp.evidence.verdict.reasons import reason
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
