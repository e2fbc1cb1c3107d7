"""The nightly look at the audit trail: whole, or where it does not fit. Both stand in the trail itself."""

from __future__ import annotations

import logging

from models.audit_chain import Verdict
from models.queries import audit
from models.session import transaction
from pipeline import anchors

log = logging.getLogger("sangtin.trail")


def look() -> Verdict:
    """Walk the trail, compare it with the anchors kept on this machine, and note a new one when it is whole.

    The row that says so is written after the walk, so the anchor does not count it; the next one does.

    Raises:
        BadInput: the file of anchors cannot be read. HomeNotWritable: it cannot be written.
    """
    known = anchors.kept()
    with transaction() as session:
        found = audit.verify(session, known)
    if found.finding is None:
        anchors.keep(found.head)
        said = f"rows={found.head.count} anchors={len(known)}"
    else:
        said = f"{found.finding.fault.value} row={found.finding.row_id or '-'} rows={found.head.count}"
        log.error("audit trail does not fit: %s", said)
    with transaction() as session:
        audit.record(
            session,
            audit.TRAIL_WHOLE if found.finding is None else audit.TRAIL_FAULTY,
            "audit_event",
            detail=said,
        )
    return found
