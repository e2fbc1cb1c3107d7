"""A text read for comparison: each slot with its place, its matter and the bound that holds for it.

Official text is read only as far as it is asked: of most passages that a search finds no more than the words is of use.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from itertools import pairwise

from models.vocabulary import Modality, SlotKind, Unit
from nlp.contracts import Passage, Slot, Span, Text
from nlp.evidence.mentions import find_matters
from nlp.evidence.modality import context_modalities, cues_of
from nlp.evidence.obligations import find_obligations
from nlp.evidence.scan import Scan, kept, scan
from nlp.evidence.slots import FAMILIES, slots_of_kind
from nlp.evidence.terms import Term, plain_text, terms_in, weight_of, words_offered
from nlp.normalise import fold

MIN_CLAUSE_WEIGHT = 2.0
"""A clause with less than two telling terms says too little of its matter; then its whole sentence is taken."""

_UPPER = re.compile(
    r"(?:toi da|khong qua|duoi|nhieu nhat|khong vuot qua|cao nhat|khong lon hon)(?:\s{1,3}(?:la|den|khoang))?\s{0,3}$"
)
_LOWER = re.compile(r"(?:toi thieu|it nhat|tren|thap nhat|khong duoi|khong it hon|tu)(?:\s{1,3}(?:la|khoang))?\s{0,3}$")  # fmt: skip

_FROM = re.compile(r"(?:tu|ke tu|bat dau|bat dau tu)(?:\s{1,3}(?:ngay|thang|nam|mung))?\s{0,3}$")
_UNTIL = re.compile(
    r"(?:den|toi|den het|truoc|cho den|cham nhat)(?:\s{1,3}(?:ngay|thang|nam|mung|het))?\s{0,3}$"
)


@dataclass(frozen=True, slots=True)
class Statement:
    """One slot in its surroundings.

    ``matter``: what its clause (or sentence) asks for, without figures; ``own``: the same as
    (as written, without marks); ``wide``: what its sentence offers.
    ``sentence`` is a range of the original. ``bound``: ``max`` / ``min`` when a figure is a limit, ``from`` / ``until`` of a date,
    ``low`` / ``high`` when it is one end of a range ("2-3 ngày"), else empty.
    ``duty``: the kind of duty of an obligation.
    """

    slot: Slot
    matter: frozenset[str]
    own: frozenset[tuple[str, str]]
    wide: frozenset[str]
    procedures: frozenset[str]
    sentence: Span
    bound: str
    modality: Modality
    duty: str = ""


class PassageReading:
    """A passage, its words, and on demand its statements and how firmly its sentences are told."""

    def __init__(self, text: Text, context: str = "") -> None:
        self.text = text
        self.above = frozenset[str]().union(*map(_offered, context.split("\n")))
        self.terms = _placed(scan(text)).offered(0, len(text.normalised)) | self.above
        self._statements: dict[object, tuple[Statement, ...]] = {}

    def statements(self, kind: SlotKind) -> tuple[Statement, ...]:
        """Those that answer the same kind of question as a slot of ``kind``, in order; none for a kind that is not compared."""
        family = FAMILIES.get(kind)
        if family is None:
            return ()
        known = self._statements.get(family)
        if known is None:
            scanned = scan(self.text)
            known = self._statements[family] = tuple(_state(scanned, slots_of_kind(scanned, kind)))
        return known

    @cached_property
    def sentences(self) -> Sequence[tuple[Span, frozenset[str], Modality]]:
        """Each sentence with what it offers, and whether it is a draft, an aim, a permission, or plainly told (``in_force``)."""
        scanned = scan(self.text)
        found = []
        for low, high in scanned.sentences:
            told = context_modalities(scanned, cues_of(scanned), high, high) if high > low else set()
            firm = next((one for one in _SOFT if one in told), Modality.IN_FORCE)
            found.append((self.text.to_original(low, high), _placed(scanned).offered(low, high), firm))
        return found


def _state(scanned: Scan, slots: Sequence[Slot]) -> Iterator[Statement]:
    """A statement for each slot of a text."""
    text, terms = scanned.text, _placed(scanned)
    duties = find_obligations(scanned, cues_of(scanned))
    ends = _range_ends(slots)
    for slot in slots:
        start, end = to_normalised(text, slot.span)
        low, high = scanned.sentence(start)
        own = _matter(scanned, terms, start, slot)
        yield Statement(
            slot,
            frozenset(exact for exact, _ in own),
            own,
            terms.offered(low, high),
            _procedures(scanned, low, high),
            text.to_original(low, high),
            _bound(text, start, slot, ends.get(slot, "")),
            slot.modality,
            next((duty.duty for duty in duties if start <= duty.start < max(end, start + 1)), ""),
        )


def _range_ends(slots: Sequence[Slot]) -> dict[Slot, str]:
    """Which slots are the lower and the upper end of a range: two figures read of the very same words."""
    ends: dict[Slot, str] = {}
    for one, two in pairwise(slots):
        figures = isinstance(one.value, int | float) and isinstance(two.value, int | float)
        if figures and (one.span, one.kind, one.unit) == (two.span, two.kind, two.unit):
            low, high = sorted((one, two), key=lambda slot: float(slot.value or 0))
            ends |= {low: "low", high: "high"}
    return ends


def firmness(text: Text, start: int, end: int) -> Modality:
    """Whether a range of a text (normalised view) is told as a draft, an aim, or plainly (``in_force``)."""
    scanned = scan(text)
    for low, high in scanned.sentences:
        if low < end and start < high:
            told = context_modalities(scanned, cues_of(scanned), high, high)
            for modality in (Modality.PROPOSAL, Modality.TARGET):
                if modality in told:
                    return modality
    return Modality.IN_FORCE


_SOFT = (Modality.PROPOSAL, Modality.TARGET, Modality.PERMITTED)


_ITEM = re.compile(r"(^|[.;:]\s{1,3})((?:\d{1,2}|[a-zđ])[.)])(?=\s{1,3}\w)")
"""The number of an item and what stands before it."""


@lru_cache(maxsize=32)
def official_text(written: str) -> Text:
    """Official text in three views; the same object while it is being read, so that its scan is found again.

    Numbers of items within it ("… 2. Được miễn: a) hộ nghèo") are blanked out of the views that are read, since they count nothing
    and end no sentence; what is quoted keeps them.
    """
    text = plain_text(written)
    read = _ITEM.sub(lambda item: item[1] + " " * len(item[2]), text.normalised)
    return text if read == text.normalised else replace(text, normalised=read, folded=fold(read))


@lru_cache(maxsize=4096)
def _read_official(written: str, context: str) -> PassageReading:
    return PassageReading(official_text(written), context)


@lru_cache(maxsize=1024)
def _offered(line: str) -> frozenset[str]:
    """What a heading offers; the same for many passages."""
    text = plain_text(line)
    return _placed(scan(text)).offered(0, len(text.normalised))


def read_passage(passage: Passage) -> PassageReading:
    """What a passage says; cached, since the same passages come back for many posts."""
    return _read_official(passage.text, passage.context)


def read_claim(text: Text, slots: Sequence[Slot]) -> tuple[Statement, ...]:
    """A post's statements, in the order of ``slots``, which were found in it by rules."""
    return tuple(_state(scan(text), slots))


