"""Holding an item longer: asked for by its reviewer, or because they are at work on its page."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from models.errors import Conflict
from models.queries import items
from models.queries.accounts import Person
from models.session import Session
from models.settings import settings
from models.tables.item import Item
from models.vocabulary import ItemState
from triage_api.services import moves


def hold_longer(session: Session, person: Person, item_id: int) -> Item:
    """Hold an item of one's own for some minutes more; the most there is counts from when it was taken.

    Raises:
        Conflict: the person does not hold it, or has held it for the longest time there is.
    """
    item = moves.own_lease(session, person, item_id)
    before = item.lease_expires_at
    assert before is not None  # noqa: S101  (CHECK ``lease``: an assigned item has an end)
    more = before - datetime.now(UTC) + timedelta(minutes=settings().lease_more_minutes)
    if lengthen(session, item, more) <= before:
        raise Conflict(
            "Bạn đã giữ việc này mức lâu nhất là {minutes} phút. Hãy ghi kết luận, hoặc trả việc về hàng; bản nháp còn nguyên.",
            minutes=settings().lease_most_minutes,
        )
    return item


def keep_working(session: Session, person: Person, item: Item) -> bool:
    """Keep a lease that would end within the next minutes, since its reviewer is at work; whether they hold the item.

    Locks and writes nothing while there is time enough, which is nearly always.
    """
    if not holds(person, item):
        return False
    at_least = timedelta(minutes=settings().lease_work_minutes)
    if item.lease_expires_at is not None and item.lease_expires_at < datetime.now(UTC) + at_least:
        locked = moves.own_item(session, person, item.id)
        if not holds(person, locked):
            return False
        lengthen(session, locked, 2 * at_least)
    return True


def lengthen(session: Session, item: Item, from_now: timedelta) -> datetime:
    """Let the lease of a locked item last at least so long from now, within the most there is; when it ends."""
    item.lease_expires_at = later(item, from_now, latest(session, item))
    session.flush()
    return item.lease_expires_at


def later(item: Item, from_now: timedelta, most: datetime) -> datetime:
    """When a lease ends that should last so long from now: never sooner than it does, and not lengthened beyond ``most``."""
    assert item.lease_expires_at is not None  # noqa: S101  (CHECK ``lease``: an assigned item has an end)
    return max(item.lease_expires_at, min(datetime.now(UTC) + from_now, most))


def latest(session: Session, item: Item) -> datetime:
    """Until when the one who holds this item may hold it at most."""
    return items.leased_at(session, item.id) + timedelta(minutes=settings().lease_most_minutes)


def holds(person: Person, item: Item) -> bool:
    """Whether the person holds the item and its time is not over."""
    return (
        item.state is ItemState.ASSIGNED
        and item.assigned_to == person.id
        and item.lease_expires_at is not None
        and item.lease_expires_at > datetime.now(UTC)
    )
