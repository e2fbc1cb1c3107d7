"""Who has what: topics and queues of people, items given to one of them, and who is away.

What is therefore offered to whom says ``models.queries.offering``.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from functools import cache
from itertools import product

from sqlalchemy import ColumnElement, and_, bindparam, delete, exists, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session, joinedload
from sqlalchemy.sql.dml import ReturningDelete

from models.roles import ROLE_ACTIONS
from models.tables.account import Account, AccountRole
from models.tables.desk import Absence, AssignmentRule, GivenItem
from models.tables.item import Item
from models.vocabulary import Action, ItemState, Queue, Topic

Pairs = frozenset[tuple[Queue, Topic]]
"""Queues and topics, as items have them."""
REVIEWERS = tuple(role for role, actions in ROLE_ACTIONS.items() if Action.REVIEW in actions)


def pairs_of(queue: Queue | None, topic: Topic | None) -> Pairs:
    """Everything a rule covers."""
    return frozenset(product((queue,) if queue else tuple(Queue), (topic,) if topic else tuple(Topic)))


def there() -> ColumnElement[bool]:
    """Whether an ``Account`` of the query works at a desk and is not away."""
    return and_(
        Account.disabled_at.is_(None),
        exists().where(AccountRole.account_id == Account.id, AccountRole.role.in_(REVIEWERS)),
        ~exists().where(Absence.account_id == Account.id, Absence.back_at > func.now()),
    )


def given_to_others(
    person_id: int | ColumnElement[int], kept: timedelta | ColumnElement[timedelta]
) -> ColumnElement[bool]:
    """Whether an ``Item`` of the query is still kept for somebody else who is there and of its office."""
    return exists().where(
        GivenItem.item_id == Item.id,
        GivenItem.account_id != person_id,
        GivenItem.given_at > func.now() - kept,
        Account.id == GivenItem.account_id,
        Account.office_id == Item.office_id,
        there(),
    )


def kept_for(session: Session, item_id: int, person_id: int, minutes: int) -> GivenItem | None:
    """To whom an item is given while it is kept for them; None where it is this person, or nobody any more."""
    return session.scalar(
        select(GivenItem)
        .join(Item)
        .where(Item.id == item_id, given_to_others(person_id, timedelta(minutes=minutes)))
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
    wanted = _take_back(account_id is not None, but is not None)
    given = {"of_item": item_id, "account": account_id, "but": but}
    with session.no_autoflush:  # in the middle of a move an item may not be whole yet
        return session.execute(wanted, given).first() is not None


@cache
def _take_back(of_one: bool, but_one: bool) -> ReturningDelete[int]:
    wanted = delete(GivenItem).where(GivenItem.item_id == bindparam("of_item"))
    if of_one:
        wanted = wanted.where(GivenItem.account_id == bindparam("account"))
    if but_one:
        wanted = wanted.where(GivenItem.account_id != bindparam("but"))
    return wanted.returning(GivenItem.item_id).execution_options(synchronize_session=False)


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
    return session.scalar(select(Account.id).where(Account.id == account_id, there())) is not None


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
