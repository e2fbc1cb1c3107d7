"""The nightly look at evidence: killed at any statement, run again, it leaves what an undisturbed night leaves."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import pytest
from sqlalchemy import event

from models import session as database_session
from models.queries import jobs, schedules
from models.queries.official import add_document
from models.session import transaction
from models.tables.audit import AuditEvent
from models.tables.decision import StandingVerdict
from models.tables.item import Item, ItemEvent, ItemNotice
from models.tables.official import DocumentPassage
from models.vocabulary import EventKind, ItemState
from pipeline import scheduler
from pipeline.jobs import app
from pipeline.stages import evidence
from tests.database import TestDatabase
from tests.documents import document
from tests.models.rows import Rows

pytestmark = pytest.mark.database
NIGHT = date(2027, 1, 15)
SAME = {"Điều 1": "Mức thu 30.000 đồng."}
_numbers = itertools.count(10)


class Killed(BaseException):
    """The process is gone."""


@contextmanager
def killed_at(statement: int) -> Iterator[None]:
    """The n-th statement from now on is never sent."""
    left = [statement]

    def count(*_arguments: object) -> None:
        left[0] -= 1
        if left[0] < 0:
            raise Killed

    event.listen(database_session.engine(), "before_cursor_execute", count)
    try:
        yield
    finally:
        event.remove(database_session.engine(), "before_cursor_execute", count)


def night(last_day: date, items: int) -> list[int]:
    """Items whose verdict rests on a passage of a document that ends."""
    with transaction() as session:
        rows = Rows(session)
        text = document(f"{next(_numbers)}/2026/QĐ-UBND", SAME, effective_until=last_day)
        added = add_document(session, rows.root, text)
        (passage,) = session.query(DocumentPassage).filter_by(document_id=added.document_id)
        made = []
        for _ in range(items):
            item = rows.item(state=ItemState.CLOSED)
            rows.verdict(rows.decision(item, passage))
            made.append(item.id)
        return made


def left_behind(ids: list[int]) -> list[tuple[object, ...]]:
    """State, history, verdict and notices of each item."""
    with transaction() as session:
        return [
            (
                session.get_one(Item, one).state,
                tuple(
                    kind
                    for (kind,) in session.query(ItemEvent.kind)
                    .filter_by(item_id=one)
                    .order_by(ItemEvent.sequence)
                ),
                session.query(StandingVerdict).filter_by(item_id=one, withdrawn_at=None).count(),
                session.query(ItemNotice).join(ItemNotice.event).filter_by(item_id=one).count(),
                session.query(AuditEvent).filter_by(subject_id=one, action="evidence_changed").count(),
            )
            for one in ids
        ]


def test_killed_at_any_statement_it_repeats_nothing_and_skips_nothing(db: TestDatabase) -> None:
    ids = night(date(2026, 12, 31), 2)
    undisturbed = [(ItemState.OPEN, (EventKind.OPENED, EventKind.REOPENED), 0, 1, 1)] * 2
    for statement in range(0, 60, 2):
        try:
            with killed_at(statement):
                evidence.drain(NIGHT)
        except Killed:
            left = left_behind(ids)
            assert all(
                one in (undisturbed[0], (ItemState.CLOSED, (EventKind.OPENED,), 1, 0, 0)) for one in left
            )
            if left == undisturbed:
                ids = night(date(2026, 12, 31), 2)
        else:
            break
    evidence.drain(NIGHT)
    assert left_behind(ids) == undisturbed
    assert evidence.drain(NIGHT) == 0


def test_the_last_day_itself_is_quiet(db: TestDatabase) -> None:
    ids = night(date(2026, 12, 31), 1)
    assert evidence.drain(date(2026, 12, 31)) == 0
    assert evidence.drain(date(2027, 1, 1)) == 1
    assert left_behind(ids)[0][0] is ItemState.OPEN


def test_it_comes_every_night_and_with_every_change(db: TestDatabase) -> None:
    (plan,) = [one for one in scheduler._plans() if one.task == "evidence"]
    trigger = scheduler._trigger(plan)
    assert trigger is not None
    with transaction() as session:
        assert [row.cron for row in schedules.enabled_schedules(session) if row.task == "evidence"] == [
            "5 0 * * *"
        ]
    assert plan.timezone == "Asia/Ho_Chi_Minh", "just after midnight where the days end"
    assert scheduler.fire(plan)
    assert "evidence" in app.tasks
    app.tasks["evidence"].func()
    with transaction() as session:
        assert jobs.waiting_jobs(session) == {"todo": 1}
