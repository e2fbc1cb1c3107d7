"""Each quantity of a claim against those of the passage, by what stands around both.

A figure may be in the passage and yet belong to another group ("20.000 đồng với xe máy, 50.000 đồng với ô tô"), so every
figure is tied to the words near it (the nearer, the more a word counts, and less across a comma) and to those of its own segment
(``binding``). What it is a figure of (a fine, a price …) tells which others can stand against it (``roles``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from nlp.evidence.verdict.binding import Segment, bind, own_marks, own_terms, segments
from nlp.evidence.verdict.families import Family, by_kind, family_of, nearness, once
from nlp.evidence.verdict.opening import in_hours
from nlp.evidence.verdict.quantity import AGE, CLOCK, DATE, MONEY, OFTEN, PERCENT, SPAN, WEEKDAY, Quantity
from nlp.evidence.verdict.roles import differ, role_of
from nlp.evidence.verdict.same_values import same_value
from nlp.evidence.verdict.sides import Aligned, is_place
from nlp.evidence.verdict.told_owners import Weighed, told_of_another

MARGIN = 0.05
"""By so much another figure must fit better to be taken as the one that is meant."""

BOUND = 0.3
"""By so much of the words that tell groups apart another figure must have more to be the one that is meant. Own choice."""

BOUND_TO_FREE = 0.8
"""The same, where the other says that nothing is paid: exemptions stand beside most prices."""

_NEVER_SWAPPED = (CLOCK, WEEKDAY)
"""Several of these belong to one group as often as not."""

_SELDOM_SWAPPED, SURELY_BOUND = (DATE, OFTEN), 0.45
"""Of these the words that tell groups apart must speak more clearly. Own choice."""

_WHOLE = 100.0

_SAME_SENTENCE = 0.7
"""A sentence with so much of the claim speaks of its span, whatever words of roles stand near. Own choice."""

ALIKE = 0.1
"""What the same limit, role or time counts beside nearness. Own choice."""

BIND = 0.5
"""What words of the own segment count beside nearness, when the figure that fits best is sought. Own choice."""


@dataclass(frozen=True, slots=True)
class Found:
    """A quantity of the passage: how well its words fit (0..1), and its share of the words that tell groups apart (0..1)."""

    one: Quantity
    fit: float
    bind: float
    role: str
    alike: int
    """In how many of limit, role and time it is paid for it is like the claim's, where that has one."""

    cover: float = 0.0
    """Share of the claim's words that its sentence has, 0..1, places that the passage does not name left aside."""

    @property
    def score(self) -> float:
        """By what the one that fits best is chosen."""
        return self.fit + BIND * self.bind + ALIKE * self.alike


@dataclass(frozen=True, slots=True)
class Match:
    """What the passage has for one quantity of the claim: the equal one and the differing one that fit best."""

    said: Quantity
    role: str
    equal: Found | None
    other: Found | None
    near: Found | None
    """One that neither equals nor excludes it: a limit it lies within."""

    loose: float
    """Share of the words of its clause that the passage has nowhere, 0..1."""

    margin: float
    """By how much the words that tell the equal figure and the differing one apart speak for the equal one, -1..1."""

    elsewhere: bool
    """The passage has figures of its kind, all of another role."""

    owner: Weighed | None = None
    """The equal figure beside the one whose group the claim names most clearly instead."""

    @property
    def same(self) -> Quantity | None:
        """The equal quantity."""
        return self.equal.one if self.equal else None

    @property
    def rival(self) -> Quantity | None:
        """The differing quantity that fits best."""
        return self.other.one if self.other else None

    @property
    def same_fit(self) -> float:
        """How well the words around the equal one fit, 0..1."""
        return self.equal.fit if self.equal else 0.0

    @property
    def rival_fit(self) -> float:
        """How well the words around the differing one fit, 0..1."""
        return self.other.fit if self.other else 0.0

    @property
    def state(self) -> str:
        """``same``, ``swapped``, ``open``, ``rival`` or ``none``."""
        if self.equal is not None:
            return "swapped" if self._swapped() else "same"
        if self.near is not None and (
            self.other is None
            or self._within_limit()
            or (self.near.score >= self.other.score and not self._other_end())
        ):
            return "open"
        return "rival" if self.other is not None else "none"

    def _other_end(self) -> bool:
        """The nearest is when it begins, the differing one when it ends, and so is the claim's."""
        said = self.said
        if said.kind != DATE or not said.bound or self.other is None or self.near is None:
            return False
        return self.other.one.bound == said.bound != self.near.one.bound

    def _within_limit(self) -> bool:
        """A thing of this size lies within a limit of the passage, whatever other limits there are."""
        worth = self.said.kind == MONEY and self.role == "worth"
        counted = worth or self.said.kind == AGE or self.said.kind.startswith("count:")
        return counted and not self.said.bound and bool(self.near and self.near.one.bound)

    def _swapped(self) -> bool:
        if self.other is None or self.equal is None:
            return False
        if self.said.kind in _NEVER_SWAPPED:
            return False
        if self.owner is not None and self.owner.clear:
            return True
        if self.said.kind in _SELDOM_SWAPPED and self.margin > -SURELY_BOUND:
            return False
        least = BOUND_TO_FREE if self.said.value and self.other.one.value == 0 else BOUND
        if abs(self.margin) >= BOUND:
            return self.margin <= -least and self.same_fit <= 2 * self.rival_fit + MARGIN
        return not self.margin and self.rival_fit > self.same_fit + MARGIN


