"""The quantities of a claim in named figures: how many agree, differ or stand alone, over all and by kind."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from nlp.evidence.verdict.figures import BOUND, Found, Match
from nlp.evidence.verdict.quantity import AGE, CLOCK, DATE, LEAST, MONEY, MOST, OFTEN, PERCENT, SPAN, WEEKDAY
from nlp.evidence.verdict.roles import differ
from nlp.evidence.verdict.sides import Aligned

_KINDS = (MONEY, PERCENT, SPAN, DATE, AGE)
_TOLD = (MONEY, PERCENT, SPAN, AGE, CLOCK)
"""What a post does not count by the way."""

_NEW_KINDS = (CLOCK, OFTEN, WEEKDAY)
CLEAR, HALF = 0.9, 0.5
"""Of the words that tell groups apart, and of the claim, from which a figure is clearly another group's. Own choice."""

_STATES = ("same", "swapped", "open", "rival", "none")


def figure_features(aligned: Aligned, matches: tuple[Match, ...]) -> Iterator[tuple[str, float]]:
    """Counts of states over all and by kind, and the margins that decide them."""
    firm = [one for one in matches if not (one.said.kind == OFTEN and one.said.loose)]
    yield "figures", float(len(firm))
    for state in _STATES:
        yield f"figures_{state}", float(sum(one.state == state for one in firm))
    for kind in (*_KINDS, *_NEW_KINDS):
        own = [one.state for one in firm if one.said.kind == kind]
        yield f"{kind}_against", float(sum(state in ("rival", "swapped") for state in own))
        yield f"{kind}_same", float(own.count("same"))
        yield f"{kind}_none", float(own.count("none"))
    yield (
        "other_against",
        float(
            sum(
                one.state in ("rival", "swapped")
                for one in firm
                if one.said.kind not in (*_KINDS, *_NEW_KINDS)
            )
        ),
    )
    yield from _fits(firm)
    yield from _bindings(firm)
    yield from _owners(matches)
    loose = [one.state for one in matches if one.said.kind == OFTEN and one.said.loose]
    yield "recurring_against", float("rival" in loose)
    best = {aligned.passage.scan.sentences[one] for one in aligned.best[:1]}
    here = [one for one in aligned.passage.quantities if aligned.passage.scan.sentence(one.start) in best]
    yield "best_figures", float(bool(here))


def _fits(matches: list[Match]) -> Iterator[tuple[str, float]]:
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


def _strength(match: Match, found: Found | None) -> float:
    """How surely two figures are of one thing: words of the sentence, what tells groups apart, likeness, and little left over."""
    if found is None:
        return 0.0
    return found.cover * (0.5 + 0.5 * found.bind) * (1 + 0.5 * found.alike) * (1 - 0.5 * match.loose)


def _clearly_swapped(match: Match) -> bool:
    """Only the differing figure has words of the claim that tell groups apart, in a sentence that has most of the claim."""
    other = match.other
    return match.state == "swapped" and other is not None and match.margin <= -CLEAR and other.cover >= HALF


def crossed(matches: Sequence[Match]) -> bool:
    """Whether two figures of the claim stand in each other's place ("ở phường 25 nghìn, ở xã 38 nghìn")."""
    swapped = [one for one in matches if one.state == "swapped" and one.other]
    return any(
        one.said.kind == two.said.kind
        and one.other
        and two.other
        and one.other.one.value == two.said.value != one.said.value == two.other.one.value
        for one in swapped
        for two in swapped
    )


def _owners(matches: Sequence[Match]) -> Iterator[tuple[str, float]]:
    """Whose group the claim names, by the words and limits that only one of two figures has."""
    weighed = [one.owner for one in matches if one.owner is not None and one.said.value]
    near = [one for one in weighed if one.near and one.rival.one.value]
    worst = min(near, key=lambda one: one.margin, default=None)
    yield "owner_margin", worst.margin if worst else 0.0
    yield "owner_own", worst.own if worst else 0.0
    yield "owner_other", worst.other if worst else 0.0
    yield "owner_clear", float(any(one.clear for one in weighed))
    yield "owner_far", min((one.margin for one in weighed if not one.near), default=0.0)
    yield "owner_unnamed", float(any(not one.own and not one.nothing_own and one.rival.rest for one in near))


def _bindings(matches: list[Match]) -> Iterator[tuple[str, float]]:
    """What the words that tell groups apart say, and the roles of figures that stand against one another."""
    equal = [one for one in matches if one.equal is not None]
    against = [one for one in matches if one.state == "rival"]
    yield "swapped_clear", float(any(_clearly_swapped(one) for one in equal))
    yield "bound_swapped", float(sum(one.margin <= -BOUND for one in equal))
    yield "bound_same", float(sum(one.margin >= BOUND for one in equal))
    yield "bound_margin", min((one.margin for one in equal), default=0.0)
    yield "rival_bind", max((one.other.bind for one in against if one.other), default=0.0)
    yield (
        "rival_same_role",
        float(any(one.role and one.other and one.other.role == one.role for one in against)),
    )
    yield "rival_no_role", float(any(one.other and not (one.role and one.other.role) for one in against))
    yield (
        "same_other_role",
        float(
            any(
                one.equal and one.said.kind == MONEY and one.said.value and differ(one.role, one.equal.role)
                for one in equal
            )
        ),
    )
    yield "role_elsewhere", float(sum(one.elsewhere for one in matches))
    yield "rival_cover", max((one.other.cover for one in against if one.other), default=0.0)
    yield "rival_loose", min((one.loose for one in against), default=1.0)
    yield "rival_strength", max((_strength(one, one.other) for one in against), default=0.0)
    yield "same_cover", min((one.equal.cover for one in equal if one.equal), default=0.0)
    yield "same_strength", min((_strength(one, one.equal) for one in equal), default=0.0)
    yield "same_loose", max((one.loose for one in equal), default=0.0)
    yield "none_told", float(sum(one.state == "none" and one.said.kind in _TOLD for one in matches))
    yield "none_cover", float(any(one.state == "none" and one.said.kind == MONEY for one in matches))
    yield (
        "free_against",
        float(any(one.rival is not None and one.said.value != one.rival.value == 0 for one in against)),
    )
    yield "paid_against", float(any(one.said.kind == MONEY and one.said.value == 0 for one in against))
    bounds = [
        one
        for one in against
        if one.said.bound in (MOST, LEAST) and one.rival and one.rival.bound == one.said.bound
    ]
    yield "bounds_against", float(bool(bounds))
    yield "crossed", float(crossed(matches))
    turned = [one for one in matches if one.rival and one.equal is None and one.rival.value == one.said.value]
    yield "bounds_turned", float(bool(turned))
    yield (
        "inside_limit",
        float(any(one.state == "open" and one.near and one.near.one.bound for one in matches)),
    )
