"""One item: found, locked, and its append-only history. The list is ``models.queries.queue``, the next one ``offering``."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Integer, Select, String, bindparam, exists, func, literal, select
from sqlalchemy.orm import Session, joinedload

from models.queries.offices import BELOW
from models.queries.priority import LIVE
from models.tables.decision import Decision
from models.tables.item import Item, ItemEvent
from models.vocabulary import ActorKind, EventKind, ItemState

ASSIGNED = literal(ItemState.ASSIGNED.value, String, literal_execute=True)
"""Written out in the statement, so that the planner always sees which partial index fits."""
EXPIRED_AT_ONCE = 50
"""Leases returned and items escalated in one transaction."""


def find_item(session: Session, item_id: int, office_ids: Sequence[int]) -> Item | None:
    """One item of these offices with its narrative, assessment and assignee, not locked."""
    return session.scalar(
        select(Item)
        .where(Item.id == item_id, Item.office_id.in_(office_ids))
        .options(joinedload(Item.narrative), joinedload(Item.assignee), joinedload(Item.assessment))
    )


def lock_item(session: Session, item_id: int, office_ids: Sequence[int]) -> Item | None:
    """The item with its row locked until the transaction ends; moves are made under this lock only."""
    return session.scalar(
        _locked(Item.office_id.in_(bindparam("offices", expanding=True))),
        {"item_id": item_id, "offices": list(office_ids)},
    )


def lock_item_below(session: Session, item_id: int, office_id: int) -> Item | None:
    """The same, of the office and those under it."""
    return session.scalar(_LOCK_BELOW, {"item_id": item_id, "office_id": office_id})


def _locked(whose: ColumnElement[bool]) -> Select[Item]:
    return (
        select(Item)
        .where(Item.id == bindparam("item_id"), whose)
        .with_for_update(of=Item)
        .execution_options(populate_existing=True)
    )


def next_for_second_look(session: Session, office_id: int, person_id: int) -> Item | None:
    """The most pressing item that waits for a second look by somebody who has not concluded on it, not locked."""
    return session.scalar(
        select(Item)
        .where(Item.office_id == office_id, Item.state == ItemState.SECOND_REVIEW, ~concluded(person_id))
        .order_by(Item.priority.desc(), Item.due_at, Item.id)
        .limit(1)
    )


def concluded(person_id: int | ColumnElement[int]) -> ColumnElement[bool]:
    """Whether a person has concluded on an ``Item`` of the query in its present round of work."""
    return exists().where(Decision.item_id == Item.id, Decision.decided_by == person_id, Decision.current)


def lock_expired(session: Session, limit: int = EXPIRED_AT_ONCE) -> Sequence[Item]:
    """Items whose lease is over, locked; those somebody is moving right now are skipped."""
    return session.scalars(_LOCK_EXPIRED, {"most": limit}).all()


def lock_to_escalate(session: Session, limit: int = EXPIRED_AT_ONCE) -> Sequence[Item]:
    """Live items past their time of escalation that nobody has escalated, locked; those being moved are skipped."""
    return session.scalars(
        select(Item)
        .where(LIVE, ~Item.escalated, Item.escalate_at < func.now())
        .order_by(Item.escalate_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    ).all()


def append_event(
    session: Session,
    item: Item,
    kind: EventKind,
    to_state: ItemState,
    actor_kind: ActorKind,
    actor_id: int | None = None,
    note: str | None = None,
    idempotency_key: str | None = None,
) -> ItemEvent:
    """Append one event to a locked item's history. Its sequence is the next number."""
    event = ItemEvent(
        item_id=item.id,
        sequence=_next_number(item.id),
        kind=kind,
        from_state=item.state,
        to_state=to_state,
        actor_kind=actor_kind,
        actor_id=actor_id,
        note=note,
        idempotency_key=idempotency_key,
    )
    session.add(event)
    session.flush()
    return event


def _next_number(item_id: int) -> ColumnElement[int]:
    """Reckoned within the insert; the item is locked, so nobody else does so meanwhile."""
    earlier = select(func.coalesce(func.max(ItemEvent.sequence), 0) + 1).where(ItemEvent.item_id == item_id)
    return earlier.scalar_subquery()


def history(session: Session, item_id: int) -> Sequence[ItemEvent]:
    """The item's events, oldest first, with who made them."""
    return session.scalars(
        select(ItemEvent)
        .where(ItemEvent.item_id == item_id)
        .options(joinedload(ItemEvent.actor))
        .order_by(ItemEvent.sequence)
    ).all()


def last_of(session: Session, item_id: int, kinds: Collection[EventKind]) -> EventKind | None:
    """Which of these moves the item made last; None where it made none."""
    return session.scalar(
        select(ItemEvent.kind)
        .where(ItemEvent.item_id == item_id, ItemEvent.kind.in_(kinds))
        .order_by(ItemEvent.sequence.desc())
        .limit(1)
    )


def leased_at(session: Session, item_id: int) -> datetime:
    """When the item was last taken by somebody."""
    return session.scalars(
        select(ItemEvent.at)
        .where(ItemEvent.item_id == item_id, ItemEvent.kind == EventKind.LEASED)
        .order_by(ItemEvent.sequence.desc())
        .limit(1)
    ).one()


def event_with_key(session: Session, idempotency_key: str) -> ItemEvent | None:
    """The event a request with this key already made."""
    return session.scalar(select(ItemEvent).where(ItemEvent.idempotency_key == idempotency_key))


# Made once: what is asked with every move costs no time to put together.
_LOCK_BELOW = _locked(Item.office_id.in_(BELOW))
_LOCK_EXPIRED = (
    select(Item)
    .where(Item.state == ASSIGNED, Item.lease_expires_at < func.now())
    .order_by(Item.lease_expires_at)
    .limit(bindparam("most", type_=Integer))
    .with_for_update(skip_locked=True)
)
