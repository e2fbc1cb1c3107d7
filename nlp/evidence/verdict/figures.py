"""Each quantity of a claim against those of the passage, by what stands around both.

A figure may be in the passage and yet belong to another group ("20.000 đồng với xe máy, 50.000 đồng với ô tô"), so every
figure is tied to the words near it: the nearer, the more a word counts, and less across a comma.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from nlp.evidence.verdict.quantities import AGE, DATE, MONEY, PERCENT, SPAN, Quantity, same_value
from nlp.evidence.verdict.sides import Aligned, Side

REACH = 6.0
"""Words after which a word counts a third as much. Own choice."""

ACROSS_CLAUSE = 0.55
ACROSS_SENTENCE = 0.15
"""What a word counts that stands in another clause, or in another sentence, than the figure. Own choice."""

MARGIN = 0.05
"""By so much another figure must fit better to be taken as the one that is meant."""


@dataclass(frozen=True, slots=True)
class Match:
    """What the passage has for one quantity of the claim: the equal one and the differing one that fit best."""

    said: Quantity
    same: Quantity | None
    same_fit: float
    rival: Quantity | None
    rival_fit: float
    open_fit: float

    @property
    def state(self) -> str:
        """``same``, ``swapped``, ``open``, ``rival`` or ``none``."""
        if self.same is not None:
            return "swapped" if self.rival_fit > self.same_fit + MARGIN else "same"
        if self.open_fit > 0 and self.open_fit >= self.rival_fit:
            return "open"
        return "rival" if self.rival is not None else "none"


def match_quantities(aligned: Aligned) -> tuple[Match, ...]:
    """For every quantity of the claim, in order."""
    official = aligned.passage.quantities
    around = _around(aligned.passage)
    found = []
    for said in aligned.claim.quantities:
        near = _nearness(aligned.claim, said)
        same = rival = None
        fits = {True: -1.0, False: -1.0, None: 0.0}
        for other, weights in zip(official, around, strict=True):
            if other.kind != said.kind:
                continue
            alike, fit = same_value(said, other), _fit(aligned, near, weights)
            if fit > fits[alike]:
                fits[alike] = fit
                if alike:
                    same = other
                elif alike is False:
                    rival = other
        found.append(Match(said, same, max(0.0, fits[True]), rival, max(0.0, fits[False]), fits[None]))
    return tuple(found)


def _around(side: Side) -> Sequence[Sequence[float]]:
    """The nearness of every quantity of a side, kept with it: the same passages come back for many posts."""
    kept = side.scan.kept
    if _around not in kept:
        kept[_around] = [_nearness(side, one) for one in side.quantities]
    found: Sequence[Sequence[float]] = kept[_around]
    return found


def _nearness(side: Side, one: Quantity) -> list[float]:
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


def _fit(aligned: Aligned, near: list[float], weights: Sequence[float]) -> float:
    """How well the words around a claim's figure match those around one of the passage, 0..1."""
    total = shared = 0.0
    for at, places in enumerate(aligned.found):
        belongs = (0.2 + near[at]) * aligned.weights[at]
        total += belongs
        if places:
            shared += belongs * aligned.credit[at] * max(weights[place] for place in places)
    return shared / total if total else 0.0


_KINDS = (MONEY, PERCENT, SPAN, DATE, AGE)
_STATES = ("same", "swapped", "open", "rival", "none")


def figure_features(aligned: Aligned, matches: tuple[Match, ...]) -> Iterator[tuple[str, float]]:
    """Counts of states over all and by kind, and the margins that decide them."""
    yield "figures", float(len(matches))
    for state in _STATES:
        yield f"figures_{state}", float(sum(one.state == state for one in matches))
    for kind in _KINDS:
        own = [one.state for one in matches if one.said.kind == kind]
        yield f"{kind}_against", float(sum(state in ("rival", "swapped") for state in own))
        yield f"{kind}_same", float(own.count("same"))
        yield f"{kind}_none", float(own.count("none"))
    yield (
        "other_against",
        float(sum(one.state in ("rival", "swapped") for one in matches if one.said.kind not in _KINDS)),
    )
    against = [one for one in matches if one.same is None and one.rival is not None]
    yield "rival_fit", max((one.rival_fit for one in against), default=0.0)
    yield (
        "same_margin",
        min((one.same_fit - one.rival_fit for one in matches if one.same is not None), default=1.0),
    )
    yield "same_fit", max((one.same_fit for one in matches if one.same is not None), default=0.0)
    yield "same_fit_least", min((one.same_fit for one in matches if one.same is not None), default=0.0)
    working = [one.said.working != one.same.working for one in matches if one.same is not None]
    yield "working_differs", float(any(working))
    best = {aligned.passage.scan.sentences[one] for one in aligned.best[:1]}
    here = [one for one in aligned.passage.quantities if aligned.passage.scan.sentence(one.start) in best]
    yield "best_figures", float(bool(here))
