"""Reopening what rests on official text that has changed or ended: nightly, and whenever the base changes."""

from __future__ import annotations

import logging
from datetime import UTC, date, datetime, timedelta

from models.errors import IllegalMove
from models.queries import changed_evidence, jobs
from models.session import transaction
from pipeline import halt
from triage_api.formats import today
from triage_api.services.evidence import reopen_changed

log = logging.getLogger("sangtin.evidence")

BATCH = 100
AGAIN = timedelta(minutes=1)
"""An item that somebody was moving is looked at again so much later."""


def drain(on: date | None = None) -> int:
    """Reopen every item whose evidence does not stand ``on`` (today); returns how many.

    One transaction for each item: killed anywhere, what was done is done and the rest is found again. Ends that came
    on days the machine slept are found too, as the question is what stands, not what happened since yesterday.
    """
    day = on or today()
    reopened, last, busy = 0, 0, False
    while not halt.asked.is_set():
        with transaction() as session:
            items = changed_evidence.changed_items(session, day, last, BATCH)
        if not items:
            break
        for item_id in items:
            if halt.asked.is_set():
                break
            done = _reopen(item_id, day)
            reopened += bool(done)
            busy = busy or done is None
            last = item_id
    if busy:
        with transaction() as session:
            jobs.nudge(session, "evidence", at=datetime.now(UTC) + AGAIN)
    return reopened


def _reopen(item_id: int, day: date) -> bool | None:
    """One item in one transaction; one that cannot be reopened is said in the log and stops no other."""
    try:
        with transaction() as session:
            return reopen_changed(session, item_id, day)
    except IllegalMove as error:
        log.error("item %d not reopened: %s", item_id, error.code)  # noqa: TRY400
        return False
