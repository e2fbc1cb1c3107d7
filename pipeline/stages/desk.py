"""Watching over the desk: leases that ran out, items nobody finished in time, priorities that time has changed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from models.queries import priority
from models.session import Session, transaction
from pipeline import halt
from triage_api.services import lease, office


@dataclass(frozen=True, slots=True)
class Watched:
    """What one look at the desk did."""

    returned: int
    escalated: int
    reckoned: int


def watch() -> Watched:
    """Do all three until nothing is left, in small transactions: killed anywhere and run again, nothing is done twice.

    Items somebody is moving right now are passed over; the next minute comes to them.
    """
    with transaction() as session:
        offices = priority.offices_with_work(session)
    return Watched(
        returned=_all(lease.expire),
        escalated=_all(office.escalate_overdue),
        reckoned=sum(_all(partial(priority.bring_up_to_date, office_id=one)) for one in offices),
    )


def _all(some: Callable[[Session], int]) -> int:
    """Batches until one finds nothing or a stop is asked for."""
    total = 0
    while not halt.asked.is_set():
        with transaction() as session:
            done = some(session)
        if not done:
            break
        total += done
    return total
