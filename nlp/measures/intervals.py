"""Intervals of shares and of the difference of two."""

from __future__ import annotations

from math import sqrt

_Z = 1.959963984540054
"""Two-sided 95 % of the normal distribution."""


def wilson(hits: int, trials: int) -> tuple[float, float]:
    """The 95 % score interval of a share (Wilson 1927); all of 0 to 1 for no trials.

    >>> [round(end, 3) for end in wilson(9, 10)], wilson(0, 0)
    ([0.596, 0.982], (0.0, 1.0))
    """
    if not trials:
        return 0.0, 1.0
    rate, square = hits / trials, _Z * _Z
    middle = rate + square / (2 * trials)
    spread = _Z * sqrt(rate * (1 - rate) / trials + square / (4 * trials * trials))
    whole = 1 + square / trials
    return max(0.0, (middle - spread) / whole), min(1.0, (middle + spread) / whole)


def wilson_upper(hits: int, trials: int) -> float:
    """The upper end of ``wilson``.

    >>> round(wilson_upper(6, 1269), 4), round(wilson_upper(0, 100), 3)
    (0.0103, 0.037)
    """
    return wilson(hits, trials)[1]


def newcombe(hits: int, trials: int, other_hits: int, other_trials: int) -> tuple[float, float]:
    """The 95 % interval of the first share minus the second (Newcombe 1998, Statistics in Medicine 17, 873-890, method 10).

    Made of the ends of the two Wilson intervals, so it stays within -1 to 1 and holds for small counts. The first line is the paper's
    own example.

    >>> [round(end, 4) for end in newcombe(56, 70, 48, 80)]
    [0.0524, 0.3339]
    >>> newcombe(0, 0, 3, 9)[0] >= -1
    True
    """
    low, high = wilson(hits, trials)
    other_low, other_high = wilson(other_hits, other_trials)
    rate = hits / trials if trials else 0.5
    other = other_hits / other_trials if other_trials else 0.5
    difference = rate - other
    below = sqrt((rate - low) ** 2 + (other_high - other) ** 2)
    above = sqrt((high - rate) ** 2 + (other - other_low) ** 2)
    return max(-1.0, difference - below), min(1.0, difference + above)