def to_normalised(text: Text, span: Span) -> tuple[int, int]:
    """A range of the original as a range of the normalised view."""
    start = bisect_left(text.starts, span.start)
    return start, max(start, bisect_left(text.starts, span.end))


class _Terms:
    """The terms of a text, figures left out, by their places."""

    def __init__(self, terms: Iterable[Term]) -> None:
        self._terms = [term for term in terms if not term.folded[0].isdigit()]
        self._starts = [term.start for term in self._terms]
        self._offered: dict[tuple[int, int], frozenset[str]] = {}

    def within(self, low: int, high: int) -> list[Term]:
        """Those that lie within a range."""
        found = self._terms[bisect_left(self._starts, low) : bisect_left(self._starts, high)]
        return [term for term in found if term.end <= high]

    def offered(self, low: int, high: int) -> frozenset[str]:
        """Words of a range as written and without marks, for those who ask so; no pairs."""
        known = self._offered.get((low, high))
        if known is None:
            known = self._offered[low, high] = words_offered(self.within(low, high))
        return known


@kept
def _placed(scanned: Scan) -> _Terms:
    return _Terms(terms_in(scanned))


def _matter(scanned: Scan, terms: _Terms, start: int, slot: Slot) -> frozenset[tuple[str, str]]:
    """Terms of the clause, or of the sentence when the clause says too little, and what the slot implies."""
    inside = terms.within(*scanned.clause(start))
    if sum(weight_of(term.exact) for term in inside) < MIN_CLAUSE_WEIGHT:
        inside = terms.within(*scanned.sentence(start))
    found = {(term.exact, term.folded) for term in inside}
    implied = _IMPLIED.get((slot.kind, slot.unit))
    return frozenset(found | {(implied, implied)} if implied else found)


# "mất 50k" speaks of a fee and "chờ 10 ngày" of a time limit without naming them.
_IMPLIED: dict[tuple[SlotKind, str | None], str] = {
    (SlotKind.FEE, Unit.VND.value): "=le_phi",
    (SlotKind.DEADLINE, Unit.DAY.value): "=thoi_han_giai_quyet",
    (SlotKind.DEADLINE, Unit.WORKING_DAY.value): "=thoi_han_giai_quyet",
}


def _procedures(scanned: Scan, low: int, high: int) -> frozenset[str]:
    return frozenset(str(one.value) for one in find_matters(scanned) if one.start < high and low < one.end)


def _bound(text: Text, start: int, slot: Slot, end_of_range: str) -> str:
    before = text.folded[max(0, start - 30) : start]
    if slot.unit == Unit.DATE:
        if slot.kind is SlotKind.DEADLINE or _UNTIL.search(before):
            return "until"
        return "from" if _FROM.search(before) else ""
    if _UPPER.search(before):
        return "max"
    if end_of_range:  # "từ" of "từ 3 đến 5 ngày" is no lower limit of both
        return end_of_range
    return "min" if _LOWER.search(before) else ""
