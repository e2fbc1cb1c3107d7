"""A text read for comparison: each slot with its place, its matter and the bound that holds for it."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from functools import lru_cache

from models.vocabulary import Modality, SlotKind, Unit
from nlp.contracts import Passage, Slot, Span, Text
from nlp.evidence.modality import context_modalities, find_cues
from nlp.evidence.obligations import find_obligations
from nlp.evidence.scan import Scan, scan
from nlp.evidence.slots import extract_slots
from nlp.evidence.terms import Term, plain_text, terms_of, weight_of, words_offered

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
    ``sentence`` is a range of the original. ``bound``: ``max`` / ``min`` when a figure is a limit, ``from`` / ``until`` of a date, else empty.
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


@dataclass(frozen=True)
class TextReading:
    """A text, its statements in the order of its slots, and all its terms."""

    text: Text
    statements: tuple[Statement, ...]
    terms: frozenset[str]
    sentences: tuple[tuple[Span, frozenset[str], Modality], ...]


def read_text(text: Text, slots: tuple[Slot, ...]) -> TextReading:
    """Statements for slots already extracted from ``text``."""
    scanned = scan(text)
    cues = find_cues(text)
    terms = terms_of(text)
    duties = find_obligations(scanned, cues)
    statements = []
    for slot in slots:
        start, end = to_normalised(text, slot.span)
        low, high = scanned.sentence(start)
        own = _matter(scanned, terms, start, slot)
        statements.append(
            Statement(
                slot,
                frozenset(exact for exact, _ in own),
                own,
                _offered(terms, low, high),
                _procedures(text, slots, low, high),
                text.to_original(low, high),
                _bound(text, start, slot),
                slot.modality,
                next((duty.duty for duty in duties if start <= duty.start < max(end, start + 1)), ""),
            )
        )
    sentences = []
    for low, high in scanned.sentences:
        told = context_modalities(scanned, cues, high, high) if high > low else set()
        firm = next((one for one in _SOFT if one in told), Modality.IN_FORCE)
        sentences.append((text.to_original(low, high), _offered(terms, low, high), firm))
    return TextReading(text, tuple(statements), _offered(terms, 0, len(text.normalised)), tuple(sentences))


def firmness(text: Text, start: int, end: int) -> Modality:
    """Whether a range of a text (normalised view) is told as a draft, an aim, or plainly (``in_force``)."""
    scanned, cues = scan(text), find_cues(text)
    for low, high in scanned.sentences:
        if low < end and start < high:
            told = context_modalities(scanned, cues, high, high)
            for modality in (Modality.PROPOSAL, Modality.TARGET):
                if modality in told:
                    return modality
    return Modality.IN_FORCE


_SOFT = (Modality.PROPOSAL, Modality.TARGET, Modality.PERMITTED)


@lru_cache(maxsize=4096)
def _read_official(written: str) -> TextReading:
    text = plain_text(written)
    return read_text(text, extract_slots(text, None))


def read_passage(passage: Passage) -> TextReading:
    """A passage's statements; cached, since the same passages come back for many posts."""
    return _read_official(passage.text)


def read_claim(text: Text, slots: tuple[Slot, ...]) -> TextReading:
    """A post's statements, in the order of ``slots``."""
    return read_text(text, slots)


def to_normalised(text: Text, span: Span) -> tuple[int, int]:
    """A range of the original as a range of the normalised view."""
    start = bisect_left(text.starts, span.start)
    return start, max(start, bisect_left(text.starts, span.end))


def _offered(terms: tuple[Term, ...], low: int, high: int) -> frozenset[str]:
    """Words as written and without marks, for those who ask so; no pairs."""
    return words_offered(_within(terms, low, high))


def _within(terms: tuple[Term, ...], low: int, high: int) -> list[Term]:
    return [term for term in terms if low <= term.start and term.end <= high and not term.folded[0].isdigit()]


def _matter(scanned: Scan, terms: tuple[Term, ...], start: int, slot: Slot) -> frozenset[tuple[str, str]]:
    """Terms of the clause, or of the sentence when the clause says too little, and what the slot implies."""
    inside = _within(terms, *scanned.clause(start))
    if sum(weight_of(term.exact) for term in inside) < MIN_CLAUSE_WEIGHT:
        inside = _within(terms, *scanned.sentence(start))
    found = {(term.exact, term.folded) for term in inside}
    implied = _IMPLIED.get((slot.kind, slot.unit))
    return frozenset(found | {(implied, implied)} if implied else found)


# "mất 50k" speaks of a fee and "chờ 10 ngày" of a time limit without naming them.
_IMPLIED: dict[tuple[SlotKind, str | None], str] = {
    (SlotKind.FEE, Unit.VND.value): "=le_phi",
    (SlotKind.DEADLINE, Unit.DAY.value): "=thoi_han_giai_quyet",
    (SlotKind.DEADLINE, Unit.WORKING_DAY.value): "=thoi_han_giai_quyet",
}


def _procedures(text: Text, slots: tuple[Slot, ...], low: int, high: int) -> frozenset[str]:
    sentence = text.to_original(low, high)
    return frozenset(
        str(slot.value) for slot in slots if slot.kind is SlotKind.PROCEDURE and slot.span.overlaps(sentence)
    )


def _bound(text: Text, start: int, slot: Slot) -> str:
    before = text.folded[max(0, start - 30) : start]
    if slot.unit == Unit.DATE:
        if slot.kind is SlotKind.DEADLINE or _UNTIL.search(before):
            return "until"
        return "from" if _FROM.search(before) else ""
    if _UPPER.search(before):
        return "max"
    return "min" if _LOWER.search(before) else ""
