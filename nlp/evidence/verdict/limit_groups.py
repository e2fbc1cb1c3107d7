"""Groups that a rule tells apart by a limit ("từ 12 m trở lên … ; dưới 12 m …"): into which a thing of the claim falls, and whose rule it is told.

"Thuyền dài 8 m" falls outside "từ 12 m trở lên"; told with the words or the sum of that part, it is told another group's rule. Sums are
left out: a sum is seldom a thing with a size. A figure that is the limit itself is told by its bound and is not judged here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from nlp.evidence.verdict.figures import Match
from nlp.evidence.verdict.quantity import AGE, LEAST, MOST, SPAN, Quantity
from nlp.evidence.verdict.sides import Aligned, Side

NEAR = 20
"""Characters between the two ends of one range ("từ 6 m đến dưới 12 m"). Own choice."""

CLEAR = 0.15
"""By so much of the claim's words another group's part must have more than the own one. Own choice."""

_NOT = ("không", "khỏi", "chưa", "chẳng", "đâu", "miễn", "trừ")


@dataclass(frozen=True, slots=True)
class Group:
    """``limits``: one or both ends. ``low``, ``high``: the part of the text that tells its rule."""

    limits: tuple[Quantity, ...]
    low: int
    high: int

    def holds(self, value: float) -> bool:
        """Whether a thing of this size belongs to it."""
        return all(
            value >= float(one.value) if one.bound == LEAST else value <= float(one.value)
            for one in self.limits
        )


def _sized(one: Quantity) -> bool:
    return one.kind in (AGE, SPAN) or one.kind.startswith("count:")


def find_groups(side: Side, kind: str) -> list[Group]:
    """Groups of one kind of limit in order, each up to the next in its sentence."""
    limits = [one for one in side.quantities if one.kind == kind and one.bound in (LEAST, MOST)]
    ranges: list[tuple[Quantity, ...]] = []
    for one in limits:
        last = ranges[-1] if ranges else ()
        if len(last) == 1 and last[0].bound != one.bound and one.start - last[0].end <= NEAR:
            ranges[-1] = (last[0], one)
        else:
            ranges.append((one,))
    found: list[Group] = []
    for number, pair in enumerate(ranges):
        low, _ = side.scan.clause(pair[0].start)
        _, high = side.scan.sentence(pair[0].start)
        if found:
            low = max(low, found[-1].limits[-1].end)
        if number + 1 < len(ranges):
            following = ranges[number + 1][0].start
            high = min(high, max(pair[-1].end, side.scan.clause(following)[0]))
        found.append(Group(pair, low, max(high, pair[-1].end)))
    return found


def limit_group_features(aligned: Aligned, matches: Sequence[Match]) -> Iterator[tuple[str, float]]:
    """Shares 0..1 of the claim's words in the parts whose limits a thing of the claim keeps and in those it does not."""
    claim, passage = aligned.claim, aligned.passage
    own, other, figure = 0.0, 0.0, False
    for said in claim.quantities:
        if not _sized(said):
            continue
        value, groups = float(said.value), find_groups(passage, said.kind)
        if any(float(limit.value) == value for group in groups for limit in group.limits):
            continue
        inside = [group for group in groups if group.holds(value)]
        outside = [group for group in groups if not group.holds(value)]
        own = max([own, *(_fit(aligned, group) for group in inside)])
        other = max([other, *(_fit(aligned, group) for group in outside)])
        told = [one.same for one in matches if one.same is not None and one.said is not said]
        figure = figure or any(
            any(group.low <= one.start < group.high for group in outside)
            and not any(group.low <= one.start < group.high for group in inside)
            for one in told
        )
    denies = any(word.reads(*_NOT) for word in claim.scan.words)
    yield "limit_own", own
    yield "limit_other", other
    yield "limit_other_margin", other - own
    yield "limit_other_told", 0.0 if denies or other <= own + CLEAR else other
    yield "limit_other_figure", float(figure)


def _fit(aligned: Aligned, group: Group) -> float:
    """Share of the claim's words that stand in the part of a group."""
    terms = aligned.passage.terms
    return aligned.share(
        [any(group.low <= terms[at].start < group.high for at in places) for places in aligned.found]
    )
