"""The weeks before the one before: what their own reports said, and nothing counted anew.

So the trend tells nothing that has not been printed, and costs no look at the posts. A week without a final report is a gap.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from models.vocabulary import Label
from reports.disclosure import Count
from reports.period import Period

PERIODS = 8
"""Periods the trend shows, the reported one included (UI: eight weeks)."""


@dataclass(frozen=True, slots=True)
class Point:
    """One earlier period by its number in the year; None: it has no final report that can be read."""

    number: int
    questions: Count | None
    scams: Count | None


@dataclass(frozen=True, slots=True)
class Trend:
    """Earlier periods, the oldest first; the reported one and the one before are in the facts themselves."""

    points: tuple[Point, ...] = ()


Said = Callable[[Period], Mapping[Label, Count] | None]
"""What the final report of a period said of each label."""


def earlier(period: Period, said: Said) -> Trend:
    """The six periods before the one before ``period``."""
    points: list[Point] = []
    one = period.previous()
    for _ in range(PERIODS - 2):
        one = one.previous()
        labels = said(one) or {}
        points.append(Point(one.number, labels.get(Label.QUESTION), labels.get(Label.SCAM)))
    return Trend(tuple(reversed(points)))
