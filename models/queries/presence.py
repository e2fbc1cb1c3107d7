"""Who has the page of an item open now. Kept for two minutes, for colleagues of the same office."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import ColumnElement, Select, bindparam, delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from models.queries import jobs
from models.tables.account import Account
from models.tables.decision import Decision
from models.tables.item import Item
from models.tables.presence import ItemPresence
from models.vocabulary import ItemState

KEPT = timedelta(minutes=2)
"""After so long without a sign of life nobody counts as looking, and the row goes."""
RENEWED = timedelta(seconds=20)
"""A sign of life within this time of the last one writes nothing."""


@dataclass(frozen=True, slots=True)
class Viewer:
    """A colleague at an item's page. ``label`` is empty where it may not be told: while a second look is blind."""

    item_id: int
    account_id: int
    office_id: int
    label: str


def note(session: Session, item_id: int, account_id: int) -> None:
    """Remember that this person has the item's page open now, and have it swept when it is over."""
    seen = insert(ItemPresence).values(item_id=item_id, account_id=account_id)
    written = session.scalars(
        seen.on_conflict_do_update(
            index_elements=["item_id", "account_id"],
            set_={"seen_at": func.now()},
            where=ItemPresence.seen_at < func.now() - RENEWED,
        ).returning(ItemPresence.item_id)
    ).all()
    if written:
        sweep_later(session)


def viewers(session: Session, item_ids: Collection[int]) -> Sequence[Viewer]:
    """Who has these items open, by label. Of an item that waits for a blind second look no name is told, and who made the first
    conclusion does not count: neither may be guessed from the page.
    """
    if not item_ids:
        return ()
    return [
        Viewer(item_id, account_id, office_id, "" if hidden else label)
        for item_id, account_id, office_id, label, hidden in session.execute(
            _VIEWERS, {"items": list(item_ids)}
        )
    ]


def sweep(session: Session) -> bool:
    """Delete what was not renewed in time; whether anything is left."""
    session.execute(delete(ItemPresence).where(~_fresh()))
    return session.scalar(select(ItemPresence.item_id).limit(1)) is not None


def sweep_later(session: Session) -> None:
    """Have what is noted now swept when its time is over; asked twice, it is done once."""
    jobs.nudge(session, "presence", at=datetime.now(UTC) + KEPT)


def _fresh() -> ColumnElement[bool]:
    return ItemPresence.seen_at > func.now() - KEPT


def _viewers() -> Select[int, int, int, str, bool]:
    blind = Item.state == ItemState.SECOND_REVIEW
    concluded = (
        select(Decision.id)
        .where(
            Decision.item_id == ItemPresence.item_id,
            Decision.decided_by == ItemPresence.account_id,
            Decision.current,
        )
        .exists()
    )
    return (
        select(ItemPresence.item_id, ItemPresence.account_id, Account.office_id, Account.label, blind)
        .join(Account, Account.id == ItemPresence.account_id)
        .join(Item, Item.id == ItemPresence.item_id)
        .where(ItemPresence.item_id.in_(bindparam("items", expanding=True)), _fresh(), ~(blind & concluded))
        .order_by(Account.label)
    )


_VIEWERS = _viewers()
