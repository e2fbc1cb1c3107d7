"""The queue of a large office is read from its indexes: no list, lease or look of the clock walks the table."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import psycopg
import pytest
from sqlalchemy import event

from models.queries import items, offering, queue
from models.queries.offering import Step
from models.queries.queue import Cursor, QueueFilter
from models.session import Session, transaction
from models.vocabulary import ItemState, Queue, Topic
from tests.database import TestDatabase
from tests.models.rows import Rows

pytestmark = pytest.mark.database

ITEMS = 20_000
COPY = """
INSERT INTO {table} ({columns})
SELECT {values} FROM (SELECT * FROM {table} ORDER BY id LIMIT 1) t CROSS JOIN generate_series(1, {most}) g
"""


def copied(owner: psycopg.Connection, table: str, most: int, **changed: str) -> None:
    """So many copies of the first row; ``changed`` says in SQL what differs, ``g`` is the number of the copy."""
    names = [
        name
        for (name,) in owner.execute(
            "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0"
            " AND NOT attisdropped AND attname <> 'id'",
            [table],
        )
    ]
    values = ", ".join(changed.get(name, f"t.{name}") for name in names)
    owner.execute(COPY.format(table=table, columns=", ".join(names), values=values, most=most))
    owner.execute(f"ANALYZE {table}")


def fill(db: TestDatabase) -> int:
    """Ten offices with twenty thousand items, a third of them open, and as many events; returns the largest office."""
    with transaction() as session:
        rows = Rows(session)
        rows.item(Queue.SCAM)
        office = rows.root
    with db.superuser() as owner:
        owner.execute("SET session_replication_role = replica")
        copied(
            owner, "item", ITEMS,
            narrative_id="t.narrative_id + g * 1000",
            office_id="CASE WHEN g % 4 = 0 THEN t.office_id ELSE 2 + g % 9 END",
            state="(ARRAY['open', 'closed', 'awaiting_reply'])[1 + g % 3]",
            queue="CASE WHEN g % 50 = 0 THEN 'questions' ELSE 'scam' END",
            label="CASE WHEN g % 50 = 0 THEN 'question' ELSE 'scam' END",
            priority="(g % 90) / 100.0",
            due_at="now() + make_interval(mins => g - 4000)",
            escalate_at="now() + make_interval(mins => g - 300)",
        )  # fmt: skip
        copied(owner, "item_event", ITEMS, item_id="t.item_id + g")
        owner.execute(
            "VACUUM item"
        )  # as autovacuum does; an index alone answers only for pages known to be all visible
    return office


def plan_of(session: Session, ask: Callable[[], object]) -> str:
    """The plan of the first statement ``ask`` makes, with its values."""
    seen: list[tuple[str, object]] = []
    connection = session.connection()

    def note(_connection: object, _cursor: object, statement: str, values: object, *_more: object) -> None:
        seen.append((statement, values))

    event.listen(connection, "before_cursor_execute", note)
    try:
        ask()
    finally:
        event.remove(connection, "before_cursor_execute", note)
    statement, values = seen[0]
    found = connection.exec_driver_sql(f"EXPLAIN {statement}", values)
    return "\n".join(line for (line,) in found)


def next_of(session: Session, office: int, step: Step, wanted: Queue | None = None) -> object:
    """Ask for the next item of one step, as a person without topics of their own in an office where others have some."""
    taken = [(kind, Topic.DICH_VU_CONG) for kind in Queue]
    given = {"mine": taken, "others": taken, "anybodys": taken, "queue": wanted}
    times = {"kept": timedelta(minutes=30), "waits": timedelta(minutes=60)}
    return session.scalar(
        offering.next_item((step,), of_queue=wanted is not None),
        {"office_id": office, "person_id": 1, **times, **given},
    )


FIRST_VIEW = QueueFilter(states=(ItemState.OPEN, ItemState.ASSIGNED))
CASES: dict[str, tuple[Callable[[Session, int], object], str]] = {
    "the next item": (
        lambda session, office: next_of(session, office, Step.NOBODYS_TOPICS),
        "ix_item_next",
    ),
    "the next of my topics": (
        lambda session, office: next_of(session, office, Step.MY_TOPICS),
        "ix_item_next",
    ),
    "the next of topics of others": (
        lambda session, office: next_of(session, office, Step.OTHERS_TOPICS),
        "ix_item_next",
    ),
    "what was given to me": (
        lambda session, office: next_of(session, office, Step.GIVEN_TO_ME),
        "ix_given_item_account_id",
    ),
    "the next of a rare queue": (
        lambda session, office: next_of(session, office, Step.NOBODYS_TOPICS, Queue.QUESTIONS),
        "ix_item_next_of_queue",
    ),
    "a page": (lambda session, office: queue.list_queue(session, [office], FIRST_VIEW, 21), "ix_item_live"),
    "a page further on": (
        lambda session, office: queue.list_queue(
            session,
            [office],
            FIRST_VIEW,
            21,
            Cursor(Decimal("0.4"), datetime(2026, 11, 27, tzinfo=UTC), 1),
        ),
        "ix_item_live",
    ),
    "a page of a province": (
        lambda session, _office: queue.list_queue(session, list(range(1, 60)), FIRST_VIEW, 21),
        "ix_item_live_everywhere",
    ),
    "the counts": (lambda session, office: queue.count_queues(session, [office]), "ix_item_counts"),
    "one's own": (
        lambda session, office: queue.count_items(session, [office], QueueFilter(assigned_to=1)),
        "ix_item_assigned_to",
    ),
    "leases that ran out": (lambda session, _office: items.lock_expired(session), "ix_item_lease"),
    "what is to be escalated": (
        lambda session, _office: items.lock_to_escalate(session),
        "ix_item_to_escalate",
    ),
    "a history": (lambda session, _office: items.history(session, 1), "uq_item_event_item_id_sequence"),
}


def test_each_is_read_from_its_index(fresh_db: TestDatabase) -> None:
    office = fill(fresh_db)
    wrong = []
    for name, (ask, index) in CASES.items():
        with transaction() as session:
            plan = plan_of(session, lambda: ask(session, office))  # noqa: B023  (called at once)
            session.rollback()
        if index not in plan or "Seq Scan on item" in plan:
            wrong.append(f"{name}:\n{plan}")
    assert wrong == [], "\n\n".join(wrong)
