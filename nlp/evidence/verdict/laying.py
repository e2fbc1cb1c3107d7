"""A claim laid over the statements of a passage: over which it lies best, and whether the two go the same way.

Words that few statements have and those that say whom the claim is about count most, since rules leave out for a group what they have just said
of all. What is taken out ("trừ nhà thuốc", "không thuộc diện") says the opposite of the rule it is taken from, of that group alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from nlp.evidence.verdict.sides import Aligned, Side
from nlp.evidence.verdict.ways import (
    BARRED,
    FREE,
    IS,
    MAY,
    MUST,
    NOT,
    OUT,
    TAKEN,
    TURNED,
    URGED,
    Told,
    statements_of,
)
from nlp.evidence.written import Written

_ALIKE = {
    MUST: {MUST: 1.0, IS: 0.5, FREE: -1.0, URGED: -1.0, BARRED: -0.7, NOT: -0.7, MAY: -0.2},
    FREE: {FREE: 1.0, URGED: 0.8, MAY: 0.4, NOT: 0.3, MUST: -1.0, IS: -0.5, BARRED: -0.3},
    URGED: {URGED: 1.0, FREE: 0.6, MAY: 0.4, MUST: -1.0, BARRED: -0.5, NOT: 0.0, IS: 0.0},
    BARRED: {BARRED: 1.0, NOT: 0.8, MAY: -1.0, IS: -0.7, URGED: -0.5, FREE: -0.4, MUST: -0.7},
    MAY: {MAY: 1.0, IS: 0.6, FREE: 0.5, URGED: 0.4, MUST: 0.0, BARRED: -1.0, NOT: -0.8},
    NOT: {NOT: 1.0, BARRED: 0.9, FREE: 0.4, URGED: 0.2, IS: -0.7, MAY: -0.7, MUST: -0.7},
    IS: {IS: 0.8, MAY: 0.7, MUST: 0.5, URGED: -0.2, FREE: -0.4, NOT: -0.8, BARRED: -1.0},
}
"""How far the way of a claim (first) and that of a passage agree, 1..-1. Own choice."""

_CUTS = Written(r",|\b(?:và|hoặc|hay|cùng|với|cho|đối với)\b")

INHERITED = 0.8
"""What a word counts that stands in the rule and not with the group taken out of it. Own choice."""

ELSEWHERE = 0.4
"""What a word counts that stands in another statement: rules leave out for a group what they have just said of all. Own choice."""

COUNTED = 6.0
"""What a limit that both name weighs, as much as a rare word. Own choice."""

HEADS, HEAD = 2, 2.5
"""So many words before the mark say whom a claim is about; what they count. Own choice."""

SHARED = 0.5
"""A word in four statements counts half. Own choice."""

HEARD = 0.5
"""A group is meant from half of its words on. Own choice."""


@dataclass(frozen=True, slots=True)
class Laid:
    """A statement of the claim over one of the passage: how far they agree (1..-1), how much of the claim's words it has, and of its group."""

    said: Told
    written: Told
    way: str
    alike: float
    fit: float
    heard: float
    taken_out: bool

    @property
    def score(self) -> float:
        return self.fit * (0.5 + 0.5 * self.heard)


def lay(aligned: Aligned) -> list[Laid]:
    """Every statement of the claim over every statement of the passage that has any of its words."""
    claim, passage = aligned.claim, aligned.passage
    said, written = statements_of(claim), statements_of(passage)
    spoken = {place for places in aligned.found for place in places}
    found: list[Laid] = []
    ranges = [
        frozenset(passage.terms_in(one.low, one.high, nearest=False)) if one.low < one.high else frozenset()
        for one in written
    ]
    heard = [_heard(passage, one, spoken) for one in written]
    everywhere = frozenset(range(len(passage.terms)))
    aware = any(one.way == OUT and TAKEN.match(claim.text, one.start) for one in said)
    for one in said:
        if one.way == OUT and aware:
            continue
        own_way = NOT if one.way == OUT else one.way
        weigh = _weighed(aligned, one, ranges)
        counted = _counted(aligned, one, written)
        total = sum(weigh.values()) + COUNTED * len(counted)
        if not total:
            continue
        fits = [
            (
                _fit(aligned, weigh, inside, everywhere, ELSEWHERE)
                + COUNTED * sum(number in places for places in counted)
            )
            / total
            for number, inside in enumerate(ranges)
        ]
        for number, other in enumerate(written):
            if not any(place in ranges[number] for at in weigh for place in aligned.found[at]) and not any(
                number in places for places in counted
            ):
                continue
            if other.way != OUT:
                found.append(
                    Laid(
                        one, other, other.way, _ALIKE[own_way][other.way], fits[number], heard[number], False
                    )
                )
                continue
            rules = [at for at in other.rules if written[at].way != OUT]
            if not rules or aware or heard[number] < HEARD:
                continue
            rule = max(rules, key=lambda at: (fits[at], at))
            way = TURNED[written[rule].way]
            fit = (
                _fit(aligned, weigh, ranges[number], ranges[rule], INHERITED)
                + COUNTED * sum(number in places or rule in places for places in counted)
            ) / total
            found.append(Laid(one, other, way, _ALIKE[own_way][way], fit, heard[number], True))
    return found


