"""What open pages are told while they are open, for all of a process's listeners in one transaction."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.queries import presence
from models.queries.presence import Viewer
from models.queries.sessions import in_force
from models.tables.account import Account, LoginSession
from models.tables.item import Item
from models.vocabulary import ItemState, Queue

WAITING = (ItemState.OPEN, ItemState.ASSIGNED, ItemState.SECOND_REVIEW)


@dataclass(frozen=True, slots=True)
class Held:
    """The state of one item, and who holds it until when."""

    state: ItemState
    holder_id: int | None
    holder: str
    until: datetime | None


@dataclass(frozen=True, slots=True)
class Moment:
    """How the desk stands now."""

    sessions: dict[bytes, int]
    """Sessions in force and the office of whose they are."""
    waiting: Counter[tuple[int, ItemState, Queue]]
    """How many items of an office wait, by state and queue."""
    held: Counter[int]
    """How many items a person holds."""
    items: dict[int, Held] = field(default_factory=dict)
    viewers: tuple[Viewer, ...] = ()


def moment(
    session: Session,
    token_hashes: Collection[bytes],
    office_ids: Collection[int],
    account_ids: Collection[int],
    item_ids: Collection[int],
) -> Moment:
    """What these sessions, offices, people and items are told now. Sessions are not marked as used by it.

    The first thing asked in its transaction: everything is of one moment, so that an item is never in two places.
    """
    session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
    counts = session.execute(
        select(Item.office_id, Item.state, Item.queue, func.count())
        .where(Item.office_id.in_(office_ids), Item.state.in_(WAITING))
        .group_by(Item.office_id, Item.state, Item.queue)
    )
    held = session.execute(
        select(Item.assigned_to, func.count())
        .where(Item.assigned_to.in_(account_ids))
        .group_by(Item.assigned_to)
    )
    waiting = {(office, state, queue): count for office, state, queue, count in counts}
    return Moment(
        _sessions(session, token_hashes),
        Counter(waiting),
        Counter({account: count for account, count in held if account is not None}),
        _items(session, item_ids) if item_ids else {},
        tuple(presence.viewers(session, item_ids)),
    )


def _sessions(session: Session, token_hashes: Collection[bytes]) -> dict[bytes, int]:
    rows = session.execute(
        select(LoginSession.token_hash, Account.office_id)
        .join(Account, Account.id == LoginSession.account_id)
        .where(
            LoginSession.token_hash.in_(token_hashes),
            LoginSession.pending.is_(False),
            Account.disabled_at.is_(None),
            *in_force(),
        )
    )
    return {one.token_hash: one.office_id for one in rows}


def _items(session: Session, item_ids: Collection[int]) -> dict[int, Held]:
    rows = session.execute(
        select(Item.id, Item.state, Item.assigned_to, Account.label, Item.lease_expires_at)
        .outerjoin(Account, Account.id == Item.assigned_to)
        .where(Item.id.in_(item_ids))
    )
    return {
        item_id: Held(state, holder_id, label or "", until)
        for item_id, state, holder_id, label, until in rows
    }
