"""Any order of moves by several people leaves every item sound; fifty people at once too."""

from __future__ import annotations

import contextlib
import random
import threading
import time

import pytest

from models.errors import TriageError
from models.queries import items, replies
from models.queries.accounts import Person
from models.queries.gaps import ticket_number
from models.queries.queue import QueueFilter, count_items
from models.queries.replies import NewSentence
from models.session import Session, transaction
from models.tables.item import Item, ItemEvent
from models.vocabulary import (
    VERDICTS_BY_QUEUE,
    EventKind,
    ItemState,
    Label,
    Queue,
    ReplyState,
    Role,
    Topic,
    Verdict,
)
from tests.database import TestDatabase
from tests.triage_api.desk import Desk, conclusion
from tests.triage_api.soundness import assert_sound
from triage_api.formats import today
from triage_api.services import (
    corrections,
    decide,
    gaps,
    giving,
    lease,
    office,
    posting,
    regroup,
    reply,
    second_review,
)

pytestmark = pytest.mark.database
VERDICTS = (*VERDICTS_BY_QUEUE[Queue.CLAIMS], *[Verdict.FALSE] * 5, Verdict.TRUE)
LABELS = (*[Label.CLAIM] * 4, Label.QUESTION, Label.SCAM_AWARENESS)
TOPICS = (Topic.KHAC, Topic.AN_SINH)
CONNECTIONS = 16
"""Who works at the same moment: fewer than the engine has connections, or whoever waits for one half a minute is turned away."""
POSTED = "https://dongmay.songlam.example/hoi-dap/{}"


