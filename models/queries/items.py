"""Items: the queue as people see it, one item with everything, and the row locks moves are made under."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import TIMESTAMP, ColumnElement, Float, and_, case, cast, exists, func, literal, or_, select
from sqlalchemy.orm import Session, joinedload

from models.queries.dissent import differed
from models.tables.assessment import PostAssessment
from models.tables.decision import Decision
from models.tables.item import Item, ItemEvent
from models.vocabulary import ActorKind, EventKind, ItemState, Queue, Severity, Topic

LIVE_STATES = (
    ItemState.OPEN,
    ItemState.ASSIGNED,
    ItemState.SECOND_REVIEW,
    ItemState.AWAITING_REPLY,
    ItemState.WAITING_OFFICE,
)
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
_CURSOR = re.compile(r"([0-9]{1,16}):([0-9](?:\.[0-9]{1,20})?(?:e-[0-9]{1,2})?):([0-9]{1,18})")


@dataclass(frozen=True, slots=True)
class Weights:
    """Weights of the five factors of priority; they sum to one (SPEC §4)."""

    harm: float = 0.40
    reach: float = 0.25
    novelty: float = 0.15
    time_to_due: float = 0.10
    doubt: float = 0.10


@dataclass(frozen=True, slots=True)
class QueueFilter:
    """What of the queue is wanted. None is everything."""

    queue: Queue | None = None
    states: tuple[ItemState, ...] = LIVE_STATES
    topic: Topic | None = None
    severity: Severity | None = None
    overdue: bool = False
    due_before: datetime | None = None
    assigned_to: int | None = None


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a page ended: priority and id of its last row, and the moment priorities were reckoned at."""

    priority: float
    item_id: int
    as_of: datetime


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One line of the queue with its priority and the moving factor, as of a moment."""

    item: Item
    priority: float
    time_to_due: float
    as_of: datetime


def time_to_due(at: ColumnElement[datetime]) -> ColumnElement[float]:
    """0 when the item has just opened, 1 from its due time on."""
    whole = func.extract("epoch", Item.due_at - Item.opened_at)
    left = func.extract("epoch", Item.due_at - at)
    return cast(func.least(1, func.greatest(0, 1 - left / func.greatest(1, whole))), Float)


def priority(weights: Weights, at: ColumnElement[datetime]) -> ColumnElement[float]:
    """The weighted sum of the factors, in 0..1."""
    return cast(
        weights.harm * Item.harm
        + weights.reach * Item.reach
        + weights.novelty * Item.novelty
        + weights.doubt * Item.doubt,
        Float,
    ) + weights.time_to_due * time_to_due(at)


def list_queue(
    session: Session,
    office_ids: Sequence[int],
    wanted: QueueFilter,
    limit: int,
    after: Cursor | None = None,
    weights: Weights | None = None,
) -> list[QueueRow]:
    """Items of these offices, the most pressing first; ``after`` is where the page before ended."""
    as_of = after.as_of if after else datetime.now(UTC)
    moment = literal(as_of, TIMESTAMP(timezone=True))
    score = priority(weights or Weights(), moment)
    statement = (
        select(Item, score, time_to_due(moment))
        .where(*conditions(office_ids, wanted))
        .options(
            joinedload(Item.narrative),
            joinedload(Item.assignee),
            joinedload(Item.assessment).selectinload(PostAssessment.findings),
            joinedload(Item.assessment).selectinload(PostAssessment.evidence),
        )
        .order_by(score.desc(), Item.id)
        .limit(limit)
    )
    if after is not None:
        statement = statement.where(
            or_(score < after.priority, and_(score == after.priority, Item.id > after.item_id))
        )
    rows = session.execute(statement)
    return [QueueRow(item, float(value), float(due), as_of) for item, value, due in rows]


def conditions(office_ids: Sequence[int], wanted: QueueFilter) -> list[ColumnElement[bool]]:
    """The filter as SQL; the same predicate serves lists and counts."""
    clauses: list[ColumnElement[bool]] = [Item.office_id.in_(office_ids), Item.state.in_(wanted.states)]
    if wanted.queue is not None:
        clauses.append(Item.queue == wanted.queue)
    if wanted.topic is not None:
        clauses.append(Item.topic == wanted.topic)
    if wanted.severity is not None:
        clauses.append(Item.severity == wanted.severity)
    if wanted.overdue:
        clauses.append(Item.due_at < func.now())
    if wanted.due_before is not None:
        clauses.append(Item.due_at < wanted.due_before)
    if wanted.assigned_to is not None:
        clauses.append(Item.assigned_to == wanted.assigned_to)
    return clauses


def count_by_queue(
    session: Session, office_ids: Sequence[int], states: Sequence[ItemState]
) -> dict[Queue, int]:
    """How many items each queue holds in these states."""
    rows = session.execute(
        select(Item.queue, func.count())
        .where(Item.office_id.in_(office_ids), Item.state.in_(states))
        .group_by(Item.queue)
    )
    counts = dict.fromkeys(Queue, 0)
    for queue, count in rows:
        counts[queue] = count
    return counts


def count_items(session: Session, office_ids: Sequence[int], wanted: QueueFilter) -> int:
    """How many items a filter leaves."""
    return session.scalar(select(func.count()).select_from(Item).where(*conditions(office_ids, wanted))) or 0


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
        select(Item)
        .where(Item.id == item_id, Item.office_id.in_(office_ids))
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def lock_next(
    session: Session,
    office_id: int,
    person_id: int,
    queue: Queue | None = None,
    weights: Weights | None = None,
) -> Item | None:
    """The most pressing open item this person has not decided on, locked; others skip it meanwhile.

    Items the person skipped come after all others.
    """
    decided = exists().where(Decision.item_id == Item.id, Decision.decided_by == person_id, Decision.current)
    skipped = exists().where(
        ItemEvent.item_id == Item.id, ItemEvent.actor_id == person_id, ItemEvent.kind == EventKind.SKIPPED
    )
    clauses = [Item.office_id == office_id, Item.state == ItemState.OPEN, ~decided, ~differed(person_id)]
    if queue is not None:
        clauses.append(Item.queue == queue)
    return session.scalar(
        select(Item)
        .where(*clauses)
        .order_by(case((skipped, 1), else_=0), priority(weights or Weights(), func.now()).desc(), Item.id)
        .limit(1)
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    )


def lock_expired(session: Session) -> Sequence[Item]:
    """Items whose lease is over, locked; those somebody is moving right now are skipped."""
    return session.scalars(
        select(Item)
        .where(Item.state == ItemState.ASSIGNED, Item.lease_expires_at < func.now())
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
    last = session.scalar(select(func.max(ItemEvent.sequence)).where(ItemEvent.item_id == item.id)) or 0
    event = ItemEvent(
        item_id=item.id,
        sequence=last + 1,
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


def history(session: Session, item_id: int) -> Sequence[ItemEvent]:
    """The item's events, oldest first, with who made them."""
    return session.scalars(
        select(ItemEvent)
        .where(ItemEvent.item_id == item_id)
        .options(joinedload(ItemEvent.actor))
        .order_by(ItemEvent.sequence)
    ).all()


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


def count_everything(session: Session) -> dict[tuple[Queue, ItemState], int]:
    """How many items there are by queue and state, of all offices."""
    rows = session.execute(select(Item.queue, Item.state, func.count()).group_by(Item.queue, Item.state))
    return {(queue, state): count for queue, state, count in rows}


def cursor_of(row: QueueRow) -> str:
    """The cursor after a row."""
    return f"{(row.as_of - _EPOCH) // timedelta(microseconds=1)}:{row.priority!r}:{row.item.id}"


def parse_cursor(text: str) -> Cursor | None:
    """A cursor as ``list_queue`` wants it; None for the first page and for nonsense."""
    found = _CURSOR.fullmatch(text)
    if found is None:
        return None
    return Cursor(float(found[2]), int(found[3]), _EPOCH + timedelta(microseconds=int(found[1])))
