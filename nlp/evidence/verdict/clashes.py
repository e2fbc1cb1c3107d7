"""Figures that stand against one another: the same thing with another value, told in the same words.

Those that are ``sure`` were right for more than nine of ten pairs of the evidence corpora they applied to, with no rule of the item
page that speaks for the claim: a sum, a percentage, a limit or a date of something the passage does not name is often another thing's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from nlp.evidence.verdict.figures import Match
from nlp.evidence.verdict.quantity import CLOCK, DATE, MONEY, OFTEN, PERCENT, SPAN

ALL, MOST_WORDS, HALF, SOME = 0.7, 0.5, 0.4, 0.3
"""Shares of the claim's words in the sentence of the figure (or in the best one) from which a clash is sure, by how much else agrees."""

FEW_LOOSE, SOME_LOOSE = 0.2, 0.4
"""So few of the words around the claim's figure may be nowhere in the passage; more where they tell groups apart."""

_BY_HOURS = (("hours", "hours_other", SOME), ("days_turned", "days_turned", 0.0), ("days_other", "days_other", SOME), ("day_part", "day_part_other", SOME))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Clash:
    """``kind``: ``figure``, ``limit``, ``crossed``, ``owner``, ``hours``, ``days_turned``, ``days_other``, ``day_part``. ``match``: the figure."""

    kind: str
    match: Match | None = None
    sure: bool = True
    """Whether it decides alone; the trees weigh the others."""


def clashes(matches: Sequence[Match], figures: Mapping[str, float]) -> Iterator[Clash]:
    """Clashes, the clearest first; ``figures``: those of words, of hours, of marks and of what the claim asks."""
    best = figures["cover_best"]
    if figures["crossed"]:
        swapped = [one for one in matches if one.state == "swapped"]
        own = all(
            one.other is not None and (one.other.bind >= MOST_WORDS or not one.margin) for one in swapped
        )
        yield from (Clash("crossed", one, sure=own) for one in swapped)
    yield from (Clash("owner", one) for one in matches if one.owner is not None and one.owner.clear)
    for one in matches:
        if one.state != "rival" or one.other is None or (one.said.kind == OFTEN and one.said.loose):
            continue
        if (
            one.said.kind != CLOCK
            and one.said.bound
            and one.said.bound == one.other.one.bound
            and best >= MOST_WORDS
        ):
            yield Clash("limit", one, sure=not figures["asked_loose"])
        elif _told_alike(one):
            yield Clash("figure", one, sure=_sure(one, figures))
    for kind, name, least in _BY_HOURS:
        if figures[name] and best >= least:
            yield Clash(kind)


def _sure(one: Match, figures: Mapping[str, float]) -> bool:
    """Whether the passage names all that the claim asks, and frees nobody where the claim says that nothing is paid."""
    if one.said.kind == DATE:
        return False
    if one.said.kind not in (MONEY, PERCENT):
        return True
    freed = figures["paid_against"] and figures["pay_agrees"]
    return not figures["asked_loose"] and not freed


def _told_alike(one: Match) -> bool:
    """Whether the words agree so far that only the value differs."""
    other = one.other
    if other is None or one.said.kind == CLOCK:
        return False
    same_role = bool(one.role) and one.role == other.role
    if one.said.kind in (MONEY, PERCENT):
        if other.bind == 1 and other.cover >= MOST_WORDS and one.loose <= SOME_LOOSE:
            return True
        return same_role and (other.cover >= ALL or (other.cover >= MOST_WORDS and one.loose <= FEW_LOOSE))
    if one.said.kind == SPAN:
        return same_role and other.cover >= HALF
    if one.said.kind == OFTEN:
        return other.cover >= MOST_WORDS
    return (one.said.kind == DATE or one.said.kind.startswith("count:")) and other.cover >= ALL
