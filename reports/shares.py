"""Shares as they may be printed: of how many in tens, in steps of five points, and nothing of a group under five.

A share of a known number is a count in disguise, and counts of one thing stand in more than one place of a report. So here:

1. Of how many: only "more than 10, 20, 30 …" is said; of ten or fewer no share is made.
2. A share is said in steps of five points when both its hits and the rest are none or at least five. Otherwise it is said that
   one of them is "dưới 5".
3. Intervals are made from what 1 and 2 say and nothing else: they hold every interval of every count that prints the same.

``tests/reports/test_shares.py`` attacks it: every hidden count can have all four values.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from nlp.measures.intervals import newcombe, wilson
from reports.disclosure import FLOOR

BAND = 10
"""Of how many is said in tens, and a share of ten or fewer is not made: its interval would be half of everything."""
STEP = 5
"""Points a share is rounded to."""
MOST = 200
"""Of more than so many, only that is said; the interval is that of so many, which is as narrow as anybody needs."""


class Said(StrEnum):
    """How much is said of a share."""

    NONE = "none"
    FEW = "few"
    RATE = "rate"
    ALL_BUT_FEW = "all_but_few"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Share:
    """A share as printed: of more than ``above`` (and at most ten more); ``rate`` in points, a multiple of five."""

    above: int
    said: Said
    rate: int

    @property
    def interval(self) -> Range:
        """Its 95 % interval (Wilson 1927), over everything that prints like this."""
        return _interval(self)

    def __str__(self) -> str:
        """``khoảng 85%``, ``dưới 5``, ``không có``, ``tất cả, trừ dưới 5``, ``tất cả``."""
        return {
            Said.NONE: "không có",
            Said.FEW: f"dưới {FLOOR}",
            Said.RATE: f"khoảng {self.rate}%",
            Said.ALL_BUT_FEW: f"tất cả, trừ dưới {FLOOR}",
            Said.ALL: "tất cả",
        }[self.said]


@dataclass(frozen=True, slots=True)
class Range:
    """Two ends in points, rounded outwards to steps of five."""

    low: int
    high: int

    def __str__(self) -> str:
        """``65–95%``."""
        return f"{self.low}–{self.high}%"


def share(hits: int, trials: int) -> Share | None:
    """A share as it may be printed; None of ten or fewer.

    >>> str(share(17, 22)), str(share(3, 22)), str(share(20, 22)), str(share(0, 22)), share(4, 10)
    ('khoảng 75%', 'dưới 5', 'tất cả, trừ dưới 5', 'không có', None)
    >>> str(share(17, 22).interval)
    '50–90%'
    """
    if trials <= BAND:
        return None
    above = min((trials - 1) // BAND * BAND, MOST)
    said = _said(hits, trials)
    return Share(above, said, _rounded(hits, trials) if said is Said.RATE else 0)


@cache
def difference(one: Share, other: Share) -> Range:
    """The 95 % interval of the first share minus the second (Newcombe 1998), over everything that prints like the two.

    >>> difference(share(8, 40), share(25, 40))
    Range(low=-70, high=-15)
    """
    ends = [newcombe(*first, *second) for first in _like(one) for second in _like(other)]
    return _outwards(min(low for low, _ in ends), max(high for _, high in ends))


@cache
def _interval(one: Share) -> Range:
    ends = [wilson(hits, trials) for hits, trials in _like(one)]
    return _outwards(min(low for low, _ in ends), max(high for _, high in ends))


def _outwards(low: float, high: float) -> Range:
    down: Callable[[float], int] = math.floor
    # A hair of room: 0.35 is not the float 35 / 100 after arithmetic.
    return Range(down(low * 100 / STEP + 1e-9) * STEP, -down(-high * 100 / STEP + 1e-9) * STEP)


def _like(shown: Share) -> Iterator[tuple[int, int]]:
    """Every (hits, trials) that prints like this."""
    for trials in range(shown.above + 1, shown.above + BAND + 1):
        for hits in range(trials + 1):
            said = _said(hits, trials)
            if said is shown.said and (said is not Said.RATE or _rounded(hits, trials) == shown.rate):
                yield hits, trials


def _said(hits: int, trials: int) -> Said:
    rest = trials - hits
    if hits == 0:
        return Said.NONE
    if rest == 0:
        return Said.ALL
    if hits < FLOOR:
        return Said.FEW
    return Said.ALL_BUT_FEW if rest < FLOOR else Said.RATE


def _rounded(hits: int, trials: int) -> int:
    return math.floor(hits * 100 / trials / STEP + 0.5) * STEP
