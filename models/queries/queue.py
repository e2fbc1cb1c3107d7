"""The queue as people see it: a page of it, how much there is, and the cursor between pages."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    TIMESTAMP,
    BigInteger,
    BindParameter,
    ColumnElement,
    Numeric,
    Select,
    String,
    and_,
    bindparam,
    func,
    literal,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session, joinedload

from models.desk import Weights
from models.queries.offices import OfficeIds
from models.queries.priority import novelty, time_to_due, weighed
from models.queries.weekly_spans import Counted, counted
from models.tables.account import Account
from models.tables.assessment import AssessmentEvidence, AssessmentFinding
from models.tables.item import Item
from models.tables.narrative import Narrative
from models.vocabulary import LIVE_STATES, ItemState, Queue, Relation, Severity, Topic

OFFICES: BindParameter[Any] = bindparam("offices", expanding=True, type_=BigInteger)
KEPT = 256
"""Statements of different filters that are kept made (ADR 0040): what is asked for each page of the queue, by fifty people of their own."""
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
_CURSOR = re.compile(r"([0-9]{1,3}):(-?[0-9]{1,17}):([0-9]{1,18})", re.ASCII)


@dataclass(frozen=True, slots=True)
class QueueFilter:
    """What of the queue is wanted. None is everything."""

    queue: Queue | None = None
    states: tuple[ItemState, ...] = LIVE_STATES
    topic: Topic | None = None
    severity: Severity | None = None
    overdue: bool = False
    escalated: bool = False
    due_before: datetime | None = None
    assigned_to: int | None = None
    counted: Counted | None = None


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a page ended: priority, due time and id of its last row."""

    priority: Decimal
    due_at: datetime
    item_id: int


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One line of the queue; ``time_to_due`` is the factor that moves, as of the asking.

    ``reasons``: what was noticed of a scam, in the order of the text; ``contradicted``: in how many places a passage says otherwise.
    """

    item: Item
    time_to_due: float
    reasons: tuple[str, ...] = ()
    contradicted: int = 0


@dataclass(frozen=True, slots=True)
class QueueCount:
    """How many items of one queue are in one state, and how many of them are overdue or escalated."""

    queue: Queue
    state: ItemState
    items: int
    overdue: int
    escalated: int


def list_queue(
    session: Session,
    office_ids: Sequence[int],
    wanted: QueueFilter,
    limit: int,
    after: Cursor | None = None,
) -> list[QueueRow]:
    """Items of these offices, the most pressing first; ``after`` is where the page before ended.

    Of what the machine found, only what a line of the list says is read.

    What gets more pressing between two pages, past where the first one ended, is on neither; what gets less
    pressing may be on both. The next look at the first page shows it.
    """
    values: dict[str, Any] = {"moment": datetime.now(UTC), "offices": list(office_ids)}
    if after is not None:
        values |= {"priority": after.priority, "due_at": after.due_at, "item_id": after.item_id}
    found = session.execute(_page(wanted, limit, after is not None), values)
    return [QueueRow(item, float(due), tuple(reasons), against) for item, due, reasons, against in found]


_REASONS = func.array(
    select(AssessmentFinding.reason)
    .where(AssessmentFinding.assessment_id == Item.assessment_id, Item.queue == Queue.SCAM)
    .order_by(AssessmentFinding.start)
    .correlate(Item)
    .scalar_subquery(),
    type_=ARRAY(String),
)
_CONTRADICTED = (
    select(func.count(func.coalesce(AssessmentEvidence.slot_id, 0).distinct()))
    .where(
        AssessmentEvidence.assessment_id == Item.assessment_id,
        AssessmentEvidence.relation == Relation.CONTRADICTS,
    )
    .correlate(Item)
    .scalar_subquery()
)


@lru_cache(maxsize=KEPT)
def _page(wanted: QueueFilter, limit: int, after: bool) -> Select[Item, float, list[str], int]:
    statement = (
        select(
            Item, time_to_due(bindparam("moment", type_=TIMESTAMP(timezone=True))), _REASONS, _CONTRADICTED
        )
        .where(*conditions(OFFICES, wanted))
        .options(
            joinedload(Item.narrative, innerjoin=True).load_only(
                Narrative.post_count, Narrative.thread_count
            ),
            joinedload(Item.assignee).load_only(Account.label),
        )
        .order_by(Item.priority.desc(), Item.due_at, Item.id)
        .limit(limit)
    )
    if not after:
        return statement
    priority, due_at, item_id = (
        bindparam("priority", type_=Numeric),
        bindparam("due_at", type_=TIMESTAMP(timezone=True)),
        bindparam("item_id", type_=BigInteger),
    )
    later = or_(Item.due_at > due_at, and_(Item.due_at == due_at, Item.id > item_id))
    return statement.where(Item.priority <= priority, or_(Item.priority < priority, later))


def most_pressing(
    session: Session, office_id: int, wanted: QueueFilter, weights: Weights, limit: int
) -> list[Item]:
    """The first items of an office as they would stand with other weights, reckoned for this look alone."""
    at = func.now()
    return list(
        session.scalars(
            select(Item)
            .join(Item.narrative)
            .where(*conditions([office_id], wanted))
            .order_by(weighed(weights, novelty(at), at).desc(), Item.due_at, Item.id)
            .limit(limit)
        )
    )


def conditions(office_ids: OfficeIds, wanted: QueueFilter) -> list[ColumnElement[bool]]:
    """The filter as SQL; the same predicate serves lists and counts."""
    clauses: list[ColumnElement[bool]] = [
        Item.office_id.in_(office_ids),
        Item.state.in_([literal(state.value, String, literal_execute=True) for state in wanted.states]),
    ]
    if wanted.queue is not None:
        clauses.append(Item.queue == wanted.queue)
    if wanted.topic is not None:
        clauses.append(Item.topic == wanted.topic)
    if wanted.severity is not None:
        clauses.append(Item.severity == wanted.severity)
    if wanted.overdue:
        clauses.append(Item.due_at < func.now())
    if wanted.escalated:
        clauses.append(Item.escalated.is_(True))
    if wanted.due_before is not None:
        clauses.append(Item.due_at < wanted.due_before)
    if wanted.assigned_to is not None:
        clauses.append(Item.assigned_to == wanted.assigned_to)
    if wanted.counted is not None:
        clauses.append(counted(office_ids, wanted.counted))
    return clauses


def count_queues(session: Session, office_ids: Sequence[int]) -> list[QueueCount]:
    """How much there is of everything, in one pass over an index."""
    return [QueueCount(*row) for row in session.execute(_COUNTS, {"offices": list(office_ids)})]


_COUNTS = (
    select(
        Item.queue,
        Item.state,
        func.count(),
        func.count().filter(Item.due_at < func.now()),
        func.count().filter(Item.escalated),
    )
    .where(Item.office_id.in_(OFFICES))
    .group_by(Item.queue, Item.state)
)


def count_items(session: Session, office_ids: Sequence[int], wanted: QueueFilter) -> int:
    """How many items a filter leaves."""
    return session.scalar(_count(wanted), {"offices": list(office_ids)}) or 0


@lru_cache(maxsize=KEPT)
def _count(wanted: QueueFilter) -> Select[int]:
    return select(func.count()).select_from(Item).where(*conditions(OFFICES, wanted))


def count_everything(session: Session) -> dict[tuple[Queue, ItemState], int]:
    """How many items there are by queue and state, of all offices."""
    rows = session.execute(select(Item.queue, Item.state, func.count()).group_by(Item.queue, Item.state))
    return {(queue, state): count for queue, state, count in rows}


def cursor_of(row: QueueRow) -> str:
    """The cursor after a row."""
    item = row.item
    return f"{int(item.priority * 100)}:{(item.due_at - _EPOCH) // timedelta(microseconds=1)}:{item.id}"


def parse_cursor(text: str) -> Cursor | None:
    """A cursor as ``list_queue`` wants it; None for the first page and for nonsense."""
    found = _CURSOR.fullmatch(text)
    if found is None:
        return None
    try:
        due_at = _EPOCH + timedelta(microseconds=int(found[2]))
    except OverflowError:
        return None
    return Cursor(Decimal(found[1]) / 100, due_at, int(found[3]))
