"""Numbers as Vietnamese readers write them, for the page of measured figures."""

from __future__ import annotations

from collections.abc import Sequence


def interval(figure: Sequence[float]) -> str:
    """A figure with its interval.

    >>> interval([0.883, 0.871, 0.894])
    '0,883 [0,871–0,894]'
    """
    middle, low, high = (number(one) for one in figure)
    return f"{middle} [{low}–{high}]"


def number(value: float, digits: int = 3) -> str:
    """A plain number with a decimal comma."""
    return f"{value:.{digits}f}".replace(".", ",")


def percent(share: float, digits: int = 1) -> str:
    """A share as percent, as Vietnamese readers write it.

    >>> percent(0.0216), percent(0.5, 0)
    ('2,2 %', '50 %')
    """
    return f"{share * 100:.{digits}f} %".replace(".", ",")
