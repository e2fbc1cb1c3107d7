"""Figures and codes in the words of reviewers. No percentages of belief anywhere."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from models.queries.items import QueueRow, Weights
from models.tables.assessment import AssessmentSlot
from models.vocabulary import (
    MODALITY_NAMES,
    SEVERITY_NAMES,
    SLOT_NAMES,
    Modality,
    Queue,
    Severity,
    SlotKind,
    Unit,
)
from triage_api.rendering import left, number

UNIT_NAMES = {Unit.DAY: "ngày", Unit.WORKING_DAY: "ngày làm việc", Unit.MONTH: "tháng", Unit.HOUR: "giờ"}


@dataclass(frozen=True, slots=True)
class Factor:
    """One factor of priority: its name, one to four bars, and why in words."""

    name: str
    bars: int
    why: str


def bars(severity: Severity) -> int:
    """How many of four bars an urgency fills."""
    return {Severity.HIGH: 4, Severity.MEDIUM: 3, Severity.LOW: 1}[severity]


def urgency(severity: Severity) -> str:
    """The urgency in a word."""
    return SEVERITY_NAMES[severity]


def factors(row: QueueRow, weights: Weights) -> tuple[Factor, ...]:
    """The five factors of an item, those that weigh most first."""
    item, narrative = row.item, row.item.narrative
    harm = {
        Queue.SCAM: "có thể mất tiền hoặc mất tài khoản",
        Queue.CLAIMS: "người dân có thể làm sai hoặc tốn tiền oan",
        Queue.QUESTIONS: "người dân đang chờ câu trả lời",
        Queue.GRIEVANCES: "người dân gửi qua kênh của cơ quan",
    }[item.queue]
    rows = (
        (weights.harm, Factor("Tác hại", _level(float(item.harm)), harm)),
        (
            weights.reach,
            Factor(
                "Độ lan",
                _level(float(item.reach)),
                f"{narrative.post_count} bài ở {narrative.thread_count} nơi",
            ),
        ),
        (
            weights.novelty,
            Factor(
                "Mới",
                _level(float(item.novelty)),
                "luồng tin mới xuất hiện" if item.novelty > 0.5 else "đã lan một thời gian",
            ),
        ),
        (weights.time_to_due, Factor("Sát hạn", _level(row.time_to_due), left(item.due_at))),
        (
            weights.doubt,
            Factor(
                "Máy chưa chắc",
                _level(float(item.doubt)),
                "máy không chắc" if item.unsure else "máy có căn cứ để gợi ý",
            ),
        ),
    )
    return tuple(factor for _, factor in sorted(rows, key=lambda pair: -pair[0]))


def slot_phrase(slot: AssessmentSlot) -> str:
    """What a slot says: ``50.000 đồng``, ``01/12/2026``, or the words of the post."""
    value = slot.value
    if value is None:
        return f"“{slot.text}”"
    if slot.unit == Unit.VND:
        return f"{number(int(float(value)))} đồng" if float(value) else "không mất tiền"
    if slot.unit == Unit.PERCENT:
        return f"{number(_plain(value))}%"
    if slot.unit in UNIT_NAMES:
        return f"{number(_plain(value))} {UNIT_NAMES[Unit(slot.unit)]}"
    if slot.unit == Unit.DATE:
        try:
            return f"{date.fromisoformat(value):%d/%m/%Y}"
        except ValueError:
            return f"“{slot.text}”"
    return f"“{slot.text}”"


def slot_reason(slot: AssessmentSlot) -> str:
    """Why the slot was marked, after "nêu": ``phí: 50.000 đồng``."""
    return f"{SLOT_NAMES[slot.kind].lower()}: {slot_phrase(slot)}"


def modality_phrase(slot: AssessmentSlot) -> str:
    """How firmly a slot is told, where that is worth saying."""
    if slot.kind is SlotKind.OBLIGATION or slot.modality is Modality.IN_FORCE:
        return ""
    return MODALITY_NAMES[slot.modality]


def _plain(value: str) -> int | float:
    figure = float(value)
    return int(figure) if figure.is_integer() else figure


def _level(share: float) -> int:
    return 1 + min(3, int(share * 4))
