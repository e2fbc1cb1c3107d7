"""How long people waited for an answer, by queue: the middle of at least five, this period and the one before.

A middle says nothing of how many there were; how many were answered is not printed, because it could be subtracted from
how many were closed.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from models.queries.weekly_answers import Waited, waited
from models.session import Session
from models.vocabulary import Queue
from reports.disclosure import FLOOR
from reports.lasting import Lasting


@dataclass(frozen=True, slots=True)
class Times:
    """Queues in which anything was answered."""

    now: Mapping[Queue, Lasting] = field(default_factory=dict)
    before: Mapping[Queue, Lasting] = field(default_factory=dict)


def gather(
    session: Session, offices: Sequence[int], before: datetime, start: datetime, until: datetime
) -> Times:
    """The period from ``start`` and the one before it; two questions."""
    return Times(
        now=protect(waited(session, offices, start, until)),
        before=protect(waited(session, offices, before, start)),
    )


def protect(rows: Mapping[Queue, Waited]) -> dict[Queue, Lasting]:
    """Of fewer than five answers no middle is said."""
    return {
        queue: Lasting(_hours(rows[queue].middle) if rows[queue].answered >= FLOOR else None)
        for queue in Queue
        if queue in rows
    }


def _hours(middle: timedelta) -> int:
    return max(1, math.ceil(middle / timedelta(hours=1)))