class Day:
    """People at the desk in random order. Three moves of four fit the item's state, one is any; our own
    refusals are part of it, any other error is not.
    """

    def __init__(self, desk: Desk, db: TestDatabase, seed: int, beside: Day | None = None) -> None:
        self.desk, self.db, self.chance = desk, db, random.Random(seed)
        if beside is None:
            self.people = [desk.person(f"ctv{number}") for number in range(4)]
            self.people += [desk.person("th1", Role.COORDINATOR), desk.person("duyet1", Role.APPROVER)]
            self.items = [desk.item(harm=0.1 * number) for number in range(6)]
        else:
            self.people, self.items = beside.people, beside.items
        free = (self.take, self.take_next, self.reopen)
        answering = (self.draft, self.submit, self.give_back, self.answer, self.answer, self.close, self.ask)
        self.fitting = {
            ItemState.OPEN: (self.take, self.take, self.take_next, self.escalate, self.give, self.decline),
            ItemState.ASSIGNED: (
                self.conclude,
                self.conclude,
                self.conclude,
                self.release,
                self.release,
                self.dismiss,
                self.correct,
                self.time_passes,
            ),
            ItemState.SECOND_REVIEW: (
                self.look_second,
                self.look_second,
                self.look_second,
                self.call_opinion,
            ),
            ItemState.AWAITING_REPLY: answering,
            ItemState.WAITING_OFFICE: (self.office_answered, self.answer_ticket),
            ItemState.CLOSED: free,
            ItemState.DISMISSED: (self.undo, self.undo, self.reopen),
            ItemState.MERGED: (self.split, self.split, self.undo_regrouping),
        }
        acts = (act for acts in self.fitting.values() for act in acts)
        self.all = tuple(dict.fromkeys((*acts, self.merge, self.undo_regrouping, self.come_and_go)))

    def one_move(self) -> None:
        """Somebody does something with one of the items."""
        item_id = self.chance.choice(self.items)
        with transaction() as session:
            item = session.get_one(Item, item_id)
            state, holder = item.state, item.assigned_to
        acts = self.all if self.chance.random() < 0.25 else self.fitting[state]
        person = self.chance.choice(self.people)
        if holder is not None and self.chance.random() < 0.7:
            person = next(one for one in self.people if one.id == holder)
        with contextlib.suppress(TriageError), transaction() as session:
            self.chance.choice(acts)(session, person, item_id)

    def take(self, session: Session, person: Person, item_id: int) -> None:
        lease.lease(session, person, item_id)

    def take_next(self, session: Session, person: Person, _item_id: int) -> None:
        lease.lease_next(session, person)

    def release(self, session: Session, person: Person, item_id: int) -> None:
        lease.release(session, person, item_id, self.chance.choice([None, "ngoài địa bàn"]))

    def dismiss(self, session: Session, person: Person, item_id: int) -> None:
        lease.dismiss(session, person, item_id, as_opinion=self.chance.random() < 0.5)

    def undo(self, session: Session, person: Person, item_id: int) -> None:
        last = items.history(session, item_id)[-1]
        lease.undo_dismissal(session, self._actor(last, person), item_id)

    def _actor(self, event: ItemEvent, otherwise: Person) -> Person:
        return next((one for one in self.people if one.id == event.actor_id), otherwise)

    def conclude(self, session: Session, person: Person, item_id: int) -> None:
        decide.decide(session, person, item_id, conclusion(self.desk, self.chance.choice(VERDICTS)))

    def look_second(self, session: Session, person: Person, item_id: int) -> None:
        decide.second_look(session, person, item_id, conclusion(self.desk, self.chance.choice(VERDICTS)))

    def call_opinion(self, session: Session, person: Person, item_id: int) -> None:
        decide.call_opinion(session, person, item_id)

    def correct(self, session: Session, person: Person, item_id: int) -> None:
        corrections.correct(session, person, item_id, self.chance.choice(LABELS), self.chance.choice(TOPICS))

    def answer_ticket(self, session: Session, _person: Person, item_id: int) -> None:
        number = ticket_number(session, item_id)
        key = f"phieu-{self.chance.random()}"
        gaps.answer(session, self.people[-1], number or 0, "Có công văn.", None, key)

    def reopen(self, session: Session, person: Person, item_id: int) -> None:
        decide.reopen(session, person, item_id, "xem lại")

    def escalate(self, session: Session, person: Person, item_id: int) -> None:
        office.escalate(session, person, item_id, "lan rộng")

    def ask(self, session: Session, _person: Person, item_id: int) -> None:
        office.ask_office(session, self.people[-1], item_id, "thiếu mức phí")

    def office_answered(self, session: Session, _person: Person, item_id: int) -> None:
        office.office_answered(session, self.people[-1], item_id, "có công văn")

    def draft(self, session: Session, person: Person, item_id: int) -> None:
        reply.save_draft(session, person, item_id, [NewSentence("Không thu phí.", self.desk.passage_id)])

    def submit(self, session: Session, person: Person, item_id: int) -> None:
        reply.submit(session, person, item_id)

    def answer(self, session: Session, person: Person, item_id: int) -> None:
        """Draft, approve and post in one go; a step that is refused takes the others back."""
        live = replies.live_reply(session, item_id)
        if live is None or live.state is not ReplyState.SUBMITTED:
            self.draft(session, person, item_id)
            self.submit(session, person, item_id)
        reply.approve(session, self.people[-1], item_id)
        posting.record_posting(session, self.people[-1], item_id, POSTED.format(self.chance.randrange(5)))

    def give_back(self, session: Session, _person: Person, item_id: int) -> None:
        reply.give_back(session, self.people[-1], item_id, "nói rõ hơn")

    def close(self, session: Session, _person: Person, item_id: int) -> None:
        office.close_without_reply(session, self.people[-1], item_id, "xong")

    def merge(self, session: Session, _person: Person, item_id: int) -> None:
        regroup.merge(session, self.chance.choice(self.people[-2:]), item_id, self.chance.choice(self.items))

    def split(self, session: Session, _person: Person, item_id: int) -> None:
        regroup.split(session, self.chance.choice(self.people[-2:]), item_id)

    def give(self, session: Session, _person: Person, item_id: int) -> None:
        giving.give(session, self.people[-2], item_id, self.chance.choice(self.people).id)

    def decline(self, session: Session, person: Person, item_id: int) -> None:
        giving.decline(session, person, item_id)

    def come_and_go(self, session: Session, person: Person, _item_id: int) -> None:
        giving.set_away(session, person, person.id, self.chance.choice([None, None, today()]))

    def undo_regrouping(self, session: Session, _person: Person, item_id: int) -> None:
        regroup.undo(session, self.chance.choice(self.people[-2:]), item_id)

    def time_passes(self, session: Session, _person: Person, item_id: int) -> None:
        with self.db.owner() as owner:
            owner.execute(
                "UPDATE item SET lease_expires_at = now() - interval '1 second'"
                " WHERE state = 'assigned' AND id = %s",
                (item_id,),
            )
        lease.expire(session)