def _weighed(aligned: Aligned, one: Told, ranges: Sequence[frozenset[int]]) -> dict[int, float]:
    """The words of a statement of the claim, its mark left out: the more, the fewer statements of the passage have them; whom it is of, twice."""
    claim = aligned.claim
    weigh: dict[int, float] = {}
    heads = 0
    for at in claim.terms_in(one.low, one.high, nearest=False) if one.low < one.high else ():
        term = claim.terms[at]
        if one.start < term.end and term.start < one.end:
            continue
        places = aligned.found[at]
        number = sum(any(place in inside for place in places) for inside in ranges) if places else 1
        weight = aligned.weights[at] / max(1, number) ** SHARED
        if places and term.start < one.start and heads < HEADS:
            heads += 1
            weight *= HEAD
        weigh[at] = weight
    return weigh


def _counted(aligned: Aligned, one: Told, written: Sequence[Told]) -> list[set[int]]:
    """For each limit or count of the claim that the passage has too, the statements that have it on the same side."""
    found = []
    for said in aligned.claim.quantities:
        if not one.low <= said.start < one.high or (not said.bound and not said.kind.startswith("count:")):
            continue
        alike = [
            two for two in aligned.passage.quantities if two.kind == said.kind and two.value == said.value
        ]
        if not alike:
            continue
        found.append(
            {
                number
                for number, other in enumerate(written)
                for two in alike
                if other.low <= two.start < other.high and two.bound == said.bound
            }
        )
    return found


def _fit(
    aligned: Aligned,
    weigh: Mapping[int, float],
    inside: frozenset[int],
    rule: frozenset[int],
    passed_on: float,
) -> float:
    held = 0.0
    for at, weight in weigh.items():
        places = aligned.found[at]
        if any(one in inside for one in places):
            held += weight * aligned.credit[at]
        elif any(one in rule for one in places):
            held += passed_on * weight * aligned.credit[at]
    return held


def _heard(passage: Side, told: Told, spoken: set[int]) -> float:
    """Share of the one group or thing of a statement, before its mark or behind it, that the claim says best."""
    best = 0.0
    for low, high in ((told.low, told.start), (told.end, told.high)):
        if high - low < 2:
            continue
        cuts = [low, *(one.start() for one in _CUTS.finditer(passage.text, low, high)), high]
        for start, end in pairwise(cuts):
            inside = passage.terms_in(start, end, nearest=False) if end - start > 2 else ()
            if inside:
                best = max(best, sum(at in spoken for at in inside) / len(inside))
        if best and told.way == OUT:
            break
    return best


def way_features(aligned: Aligned) -> Iterator[tuple[str, float]]:
    """Named figures; what they are worth is learned."""
    laid = lay(aligned)
    best = max(laid, key=lambda one: (one.score, one.taken_out), default=None)
    along = max((one.score * one.alike for one in laid if one.alike > 0), default=0.0)
    against = max((-one.score * one.alike for one in laid if one.alike < 0), default=0.0)
    yield "way_best", best.score * best.alike if best else 0.0
    yield "way_best_fit", best.fit if best else 0.0
    yield "way_along", along
    yield "way_against", against
    yield "way_margin", along - against
    out = [one for one in laid if one.taken_out]
    yield "way_out_along", max((one.score for one in out if one.alike > 0), default=0.0)
    yield "way_out_against", max((one.score for one in out if one.alike < 0), default=0.0)
    yield "way_out_best", best.alike * best.score if best and best.taken_out else 0.0
    for way in (MUST, FREE, MAY, BARRED, NOT, IS):
        own = [one for one in laid if one.said.way == way]
        top = max(own, key=lambda one: (one.score, one.taken_out), default=None)
        yield f"way_{way}", top.score * top.alike if top else 0.0
