"""Stretches of a text with what is marked in them, and the numbered reasons the marks refer to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from models.tables.assessment import PostAssessment
from nlp.registry import NO_LURES
from triage_api.catalogue import _
from triage_api.wording import slot_reason

MOST_QUOTES = 20
T = TypeVar("T")


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
    wanted += [
        (found.start, found.end, mark_of(found.detector), found.reason) for found in assessment.findings
    ]
    wanted.sort(key=lambda mark: (mark[0], -mark[1], mark[2]))
    return numbered(text, wanted)


def mark_of(detector: str) -> str:
    """How a finding is marked: only a lure is wavy; what makes a claim checkable, or is to be checked, is a slot's line."""
    return "slot" if detector in NO_LURES else "trap"


def numbered(text: str, wanted: Sequence[tuple[int, int, str, str]]) -> tuple[list[Segment], list[Reason]]:
    """Marks with their reasons, in the order of the text. Numbers run through the marks that are seen first."""
    seen = list(_shown(wanted, len(text)))
    order = dict.fromkeys([why for *_mark, why in seen] + [why for *_mark, why in wanted])
    numbers = {why: ref for ref, why in enumerate(order, start=1)}
    pieces = cut(text, [(start, end, kind, numbers[why]) for start, end, kind, why in seen])
    return pieces, [Reason(ref, why) for why, ref in numbers.items()]


def quoted(text: str, quotes: Iterable[str]) -> list[Segment]:
    """A passage with the words marked that a comparison rests on."""
    wanted: list[tuple[int, int, str, int | None]] = []
    for quote in list(quotes)[:MOST_QUOTES]:
        start = text.find(quote)
        if start >= 0 and 0 < len(quote) < len(text):
            wanted.append((start, start + len(quote), "slot", None))
    return cut(text, sorted(wanted, key=lambda mark: (mark[0], -mark[1])))


def cut(text: str, marks: Sequence[tuple[int, int, str, int | None]]) -> list[Segment]:
    """``text`` in stretches. Marks come in order; one that overlaps an earlier one or lies outside is left out."""
    segments: list[Segment] = []
    at = 0
    for start, end, kind, ref in _shown(marks, len(text)):
        if start > at:
            segments.append(Segment(text[at:start], start=at))
        segments.append(Segment(text[start:end], kind, ref, start))
        at = end
    if at < len(text):
        segments.append(Segment(text[at:], start=at))
    return segments


def _shown(marks: Sequence[tuple[int, int, str, T]], length: int) -> Iterator[tuple[int, int, str, T]]:
    """The marks that can be shown: inside the text and after the end of the one before."""
    at = 0
    for start, end, kind, what in marks:
        if at <= start < end <= length:
            yield start, end, kind, what
            at = end
