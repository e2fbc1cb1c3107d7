"""Telling people that evidence undid what they concluded or answered: "Việc cần xem lại"."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session, joinedload

from models.queries.replies import LIVE_STATES
from models.tables.account import Account
from models.tables.decision import Decision
from models.tables.item import ItemEvent, ItemNotice
from models.tables.reply import Reply


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
