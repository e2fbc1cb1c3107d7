"""What a figure of a report counts, said once: the same conditions count for the report and list at the desk.

Every function takes a half-open span ``start``, ``end`` (aware) or its end.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import aliased

from models.queries.intake import LOCAL
from models.queries.offices import OfficeIds
from models.queries.readings import read_in
from models.tables.assessment import PostAssessment
from models.tables.decision import StandingVerdict
from models.tables.item import Item, ItemEvent
from models.tables.narrative import NarrativePost
from models.tables.post import Post
from models.vocabulary import LIVE_STATES, ItemState, Label, Queue, Topic, Verdict

ASKED = (Queue.QUESTIONS, Queue.GRIEVANCES)
"""Queues a report speaks of topic by topic."""


class Counting(StrEnum):
    """Which figure of a report a list shows the items of."""

    OPENED = "opened"
    CLOSED = "closed"
    OVERDUE = "overdue"
    CONCLUDED = "concluded"
    TOLD = "told"
    READ = "read"
    WAITING = "waiting"
    FINISHED = "finished"


@dataclass(frozen=True, slots=True)
class Counted:
    """The items behind a figure of the span: with a ``verdict`` those concluded so, with a ``label`` and ``topic`` those told so, of
    those read with a ``label`` those the machine had queued for it, of those waiting and finished the questions and petitions of a
    ``topic``.
    """

    counting: Counting
    start: datetime
    end: datetime
    verdict: Verdict | None = None
    label: Label | None = None
    topic: Topic | None = None


def counted(office_ids: OfficeIds, wanted: Counted) -> ColumnElement[bool]:
    """The items a figure counts, or, where it counts posts, those their narratives are about."""
    start, end = wanted.start, wanted.end
    match wanted.counting:
        case Counting.OPENED:
            return opened_in(start, end)
        case Counting.CLOSED:
            return exists().where(ItemEvent.item_id == Item.id, closing_in(start, end)).correlate(Item)
        case Counting.OVERDUE:
            return and_(alive_at(end), Item.due_at < end)
        case Counting.CONCLUDED:
            concluded = exists().where(StandingVerdict.item_id == Item.id, concluded_in(start, end))
            return (concluded.where(StandingVerdict.verdict == wanted.verdict)).correlate(Item)
        case Counting.TOLD:
            return _told(office_ids, wanted)
        case Counting.READ:
            return read_in(office_ids, start, end, wanted.label)
        case Counting.WAITING:
            return and_(*_asked_about(wanted.topic), alive_at(end))
        case Counting.FINISHED:
            closed = exists().where(ItemEvent.item_id == Item.id, closing_in(start, end)).correlate(Item)
            return and_(*_asked_about(wanted.topic), closed)


def received(office_ids: OfficeIds, start: datetime, end: datetime) -> ColumnElement[bool]:
    """The posts collected in the span; also names the months, so that only their partitions are read."""
    return and_(
        Post.office_id.in_(office_ids),
        Post.month.between(*_months(start, end)),
        Post.collected_at >= start,
        Post.collected_at < end,
    )


def assessed_now(start: datetime, end: datetime) -> ColumnElement[bool]:
    """The assessment that holds of a post collected in the span. Names the months once more: the database does not carry them over
    from the post, and would read the assessments of all times.
    """
    return and_(
        PostAssessment.month == Post.month,
        PostAssessment.month.between(*_months(start, end)),
        PostAssessment.post_id == Post.id,
        PostAssessment.current,
    )


def first_topic() -> ColumnElement[str]:
    """The topic a post counts under; without one it is ``khac``."""
    return func.coalesce(PostAssessment.topics[1], Topic.KHAC.value)


def opened_in(start: datetime, end: datetime) -> ColumnElement[bool]:
    """Items opened in the span."""
    return and_(Item.opened_at >= start, Item.opened_at < end)


def closing_in(start: datetime, end: datetime) -> ColumnElement[bool]:
    """Events of the span by which a person closed an item, also one reopened since: the events say so for good."""
    return and_(
        ItemEvent.to_state == ItemState.CLOSED,
        ItemEvent.from_state.is_distinct_from(ItemState.CLOSED),
        ItemEvent.at >= start,
        ItemEvent.at < end,
    )


def alive_at(end: datetime) -> ColumnElement[bool]:
    """Items alive at the end of the span as their events tell it, however they stand today."""
    event = aliased(ItemEvent)
    last_state = (
        select(event.to_state)
        .where(event.item_id == Item.id, event.at < end)
        .order_by(event.sequence.desc())
        .limit(1)
        .scalar_subquery()
    )
    return and_(
        Item.opened_at < end,
        or_(Item.ended_at.is_(None), Item.ended_at >= end),  # the others are over; spares their events
        last_state.in_(LIVE_STATES),
    )


def concluded_in(start: datetime, end: datetime) -> ColumnElement[bool]:
    """Verdicts reached in the span that still stand; one withdrawn since is not repeated."""
    return and_(
        StandingVerdict.stands_since >= start,
        StandingVerdict.stands_since < end,
        StandingVerdict.withdrawn_at.is_(None),
    )


def _asked_about(topic: Topic | None) -> tuple[ColumnElement[bool], ...]:
    """The questions and petitions of a topic, of which a report says in words how they stand."""
    return Item.queue.in_(ASKED), Item.topic == topic


def _months(start: datetime, end: datetime) -> tuple[date, date]:
    """First days of the first and last month of a span, here."""
    first, last = (moment.astimezone(LOCAL).date().replace(day=1) for moment in (start, end))
    return first, last


def _told(office_ids: OfficeIds, wanted: Counted) -> ColumnElement[bool]:
    """Items whose narratives hold posts received in the span, of the label and topic wanted."""
    told = (
        select(NarrativePost.narrative_id)
        .join(Post, and_(Post.month == NarrativePost.month, Post.id == NarrativePost.post_id))
        .join(PostAssessment, assessed_now(wanted.start, wanted.end))
        .where(received(office_ids, wanted.start, wanted.end), PostAssessment.label == wanted.label)
    )
    if wanted.topic is not None:
        told = told.where(first_topic() == wanted.topic.value)
    return Item.narrative_id.in_(told)
