"""Vietnamese sentences that name both sides of a comparison."""

from __future__ import annotations

from datetime import date

from models.vocabulary import MODALITY_NAMES, Modality, Unit
from nlp.contracts import Passage, Slot

_UNIT_NAMES = {
    Unit.DAY.value: "ngày",
    Unit.WORKING_DAY.value: "ngày làm việc",
    Unit.MONTH.value: "tháng",
    Unit.HOUR.value: "giờ",
}
_PREFIXES = {
    Modality.TARGET: "phấn đấu ",
    Modality.PROPOSAL: "dự thảo, đề xuất ",
    Modality.DENIED: "không có ",
    Modality.PROHIBITED: "không được ",
    Modality.PERMITTED: "được phép, khuyến khích ",
}
MAX_QUOTE = 600
"""Longest quote of a passage; official sentences are rarely longer."""


def say_value(slot: Slot) -> str:
    """A slot's value for people: ``50.000 đồng``, ``100%``, ``01/12/2026``, ``5 ngày làm việc``."""
    value = slot.value
    if slot.unit == Unit.VND and isinstance(value, int | float):
        return "miễn phí (0 đồng)" if value == 0 else f"{_figure(value)} đồng"
    if slot.unit == Unit.PERCENT and isinstance(value, int | float):
        return f"{_figure(value)}%"
    if slot.unit in _UNIT_NAMES and isinstance(value, int | float):
        return f"{_figure(value)} {_UNIT_NAMES[slot.unit]}"
    if slot.unit == Unit.DATE:
        return say_date(str(value)) or slot.text
    return str(value if value is not None else slot.text)


def say_side(slot: Slot, modality: Modality) -> str:
    """Value with how firmly it is told: "phấn đấu 100%"."""
    return f"{_PREFIXES.get(modality, '')}{say_value(slot)}"


def say_modality(modality: Modality) -> str:
    """A modality in the words of the vocabulary, short."""
    return {
        Modality.IN_FORCE: "đang áp dụng",
        Modality.TARGET: "phấn đấu",
        Modality.PROPOSAL: "dự thảo, đề xuất",
    }.get(modality, MODALITY_NAMES[modality])


def both_sides(claim: str, official: str) -> str:
    """ "bài viết: …; văn bản: …"."""
    return f"bài viết: {claim}; văn bản: {official}"


def say_date(value: str | date) -> str | None:
    """``01/12/2026``, ``12/2026``, ``2026``; None for a relative form."""
    parts = str(value).split("-")
    if not all(part.isdigit() for part in parts) or len(parts) > 3:
        return None
    return "/".join(reversed(parts))


def _figure(value: float) -> str:
    if value == int(value):
        return f"{int(value):,}".replace(",", ".")
    return f"{value:.2f}".rstrip("0").replace(".", ",")


def name_of(passage: Passage) -> str:
    """The document as people name it: kind (if known) and number."""
    return f"{passage.document_name} {passage.document}".strip()
