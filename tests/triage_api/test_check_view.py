"""What the page of a check marks in a text, and why."""

from __future__ import annotations

from typing import Any

import pytest

from models.vocabulary import SlotKind
from triage_api.check_view import WHAT_TO_CHECK, check_context

TEXT = "Nghe nói từ tháng sau phải đóng 50 nghìn"
SIGN = {
    "detector": "policy_claim",
    "code": "hears",
    "span": [0, 4],
    "reason": "nói là nghe được, không nêu nguồn",
}
LURE = {"detector": "scam_steps", "code": "pay", "span": [22, 31], "reason": "giục chuyển tiền"}
SLOTS = [
    {"kind": "date", "span": [12, 21]},
    {"kind": "obligation", "span": [22, 40]},
    {"kind": "fee", "span": [32, 40]},
]


def told(label: str, *findings: dict[str, Any], slots: list[dict[str, Any]]) -> list[tuple[str, str]]:
    """Each marked stretch with its reason."""
    found = {"label": label, "findings": findings, "slots": slots, "indicators": [], "evidence": []}
    context: dict[str, Any] = check_context(
        TEXT, {**found, "queue": None, "distortion": None, "abstained": False}
    )
    reasons = {reason.ref: reason.text for reason in context["reasons"]}
    return [(piece.text, reasons[piece.ref]) for piece in context["segments"] if piece.ref]


def test_of_a_claim_what_can_be_checked_is_marked() -> None:
    marks = told("claim", SIGN, slots=SLOTS)
    assert marks == [
        ("tháng sau", "từ khi nào, vào lúc nào"),
        ("phải đóng 50 nghìn", "phải, được hay không được làm gì"),
    ]


def test_of_every_kind_something_can_be_asked() -> None:
    assert set(WHAT_TO_CHECK) == set(SlotKind)


def test_a_lure_in_a_claim_stays_marked() -> None:
    assert ("phải đóng", "giục chuyển tiền") in told("claim", LURE, slots=SLOTS[:1])


@pytest.mark.parametrize(("label", "slots"), [("question", SLOTS), ("opinion", SLOTS), ("claim", [])])
def test_of_other_texts_the_signs_are_marked(label: str, slots: list[dict[str, Any]]) -> None:
    assert told(label, SIGN, slots=slots) == [("Nghe", "nói là nghe được, không nêu nguồn")]
