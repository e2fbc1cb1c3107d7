"""Whether a claim tells a figure of its own group or of another: of the words that only one of two figures of the passage has, which it says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from nlp.evidence.verdict.binding import Segment
from nlp.evidence.verdict.owners import Owner, denied_terms, owners
from nlp.evidence.verdict.quantity import AGE, LEAST, MONEY, MOST, PERCENT, SPAN, Quantity
from nlp.evidence.verdict.roles import differ
from nlp.evidence.verdict.same_values import same_value
from nlp.evidence.verdict.sides import Aligned, Side
from nlp.evidence.written import Written

RANGE = 1.5
"""What a thing that lies within the limits of one figure only counts, in the claim's rarest words. Own choice."""

CLEAR = 0.5
"""Of another figure's own words, from which the claim clearly names its group. Own choice."""

_LIKE = Written(
    r"(?<!\w)(?:như|giống|giống như|ngang|bằng)\s{1,3}(?!nhau|cũ|vậy|trên|thường|thế|đã|quy|nửa|một nửa|\d)(?=\w)"
)


def _sized(one: Quantity) -> bool:
    return one.kind in (AGE, SPAN, PERCENT) or one.kind.startswith("count:")


def _keeps(beside: Sequence[Quantity], said: Sequence[Quantity]) -> bool | None:
    """Whether the things of a claim are those beside a figure, or keep its limits; None where neither has the other's kind."""
    kept = []
    for thing in said:
        own = [one for one in beside if one.kind == thing.kind]
        limits = (
            [one for one in own if one.bound in (MOST, LEAST)] if _sized(thing) and not thing.bound else []
        )
        if limits:
            kept.append(
                all(
                    thing.value >= one.value if one.bound == LEAST else thing.value <= one.value  # type: ignore[operator]
                    for one in limits
                )
            )
        elif own:
            kept.append(any(same_value(thing, one) for one in own))
    return all(kept) if kept else None


@dataclass(frozen=True, slots=True)
class Weighed:
    """``own``, ``other``: shares of two figures' own words that the claim says, 0..1; ``hit``, ``other_hit``: their weight."""

    equal: Owner
    rival: Owner
    own: float
    other: float
    hit: float
    other_hit: float
    nothing_own: bool
    compared: bool
    """The claim tells both figures."""

    denied: bool
    """The claim denies this one's group, and the other is that of all the rest."""

    @property
    def near(self) -> bool:
        """Both stand in one sentence."""
        return self.equal.unit == self.rival.unit

    @property
    def clear(self) -> bool:
        """The claim names the other's group and nothing of this one's."""
        named = not self.hit and self.other_hit > 0 and self.other >= CLEAR
        return (named or self.denied) and self.near and not self.compared

    @property
    def margin(self) -> float:
        """How much the words speak for the equal one, -1..1."""
        mine, theirs = self.hit * (0.3 + 0.7 * self.own), self.other_hit * (0.3 + 0.7 * self.other)
        return (mine - theirs) / (mine + theirs) if mine + theirs else 0.0


def _spoken(side: Side, part: Segment) -> list[int]:
    """Terms of the claim that may name whose its figure is; without those it is only likened to ("như hộ nghèo")."""
    out = [
        (match.start(), side.scan.clause(match.end() - 1)[1])
        for match in _LIKE.finditer(side.text)
        if match.start() > part.one.end
    ]
    return [at for at in part.terms if not any(low <= side.terms[at].start < high for low, high in out)]


def _weigh(
    aligned: Aligned, spoken: Sequence[int], things: Sequence[Quantity], equal: Owner, rival: Owner
) -> Weighed:
    passage, denied, claim_denied = (
        aligned.passage,
        denied_terms(aligned.passage),
        denied_terms(aligned.claim),
    )
    forms = [{(passage.terms[at].folded, at in denied) for at in one.own} for one in (equal, rival)]
    own = {at for at in equal.own if (passage.terms[at].folded, at in denied) not in forms[1]}
    other = {at for at in rival.own if (passage.terms[at].folded, at in denied) not in forms[0]}
    hits, met, others = [0.0, 0.0], [set[int](), set[int]()], [False, False]
    for at in spoken:
        for place in aligned.found[at]:
            turned = (at in claim_denied) != (place in denied)
            for number, group in enumerate((own, other)):
                if place not in group:
                    continue
                if turned:  # "xã không phải biên giới" is no border commune
                    hits[1 - number] += aligned.weights[at] * aligned.credit[at]
                    others[1 - number] = True
                elif place not in met[number]:
                    hits[number] += aligned.weights[at] * aligned.credit[at]
                    met[number].add(place)
    shares = [
        len(found) / len(group) if group else 0.0 for found, group in zip(met, (own, other), strict=True)
    ]
    fits = [_keeps(one.beside, things) for one in (equal, rival)]
    heaviest = max(aligned.weights, default=1.0)
    for number in (0, 1):  # a limit that only the other figure has may be where this one's group begins
        if fits[number] and (fits[1 - number] is False or (number == 0 and fits[1] is None)):
            hits[number] += RANGE * heaviest
            shares[number] = 1.0
        shares[number] = 1.0 if others[number] else shares[number]
    compared = any(
        same_value(one, rival.one) for one in aligned.claim.quantities if one.kind == rival.one.kind
    )
    apart = others[1] and rival.rest
    return Weighed(equal, rival, shares[0], shares[1], hits[0], hits[1], not own, compared, apart)


def weigh_owners(aligned: Aligned, said: Quantity, spoken: Segment) -> list[Weighed]:
    """The equal figure that fits best against every differing one of the passage."""
    found = owners(aligned.passage, said.kind)
    alike = [same_value(said, one.one) for one in found]
    terms = _spoken(aligned.claim, spoken)
    things = [one for one in aligned.claim.quantities if one.kind != said.kind]
    best: list[Weighed] = []
    for equal in (one for one, same in zip(found, alike, strict=True) if same):
        rivals = [
            _weigh(aligned, terms, things, equal, one)
            for one, same in zip(found, alike, strict=True)
            if same is False and (_listed(equal, one) or not differ(one.role, equal.role))
        ]
        if rivals and (not best or min(one.margin for one in rivals) > min(one.margin for one in best)):
            best = rivals
    return best


def _listed(one: Owner, two: Owner) -> bool:
    """Sums and shares of one sentence stand in one list, whatever words of roles are among them; spans seldom do."""
    return one.unit == two.unit and one.one.kind in (MONEY, PERCENT)


def told_of_another(aligned: Aligned, said: Quantity, spoken: Segment) -> Weighed | None:
    """The figure of the passage whose group the claim names most clearly instead of that of the equal one; None where there is none."""
    if said.kind not in (MONEY, PERCENT, SPAN) and not said.kind.startswith("count:"):
        return None
    return min(weigh_owners(aligned, said, spoken), key=lambda one: (one.margin, -one.other), default=None)
