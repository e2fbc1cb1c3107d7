"""The queue: most pressing first, page by page without holes, and never the same item to two people."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from models.queries import items
from models.queries.items import Cursor, QueueFilter, Weights
from models.session import Session, transaction
from models.tables.item import Item, ItemEvent
from models.vocabulary import ActorKind, EventKind, ItemState, Queue, Role, Severity, Topic
from tests.database import TestDatabase
from tests.models.conftest import Shared
from tests.models.rows import NOW, Rows

pytestmark = pytest.mark.database

EVERYTHING = QueueFilter()


def listed(rows: Rows, wanted: QueueFilter = EVERYTHING, limit: int = 100) -> list[int]:
    """Ids in the order of the queue."""
    return [row.item.id for row in items.list_queue(rows.session, [rows.root], wanted, limit)]


def now(rows: Rows) -> datetime:
    """The time of the transaction."""
    return rows.session.scalars(text("SELECT now()")).one()


@pytest.mark.parametrize(
    ("factor", "high", "low"),
    [("harm", 1, 0.9), ("reach", 0.3, 0.2), ("novelty", 0.9, 0.1), ("doubt", 1, 0)],
)
def test_each_factor_moves_an_item_up(rows: Rows, factor: str, high: float, low: float) -> None:
    second = rows.item(Queue.SCAM, **{factor: low})
    first = rows.item(Queue.SCAM, **{factor: high})
    assert listed(rows) == [first.id, second.id]


def test_an_item_rises_as_its_time_runs_out(rows: Rows) -> None:
    at = now(rows)
    spans = {"fresh": (0, 8), "half": (-4, 4), "late": (-10, -2)}
    made = {
        name: rows.item(Queue.SCAM, opened_at=at + timedelta(hours=a), due_at=at + timedelta(hours=b))
        for name, (a, b) in spans.items()
    }
    found = items.list_queue(rows.session, [rows.root], EVERYTHING, 10)
    assert [row.item.id for row in found] == [made[name].id for name in ("late", "half", "fresh")]
    assert [round(row.time_to_due, 3) for row in found] == [1.0, 0.5, 0.0]


def test_priority_is_the_weighted_sum(rows: Rows) -> None:
    at = now(rows)
    rows.item(
        Queue.SCAM, harm=1, reach=0.5, novelty=0.2, doubt=0.3, opened_at=at - timedelta(hours=4), due_at=at
    )
    (row,) = items.list_queue(rows.session, [rows.root], EVERYTHING, 1)
    assert row.priority == pytest.approx(0.4 + 0.25 * 0.5 + 0.15 * 0.2 + 0.1 * 1 + 0.1 * 0.3)
    weights = Weights(harm=0, reach=0, novelty=0, time_to_due=0, doubt=1)
    (row,) = items.list_queue(rows.session, [rows.root], EVERYTHING, 1, weights=weights)
    assert row.priority == pytest.approx(0.3)
    assert sum(vars_of(Weights())) == pytest.approx(1)


def vars_of(weights: Weights) -> list[float]:
    return [getattr(weights, name) for name in Weights.__slots__]


def test_equal_items_come_in_order_of_age(rows: Rows) -> None:
    made = [rows.item(Queue.SCAM).id for _ in range(4)]
    assert listed(rows) == made


FILTERS = {
    "queue": (QueueFilter(queue=Queue.QUESTIONS), {"queue": Queue.QUESTIONS}),
    "topic": (QueueFilter(topic=Topic.AN_SINH), {"topic": Topic.AN_SINH}),
    "severity": (QueueFilter(severity=Severity.LOW), {"severity": Severity.LOW}),
    "overdue": (QueueFilter(overdue=True), {"due_at": datetime(2020, 1, 1, tzinfo=UTC)}),
    "due_before": (
        QueueFilter(due_before=datetime(2020, 6, 1, tzinfo=UTC)),
        {"due_at": datetime(2020, 1, 1, tzinfo=UTC)},
    ),
}


@pytest.mark.parametrize("name", FILTERS)
def test_filters_leave_what_they_say(rows: Rows, name: str) -> None:
    wanted, given_values = FILTERS[name]
    later = {"due_at": datetime(2100, 1, 1, tzinfo=UTC)}
    for _ in range(2):
        rows.item(Queue.SCAM, **later)
    values = later | given_values
    queue = values.pop("queue", Queue.SCAM)
    match = rows.item(queue, **values)
    assert listed(rows, wanted) == [match.id]
    assert items.count_items(rows.session, [rows.root], wanted) == 1


def test_ended_items_are_not_in_the_queue(rows: Rows) -> None:
    live = rows.item(Queue.SCAM)
    for state in (ItemState.CLOSED, ItemState.DISMISSED):
        rows.item(Queue.SCAM, state=state)
    rows.item(Queue.SCAM, state=ItemState.MERGED, merged_into=live.id)
    assert listed(rows) == [live.id]
    assert len(listed(rows, QueueFilter(states=(ItemState.CLOSED, ItemState.DISMISSED)))) == 2


def test_another_offices_items_are_not_listed_counted_or_found(rows: Rows) -> None:
    office = rows.office()
    item = rows.item(Queue.SCAM, post=rows.post(rows.source(office_id=office.id), state="routed"))
    assert listed(rows) == []
    assert items.count_items(rows.session, [rows.root], EVERYTHING) == 0
    assert items.find_item(rows.session, item.id, [rows.root]) is None
    assert items.lock_item(rows.session, item.id, [rows.root]) is None
    assert items.lock_next(rows.session, rows.root, rows.account().id) is None
    assert items.find_item(rows.session, item.id, [rows.root, office.id]) is item


def test_queues_are_counted_also_when_empty(rows: Rows) -> None:
    rows.item(Queue.SCAM)
    rows.item(Queue.SCAM, state=ItemState.CLOSED)
    counts = items.count_by_queue(rows.session, [rows.root], items.LIVE_STATES)
    assert counts == {Queue.SCAM: 1, Queue.CLAIMS: 0, Queue.QUESTIONS: 0, Queue.GRIEVANCES: 0}
    assert items.count_everything(rows.session) == {
        (Queue.SCAM, ItemState.OPEN): 1,
        (Queue.SCAM, ItemState.CLOSED): 1,
    }


# Pages


def walk(session: Session, office: int, size: int) -> list[int]:
    """Every page of the queue through its cursor, as a client would."""
    seen: list[int] = []
    cursor: str | None = ""
    while cursor is not None:
        page = items.list_queue(session, [office], EVERYTHING, size + 1, items.parse_cursor(cursor))
        seen += [row.item.id for row in page[:size]]
        cursor = items.cursor_of(page[size - 1]) if len(page) > size else None
    return seen


factors = st.fixed_dictionaries(
    {
        name: st.integers(0, 1000).map(lambda value: value / 1000)
        for name in ("harm", "reach", "novelty", "doubt")
    }
    | {"opened": st.integers(-100, 0), "lasts": st.integers(1, 200)}
)


@settings(max_examples=15, deadline=None)
@given(made=st.lists(factors, min_size=1, max_size=12), size=st.integers(1, 5))
def test_pages_hold_every_item_once_in_order(
    shared: Shared, made: Sequence[dict[str, float]], size: int
) -> None:
    with Session(shared.engine, expire_on_commit=False) as session:
        rows = Rows(session)
        at = now(rows)
        for given_factors in made:
            values = dict(given_factors)
            opened = at + timedelta(hours=values.pop("opened"))
            due = opened + timedelta(hours=values.pop("lasts"))
            rows.item(Queue.SCAM, opened_at=opened, due_at=due, **values)
        assert walk(session, rows.root, size) == listed(rows)
        session.rollback()


def test_time_passing_between_pages_makes_no_hole(db: TestDatabase) -> None:
    """The second item overtakes the first while the first page is being read."""
    with transaction() as session:
        rows = Rows(session)
        at = now(rows)
        slow = rows.item(Queue.SCAM, harm=0.5, opened_at=at, due_at=at + timedelta(days=900)).id
        fast = rows.item(Queue.SCAM, harm=0.4, opened_at=at, due_at=at + timedelta(hours=1)).id
    with transaction() as session:
        (first,) = items.list_queue(session, [1], EVERYTHING, 1)
        assert first.item.id == slow
        cursor = items.cursor_of(first)
    with transaction() as session:  # as if two hours had gone by
        session.execute(
            text("UPDATE item SET opened_at = opened_at - interval '2h', due_at = due_at - interval '2h'")
        )
    moved = items.parse_cursor(cursor)
    assert moved is not None
    moved = Cursor(moved.priority, moved.item_id, moved.as_of - timedelta(hours=2))
    with transaction() as session:
        assert [row.item.id for row in items.list_queue(session, [1], EVERYTHING, 5)] == [fast, slow]
        assert [row.item.id for row in items.list_queue(session, [1], EVERYTHING, 5, moved)] == [fast]


@pytest.mark.parametrize(
    "nonsense",
    ["", ":", "1:2", "a:1:1", "1:a:1", "1:1:a", "nan:1:1", "inf:1:1", "1:-1:1", f"1:{2**63}:1", "1:1:1e99", "1:1:nan", "1:1:1:1"],
)  # fmt: skip
def test_a_cursor_that_is_none_begins_at_the_beginning(nonsense: str) -> None:
    assert items.parse_cursor(nonsense) is None


def test_a_cursor_comes_back_as_it_was(rows: Rows) -> None:
    rows.item(Queue.SCAM, harm=0.333, novelty=0.1)
    (row,) = items.list_queue(rows.session, [rows.root], EVERYTHING, 1)
    assert items.parse_cursor(items.cursor_of(row)) == Cursor(row.priority, row.item.id, row.as_of)


def test_a_page_costs_the_same_however_long(rows: Rows) -> None:
    from sqlalchemy import event

    for _ in range(12):
        rows.item(Queue.SCAM)
    rows.session.expunge_all()
    sent: list[str] = []
    listener = lambda *arguments: sent.append(arguments[2])  # noqa: E731
    event.listen(rows.session.get_bind(), "before_cursor_execute", listener)
    for row in items.list_queue(rows.session, [rows.root], EVERYTHING, 50):
        assert row.item.narrative.post_count
        assert row.item.assessment.model
    event.remove(rows.session.get_bind(), "before_cursor_execute", listener)
    assert len(sent) <= 3


# Taking the next


def test_the_most_pressing_open_item_is_next(rows: Rows) -> None:
    person = rows.account(Role.REVIEWER).id
    rows.item(Queue.SCAM, harm=0.1)
    wanted = rows.item(Queue.SCAM, harm=0.9)
    rows.item(Queue.SCAM, harm=1, state=ItemState.CLOSED)
    found = items.lock_next(rows.session, rows.root, person)
    assert found is not None
    assert found.id == wanted.id


def test_only_of_the_queue_asked_for(rows: Rows) -> None:
    person = rows.account(Role.REVIEWER).id
    rows.item(Queue.SCAM)
    assert items.lock_next(rows.session, rows.root, person, Queue.QUESTIONS) is None


def test_nobody_meets_again_what_they_decided_in_this_round(rows: Rows) -> None:
    person = rows.account(Role.REVIEWER).id
    item = rows.item()
    decision = rows.decision(item, decided_by=person)
    assert items.lock_next(rows.session, rows.root, person) is None
    decision.current = False
    rows.session.flush()
    assert items.lock_next(rows.session, rows.root, person) is item


def test_what_one_skipped_comes_last_for_them_only(rows: Rows) -> None:
    person, other = rows.account().id, rows.account().id
    skipped, rest = rows.item(Queue.SCAM, harm=1), rows.item(Queue.SCAM, harm=0)
    rows.event(skipped, EventKind.SKIPPED, actor_id=person)
    assert items.lock_next(rows.session, rows.root, person) is rest
    assert items.lock_next(rows.session, rows.root, other) is skipped


@pytest.mark.parametrize("reviewers", [20])
def test_twenty_people_never_get_the_same_item(db: TestDatabase, reviewers: int) -> None:
    with transaction() as session:
        rows = Rows(session)
        source = rows.source()
        made = {rows.item(Queue.SCAM, post=rows.post(source, state="routed")).id for _ in range(60)}
        people = [rows.account(Role.REVIEWER).id for _ in range(reviewers)]
        office = rows.root
    got: list[int] = []
    failed: list[BaseException] = []
    together = threading.Barrier(reviewers)

    def take(person: int) -> None:
        try:
            together.wait(60)
            while True:
                with transaction() as session:
                    item = items.lock_next(session, office, person)
                    if item is None:
                        return
                    items.append_event(
                        session, item, EventKind.LEASED, ItemState.ASSIGNED, ActorKind.PERSON, person
                    )
                    item.state, item.assigned_to, item.lease_expires_at = ItemState.ASSIGNED, person, NOW
                    got.append(item.id)
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=take, args=(person,)) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert failed == []
    assert [item_id for item_id, times in Counter(got).items() if times > 1] == []
    assert set(got) == made
    with transaction() as session:
        assert session.query(ItemEvent).filter_by(kind=EventKind.LEASED).count() == 60


def test_expired_leases_are_found_and_those_in_use_left_alone(db: TestDatabase) -> None:
    with transaction() as session:
        rows = Rows(session)
        person = rows.account().id
        past, future = (datetime.now(UTC) + timedelta(hours=hours) for hours in (-1, 1))
        lease = {"state": ItemState.ASSIGNED, "assigned_to": person}
        expired = [rows.item(Queue.SCAM, **lease, lease_expires_at=past).id for _ in range(2)]
        rows.item(Queue.SCAM, **lease, lease_expires_at=future)
        office = rows.root
    with transaction() as first, transaction() as second:
        assert items.lock_item(first, expired[0], [office]) is not None
        assert [item.id for item in items.lock_expired(second)] == [expired[1]]


def test_history_is_numbered_and_keeps_its_keys(rows: Rows) -> None:
    item = rows.item()
    person = rows.account().id
    for kind in (EventKind.LEASED, EventKind.RELEASED):
        items.append_event(
            rows.session, item, kind, ItemState.OPEN, ActorKind.PERSON, person, idempotency_key=f"k {kind}"
        )
    events = items.history(rows.session, item.id)
    assert [(event.sequence, event.kind) for event in events] == [
        (1, EventKind.OPENED),
        (2, EventKind.LEASED),
        (3, EventKind.RELEASED),
    ]
    found = items.event_with_key(rows.session, "k leased")
    assert found is not None
    assert found.sequence == 2
    assert items.event_with_key(rows.session, "khác") is None


def test_a_locked_item_is_as_it_is_now(db: TestDatabase) -> None:
    """What this session read before must not be what it decides on."""
    with transaction() as session:
        rows = Rows(session)
        item_id, office = rows.item(Queue.SCAM).id, rows.root
    with transaction() as session:
        before = session.get_one(Item, item_id)
        with transaction() as other:
            other.execute(text("UPDATE item SET escalated = true, version = version + 1"))
        locked = items.lock_item(session, item_id, [office])
        assert locked is before
        assert locked.escalated
