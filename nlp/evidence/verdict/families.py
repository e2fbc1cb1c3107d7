"""The quantities of one kind of a passage: where the words of each stand, which are its own, and what it is a figure of."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from nlp.evidence.verdict.binding import Segment, own_marks, own_terms, segments
from nlp.evidence.verdict.quantity import Quantity
from nlp.evidence.verdict.roles import role_of
from nlp.evidence.verdict.sides import Aligned, Side

REACH = 6.0
"""Words after which a word counts a third as much. Own choice."""

ACROSS_CLAUSE = 0.55
ACROSS_SENTENCE = 0.15
"""What a word counts that stands in another clause, or in another sentence, than the figure. Own choice."""


@dataclass(frozen=True, slots=True)
class Family:
    """All quantities of one kind of a passage, with what is known of each."""

    ones: tuple[Quantity, ...]
    around: tuple[Sequence[float], ...]
    roles: tuple[str, ...]
    parts: tuple[Segment, ...]
    owned: tuple[frozenset[int], ...]
    marked: tuple[frozenset[tuple[str, float | str]], ...]


def family_of(side: Side, kind: str) -> Family:
    """Kept with the side: the same passages come back for many posts."""
    key = (family_of, kind)
    if key not in side.scan.kept:
        side.scan.kept[key] = _family(side, by_kind(side).get(kind, ()))
    found: Family = side.scan.kept[key]
    return found


def _family(side: Side, ones: Sequence[Quantity]) -> Family:
    parts = tuple(segments(side, ones))
    ordered = tuple(part.one for part in parts)
    return Family(
        ordered,
        tuple(nearness(side, one) for one in ordered),
        tuple(role_of(side.scan, one) for one in ordered),
        parts,
        tuple(own_terms(side, parts)),
        tuple(own_marks(parts)),
    )


def once(aligned: Aligned, kind: str) -> Family:
    """ "Được gia hạn một lần", "có một điểm chữa cháy": before a noun "một" is mostly an article, but a number where a claim counts the same thing
    in the same words."""
    side, noun = aligned.passage, kind.removeprefix("count:")
    told = {at for places in aligned.found for at in places}
    ones = []
    for word, following in pairwise(side.scan.words):
        if following.folded != noun or not noun or not (word.reads("một") or word.folded in ("1", "01")):
            continue
        low = side.scan.clause(word.start)[0]
        before = [
            at for at in side.terms_in(low, word.start, nearest=False) if side.terms[at].end <= word.start
        ]
        if before and before[-1] in told:
            ones.append(Quantity(kind, 1.0, word.start, following.end))
    return _family(side, ones)


def segment_of(side: Side, one: Quantity) -> tuple[int, int]:
    """The range of text whose words belong to a figure of a passage."""
    part = next((part for part in family_of(side, one.kind).parts if part.one is one), None)
    return (part.low, part.high) if part is not None else side.scan.clause(one.start)


def by_kind(side: Side) -> dict[str, list[Quantity]]:
    """The quantities of a side by their kind, in order."""
    kinds: dict[str, list[Quantity]] = {}
    for one in side.quantities:
        kinds.setdefault(one.kind, []).append(one)
    return kinds


def nearness(side: Side, one: Quantity) -> list[float]:
    """Of each term of a side, how much it belongs to a figure, 0..1."""
    clause = side.scan.clause(one.start)
    sentence = side.scan.sentence(one.start)
    here = side.scan.word_index(one.start)
    weights = []
    for term in side.terms:
        gap = abs(side.scan.word_index(term.start) - here)
        factor = math.exp(-gap / REACH)
        if not sentence[0] <= term.start < sentence[1]:
            factor = min(factor, ACROSS_SENTENCE) * ACROSS_SENTENCE
        elif not clause[0] <= term.start < clause[1]:
            factor *= ACROSS_CLAUSE
        weights.append(factor)
    return weights
