"""Every move locks the row of its item before it writes the event: seen in the statements themselves, move by move."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine

from models.queries.replies import NewSentence
from models.session import Session, transaction
from models.vocabulary import EventKind, Label, Role, Topic, Verdict
from tests.database import TestDatabase
from tests.triage_api.desk import Desk, conclusion
from triage_api.services import (
    corrections,
    decide,
    giving,
    lease,
    notes,
    office,
    posting,
    regroup,
    reply,
)

pytestmark = pytest.mark.database
LOCK, WRITE = "lock", "event"


@contextmanager
def noted() -> Iterator[list[str]]:
    """In which order rows of items are locked and events written, on any connection."""
    steps: list[str] = []

    def look(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        if "FROM item" in statement and "FOR UPDATE" in statement:
            steps.append(LOCK)
        elif statement.startswith("INSERT INTO item_event"):
            steps.append(WRITE)

    event.listen(Engine, "before_cursor_execute", look)
    try:
        yield steps
    finally:
        event.remove(Engine, "before_cursor_execute", look)


class Life:
    """An item led through its states; each call is one request, and says what it locked and wrote."""

    def __init__(self, desk: Desk) -> None:
        self.desk, self.item = desk, desk.item()
        self.first, self.second = desk.person("ctv01"), desk.person("ctv02")
        self.boss = desk.person("duyet01", Role.APPROVER)
        self.seen: set[EventKind] = set()

    def does(self, kind: EventKind, act: Callable[[Session], object]) -> None:
        """Make a move and look that the item was locked before its event was written."""
        with noted() as steps, transaction() as session:
            act(session)
        assert WRITE in steps, f"{kind}: nothing was written, so nothing is shown"
        assert LOCK in steps[: steps.index(WRITE)], f"{kind}: written without the lock"
        self.seen.add(kind)

    def conclude(self, verdict: Verdict) -> None:
        """Take the item and conclude on it, both watched."""
        self.does(EventKind.LEASED, lambda s: lease.lease(s, self.first, self.item))
        given = conclusion(self.desk, verdict)
        self.does(EventKind.DECIDED, lambda s: decide.decide(s, self.first, self.item, given))


def test_every_move_locks_its_item_before_it_writes(desk: Desk, db: TestDatabase) -> None:
    life = Life(desk)
    item, first, second, boss = life.item, life.first, life.second, life.boss
    other = desk.item("Từ 1/12 nộp hồ sơ ở xã mất phí 50k, bài sau")
    life.does(EventKind.GIVEN, lambda s: giving.give(s, boss, item, first.id))
    life.does(EventKind.DECLINED, lambda s: giving.decline(s, first, item))
    life.does(EventKind.ESCALATED, lambda s: office.escalate(s, boss, item, "lan rộng"))
    life.does(EventKind.NOTED, lambda s: notes.add_note(s, first, item, "đã gọi hỏi"))
    life.does(EventKind.LEASED, lambda s: lease.lease_next(s, first))
    with db.owner() as owner:
        owner.execute(
            "UPDATE item SET lease_expires_at = now() - interval '1 second' WHERE state = 'assigned'"
        )
    life.does(EventKind.LEASE_EXPIRED, lease.expire)
    for kind, reason in ((EventKind.RELEASED, None), (EventKind.SKIPPED, "ngoài địa bàn")):
        life.does(EventKind.LEASED, lambda s: lease.lease(s, first, item))
        life.does(kind, lambda s, reason=reason: lease.release(s, first, item, reason))
    for kind, opinion in ((EventKind.DISMISSED_OPINION, True), (EventKind.DISMISSED_IRRELEVANT, False)):
        life.does(EventKind.LEASED, lambda s: lease.lease(s, first, item))
        life.does(kind, lambda s, opinion=opinion: lease.dismiss(s, first, item, as_opinion=opinion))
        life.does(EventKind.DISMISSAL_UNDONE, lambda s: lease.undo_dismissal(s, first, item))
    life.does(EventKind.MERGED, lambda s: regroup.merge(s, boss, item, other))
    life.does(EventKind.SPLIT, lambda s: regroup.split(s, boss, item))
    for kind, verdict in ((EventKind.DISAGREED, Verdict.TRUE), (EventKind.CONFIRMED, Verdict.FALSE)):
        life.conclude(Verdict.FALSE)
        given = conclusion(desk, verdict)
        life.does(kind, lambda s, given=given: decide.second_look(s, second, item, given))
        if kind is EventKind.DISAGREED:
            life.does(EventKind.LEASED, lambda s: lease.lease(s, boss, item))
            third = conclusion(desk, Verdict.TRUE)
            life.does(EventKind.DECIDED, lambda s, third=third: decide.decide(s, boss, item, third))
            life.does(EventKind.CLOSED, lambda s: office.close_without_reply(s, boss, item, "xong"))
            life.does(EventKind.REOPENED, lambda s: decide.reopen(s, first, item, "xem lại"))
    life.does(EventKind.OFFICE_ASKED, lambda s: office.ask_office(s, boss, item, "thiếu mức phí"))
    life.does(EventKind.OFFICE_ANSWERED, lambda s: office.office_answered(s, boss, item, "có công văn"))
    words = [NewSentence("Không thu phí.", desk.passage_id)]
    life.does(EventKind.REPLY_DRAFTED, lambda s: reply.save_draft(s, first, item, words))
    life.does(EventKind.REPLY_SUBMITTED, lambda s: reply.submit(s, first, item))
    life.does(EventKind.REPLY_RETURNED, lambda s: reply.give_back(s, boss, item, "nói rõ hơn"))
    life.does(EventKind.REPLY_SUBMITTED, lambda s: reply.submit(s, first, item))
    life.does(EventKind.REPLY_APPROVED, lambda s: reply.approve(s, boss, item))
    address = "https://dongmay.songlam.example/hoi-dap/1"
    life.does(EventKind.REPLY_POSTED, lambda s: posting.record_posting(s, boss, item, address))
    assert set(EventKind) - life.seen == {EventKind.OPENED}, "a move nobody looked at"


def test_a_correction_and_the_clock_lock_their_item_too(desk: Desk) -> None:
    life = Life(desk)
    late = desk.item(opened_hours_ago=30.0)
    life.does(EventKind.ESCALATED, office.escalate_overdue)
    life.does(EventKind.LEASED, lambda s: lease.lease(s, life.first, late))
    with noted() as steps, transaction() as session:
        corrections.correct(session, life.first, late, Label.QUESTION, Topic.KHAC)
    assert steps[:1] == [LOCK]