def match_quantities(aligned: Aligned) -> tuple[Match, ...]:
    """For every quantity of the claim, in order."""
    spoken = {kind: segments(aligned.claim, own, alone=True) for kind, own in by_kind(aligned.claim).items()}
    covers: dict[tuple[int, int], float] = {}
    found = []
    for said in aligned.claim.quantities:
        segment = next(one for one in spoken[said.kind] if one.one is said)
        found.append(_match(aligned, said, segment, covers))
    return tuple(found)


def _match(aligned: Aligned, said: Quantity, segment: Segment, covers: dict[tuple[int, int], float]) -> Match:
    role = role_of(aligned.claim.scan, said)
    near = nearness(aligned.claim, said)
    best: dict[bool | None, Found] = {}
    elsewhere = False
    within = in_hours(aligned.passage, said)
    family = family_of(aligned.passage, said.kind)
    if not family.ones and said.kind.startswith("count:") and said.value != 1:
        family = once(aligned, said.kind)
    shares = bind(aligned, segment, family.owned, family.marked)
    total = sum(shares)
    owner, clear = told_of_another(aligned, said, segment), None
    for one, weights, own, share in zip(family.ones, family.around, family.roles, shares, strict=True):
        alike = same_value(said, one)
        if said.kind == PERCENT and {role, own} == {"pay", "off"}:
            alike = float(said.value) + float(one.value) == _WHOLE  # "giảm 30%" leaves 70 to pay
        if within and alike is False:
            alike = None
        if (
            differ(role, own)
            and not alike
            and (said.kind != SPAN or _cover(aligned, one, covers) < _SAME_SENTENCE)
        ):
            elsewhere = True
            continue
        if said.kind == DATE and alike is None and str(one.value).lstrip("-").startswith("P"):
            continue
        if said.per and one.per and said.per != one.per and not alike:
            continue
        likeness = sum(
            bool(left) and left == right
            for left, right in ((said.bound, one.bound), (role, own), (said.per, one.per))
        )
        found = Found(
            one,
            _fit(aligned, near, weights),
            share / total if total else 0.0,
            own,
            likeness,
            _cover(aligned, one, covers),
        )
        if alike not in best or found.score > best[alike].score:
            best[alike] = found
        if owner is not None and owner.clear and one is owner.rival.one:
            clear = found
    if owner is not None and owner.clear and clear is not None:
        best[False] = clear
    margin = _margin(aligned, segment, family, best.get(True), best.get(False))
    return Match(
        said,
        role,
        best.get(True),
        best.get(False),
        best.get(None),
        _loose(aligned, said),
        margin,
        elsewhere and not best,
        owner,
    )


def _margin(
    aligned: Aligned, spoken: Segment, family: Family, equal: Found | None, other: Found | None
) -> float:
    """The words of the claim that only one of two segments has, one against the other; 0 where there are none."""
    if equal is None or other is None:
        return 0.0
    two = [next(part for part in family.parts if part.one is found.one) for found in (equal, other)]
    own, rival = bind(aligned, spoken, own_terms(aligned.passage, two), own_marks(two))
    return (own - rival) / (own + rival) if own + rival else 0.0


def _cover(aligned: Aligned, one: Quantity, covers: dict[tuple[int, int], float]) -> float:
    """Share of the claim's words in the sentence of a figure of the passage; kept for the next figure there."""
    low, high = aligned.passage.scan.sentence(one.start)
    if (low, high) not in covers:
        terms, total, held = aligned.passage.terms, 0.0, 0.0
        for number, places in enumerate(aligned.found):
            if not places and is_place(aligned.claim, number):
                continue
            total += aligned.weights[number]
            if any(low <= terms[at].start < high for at in places):
                held += aligned.weights[number] * aligned.credit[number]
        covers[low, high] = held / total if total else 0.0
    return covers[low, high]


def _loose(aligned: Aligned, said: Quantity) -> float:
    """Share of the words around a figure of the claim that the passage has nowhere."""
    low, high = aligned.claim.scan.clause(said.start)
    total = loose = 0.0
    for number, term in enumerate(aligned.claim.terms):
        if not low <= term.start < high or (not aligned.found[number] and is_place(aligned.claim, number)):
            continue
        total += aligned.weights[number]
        loose += 0.0 if aligned.found[number] else aligned.weights[number]
    return loose / total if total else 0.0


def _fit(aligned: Aligned, near: list[float], weights: Sequence[float]) -> float:
    """How well the words around a claim's figure match those around one of the passage, 0..1."""
    total = shared = 0.0
    for at, places in enumerate(aligned.found):
        belongs = (0.2 + near[at]) * aligned.weights[at]
        total += belongs
        if places:
            shared += belongs * aligned.credit[at] * max(weights[place] for place in places)
    return shared / total if total else 0.0
