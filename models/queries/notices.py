"""Telling people what happened to an item that is theirs: evidence undid it, an office answered, it was given to them, it was brought up."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session, joinedload

from models.queries.replies import LIVE_STATES
from models.roles import ROLE_ACTIONS
from models.tables.account import Account, AccountRole
from models.tables.decision import Decision
from models.tables.item import ItemEvent, ItemNotice
from models.tables.office import Office
from models.tables.reply import Reply
from models.vocabulary import Action

COORDINATING = tuple(role for role, actions in ROLE_ACTIONS.items() if Action.COORDINATE in actions)


def owners_of(session: Session, item_id: int) -> frozenset[int]:
    """Whose work stands on an item: who concluded, and who wrote or approved its reply. Closed accounts are left out."""
    people = set(
        session.scalars(select(Decision.decided_by).where(Decision.item_id == item_id, Decision.current))
    )
    for drafted, approved in session.execute(
        select(Reply.drafted_by, Reply.approved_by).where(
            Reply.item_id == item_id, Reply.state.in_(LIVE_STATES)
        )
    ):
        people |= {drafted} if approved is None else {drafted, approved}
    return frozenset(
        session.scalars(select(Account.id).where(Account.id.in_(people), Account.disabled_at.is_(None)))
    )


def coordinators_above(session: Session, office_id: int) -> frozenset[int]:
    """Who coordinates at the office right above; nobody where there is none."""
    above = select(Office.parent_id).where(Office.id == office_id).scalar_subquery()
    return frozenset(
        session.scalars(
            select(Account.id)
            .join(AccountRole, AccountRole.account_id == Account.id)
            .where(
                Account.office_id == above, Account.disabled_at.is_(None), AccountRole.role.in_(COORDINATING)
            )
        )
    )


def tell(session: Session, event_id: int, account_ids: Collection[int]) -> None:
    """Tell each of these people of an event, once."""
    if account_ids:
        session.execute(
            insert(ItemNotice)
            .values([{"event_id": event_id, "account_id": account_id} for account_id in sorted(account_ids)])
            .on_conflict_do_nothing()
        )


def notices_of(session: Session, account_id: int, limit: int = 20) -> Sequence[ItemNotice]:
    """What a person has not seen yet, the newest first, with the event and its item."""
    return session.scalars(
        select(ItemNotice)
        .where(ItemNotice.account_id == account_id, ItemNotice.seen_at.is_(None))
        .options(joinedload(ItemNotice.event).joinedload(ItemEvent.item))
        .order_by(ItemNotice.id.desc())
        .limit(limit)
    ).all()


def see_notice(session: Session, account_id: int, notice_id: int) -> bool:
    """A person has seen a notice of theirs; False when there is none such."""
    return (
        session.scalar(
            update(ItemNotice)
            .where(
                ItemNotice.id == notice_id, ItemNotice.account_id == account_id, ItemNotice.seen_at.is_(None)
            )
            .values(seen_at=func.now())
            .returning(ItemNotice.id)
        )
        is not None
    )
