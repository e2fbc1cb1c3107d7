"""Intervals of shares."""

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
