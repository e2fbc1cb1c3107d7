"""Stretches of a text with what is marked in them, and the numbered reasons the marks refer to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from models.tables.assessment import PostAssessment
from triage_api.catalogue import _
from triage_api.wording import slot_reason

MOST_QUOTES = 20


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of a text that begins at ``start``. ``mark`` is ``slot`` or ``trap``; ``ref`` its reason's number."""

    text: str
    mark: str | None = None
    ref: int | None = None
    start: int = 0


@dataclass(frozen=True, slots=True)
class Reason:
    """One numbered reason of the machine, as a short fact."""

    ref: int
    text: str


def marked(text: str, assessment: PostAssessment) -> tuple[list[Segment], list[Reason]]:
    """The post cut into stretches, those with a reason numbered in the order of the text.

    Where marks overlap the earlier and longer one is shown; every reason is listed all the same.
    """
    wanted = [
        (slot.start, slot.end, "slot", _("nêu {what}").format(what=slot_reason(slot)))
        for slot in assessment.slots
    ]
    wanted += [(found.start, found.end, "trap", found.reason) for found in assessment.findings]
    wanted.sort(key=lambda mark: (mark[0], -mark[1], mark[2]))
    numbers: dict[str, int] = {}
    for _start, _end, _kind, why in wanted:
        numbers.setdefault(why, len(numbers) + 1)
    reasons = [Reason(ref, why) for why, ref in numbers.items()]
    return cut(text, ((start, end, kind, numbers[why]) for start, end, kind, why in wanted)), reasons


def quoted(text: str, quotes: Iterable[str]) -> list[Segment]:
    """A passage with the words marked that a comparison rests on."""
    wanted = []
    for quote in list(quotes)[:MOST_QUOTES]:
        start = text.find(quote)
        if start >= 0 and 0 < len(quote) < len(text):
            wanted.append((start, start + len(quote), "slot", None))
    return cut(text, sorted(wanted, key=lambda mark: (mark[0], -mark[1])))


def cut(text: str, marks: Iterable[tuple[int, int, str, int | None]]) -> list[Segment]:
    """``text`` in stretches. Marks come in order; one that overlaps an earlier one or lies outside is left out."""
    segments: list[Segment] = []
    at = 0
    for start, end, kind, ref in marks:
        if start < at or end <= start or end > len(text):
            continue
        if start > at:
            segments.append(Segment(text[at:start], start=at))
        segments.append(Segment(text[start:end], kind, ref, start))
        at = end
    if at < len(text):
        segments.append(Segment(text[at:], start=at))
    return segments
