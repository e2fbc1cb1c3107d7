"""The nightly look at the audit trail: what it notes, what it says on the page, and that a fault is not covered up."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from models.audit_chain import Fault
from models.queries import audit
from models.session import transaction
from models.tables.audit import AuditEvent
from pipeline import anchors, jobs
from pipeline.stages import trail
from tests.database import TestDatabase

pytestmark = pytest.mark.database


@pytest.fixture
def written(db: TestDatabase) -> Callable[[int], None]:
    """Writes rows into the trail."""

    def write(count: int) -> None:
        for number in range(count):
            with transaction() as session:
                audit.record(session, f"việc {number}", "thử", number)

    return write


def looks() -> list[tuple[str, str | None]]:
    with transaction() as session:
        rows = (
            session.query(AuditEvent).where(AuditEvent.subject_kind == "audit_event").order_by(AuditEvent.id)
        )
        return [(row.action, row.detail) for row in rows]


def test_a_whole_trail_gets_an_anchor_each_night(written: Callable[[int], None]) -> None:
    written(3)
    jobs.look_at_trail()
    trail.look()
    assert [anchor.count for anchor in anchors.kept()] == [3, 4]
    assert looks() == [("trail_whole", "rows=3 anchors=0"), ("trail_whole", "rows=4 anchors=1")]


def test_a_fault_stands_in_the_trail_and_gets_no_anchor(
    db: TestDatabase, written: Callable[[int], None]
) -> None:
    written(3)
    trail.look()
    with db.superuser() as connection:
        connection.execute("ALTER TABLE audit_event DISABLE TRIGGER USER")
        connection.execute("UPDATE audit_event SET detail = 'khác' WHERE action = 'việc 1'")
        connection.execute("ALTER TABLE audit_event ENABLE TRIGGER USER")
    found = trail.look()
    assert found.finding is not None
    assert found.finding.fault is Fault.CHANGED
    assert len(anchors.kept()) == 1
    assert looks()[-1] == ("trail_faulty", f"changed row={found.finding.row_id} rows=4")
    with transaction() as session:
        last = audit.last_look(session)
        assert last is not None
        assert last.action == audit.TRAIL_FAULTY
