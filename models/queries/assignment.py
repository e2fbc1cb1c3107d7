"""Who has what: topics and queues of people, items given to one of them, who is away, and what is therefore offered to whom.

``lock_offered`` is how a person gets the next item. It asks in steps, each of which is a plain filter over the queue in the
order of priority: given to me, of my topics, of nobody's topics, and the rest once it has waited long enough for those whose
topic it is. Nothing waits for somebody who is away.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import product

from sqlalchemy import ColumnElement, and_, delete, exists, false, func, or_, select, true, tuple_
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session, joinedload

from models.desk import DeskSettings
from models.queries import items
from models.roles import ROLE_ACTIONS
from models.tables.account import Account, AccountRole
from models.tables.desk import Absence, AssignmentRule, GivenItem
from models.tables.item import Item
from models.vocabulary import Action, ItemState, Queue, Topic

TRIES = 1
"""How often somebody waits for a row that turns out to be another's before they are told that nothing waits."""
Pairs = frozenset[tuple[Queue, Topic]]
"""Queues and topics, as items have them."""
REVIEWERS = tuple(role for role, actions in ROLE_ACTIONS.items() if Action.REVIEW in actions)


@dataclass(frozen=True, slots=True)
class Taken:
    """What the people present have: the person asked for, and everybody."""

    mine: Pairs
    anybodys: Pairs


def lock_offered(
    session: Session,
    office_id: int,
    person_id: int,
    desk: DeskSettings,
    queue: Queue | None = None,
) -> Item | None:
    """The next item for a person, locked; None when nothing waits for them. What they skipped comes last."""
    steps = offers(session, office_id, person_id, desk)
    for step in steps:
        among = (step, ~items.skipped_by(person_id))
        item = items.lock_first(session, office_id, person_id, queue, among)
        if item is not None:
            return item
    item = items.lock_first(session, office_id, person_id, queue, (or_(*steps),))
    for _ in range(TRIES):
        if item is not None or not items.any_open(session, office_id, person_id, queue, (or_(*steps),)):
            break
        # All that is left is being moved just now, perhaps by the clock alone: it is no reason to say that nothing waits.
        item = items.lock_first(session, office_id, person_id, queue, (or_(*steps),), wait=True)
    return item


def offers(
    session: Session, office_id: int, person_id: int, desk: DeskSettings
) -> tuple[ColumnElement[bool], ...]:
    """What of the open items is offered to a person, as SQL, step by step."""
    taken = taken_by(session, office_id, person_id)
    given_away = _given_to_others(person_id, desk.given_minutes)
    free = ~given_away
    given_to_me = Item.id.in_(select(GivenItem.item_id).where(GivenItem.account_id == person_id))
    steps: list[ColumnElement[bool]] = [given_to_me]
    if taken.mine:
        steps.append(and_(free, _of(taken.mine)))
    steps.append(and_(free, ~_of(taken.anybodys)))
    others = taken.anybodys - taken.mine
    if others:
        steps.append(and_(free, _of(others), waited(desk.topic_minutes)))
    return tuple(steps)


def waited(minutes: int) -> ColumnElement[bool]:
    """Whether an item has waited that long for those whose topic it is, or half of its time is over: whichever comes first."""
    return or_(
        Item.timed_from <= func.now() - timedelta(minutes=minutes),
        func.now() - Item.timed_from >= Item.due_at - func.now(),
    )


def taken_by(session: Session, office_id: int, person_id: int) -> Taken:
    """What the rules of an office give to a person and to everybody who is there."""
    rows = session.execute(
        select(AssignmentRule.account_id, AssignmentRule.queue, AssignmentRule.topic)
        .join(Account, Account.id == AssignmentRule.account_id)
        .where(AssignmentRule.office_id == office_id, Account.office_id == office_id, _there())
    ).all()
    pairs = [(account_id, pairs_of(queue, topic)) for account_id, queue, topic in rows]
    mine = frozenset().union(*(found for account_id, found in pairs if account_id == person_id))
    return Taken(mine, frozenset().union(*(found for _, found in pairs)))


def pairs_of(queue: Queue | None, topic: Topic | None) -> Pairs:
    """Everything a rule covers."""
    return frozenset(product((queue,) if queue else tuple(Queue), (topic,) if topic else tuple(Topic)))


def _of(pairs: Pairs) -> ColumnElement[bool]:
    if not pairs:
        return false()
    if len(pairs) == len(Queue) * len(Topic):
        return true()
    return tuple_(Item.queue, Item.topic).in_(sorted(pairs))


def _there() -> ColumnElement[bool]:
    """Whether an ``Account`` of the query works at a desk and is not away."""
    return and_(
        Account.disabled_at.is_(None),
        exists().where(AccountRole.account_id == Account.id, AccountRole.role.in_(REVIEWERS)),
        ~exists().where(Absence.account_id == Account.id, Absence.back_at > func.now()),
    )


