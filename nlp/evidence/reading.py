"""A text read for comparison: each slot with its place, its matter and the bound that holds for it."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from functools import lru_cache

from models.vocabulary import Modality, SlotKind
from nlp.contracts import Passage, Slot, Span, Text
from nlp.evidence.modality import context_modalities, find_cues
from nlp.evidence.scan import Scan, scan
from nlp.evidence.slots import extract_slots
from nlp.evidence.terms import Term, plain_text, terms_of

MIN_CLAUSE_TERMS = 3
"""A shorter clause says too little of its matter; then its whole sentence is taken."""

_UPPER = re.compile(
    r"(?:toi da|khong qua|duoi|nhieu nhat|khong vuot qua|cao nhat|khong lon hon)(?:\s{1,3}(?:la|den|khoang))?\s{0,3}$"
)
_LOWER = re.compile(r"(?:toi thieu|it nhat|tren|thap nhat|khong duoi|khong it hon|tu)(?:\s{1,3}(?:la|khoang))?\s{0,3}$")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Statement:
    """One slot in its surroundings.

    ``matter``: what its clause (or sentence) asks for, without figures; ``wide``: what its sentence offers.
    ``sentence`` is a range of the original. ``bound``: ``max`` / ``min`` when the figure is a limit, else empty.
    """

    slot: Slot
    matter: frozenset[str]
    wide: frozenset[str]
    procedures: frozenset[str]
    sentence: Span
    bound: str
    modality: Modality


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
    statements = []
    for slot in slots:
        start, _end = to_normalised(text, slot.span)
        low, high = scanned.sentence(start)
        statements.append(
            Statement(
                slot,
                _matter(scanned, terms, start),
                _offered(terms, low, high),
                _procedures(text, slots, low, high),
                text.to_original(low, high),
                _bound(text, start),
                slot.modality,
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


def _asked(terms: tuple[Term, ...], low: int, high: int) -> frozenset[str]:
    """Words as written, so that marks count; figures are compared as values."""
    return frozenset(term.exact for term in _within(terms, low, high))


def _offered(terms: tuple[Term, ...], low: int, high: int) -> frozenset[str]:
    """Words as written and without marks, for those who ask so."""
    inside = _within(terms, low, high)
    return frozenset(term.exact for term in inside) | frozenset(term.folded for term in inside)


def _within(terms: tuple[Term, ...], low: int, high: int) -> list[Term]:
    return [term for term in terms if low <= term.start and term.end <= high and not term.folded[0].isdigit()]


def _matter(scanned: Scan, terms: tuple[Term, ...], start: int) -> frozenset[str]:
    names = _asked(terms, *scanned.clause(start))
    return names if len(names) >= MIN_CLAUSE_TERMS else _asked(terms, *scanned.sentence(start))


def _procedures(text: Text, slots: tuple[Slot, ...], low: int, high: int) -> frozenset[str]:
    sentence = text.to_original(low, high)
    return frozenset(
        str(slot.value) for slot in slots if slot.kind is SlotKind.PROCEDURE and slot.span.overlaps(sentence)
    )


def _bound(text: Text, start: int) -> str:
    before = text.folded[max(0, start - 30) : start]
    if _UPPER.search(before):
        return "max"
    return "min" if _LOWER.search(before) else ""
