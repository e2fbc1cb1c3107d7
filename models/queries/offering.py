"""What is offered to whom: how a person gets the next item.

``lock_offered`` asks in steps, each of which is a plain filter over the queue in the order of priority: given to me, of my
topics, of nobody's topics, and the rest once it has waited long enough for those whose topic it is. Nothing waits for
somebody who is away. Every statement is made once per process: this is the desk's busiest question.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum, auto
from functools import cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Interval,
    Select,
    String,
    and_,
    bindparam,
    exists,
    func,
    literal,
    or_,
    select,
    tuple_,
)
from sqlalchemy.orm import Session, joinedload

from models.desk import DeskSettings
from models.queries.assignment import Pairs, given_to_others, pairs_of, there
from models.queries.dissent import differed
from models.queries.items import concluded
from models.tables.account import Account
from models.tables.desk import AssignmentRule, GivenItem
from models.tables.item import Item, ItemEvent
from models.vocabulary import EventKind, ItemState, Queue

PATIENCE_SECONDS = 2.0
"""How long somebody asks for what others are moving just now before they are told that nothing waits."""
PAUSE_SECONDS = 0.02
OPEN, SKIPPED = (
    literal(code.value, String, literal_execute=True) for code in (ItemState.OPEN, EventKind.SKIPPED)
)
"""Written out in the statements, so that the planner always sees which partial index fits."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What the people present have: the person asked for, and everybody."""

    mine: Pairs
    anybodys: Pairs


class Step(Enum):
    """Where a person's next item is looked for, one after the other."""

    GIVEN_TO_ME = auto()
    MY_TOPICS = auto()
    NOBODYS_TOPICS = auto()
    OTHERS_TOPICS = auto()


def lock_offered(
    session: Session,
    office_id: int,
    person_id: int,
    desk: DeskSettings,
    queue: Queue | None = None,
) -> Item | None:
    """The next item for a person, locked; None when nothing waits for them. What they skipped comes last.

    Items somebody is moving just now are skipped; where nothing else is left, they are asked for again for a while. No lock is
    ever waited for: a row that turns out to be another's once it is locked stays locked here, and two who wait for rows
    while they hold others block each other.
    """
    taken = taken_by(session, office_id, person_id)
    steps = _steps(taken)
    given = {
        "office_id": office_id,
        "person_id": person_id,
        "queue": queue,
        "kept": timedelta(minutes=desk.given_minutes),
        "waits": timedelta(minutes=desk.topic_minutes),
        "mine": sorted(taken.mine),
        "anybodys": sorted(taken.anybodys),
        "others": sorted(taken.anybodys - taken.mine),
    }
    of_queue = queue is not None
    for step in steps:
        item = session.scalar(next_item((step,), of_queue=of_queue), given)
        if item is not None:
            return item
    whatever = next_item(steps, of_queue=of_queue, skipped_too=True)
    item = session.scalar(whatever, given)
    ends = time.monotonic() + PATIENCE_SECONDS
    while item is None and session.scalar(_any_open(steps, of_queue), given) and time.monotonic() < ends:
        # All that is left is being moved just now, perhaps by the clock alone: it is no reason to say that nothing waits.
        time.sleep(PAUSE_SECONDS)
        with session.begin_nested() as attempt:
            item = session.scalar(whatever, given)
            if item is None:
                attempt.rollback()  # lets go of rows that were locked and turned out to be another's
    return item


def taken_by(session: Session, office_id: int, person_id: int) -> Taken:
    """What the rules of an office give to a person and to everybody who is there."""
    rows = session.execute(_RULES, {"office_id": office_id}).all()
    pairs = [(account_id, pairs_of(queue, topic)) for account_id, queue, topic in rows]
    mine = frozenset().union(*(found for account_id, found in pairs if account_id == person_id))
    return Taken(mine, frozenset().union(*(found for _, found in pairs)))


@cache
def next_item(steps: tuple[Step, ...], *, of_queue: bool = False, skipped_too: bool = False) -> Select[Item]:
    """The statement for the most pressing open item this person has not concluded on, locked; others skip it meanwhile.

    The open items are walked in their order (``ix_item_next``, ``ix_item_next_of_queue``) up to the first that fits. Values
    are given when it is asked: ``office_id``, ``person_id``, ``queue``, ``kept`` and ``waits`` (times), and the pairs of
    queue and topic that are ``mine``, ``others`` and ``anybodys``.
    """
    skipped = exists().where(
        ItemEvent.item_id == Item.id, ItemEvent.actor_id == _person(), ItemEvent.kind == SKIPPED
    )
    wanted = select(Item).where(*_offered(steps, of_queue))
    return (
        (wanted if skipped_too else wanted.where(~skipped))
        .order_by(Item.priority.desc(), Item.due_at, Item.id)
        .limit(1)
        .with_for_update(of=Item, skip_locked=True)
        .options(joinedload(Item.narrative, innerjoin=True))
        .execution_options(populate_existing=True)
    )


@cache
def _any_open(steps: tuple[Step, ...], of_queue: bool) -> Select[bool]:
    """Whether ``next_item`` would find something if nobody held a row."""
    return select(exists().where(*_offered(steps, of_queue)))


def _steps(taken: Taken) -> tuple[Step, ...]:
    asked = {
        Step.GIVEN_TO_ME: True,
        Step.MY_TOPICS: bool(taken.mine),
        Step.NOBODYS_TOPICS: True,
        Step.OTHERS_TOPICS: bool(taken.anybodys - taken.mine),
    }
    return tuple(step for step, there_is in asked.items() if there_is)


def _offered(steps: tuple[Step, ...], of_queue: bool) -> list[ColumnElement[bool]]:
    clauses = [
        Item.office_id == bindparam("office_id"),
        Item.state == OPEN,
        ~concluded(_person()),
        ~differed(_person()),
        or_(*(_condition(step) for step in steps)),
    ]
    return [*clauses, Item.queue == bindparam("queue")] if of_queue else clauses


def _condition(step: Step) -> ColumnElement[bool]:
    free = ~given_to_others(_person(), bindparam("kept", type_=Interval))
    pair = tuple_(Item.queue, Item.topic)
    match step:
        case Step.GIVEN_TO_ME:
            return Item.id.in_(select(GivenItem.item_id).where(GivenItem.account_id == _person()))
        case Step.MY_TOPICS:
            return and_(free, pair.in_(bindparam("mine", expanding=True)))
        case Step.NOBODYS_TOPICS:
            return and_(free, pair.not_in(bindparam("anybodys", expanding=True)))
        case Step.OTHERS_TOPICS:
            return and_(free, pair.in_(bindparam("others", expanding=True)), _waited())


def _waited() -> ColumnElement[bool]:
    """Whether an item has waited long enough for those whose topic it is, or half of its time is over: whichever comes first."""
    return or_(
        Item.timed_from <= func.now() - bindparam("waits", type_=Interval),
        func.now() - Item.timed_from >= Item.due_at - func.now(),
    )


def _person() -> ColumnElement[Any]:
    return bindparam("person_id", type_=BigInteger)


_RULES = (
    select(AssignmentRule.account_id, AssignmentRule.queue, AssignmentRule.topic)
    .join(Account, Account.id == AssignmentRule.account_id)
    .where(
        AssignmentRule.office_id == bindparam("office_id"),
        Account.office_id == bindparam("office_id"),
        there(),
    )
)
