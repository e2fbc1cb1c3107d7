"""The queue: most pressing first, page by page without holes, filtered and counted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from models.desk import Weights, defaults
from models.queries import items, offering, priority, queue
from models.queries.queue import Cursor, QueueCount, QueueFilter
from models.session import Session, transaction
from models.settings import settings as configured
from models.tables.assessment import AssessmentEvidence, AssessmentFinding
from models.vocabulary import ItemState, Queue, Relation, Severity, Topic
from nlp.priority import OLD_AFTER, novelty
from tests.database import TestDatabase
from tests.models.conftest import Shared
from tests.models.rows import Rows

pytestmark = pytest.mark.database

EVERYTHING = QueueFilter()


def listed(rows: Rows, wanted: QueueFilter = EVERYTHING, limit: int = 100) -> list[int]:
    """Ids in the order of the queue."""
    return [row.item.id for row in queue.list_queue(rows.session, [rows.root], wanted, limit)]


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
    found = queue.list_queue(rows.session, [rows.root], EVERYTHING, 10)
    assert [row.item.id for row in found] == [made[name].id for name in ("late", "half", "fresh")]
    assert [round(row.time_to_due, 3) for row in found] == [1.0, 0.5, 0.0]


def test_priority_is_the_weighted_sum(rows: Rows) -> None:
    at = now(rows)
    rows.item(
        Queue.SCAM, harm=1, reach=0.5, novelty=0.2, doubt=0.3, opened_at=at - timedelta(hours=4), due_at=at
    )
    (row,) = queue.list_queue(rows.session, [rows.root], EVERYTHING, 1)
    exact = 0.4 + 0.25 * 0.5 + 0.15 * 0.2 + 0.1 * 1 + 0.1 * 0.3
    assert row.item.priority == Decimal(str(round(exact, 2)))
    assert queue.most_pressing(rows.session, rows.root, EVERYTHING, Weights(), 5) == [row.item]
    assert sum(vars_of(Weights())) == pytest.approx(1)


def vars_of(weights: Weights) -> list[float]:
    return [getattr(weights, name) for name in Weights.__slots__]


def test_equal_items_come_by_their_due_time_then_by_age(rows: Rows) -> None:
    made = [rows.item(Queue.SCAM).id for _ in range(3)]
    at = rows.item(Queue.SCAM).due_at - timedelta(minutes=1)
    sooner = rows.item(Queue.SCAM, due_at=at).id
    assert listed(rows)[:4] == [sooner, *made]


FILTERS = {
    "queue": (QueueFilter(queue=Queue.QUESTIONS), {"queue": Queue.QUESTIONS}),
    "topic": (QueueFilter(topic=Topic.AN_SINH), {"topic": Topic.AN_SINH}),
    "severity": (QueueFilter(severity=Severity.LOW), {"severity": Severity.LOW}),
    "overdue": (QueueFilter(overdue=True), {"due_at": datetime(2020, 1, 1, tzinfo=UTC)}),
    "escalated": (QueueFilter(escalated=True), {"escalated": True}),
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
    match = rows.item(values.pop("queue", Queue.SCAM), **values)
    assert listed(rows, wanted) == [match.id]
    assert queue.count_items(rows.session, [rows.root], wanted) == 1


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
    assert queue.count_items(rows.session, [rows.root], EVERYTHING) == 0
    assert items.find_item(rows.session, item.id, [rows.root]) is None
    assert items.lock_item(rows.session, item.id, [rows.root]) is None
    assert offering.lock_offered(rows.session, rows.root, rows.account().id, defaults(configured())) is None
    assert items.find_item(rows.session, item.id, [rows.root, office.id]) is item


def test_everything_is_counted_in_one_pass(rows: Rows) -> None:
    at = now(rows)
    rows.item(Queue.SCAM, due_at=at - timedelta(hours=1))
    rows.item(Queue.SCAM, due_at=at + timedelta(hours=1), escalated=True)
    rows.item(Queue.SCAM, state=ItemState.CLOSED, due_at=at + timedelta(hours=1))
    other = rows.office()
    rows.item(Queue.SCAM, post=rows.post(rows.source(office_id=other.id), state="routed"))
    found = queue.count_queues(rows.session, [rows.root])
    assert sorted(found, key=lambda one: one.state) == [
        QueueCount(Queue.SCAM, ItemState.CLOSED, 1, 0, 0),
        QueueCount(Queue.SCAM, ItemState.OPEN, 2, 1, 1),
    ]
    assert queue.count_everything(rows.session) == {
        (Queue.SCAM, ItemState.OPEN): 3,
        (Queue.SCAM, ItemState.CLOSED): 1,
    }


# What time does


def test_novelty_in_the_database_is_the_novelty_of_the_formula(rows: Rows) -> None:
    assert timedelta(seconds=priority.OLD_AFTER_SECONDS) == OLD_AFTER
    at = now(rows)
    for days in (-1, 0, 0.5, 7, 13.9, 14, 400):
        item = rows.item(Queue.SCAM)
        item.narrative.first_seen_at = at - timedelta(days=days)
        rows.session.flush()
        item.priority = Decimal(1)
        rows.session.flush()
        priority.reckon(rows.session, [item.id])
        rows.session.refresh(item)
        assert float(item.novelty) == pytest.approx(novelty(at - timedelta(days=days), at), abs=0.0006)


def test_only_live_items_that_time_has_changed_are_reckoned_anew(rows: Rows) -> None:
    at = now(rows)
    still = rows.item(Queue.SCAM, opened_at=at, due_at=at + timedelta(days=900))
    ended = rows.item(Queue.SCAM, opened_at=at, due_at=at + timedelta(hours=1), state=ItemState.CLOSED)
    moved = rows.item(Queue.SCAM, opened_at=at, due_at=at + timedelta(hours=1))
    assert priority.bring_up_to_date(rows.session, rows.root) == 0
    rows.session.execute(
        text("UPDATE item SET timed_from = timed_from - interval '1h', due_at = due_at - interval '1h'")
    )
    before = {item.id: item.priority for item in (still, ended, moved)}
    versions = {item.id: item.version for item in (still, ended, moved)}
    assert priority.bring_up_to_date(rows.session, rows.root) == 1
    for item in (still, ended, moved):
        rows.session.refresh(item)
        assert item.version == versions[item.id], "somebody's work would be disturbed"
    assert moved.priority == before[moved.id] + Decimal("0.10")
    assert (still.priority, ended.priority) == (before[still.id], before[ended.id])


def test_an_item_somebody_is_moving_is_passed_over_and_found_again(db: TestDatabase) -> None:
    with transaction() as session:
        rows = Rows(session)
        at = now(rows)
        made = [rows.item(Queue.SCAM, opened_at=at, due_at=at + timedelta(hours=1)).id for _ in range(3)]
        office = rows.root
        session.execute(text("UPDATE item SET priority = 0"))
    with transaction() as working, transaction() as clock:
        assert items.lock_item(working, made[1], [office]) is not None
        assert priority.bring_up_to_date(clock, office) == 2
    with transaction() as session:
        assert priority.bring_up_to_date(session, office, limit=2) == 1
        assert priority.bring_up_to_date(session, 1) == 0


# Pages


def walk(session: Session, office: int, size: int) -> list[int]:
    """Every page of the queue through its cursor, as a client would."""
    seen: list[int] = []
    cursor: str | None = ""
    while cursor is not None:
        page = queue.list_queue(session, [office], EVERYTHING, size + 1, queue.parse_cursor(cursor))
        seen += [row.item.id for row in page[:size]]
        cursor = queue.cursor_of(page[size - 1]) if len(page) > size else None
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


def test_the_clock_between_two_pages_makes_no_hole_before_the_cursor(db: TestDatabase) -> None:
    """An item that rises past the end of the first page stands on the first page of the next look, and no other is lost."""
    with transaction() as session:
        rows = Rows(session)
        at = now(rows)
        spans = {"first": 0.9, "second": 0.5, "third": 0.4, "fourth": 0.1}
        made = {
            name: rows.item(Queue.SCAM, harm=harm, opened_at=at, due_at=at + timedelta(days=9)).id
            for name, harm in spans.items()
        }
    with transaction() as session:
        page = queue.list_queue(session, [1], EVERYTHING, 2)
        assert [row.item.id for row in page] == [made["first"], made["second"]]
        cursor = queue.parse_cursor(queue.cursor_of(page[-1]))
    with transaction() as session:
        session.execute(text("UPDATE item SET reach = 1 WHERE id = :id"), {"id": made["fourth"]})
        assert priority.bring_up_to_date(session, 1) == 1
    with transaction() as session:
        assert [row.item.id for row in queue.list_queue(session, [1], EVERYTHING, 5, cursor)] == [
            made["third"]
        ]
        again = [row.item.id for row in queue.list_queue(session, [1], EVERYTHING, 2)]
        assert again == [made["first"], made["fourth"]]


@pytest.mark.parametrize(
    "nonsense",
    ["", ":", "1:2", "a:1:1", "1:a:1", "1:1:a", "nan:1:1", "-1:1:1", "1:-:1", f"1:1:{10**18}", "1:1:1e99", "1:1:1:1", "1:-99999999999999999:1"],
)  # fmt: skip
def test_a_cursor_that_is_none_begins_at_the_beginning(nonsense: str) -> None:
    assert queue.parse_cursor(nonsense) is None


def test_a_cursor_comes_back_as_it_was(rows: Rows) -> None:
    rows.item(Queue.SCAM, harm=0.333, novelty=0.1)
    (row,) = queue.list_queue(rows.session, [rows.root], EVERYTHING, 1)
    item = row.item
    assert queue.parse_cursor(queue.cursor_of(row)) == Cursor(item.priority, item.due_at, item.id)


def test_a_page_costs_the_same_however_long(rows: Rows) -> None:
    from sqlalchemy import event

    for _ in range(12):
        rows.item(Queue.SCAM)
    rows.session.expunge_all()
    sent: list[str] = []
    listener = lambda *arguments: sent.append(arguments[2])  # noqa: E731
    event.listen(rows.session.get_bind(), "before_cursor_execute", listener)
    for row in queue.list_queue(rows.session, [rows.root], EVERYTHING, 50):
        assert row.item.narrative.post_count
        assert (row.reasons, row.contradicted) == ((), 0)
    event.remove(rows.session.get_bind(), "before_cursor_execute", listener)
    assert len(sent) == 1


def test_a_line_says_what_was_noticed_of_a_scam_and_where_passages_say_otherwise(rows: Rows) -> None:
    scam, claim, quiet = rows.item(Queue.SCAM), rows.item(Queue.CLAIMS), rows.item(Queue.CLAIMS)
    found = {"detector": "scam_rules", "code": "x", "end": 9}
    for item in (scam, claim):
        for start, reason in ((5, "đòi chuyển tiền"), (1, "nêu danh công an")):
            rows.session.add(
                AssessmentFinding(assessment_id=item.assessment_id, reason=reason, start=start, **found)
            )
    passage, slots = rows.passage().id, [rows.slot(claim.assessment, position=at).id for at in (1, 2, 3)]
    relations = (Relation.CONTRADICTS, Relation.CONTRADICTS, Relation.SUPPORTS, Relation.CONTRADICTS)
    for slot, relation in zip((*slots, None), relations, strict=True):
        for _twice in range(2):
            rows.session.add(
                AssessmentEvidence(
                    assessment_id=claim.assessment_id, slot_id=slot, passage_id=passage, relation=relation,
                    quote="x", explanation="x",
                )
            )  # fmt: skip
    rows.session.flush()
    seen = {row.item.id: row for row in queue.list_queue(rows.session, [rows.root], EVERYTHING, 10)}
    assert seen[scam.id].reasons == ("nêu danh công an", "đòi chuyển tiền")
    assert (seen[claim.id].reasons, seen[claim.id].contradicted) == ((), 3)
    assert (seen[quiet.id].reasons, seen[quiet.id].contradicted) == ((), 0)
