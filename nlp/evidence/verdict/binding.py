"""Which group or way each figure belongs to: the words of its own segment that no other figure of its kind has.

"Tại phường 38.000 đồng, tại xã 25.000 đồng": a sentence with several figures falls into one segment for each, parted at "còn" or a comma
between them; the first keeps only its last words, since what stands further off is the head of all ("Giá thu gom rác …").
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from nlp.evidence.verdict.quantity import Quantity
from nlp.evidence.verdict.sides import Aligned, Side

HEAD = 1
"""Least number of words that the first segment keeps. Own choice."""

MARK = 1.5
"""What a figure of another kind that both segments have ("trên 20 m³", "dưới 9 chỗ") counts, in rare words. Own choice."""

_SPLIT = re.compile(r"(?<![a-z])(?:con|rieng|nhung|doi voi|ngoai ra|trong khi)(?![a-z])")
_PAUSE = re.compile(r"[,;:()](?!\d)|\s[-–]\s")
_AND = re.compile(r"(?<![a-z])(?:va|hoac|hay|voi)(?![a-z])")
_COLON = re.compile(r":(?!\d)")


@dataclass(frozen=True, slots=True)
class Segment:
    """Where the words of one figure stand, and the indices of its terms."""

    one: Quantity
    low: int
    high: int
    terms: tuple[int, ...]
    marks: frozenset[tuple[str, float | str]] = frozenset()
    """Figures of other kinds in it, and the time it is paid for."""


def segments(side: Side, family: Sequence[Quantity]) -> list[Segment]:
    """One segment for each of ``family``, quantities of a side of one kind, in order of the text."""
    found: list[Segment] = []
    by_sentence: dict[tuple[int, int], list[Quantity]] = {}
    for one in family:
        by_sentence.setdefault(side.scan.sentence(one.start), []).append(one)
    for sentence, ones in by_sentence.items():
        found += _in_sentence(side, sentence, ones)
    return found


def _in_sentence(side: Side, sentence: tuple[int, int], ones: Sequence[Quantity]) -> list[Segment]:
    folded = side.text.folded
    low, high = sentence
    for colon in _COLON.finditer(folded, low, ones[0].start):
        low = colon.end() if len(ones) > 1 else low
    starts, ends = [low], []
    for one, two in zip(ones, ones[1:], strict=False):
        cut = _cut(side, low, ones[0], one, two)
        ends.append(cut if cut >= 0 else two.end)
        starts.append(cut if cut >= 0 else starts[-1])
    ends.append(high)
    terms = [tuple(side.terms_in(start, end, nearest=False)) for start, end in zip(starts, ends, strict=True)]
    if len(ones) > 1:
        heads = [sum(side.terms[at].start < one.start for at in own) for one, own in zip(ones[1:], terms[1:], strict=True)]
        longest = max(HEAD, *heads)
        before = [at for at in terms[0] if side.terms[at].start < ones[0].start]
        terms[0] = tuple(before[-longest:]) + tuple(at for at in terms[0] if at not in before)
    return [
        Segment(one, start, end, own, _marks(side, one, start, end))
        for one, start, end, own in zip(ones, starts, ends, terms, strict=True)
    ]


def _marks(side: Side, own: Quantity, low: int, high: int) -> frozenset[tuple[str, float | str]]:
    inside = {(one.kind, one.value) for one in side.quantities if low <= one.start < high and one.kind != own.kind}
    return frozenset(inside | ({("per", own.per)} if own.per else set()))


def _cut(side: Side, low: int, first: Quantity, one: Quantity, two: Quantity) -> int:
    """Where the words of ``one`` end and those of ``two`` begin; -1 where both share theirs (a range, "từ … lên …")."""
    folded, start, end = side.text.folded, one.end, two.start
    if start >= end:
        return -1
    word = next(_SPLIT.finditer(folded, start, end), None)
    if word is not None:
        return word.start()
    pauses = [pause.start() for pause in _PAUSE.finditer(folded, start, end)]
    figure_first = not side.terms_in(low, first.start, nearest=False)
    if pauses:
        return pauses[-1]
    joined = next(_AND.finditer(folded, start, end), None)
    if joined is not None:
        return joined.start()
    if not side.terms_in(start, end, nearest=False):
        return -1
    return end if figure_first else start


def own_terms(side: Side, found: Sequence[Segment]) -> list[frozenset[int]]:
    """Of each segment the terms that no segment of another value has."""
    forms = [{side.terms[at].folded for at in one.terms} for one in found]
    result = []
    for number, one in enumerate(found):
        others = {
            form
            for other, said in enumerate(forms)
            if other != number and found[other].one.value != one.one.value
            for form in said
        }
        result.append(frozenset(at for at in one.terms if side.terms[at].folded not in others))
    return result


def own_marks(found: Sequence[Segment]) -> list[frozenset[tuple[str, float | str]]]:
    """Of each segment the other figures that no segment of another value has."""
    return [
        one.marks.difference(*(other.marks for other in found if other.one.value != one.one.value)) for one in found
    ]


def bind(
    aligned: Aligned,
    spoken: Segment,
    owned: Sequence[frozenset[int]],
    marked: Sequence[frozenset[tuple[str, float | str]]],
) -> list[float]:
    """Of each segment of the passage, the weight of the words and figures of a claim's segment that it alone has."""
    heaviest = max(aligned.weights, default=1.0)
    result = [MARK * heaviest * len(spoken.marks & own) for own in marked]
    for at in spoken.terms:
        places = set(aligned.found[at])
        if not places:
            continue
        for number, own in enumerate(owned):
            if places & own:
                result[number] += aligned.weights[at] * aligned.credit[at]
    return result
