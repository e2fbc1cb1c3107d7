"""Items: taken one by one, never the same to two people, returned and escalated by the clock, with a history."""

from __future__ import annotations

import threading
import time
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from models.desk import defaults
from models.queries import items, offering
from models.session import Session, transaction
from models.settings import settings
from models.tables.item import Item, ItemEvent
from models.vocabulary import ActorKind, EventKind, ItemState, Queue, Role
from tests.database import TestDatabase
from tests.models.rows import NOW, Rows

pytestmark = pytest.mark.database


def next_for(session: Session, office_id: int, person_id: int, queue: Queue | None = None) -> Item | None:
    """What a person is offered where nobody has topics of their own."""
    return offering.lock_offered(session, office_id, person_id, defaults(settings()), queue)


def test_the_most_pressing_open_item_is_next(rows: Rows) -> None:
    person = rows.account(Role.REVIEWER).id
    rows.item(Queue.SCAM, harm=0.1)
    wanted = rows.item(Queue.SCAM, harm=0.9)
    rows.item(Queue.SCAM, harm=1, state=ItemState.CLOSED)
    found = next_for(rows.session, rows.root, person)
    assert found is not None
    assert found.id == wanted.id


def test_only_of_the_queue_asked_for(rows: Rows) -> None:
    person = rows.account(Role.REVIEWER).id
    rows.item(Queue.SCAM)
    assert next_for(rows.session, rows.root, person, Queue.QUESTIONS) is None


def test_nobody_meets_again_what_they_decided_in_this_round(rows: Rows) -> None:
    person = rows.account(Role.REVIEWER).id
    item = rows.item()
    decision = rows.decision(item, decided_by=person)
    assert next_for(rows.session, rows.root, person) is None
    decision.current = False
    rows.session.flush()
    assert next_for(rows.session, rows.root, person) is item


def test_what_one_skipped_comes_last_for_them_only(rows: Rows) -> None:
    person, other = rows.account().id, rows.account().id
    skipped, rest = rows.item(Queue.SCAM, harm=1), rows.item(Queue.SCAM, harm=0)
    rows.event(skipped, EventKind.SKIPPED, actor_id=person)
    assert next_for(rows.session, rows.root, person) is rest
    assert next_for(rows.session, rows.root, other) is skipped
    rest.state = ItemState.CLOSED
    rows.session.flush()
    assert next_for(rows.session, rows.root, person) is skipped, "what everybody skips would stay for ever"


def test_who_looks_a_second_time_is_never_who_concluded(rows: Rows) -> None:
    first, second = rows.account(Role.REVIEWER).id, rows.account(Role.REVIEWER).id
    own, others = (rows.item(harm=harm) for harm in (1, 0.5))
    for item, decider in ((own, first), (others, second)):
        rows.decision(item, decided_by=decider)
        item.state = ItemState.SECOND_REVIEW
    rows.session.flush()
    assert items.next_for_second_look(rows.session, rows.root, first) is others
    assert items.next_for_second_look(rows.session, rows.root, second) is own
    assert items.next_for_second_look(rows.session, rows.root + 1, rows.account().id) is None


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
                    item = next_for(session, office, person)
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


def test_what_another_moves_just_now_is_asked_for_again(db: TestDatabase) -> None:
    with transaction() as session:
        rows = Rows(session)
        item_id, person, office = rows.item(Queue.SCAM).id, rows.account(Role.REVIEWER).id, rows.root
    holds = threading.Event()

    def look_at_it() -> None:
        with transaction() as session:
            items.lock_item(session, item_id, [office])
            holds.set()
            time.sleep(0.3)

    other = threading.Thread(target=look_at_it)
    other.start()
    assert holds.wait(60)
    with transaction() as session:
        found = next_for(session, office, person)
        assert found is not None
        assert found.id == item_id
    other.join(60)


def test_who_asks_for_the_next_item_waits_for_no_lock(
    db: TestDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever holds a row and waits for another could be waited for in turn; the database would end one of the two."""
    monkeypatch.setattr(offering, "PATIENCE_SECONDS", 0.3)
    with transaction() as session:
        rows = Rows(session)
        held, wanted = rows.item(Queue.SCAM, state=ItemState.CLOSED).id, rows.item(Queue.SCAM).id
        person, office = rows.account(Role.REVIEWER).id, rows.root
    holds, failed = threading.Event(), list[BaseException]()

    def lock_both() -> None:
        try:
            with transaction() as session:
                items.lock_item(session, wanted, [office])
                holds.set()
                items.lock_item(session, held, [office])
        except BaseException as error:
            failed.append(error)

    other = threading.Thread(target=lock_both)
    with transaction() as session:
        items.lock_item(session, held, [office])
        other.start()
        assert holds.wait(60)
        assert next_for(session, office, person) is None
    other.join(60)
    assert failed == []


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


def test_only_live_items_past_their_time_are_to_be_escalated_once(db: TestDatabase) -> None:
    with transaction() as session:
        rows = Rows(session)
        past, future = (datetime.now(UTC) + timedelta(hours=hours) for hours in (-1, 1))
        late = [rows.item(Queue.SCAM, escalate_at=past).id for _ in range(2)]
        rows.item(Queue.SCAM, escalate_at=future)
        rows.item(Queue.SCAM, escalate_at=past, escalated=True)
        rows.item(Queue.SCAM, escalate_at=past, state=ItemState.CLOSED)
        office = rows.root
    with transaction() as first, transaction() as second:
        assert items.lock_item(first, late[0], [office]) is not None
        assert [item.id for item in items.lock_to_escalate(second)] == [late[1]]
