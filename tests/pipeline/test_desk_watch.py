"""The clock at the desk: leases come back, what nobody finished is escalated once, priorities follow the time."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import ColumnElement, func, update

from models.desk import defaults
from models.due import due_times
from models.errors import DatabaseUnavailable
from models.queries import desk_settings, items, priority
from models.session import transaction
from models.settings import settings
from models.tables.item import Item, ItemEvent
from models.vocabulary import ActorKind, EventKind, ItemState, Queue
from pipeline import jobs
from pipeline.stages import desk as stage
from pipeline.stages.desk import Watched
from tests.database import TestDatabase
from tests.triage_api.desk import Desk, make_desk
from triage_api.services import decide, lease, office

pytestmark = pytest.mark.database


@pytest.fixture
def desk(db: TestDatabase) -> Desk:
    return make_desk()


def change(item_ids: Collection[int] = (), **values: object) -> None:
    """Change these items, or all."""
    with transaction() as session:
        which = (Item.id.in_(item_ids),) if item_ids else ()
        session.execute(update(Item).where(*which).values(values))


def ago(**span: float) -> ColumnElement[datetime]:
    return func.now() - timedelta(**span)


def events(kind: EventKind) -> list[tuple[int, ActorKind]]:
    with transaction() as session:
        rows = session.query(ItemEvent).where(ItemEvent.kind == kind).order_by(ItemEvent.item_id)
        return [(row.item_id, row.actor_kind) for row in rows]


def item_of(item_id: int) -> Item:
    with transaction() as session:
        return session.get_one(Item, item_id)


def test_a_lease_that_ran_out_comes_back_without_anybody_looking(desk: Desk) -> None:
    held, kept = desk.item(), desk.item()
    for item_id, name in ((held, "ctv01"), (kept, "ctv02")):
        with transaction() as session:
            lease.lease(session, desk.person(name), item_id)
    change([held], lease_expires_at=ago(seconds=1))
    assert stage.watch().returned == 1
    assert (item_of(held).state, item_of(kept).state) == (ItemState.OPEN, ItemState.ASSIGNED)
    assert events(EventKind.LEASE_EXPIRED) == [(held, ActorKind.CLOCK)]
    assert stage.watch().returned == 0


def test_what_nobody_finished_is_escalated_once_and_keeps_its_state(desk: Desk) -> None:
    late, ended, early = desk.item(), desk.item(), desk.item()
    change([late, ended], escalate_at=ago(minutes=1))
    change([ended], state=ItemState.CLOSED, ended_at=func.now())
    jobs.watch_desk()
    assert stage.watch().escalated == 0
    assert events(EventKind.ESCALATED) == [(late, ActorKind.CLOCK)]
    assert [item_of(one).escalated for one in (late, ended, early)] == [True, False, False]
    assert item_of(late).state is ItemState.OPEN


def test_who_holds_it_meanwhile_goes_on_undisturbed(desk: Desk) -> None:
    """Their item is escalated and reckoned anew, and the lease stays theirs."""
    person, item_id = desk.person("ctv01"), desk.item()
    with transaction() as session:
        lease.lease(session, person, item_id)
    change(escalate_at=ago(minutes=1), priority=0)
    assert stage.watch() == Watched(0, 1, 1)
    with transaction() as session:
        assert lease.holder(session.get_one(Item, item_id)) == person.id
        lease.dismiss(session, person, item_id, as_opinion=False)


def test_opened_again_an_item_has_its_time_anew(desk: Desk) -> None:
    item_id = desk.item(opened_hours_ago=30.0)
    stage.watch()
    assert item_of(item_id).escalated
    person = desk.person("ctv01")
    with transaction() as session:
        lease.lease(session, person, item_id)
        lease.dismiss(session, person, item_id, as_opinion=False)
    with transaction() as session:
        decide.reopen(session, person, item_id, "Có bài mới nói khác.")
    assert stage.watch().escalated == 0
    item = item_of(item_id)
    assert not item.escalated
    zone = ZoneInfo(settings().timezone)
    wanted = due_times(item.severity, item.timed_from, defaults(settings()), zone)
    assert (item.due_at, item.escalate_at) == wanted
    assert item.opened_at < item.timed_from


def test_opened_again_it_is_due_when_the_office_is_open(desk: Desk) -> None:
    """An office that works tomorrow only, by its settings: whatever is opened again today is due then."""
    item_id, person = desk.item(opened_hours_ago=30.0), desk.person("ctv01")
    day = datetime.now(ZoneInfo(settings().timezone)).date() + timedelta(days=2)
    hours = replace(defaults(settings()).office_hours, workdays=frozenset({day.weekday()}))
    with transaction() as session:
        desk_settings.save(
            session, desk.office_id, replace(defaults(settings()), office_hours=hours), person.id
        )
        lease.lease(session, person, item_id)
        lease.dismiss(session, person, item_id, as_opinion=False)
    with transaction() as session:
        decide.reopen(session, person, item_id, "Có bài mới nói khác.")
    assert item_of(item_id).due_at.astimezone(ZoneInfo(settings().timezone)).date() == day


def test_priorities_follow_the_time(desk: Desk) -> None:
    item_id = desk.item(queue=Queue.SCAM, opened_hours_ago=0.0)
    before = item_of(item_id).priority
    assert stage.watch().reckoned == 0
    change(timed_from=Item.timed_from - timedelta(hours=4), due_at=Item.due_at - timedelta(hours=4))
    assert stage.watch().reckoned == 1
    assert item_of(item_id).priority == before + Decimal("0.10")


def test_two_clocks_and_people_at_once_do_no_harm(desk: Desk) -> None:
    made = [desk.item(opened_hours_ago=30.0) for _ in range(12)]
    people = [desk.person(f"ctv{number:02}") for number in range(3)]
    failed: list[BaseException] = []

    def run(what: int) -> None:
        try:
            for _ in range(4):
                if what < 3:
                    stage.watch()
                else:
                    with transaction() as session:
                        lease.lease_next(session, people[what - 3])
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=run, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert failed == []
    stage.watch()
    assert Counter(item_id for item_id, _ in events(EventKind.ESCALATED)) == Counter(made)
    assert len(events(EventKind.LEASED)) == 12


def test_what_breaks_in_the_middle_leaves_nothing_half_done(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(3):
        desk.item(opened_hours_ago=30.0)
    real, count = items.append_event, iter(range(9))

    def breaks(*given: object, **more: object) -> ItemEvent:
        if next(count) == 2:
            raise DatabaseUnavailable("Mất kết nối.")
        return real(*given, **more)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(office.moves.items, "append_event", breaks)
        with pytest.raises(DatabaseUnavailable):
            stage.watch()
    assert events(EventKind.ESCALATED) == []
    with transaction() as session:
        assert priority.offices_with_work(session) == [desk.office_id]
    assert stage.watch().escalated == 3
