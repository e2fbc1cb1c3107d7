"""What is read of words whose place is known: money, shares, days, durations and how firmly a thing is told.

The words of each case are marked as a tagger would mark them, and what ``nlp.evidence.slot_values`` makes of them is right where it is
the very value (money, percent), the same first and last day, the same time in the same unit (days and hours may stand for each other,
working days for nothing else), or the same modality (of a duty that need not be done, either word for it). Of each file the part that may
be looked into and the exam stand side by side.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, time
from typing import Any

from models.vocabulary import Modality, SlotKind
from nlp.contracts import Slot, Text
from nlp.corpus.reading_cases import NAMES, Asked, ReadingCase, load_reading_cases
from nlp.evidence.calendar import bounds
from nlp.evidence.durations import HOURS
from nlp.evidence.slots import slots_of_each
from nlp.evidence.tagger import Tagged
from nlp.normalise import normalise
from nlp.slot_training import RecordedTagger

_INTERCHANGEABLE = ("hour", "day", "month")
_TOLERANCE = 1e-6


def reading_figures() -> dict[str, Any]:
    """By file and by what is asked: ``right`` of ``cases``."""
    return {
        part: {name: figures_of(load_reading_cases(f"{name}{suffix}")) for name in NAMES}
        for part, suffix in (("seen", ""), ("exam", "_exam"))
    }


def figures_of(cases: Sequence[ReadingCase]) -> dict[str, dict[str, int]]:
    """``all`` and each kind that is asked for."""
    right: Counter[str] = Counter()
    counted: Counter[str] = Counter()
    for case, slots in zip(cases, read(cases), strict=True):
        for name in ("all", case.asked.value):
            counted[name] += 1
            right[name] += is_right(case, slots)
    return {name: {"cases": counted[name], "right": right[name]} for name in sorted(counted)}


def read(cases: Sequence[ReadingCase]) -> list[tuple[Slot, ...]]:
    """What is read of the words of each case."""
    texts = [normalise(case.text) for case in cases]
    marks = {case.text: (_mark(case, text),) for case, text in zip(cases, texts, strict=True)}
    posted = [datetime.combine(case.posted, time(5), UTC) for case in cases]
    return slots_of_each(texts, posted, RecordedTagger(marks))


def _mark(case: ReadingCase, text: Text) -> Tagged:
    kind = SlotKind.DEADLINE if case.asked is Asked.DURATION else SlotKind(case.asked.value)
    inside = [
        at
        for at in range(len(text.starts))
        if text.starts[at] < case.span.end and case.span.start < text.ends[at]
    ]
    return Tagged(kind, inside[0], inside[-1] + 1)


def is_right(case: ReadingCase, slots: Sequence[Slot]) -> bool:
    """Whether what was read is what the case expects."""
    if case.modality is not None:
        return all(one.modality in _meant(case) for one in slots)
    if case.days is not None:
        return any(bounds(str(one.value)) == case.days for one in slots)
    return all(any(_same(one, value, case.unit) for one in slots) for value in case.values)


def _meant(case: ReadingCase) -> tuple[Modality | None, ...]:
    """The writers call ``permitted`` what need not be done, too, and the guide (``docs/annotation.md``) ``denied``."""
    lifted = case.asked is Asked.OBLIGATION and case.modality is Modality.PERMITTED
    return (case.modality, Modality.DENIED) if lifted else (case.modality,)


def _same(slot: Slot, value: float, unit: str | None) -> bool:
    if not isinstance(slot.value, int | float):
        return False
    if unit is None or slot.unit == unit:
        return abs(slot.value - value) < _TOLERANCE
    if unit not in _INTERCHANGEABLE or slot.unit not in _INTERCHANGEABLE:
        return False
    return abs(slot.value * HOURS[slot.unit] - value * HOURS[unit]) < _TOLERANCE