def _given_to_others(person_id: int, minutes: int) -> ColumnElement[bool]:
    """Whether an ``Item`` of the query is still kept for somebody else who is there and of its office."""
    return exists().where(
        GivenItem.item_id == Item.id,
        GivenItem.account_id != person_id,
        GivenItem.given_at > func.now() - timedelta(minutes=minutes),
        Account.id == GivenItem.account_id,
        Account.office_id == Item.office_id,
        _there(),
    )


def kept_for(session: Session, item_id: int, person_id: int, minutes: int) -> GivenItem | None:
    """To whom an item is given while it is kept for them; None where it is this person, or nobody any more."""
    return session.scalar(
        select(GivenItem)
        .join(Item)
        .where(Item.id == item_id, _given_to_others(person_id, minutes))
        .options(joinedload(GivenItem.account))
    )


def given_item(session: Session, item_id: int) -> GivenItem | None:
    """To whom an item was given, kept for them still or not."""
    return session.scalar(
        select(GivenItem).where(GivenItem.item_id == item_id).options(joinedload(GivenItem.account))
    )


def give(session: Session, item_id: int, account_id: int, given_by: int) -> None:
    """Give a locked item to a person, in place of whoever had it."""
    values = {"account_id": account_id, "given_by": given_by, "given_at": func.now()}
    session.execute(
        insert(GivenItem)
        .values(item_id=item_id, **values)
        .on_conflict_do_update(index_elements=["item_id"], set_=values)
    )


def take_back(session: Session, item_id: int, account_id: int | None = None, but: int | None = None) -> bool:
    """An item is given to nobody any more: to whomever it was, to ``account_id`` only, or to anybody ``but`` one."""
    wanted = delete(GivenItem).where(GivenItem.item_id == item_id)
    if account_id is not None:
        wanted = wanted.where(GivenItem.account_id == account_id)
    if but is not None:
        wanted = wanted.where(GivenItem.account_id != but)
    with session.no_autoflush:  # in the middle of a move an item may not be whole yet
        return session.execute(wanted.returning(GivenItem.item_id)).first() is not None


def given_items(session: Session, office_id: int, limit: int = 100) -> Sequence[GivenItem]:
    """Open items of an office given to people, the newest first."""
    return session.scalars(
        select(GivenItem)
        .join(Item)
        .where(Item.office_id == office_id, Item.state == ItemState.OPEN)
        .options(joinedload(GivenItem.account), joinedload(GivenItem.item))
        .order_by(GivenItem.given_at.desc(), GivenItem.item_id)
        .limit(limit)
    ).all()


def desk_people(session: Session, office_id: int) -> Sequence[Account]:
    """Everybody who may work at an office's desk, away or not, by name."""
    return session.scalars(
        select(Account)
        .where(
            Account.office_id == office_id,
            Account.disabled_at.is_(None),
            exists().where(AccountRole.account_id == Account.id, AccountRole.role.in_(REVIEWERS)),
        )
        .order_by(Account.label, Account.id)
    ).all()


def is_there(session: Session, account_id: int) -> bool:
    """Whether a person works at a desk and is not away."""
    return session.scalar(select(Account.id).where(Account.id == account_id, _there())) is not None


def rules_of(session: Session, office_id: int) -> Sequence[AssignmentRule]:
    """Who has which topics and queues at an office, by person."""
    return session.scalars(
        select(AssignmentRule)
        .where(AssignmentRule.office_id == office_id)
        .order_by(AssignmentRule.account_id, AssignmentRule.topic, AssignmentRule.queue)
    ).all()


def add_rule(
    session: Session,
    office_id: int,
    account_id: int,
    queue: Queue | None,
    topic: Topic | None,
    created_by: int,
) -> int | None:
    """Let a person have a topic, a queue or both together; None when they have it already."""
    return session.scalar(
        insert(AssignmentRule)
        .values(office_id=office_id, account_id=account_id, queue=queue, topic=topic, created_by=created_by)
        .on_conflict_do_nothing()
        .returning(AssignmentRule.id)
    )


def drop_rule(session: Session, office_id: int, rule_id: int) -> AssignmentRule | None:
    """Take a rule of the office back and return it; None for another office's."""
    return session.scalar(
        delete(AssignmentRule)
        .where(AssignmentRule.id == rule_id, AssignmentRule.office_id == office_id)
        .returning(AssignmentRule)
    )


def absences(session: Session, account_ids: Collection[int]) -> dict[int, datetime]:
    """Who of these people is away, and when they are back."""
    away = select(Absence).where(Absence.account_id.in_(account_ids), Absence.back_at > func.now())
    return {row.account_id: row.back_at for row in session.scalars(away)}


def set_absence(session: Session, account_id: int, back_at: datetime | None, set_by: int) -> None:
    """A person is away until a moment; None: they are back."""
    if back_at is None:
        session.execute(delete(Absence).where(Absence.account_id == account_id))
        return
    values = {"back_at": back_at, "set_at": func.now(), "set_by": set_by}
    session.execute(
        insert(Absence)
        .values(account_id=account_id, **values)
        .on_conflict_do_update(index_elements=["account_id"], set_=values)
    )
