"""Holding an item: one person at a time, for a while, and back to the queue."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from models.errors import Conflict
from models.queries import items
from models.queries.accounts import Person
from models.session import transaction
from models.settings import settings
from models.tables.item import Item
from models.vocabulary import EventKind, ItemState, Queue, Role, Severity, Verdict
from tests.database import TestDatabase
from tests.triage_api.desk import Desk, conclusion
from triage_api.services import decide, lease

pytestmark = pytest.mark.database
ABOVE = "tinh01"


@pytest.fixture
def people(desk: Desk) -> dict[str, Person]:
    """Three reviewers, a coordinator and an approver."""
    return {
        "a": desk.person("ctv01"),
        "b": desk.person("ctv02"),
        "c": desk.person("ctv03"),
        "coordinator": desk.person("th01", Role.COORDINATOR),
        "approver": desk.person("duyet01", Role.APPROVER),
    }


def state_of(item_id: int) -> ItemState:
    with transaction() as session:
        return session.get_one(Item, item_id).state


def take(person: Person, item_id: int) -> None:
    with transaction() as session:
        lease.lease(session, person, item_id)


def conclude(person: Person, desk: Desk, item_id: int, verdict: Verdict, **more: object) -> int:
    with transaction() as session:
        item = session.get_one(Item, item_id)
        act = decide.second_look if item.state is ItemState.SECOND_REVIEW else decide.decide
        return act(session, person, item_id, conclusion(desk, verdict, **more)).id


def disagreement(desk: Desk, people: dict[str, Person]) -> int:
    """An item on which two people differ; it is open again."""
    item_id = desk.item()
    take(people["a"], item_id)
    conclude(people["a"], desk, item_id, Verdict.FALSE)
    conclude(people["b"], desk, item_id, Verdict.TRUE)
    assert state_of(item_id) is ItemState.OPEN
    return item_id


def test_the_most_pressing_item_comes_first_and_to_one_person(desk: Desk, people: dict[str, Person]) -> None:
    low = desk.item("hỏi đáp", Queue.QUESTIONS, Severity.LOW, harm=0.1)
    high = desk.item(harm=0.9)
    with transaction() as session:
        first = lease.lease_next(session, people["a"])
    with transaction() as session:
        second = lease.lease_next(session, people["b"])
    with transaction() as session:
        none_left = lease.lease_next(session, people["c"])
    assert (first and first.id, second and second.id, none_left) == (high, low, None)


def test_a_held_item_is_refused_to_others_and_lengthened_for_its_holder(
    desk: Desk, people: dict[str, Person], db: TestDatabase
) -> None:
    item_id = desk.item()
    take(people["a"], item_id)
    with pytest.raises(Conflict), transaction() as session:
        lease.lease(session, people["b"], item_id)
    _shift_lease(db, item_id, minutes=1)
    take(people["a"], item_id)
    with transaction() as session:
        until = session.get_one(Item, item_id).lease_expires_at
    assert until is not None
    assert until > datetime.now(UTC) + timedelta(minutes=settings().lease_minutes - 1)


def test_a_lease_runs_out(desk: Desk, people: dict[str, Person], db: TestDatabase) -> None:
    item_id = desk.item()
    take(people["a"], item_id)
    _shift_lease(db, item_id, minutes=-1)
    with pytest.raises(Conflict, match="hết giờ"):
        conclude(people["a"], desk, item_id, Verdict.FALSE)
    take(people["b"], item_id)
    with transaction() as session:
        kinds = [event.kind for event in items.history(session, item_id)]
        assert session.get_one(Item, item_id).assigned_to == people["b"].id
    assert kinds[-3:] == [EventKind.LEASED, EventKind.LEASE_EXPIRED, EventKind.LEASED]


def test_expired_leases_return_to_the_queue_by_the_clock(
    desk: Desk, people: dict[str, Person], db: TestDatabase
) -> None:
    item_id = desk.item()
    take(people["a"], item_id)
    _shift_lease(db, item_id, minutes=-1)
    with transaction() as session:
        assert lease.expire(session) == 1
    assert state_of(item_id) is ItemState.OPEN


def test_skipping_puts_an_item_last_for_that_person_only(desk: Desk, people: dict[str, Person]) -> None:
    high, low = desk.item(harm=0.9), desk.item(harm=0.1)
    take(people["a"], high)
    with transaction() as session:
        lease.release(session, people["a"], high, "ngoài địa bàn tôi phụ trách")
    with transaction() as session:
        mine = lease.lease_next(session, people["a"])
        theirs = lease.lease_next(session, people["b"])
    assert (mine and mine.id, theirs and theirs.id) == (low, high)


def _shift_lease(db: TestDatabase, item_id: int, minutes: int) -> None:
    with db.owner() as owner:
        owner.execute(
            "UPDATE item SET lease_expires_at = now() + make_interval(mins => %s) WHERE id = %s",
            (minutes, item_id),
        )