def test_any_order_of_moves_is_sound(desk: Desk, db: TestDatabase) -> None:
    day = Day(desk, db, seed=20261123)
    for number in range(350):
        day.one_move()
        if number % 20 == 0:
            assert_sound(day.items)
            day.items = [*day.items[1:], desk.item(harm=day.chance.random())]
    with transaction() as session:
        everything = [item_id for (item_id,) in session.query(Item.id)]
        reached = {kind for (kind,) in session.query(ItemEvent.kind).distinct()}
    assert_sound(everything)
    later = {EventKind.NOTED}
    assert reached >= set(EventKind) - later - {EventKind.REPLY_RETURNED}


AT_ONCE = 6
SECONDS = 6.0
"""How long the random day of people at once lasts; it needs a hundred moves or so to be worth something."""


def test_any_moves_at_once_are_sound(desk: Desk, db: TestDatabase) -> None:
    """Expiry, merging, splitting and reopening meet deciding, second looks and giving, on the same few items."""
    first = Day(desk, db, seed=1)
    days = [Day(desk, db, seed, beside=first) for seed in range(2, AT_ONCE + 2)]
    problems: list[BaseException] = []
    ends = time.monotonic() + SECONDS
    threads = [threading.Thread(target=_keep_moving, args=(day, ends, problems)) for day in days]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=600)
    assert not any(thread.is_alive() for thread in threads), "somebody waits for somebody"
    assert problems == []
    with transaction() as session:
        everything = [item_id for (item_id,) in session.query(Item.id)]
        made = session.query(ItemEvent).filter(ItemEvent.kind != EventKind.OPENED).count()
    assert_sound(everything)
    assert made > 10, "too little happened to show anything"


def _keep_moving(day: Day, ends: float, problems: list[BaseException]) -> None:
    while time.monotonic() < ends:
        try:
            day.one_move()
        except BaseException as error:
            problems.append(error)
            return


def test_fifty_people_at_once_lose_nothing_and_share_nothing(desk: Desk) -> None:
    people = [desk.person(f"ctv{number:02}") for number in range(50)]
    known = {desk.item(harm=0.5) for _ in range(24)}
    problems: list[BaseException] = []
    turns = threading.BoundedSemaphore(CONNECTIONS)
    threads = [threading.Thread(target=_work, args=(desk, person, problems, turns)) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=600)
    assert not any(thread.is_alive() for thread in threads)
    assert problems == []
    assert_sound(known)
    with transaction() as session:
        left = count_items(
            session, [desk.office_id], QueueFilter(states=(ItemState.OPEN, ItemState.ASSIGNED))
        )
    assert left == 0


def _work(
    desk: Desk, person: Person, problems: list[BaseException], turns: threading.BoundedSemaphore
) -> None:
    """Take, conclude, look a second time, sometimes skip, until nothing is left."""
    chance = random.Random(person.id)
    idle = 0
    while idle < 2:
        try:
            with turns:
                idle = 0 if _one_turn(desk, person, chance) else idle + 1
        except TriageError as refusal:
            if refusal.status not in (403, 409):
                problems.append(refusal)
        except BaseException as error:
            problems.append(error)
            return


def _one_turn(desk: Desk, person: Person, chance: random.Random) -> bool:
    with transaction() as session:
        item = lease.lease_next(session, person)
    if item is None:
        with transaction() as session:
            item = second_review.next_for(session, person)
            if item is not None:
                decide.second_look(session, person, item.id, conclusion(desk, Verdict.FALSE))
        return item is not None
    with transaction() as session:
        if chance.random() < 0.2:
            lease.release(session, person, item.id, "bỏ qua")
        else:
            verdict = chance.choice([Verdict.FALSE, Verdict.TRUE, Verdict.FALSE])
            decide.decide(session, person, item.id, conclusion(desk, verdict))
    return True
