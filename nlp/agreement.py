"""Krippendorff's alpha for nominal data: how far readers agree beyond what chance would give, gaps in the table allowed.

Krippendorff, *Computing Krippendorff's Alpha-Reliability* (2011), sections A to C: coincidences of pairable values, each unit
weighing as many values as it has, units with one value left out. .800 and above is customarily relied on, .667 allows tentative
conclusions (Krippendorff 2004, p. 241).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence

RELIABLE = 0.8
TENTATIVE = 0.667


def alpha(units: Iterable[Sequence[Hashable | None]]) -> float | None:
    """Alpha over units, each the values its readers gave; None in a unit is a reader who gave none, in whatever place.

    None where nothing can be compared: no unit has two values, or all pairable values are the same, so that chance alone would
    agree as well.

    >>> alpha([("a", "a"), ("a", "a"), ("b", "b"), ("b", "a"), ("b", None)]).__round__(3)
    0.533
    >>> alpha([("a", None), ("b",)]) is None, alpha([("a", "a"), ("a", "a")]) is None
    (True, True)
    """
    totals: Counter[Hashable] = Counter()
    disagreeing = 0.0
    for unit in units:
        given = Counter(value for value in unit if value is not None)
        size = given.total()
        if size < 2:
            continue
        totals.update(given)
        disagreeing += sum(count * (size - count) for count in given.values()) / (size - 1)
    n = totals.total()
    by_chance = sum(count * (n - count) for count in totals.values())
    return 1 - (n - 1) * disagreeing / by_chance if by_chance else None
