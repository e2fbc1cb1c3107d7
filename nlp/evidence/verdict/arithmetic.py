"""Sums that a claim has worked out from the passage: "giảm 40 % còn 60k", "12 tháng là 600k", "rẻ hơn 20k", one step each.

What it cannot see: two steps at once, and what is worked out from figures that only the claim has.
"""

from __future__ import annotations

from collections.abc import Iterator

from nlp.evidence.verdict.figures import Match
from nlp.evidence.verdict.quantity import MONEY, PERCENT, Quantity
from nlp.evidence.verdict.sides import Aligned, Side
from nlp.evidence.written import Written

_DIFFERENCE = Written(
    r"(?<!\w)(?:hơn|rẻ hơn|đắt hơn|mắc hơn|ít hơn|cao hơn|thấp hơn|chênh|lệch|giảm|bớt|giảm được|tiết kiệm|đỡ|lỗ|thiệt)(?:\s{1,3}(?:được|nhau|tới|đến|cả|khoảng|tận|mất)){0,2}\s{0,3}$"
)
_OFF = Written(r"(?<!\w)(?:giảm|bớt|trừ)(?:\s{1,3}\S{1,8}){0,2}\s{0,3}$")
_YEAR = 12
MOST_TIMES = 60
"""The largest number a sum is multiplied by."""

MOST_FIGURES = 24
"""Sums and shares of a passage that are tried two by two; more is a table."""


def is_difference(side: Side, one: Quantity) -> bool:
    """Whether a sum is told as one between two others ("rẻ hơn 20k")."""
    low = max(side.scan.sentence(one.start)[0], one.start - 30)
    return _DIFFERENCE.search(side.text, low, one.start) is not None


def derived(aligned: Aligned, said: Quantity) -> bool:
    """Whether one step leads from the figures of the passage to a sum of the claim that it does not state."""
    if said.kind != MONEY or not said.value:
        return False
    sums = [one for one in aligned.passage.quantities if one.kind == MONEY and one.value][:MOST_FIGURES]
    wanted = float(said.value)
    if is_difference(aligned.claim, said):
        return any(_equal(abs(float(a.value) - float(b.value)), wanted) for a in sums for b in sums)
    return any(_equal(value, wanted) for value in _steps(aligned, sums))


def _steps(aligned: Aligned, sums: list[Quantity]) -> Iterator[float]:
    passage = aligned.passage
    shares = [float(one.value) for one in passage.quantities if one.kind == PERCENT][:MOST_FIGURES]
    shares += [
        float(one.value)
        for one in aligned.claim.quantities
        if one.kind == PERCENT and float(one.value) in shares
    ]
    times = {
        float(one.value)
        for one in aligned.claim.quantities
        if one.kind.startswith("count:") and 2 <= float(one.value) <= MOST_TIMES
    }
    for one in sums:
        value = float(one.value)
        for share in shares:
            yield value * (1 - share / 100)
            yield value * share / 100
        for number in times | {float(_YEAR)}:
            yield value * number
            yield value / number
        yield from (abs(value - float(off.value)) for off in sums if _is_off(passage, off))


def _is_off(side: Side, one: Quantity) -> bool:
    return _OFF.search(side.text, max(0, one.start - 30), one.start) is not None


def _equal(one: float, two: float) -> bool:
    return two > 0 and abs(one - two) <= 0.005 * two


def arithmetic_features(aligned: Aligned, matches: tuple[Match, ...]) -> Iterator[tuple[str, float]]:
    """Sums of the claim that the passage leads to, and differences that it does not."""
    open_sums = [
        one.said for one in matches if one.same is None and one.said.kind == MONEY and one.said.value
    ]
    yield "derived", float(sum(derived(aligned, one) for one in open_sums))
    wrong = [one for one in open_sums if is_difference(aligned.claim, one) and not derived(aligned, one)]
    yield "difference_wrong", float(bool(wrong))
