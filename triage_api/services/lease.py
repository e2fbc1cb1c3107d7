"""Holding an item: one person at a time, for a while."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from models.desk import DeskSettings
from models.errors import Conflict, IllegalMove, NotAllowed
from models.queries import assignment, decisions, desk_settings, dissent, examples, items, offering
from models.queries.accounts import Person
from models.session import Session
from models.tables.desk import GivenItem
from models.tables.item import Item
from models.vocabulary import Action, EventKind, ItemState, Queue
from triage_api.services import corrections, holding, moves


def lease_next(session: Session, person: Person, queue: Queue | None = None) -> Item | None:
    """Take the most pressing open item of the person's office that is offered to them; None when there is no work.

    What is offered first, and what to others, says ``models.queries.offering``.
    """
    moves.require(person, Action.REVIEW)
    desk = desk_settings.current(session, person.office_id)
    item = offering.lock_offered(session, person.office_id, person.id, desk, queue)
    if item is None and expire(
        session
    ):  # what the clock has not come to yet is no reason to say that nothing waits
        item = offering.lock_offered(session, person.office_id, person.id, desk, queue)
    if item is not None:
        _hold(session, item, person, desk)
    return item


def lease(session: Session, person: Person, item_id: int) -> Item:
    """Take one open item; taking what one holds already begins its time anew, within the most there is.

    Only this item is locked: waiting for a second row while holding others could block somebody who waits
    the other way round.

    Raises:
        Conflict: somebody else holds it.
        NotAllowed: the person has concluded on it already; a disagreement is for a third person.
    """
    moves.require(person, Action.REVIEW)
    item = moves.own_item(session, person, item_id)
    if item.state is ItemState.ASSIGNED and item.assigned_to == person.id:
        holding.lengthen(
            session, item, timedelta(minutes=desk_settings.current(session, item.office_id).lease_minutes)
        )
        return item
    if item.state is ItemState.ASSIGNED and not over(item):
        raise Conflict("Người khác đang xem việc này.")
    if any(
        one.decided_by == person.id for one in decisions.current_decisions(session, item.id)
    ) or dissent.has_differed(session, item.id, person.id):
        raise NotAllowed("Bạn đã kết luận vụ việc này; lần này cần một người khác.")
    desk = desk_settings.current(session, item.office_id)
    if kept := kept_for_another(session, person, item, desk):
        raise Conflict("Việc này được giao cho {who} xem trước.", who=kept.account.label)
    if item.state is ItemState.ASSIGNED:
        moves.apply(session, item, EventKind.LEASE_EXPIRED, None)
    _hold(session, item, person, desk)
    return item


def kept_for_another(session: Session, person: Person, item: Item, desk: DeskSettings) -> GivenItem | None:
    """To whom an item was given while this person may not take it; who gives items out may always take one."""
    if person.may(Action.COORDINATE):
        return None
    return assignment.kept_for(session, item.id, person.id, desk.given_minutes)


def release(session: Session, person: Person, item_id: int, skip_reason: str | None = None) -> Item:
    """Give an item back; with a reason it counts as skipped and comes later for this person. Given to them, it is so no more."""
    moves.require(person, Action.REVIEW)
    item = moves.own_lease(session, person, item_id)
    kind = EventKind.RELEASED if skip_reason is None else EventKind.SKIPPED
    moves.apply(session, item, kind, person, note=skip_reason)
    assignment.take_back(session, item.id, person.id)
    return item


def dismiss(session: Session, person: Person, item_id: int, *, as_opinion: bool) -> Item:
    """Take an item out: it is an opinion (for good) or not relevant."""
    moves.require(person, Action.REVIEW)
    item = moves.own_lease(session, person, item_id)
    kind = EventKind.DISMISSED_OPINION if as_opinion else EventKind.DISMISSED_IRRELEVANT
    moves.apply(session, item, kind, person)
    corrections.after_dismissal(session, item, person, as_opinion=as_opinion)
    return item


def undo_dismissal(session: Session, person: Person, item_id: int) -> Item:
    """Undo one's own dismissal within the time the settings allow.

    Raises:
        IllegalMove: too late, or somebody else dismissed it.
    """
    moves.require(person, Action.REVIEW)
    item = moves.own_item(session, person, item_id)
    if not may_undo(session, person, item):
        raise IllegalMove(
            "Chỉ người đã đưa việc ra mới hoàn tác được, trong vòng {minutes} phút.",
            minutes=desk_settings.current(session, item.office_id).undo_minutes,
        )
    moves.apply(session, item, EventKind.DISMISSAL_UNDONE, person)
    examples.forget_example(session, item.id)
    return item


def may_undo(session: Session, person: Person, item: Item) -> bool:
    """Whether this person dismissed the item and may still take that back."""
    if item.state is not ItemState.DISMISSED or item.office_id != person.office_id:
        return False
    last = items.history(session, item.id)[-1]
    minutes = desk_settings.current(session, item.office_id).undo_minutes
    since = datetime.now(UTC) - timedelta(minutes=minutes)
    return last.actor_id == person.id and last.at > since


def state_now(item: Item) -> ItemState:
    """The item's state for whoever reads it: a lease that has run out holds nothing, also before the clock has seen it."""
    return ItemState.OPEN if item.state is ItemState.ASSIGNED and over(item) else item.state


def holder(item: Item) -> int | None:
    """Who holds the item now."""
    return item.assigned_to if state_now(item) is ItemState.ASSIGNED else None


def over(item: Item) -> bool:
    """Whether the item's lease has run out."""
    return item.lease_expires_at is not None and item.lease_expires_at <= datetime.now(UTC)


def expire(session: Session) -> int:
    """Return items whose lease is over to the queue, some at once; returns how many. Never waits for anybody."""
    expired = items.lock_expired(session)
    for item in expired:
        moves.apply(session, item, EventKind.LEASE_EXPIRED, None)
    session.flush()
    return len(expired)


def _hold(session: Session, item: Item, person: Person, desk: DeskSettings) -> None:
    moves.apply(session, item, EventKind.LEASED, person)
    item.assigned_to, item.lease_expires_at = person.id, _until(desk)
    assignment.take_back(session, item.id, but=person.id)
    session.flush()


def _until(desk: DeskSettings) -> datetime:
    return datetime.now(UTC) + timedelta(minutes=desk.lease_minutes)
