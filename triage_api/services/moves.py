"""Applying a legal move to a locked item: event first, then the state the queue reads."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from models.due import due_times
from models.errors import Conflict, NotAllowed, NotFound
from models.queries import assignment, desk_settings, items, priority
from models.queries.accounts import Person
from models.session import Session
from models.settings import settings
from models.tables.item import Item, ItemEvent
from models.vocabulary import Action, ActorKind, EventKind, ItemState
from nlp.privacy import mask
from triage_api.services.transitions import NOT_FOR_OPINION, next_state

ENDED = frozenset({ItemState.CLOSED, ItemState.DISMISSED, ItemState.MERGED})


def require(person: Person, action: Action) -> None:
    """Refuse what no role of the person allows.

    Raises:
        NotAllowed: with a sentence for people.
    """
    if not person.may(action):
        raise NotAllowed("Vai trò của bạn không làm được việc này.")


def own_item(session: Session, person: Person, item_id: int) -> Item:
    """An item of the person's own office, locked. Items of offices below are read-only.

    Raises:
        NotFound: there is none, or it is not in sight.
        NotAllowed: it belongs to an office below.
    """
    item = items.lock_item_below(session, item_id, person.office_id)
    if item is None:
        raise NotFound("Không có vụ việc này, hoặc nó thuộc cơ quan khác.")
    if item.office_id != person.office_id:
        raise NotAllowed("Vụ việc thuộc cơ quan cấp dưới; bạn xem được nhưng không xử lý thay.")
    return item


def own_lease(session: Session, person: Person, item_id: int) -> Item:
    """An item the person holds, locked, its lease not over.

    Raises:
        Conflict: somebody else holds it, nobody does, or the lease is over.
    """
    item = own_item(session, person, item_id)
    check_held(item, person)
    return item


def check_held(item: Item, person: Person) -> None:
    """Refuse unless the person holds this locked item and the lease is not over.

    Raises:
        Conflict: somebody else holds it, nobody does, or the lease is over.
    """
    if item.state is not ItemState.ASSIGNED or item.assigned_to != person.id:
        raise Conflict("Bạn không giữ việc này. Hãy nhận việc trước.")
    if item.lease_expires_at is not None and item.lease_expires_at <= datetime.now(UTC):
        raise Conflict("Đã hết giờ giữ việc. Hãy nhận lại nếu chưa ai xem.")


def apply(
    session: Session,
    item: Item,
    kind: EventKind,
    person: Person | None,
    wanted: ItemState | None = None,
    note: str | None = None,
    idempotency_key: str | None = None,
) -> ItemEvent:
    """Make one move on a locked item. ``person`` None is the clock.

    What a person wrote beside a move is masked here, before it is written: no reason reaches the history otherwise (I1).

    Raises:
        IllegalMove: the item's state does not allow it.
    """
    to_state = next_state(
        item.state,
        kind,
        wanted,
        dismissed_as_opinion=kind in NOT_FOR_OPINION and dismissed_as_opinion(session, item),
        by_clock=person is None,
    )
    event = items.append_event(
        session,
        item,
        kind,
        to_state,
        ActorKind.CLOCK if person is None else ActorKind.PERSON,
        None if person is None else person.id,
        note if person is None or note is None else masked(note),
        idempotency_key,
    )
    if to_state is not ItemState.ASSIGNED:
        item.assigned_to = item.lease_expires_at = None
    item.ended_at = datetime.now(UTC) if to_state in ENDED and item.ended_at is None else item.ended_at
    if to_state not in ENDED:
        item.ended_at = None
    item.state = to_state
    if kind is EventKind.REOPENED:
        _time_anew(session, item)
    if to_state not in (ItemState.OPEN, ItemState.ASSIGNED):
        assignment.take_back(session, item.id)
    return event


def _time_anew(session: Session, item: Item) -> None:
    """An item opened again has the time of its severity from now on, in office hours, and whether it was late before does not count."""
    now = datetime.now(UTC)
    desk = desk_settings.current(session, item.office_id)
    item.timed_from = now
    item.due_at, item.escalate_at = due_times(item.severity, now, desk, ZoneInfo(settings().timezone))
    item.escalated = False
    session.flush()
    priority.reckon(session, [item.id])


def masked(written: str) -> str:
    """What a colleague wrote, without names and numbers of people (I1); masking twice changes nothing."""
    return mask(written).text


def dismissed_as_opinion(session: Session, item: Item) -> bool:
    """Whether a person took the item out as opinion and did not undo it."""
    about = (EventKind.DISMISSED_OPINION, EventKind.DISMISSAL_UNDONE)
    return items.last_of(session, item.id, about) is EventKind.DISMISSED_OPINION
