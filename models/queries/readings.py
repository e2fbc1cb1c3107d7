"""Which items people read of what the machine had queued: said once, for the shares of the report and the list behind them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Subquery, case, exists, func, literal, select

from models.queries.offices import OfficeIds
from models.queues import QUEUE_OF
from models.tables.assessment import PostAssessment
from models.tables.item import Item, ItemEvent
from models.vocabulary import EventKind, Label

TAKEN_OUT = (EventKind.DISMISSED_OPINION, EventKind.DISMISSED_IRRELEVANT)
READ = (EventKind.DECIDED, EventKind.CONFIRMED, EventKind.DISAGREED, *TAKEN_OUT)


def last_readings(office_ids: OfficeIds, start: datetime, end: datetime) -> Subquery:
    """Items read in [start, end) in these offices (``item_id``), with the place of the ``last`` reading in their history."""
    return (
        select(ItemEvent.item_id, func.max(ItemEvent.sequence).label("last"))
        .join(Item, Item.id == ItemEvent.item_id)
        .where(
            Item.office_id.in_(office_ids),
            ItemEvent.at >= start,
            ItemEvent.at < end,
            ItemEvent.kind.in_(READ),
        )
        .group_by(ItemEvent.item_id)
        .subquery()
    )


def taken_back(readings: Subquery) -> ColumnElement[bool]:
    """Whether the last reading was a dismissal that was undone, which is no reading."""
    return exists().where(
        ItemEvent.item_id == readings.c.item_id,
        ItemEvent.kind == EventKind.DISMISSAL_UNDONE,
        ItemEvent.sequence == readings.c.last + 1,
    )


def machine_queue(label: ColumnElement[Any], queue: ColumnElement[Any]) -> ColumnElement[str]:
    """Where the machine had put an item: by the label it gave, else where it is."""
    told = [(label == one, literal(name.value)) for one, name in QUEUE_OF.items()]
    return case(*told, else_=queue)


def read_in(
    office_ids: OfficeIds, start: datetime, end: datetime, label: Label | None = None
) -> ColumnElement[bool]:
    """Items people read in [start, end); with a ``label`` those the machine had queued for it."""
    readings = last_readings(office_ids, start, end)
    found = select(readings.c.item_id).where(~taken_back(readings))
    if label is not None:
        item = Item.__table__.alias()
        found = (
            found.join(item, item.c.id == readings.c.item_id)
            .join(PostAssessment, PostAssessment.id == item.c.assessment_id)
            .where(machine_queue(PostAssessment.__table__.c.label, item.c.queue) == QUEUE_OF[label].value)
        )
    return Item.id.in_(found)
