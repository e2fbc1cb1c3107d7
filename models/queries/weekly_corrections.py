"""What was taken back or asked about again in a week: published verdicts withdrawn, requests for review and their answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from models.queries.review_requests import SAID_OF
from models.tables.decision import Decision, StandingVerdict
from models.tables.item import Item, ItemEvent
from models.tables.public import ReviewRequest
from models.tables.reply import Reply
from models.vocabulary import ActorKind, ItemState, Queue, ReviewOutcome, Topic, Verdict

PUBLIC_QUEUES = (Queue.CLAIMS, Queue.SCAM)
"""What an office publishes; the answer to a question is somebody's own."""


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """A verdict that was public and was taken back. ``now``: the one that stood at the end of the span, if any.

    ``why`` only where the clock took it back and wrote the reason itself: what a person noted is for the desk.
    """

    item_id: int
    at: datetime
    sentence: str = field(repr=False)
    verdict: Verdict
    now: Verdict | None
    why: str | None


@dataclass(frozen=True, slots=True)
class Answered:
    """A request for review that was answered. ``words`` are public, with the claim; ``sentence`` is empty for the answer to a question,
    of which only the ``topic`` is told.
    """

    item_id: int
    at: datetime
    topic: Topic
    sentence: str = field(repr=False)
    verdict: Verdict
    outcome: ReviewOutcome
    words: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Requests:
    """Requests of a span: how many came, and by when the first of those that wait at its end is due."""

    received: int
    next_due: datetime | None


def withdrawn(session: Session, office_ids: Sequence[int], start: datetime, end: datetime) -> list[Withdrawn]:
    """Verdicts taken back in the span that were public then, the latest first. What turned out to be an opinion is not repeated."""
    was_public = exists().where(
        Reply.item_id == StandingVerdict.item_id,
        Reply.approved_at >= StandingVerdict.stands_since,
        Reply.approved_at <= StandingVerdict.withdrawn_at,
    )
    by_clock = exists().where(
        ItemEvent.item_id == StandingVerdict.item_id,
        ItemEvent.actor_kind == ActorKind.CLOCK,
        ItemEvent.note == StandingVerdict.withdrawn_reason,
    )
    later = aliased(StandingVerdict)
    now = (
        select(later.verdict)
        .where(
            later.item_id == StandingVerdict.item_id,
            later.stands_since >= StandingVerdict.withdrawn_at,
            later.stands_since < end,
            or_(later.withdrawn_at.is_(None), later.withdrawn_at >= end),
        )
        .order_by(later.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    rows = session.execute(
        select(StandingVerdict, Decision.sentence, now, by_clock)
        .join(Decision, Decision.id == StandingVerdict.decision_id)
        .join(Item, Item.id == StandingVerdict.item_id)
        .where(
            StandingVerdict.office_id.in_(office_ids),
            StandingVerdict.withdrawn_at >= start,
            StandingVerdict.withdrawn_at < end,
            Item.queue.in_(PUBLIC_QUEUES),
            Item.state != ItemState.DISMISSED,
            was_public,
        )
        .order_by(StandingVerdict.withdrawn_at.desc(), StandingVerdict.id.desc())
    )
    return [
        Withdrawn(
            row.item_id,
            row.withdrawn_at,
            sentence,
            row.verdict,
            newer,
            row.withdrawn_reason if machine else None,
        )
        for row, sentence, newer, machine in rows
        if row.withdrawn_at is not None
    ]


def answered(session: Session, office_ids: Sequence[int], start: datetime, end: datetime) -> list[Answered]:
    """Requests answered in the span, the latest first."""
    rows = session.execute(
        select(ReviewRequest, StandingVerdict.verdict, Item.topic, SAID_OF)
        .join(StandingVerdict, StandingVerdict.id == ReviewRequest.standing_verdict_id)
        .join(Decision, Decision.id == StandingVerdict.decision_id)
        .join(Item, Item.id == ReviewRequest.item_id)
        .where(
            ReviewRequest.office_id.in_(office_ids),
            ReviewRequest.answered_at >= start,
            ReviewRequest.answered_at < end,
            Item.state != ItemState.DISMISSED,
        )
        .order_by(ReviewRequest.answered_at.desc(), ReviewRequest.id.desc())
    )
    return [
        Answered(row.item_id, row.answered_at, topic, sentence, verdict, row.outcome, row.answer or "")
        for row, verdict, topic, sentence in rows
        if row.answered_at is not None and row.outcome is not None
    ]


def requests(session: Session, office_ids: Sequence[int], start: datetime, end: datetime) -> Requests:
    """Requests that came in the span, and the first of those that wait at its end."""
    waits = or_(ReviewRequest.answered_at.is_(None), ReviewRequest.answered_at >= end)
    received, next_due = session.execute(
        select(
            func.count().filter(ReviewRequest.requested_at >= start),
            func.min(ReviewRequest.due_at).filter(waits),
        ).where(
            ReviewRequest.office_id.in_(office_ids),
            ReviewRequest.requested_at < end,
            or_(ReviewRequest.requested_at >= start, waits),
        )
    ).one()
    return Requests(received, next_due)


def published_opinions(session: Session, office_ids: Sequence[int], start: datetime, end: datetime) -> int:
    """How many published claims were taken off in the span because they were none."""
    return (
        session.scalar(
            select(func.count())
            .select_from(Item)
            .where(
                Item.office_id.in_(office_ids),
                Item.queue.in_(PUBLIC_QUEUES),
                Item.state == ItemState.DISMISSED,
                Item.ended_at >= start,
                Item.ended_at < end,
                exists().where(Reply.item_id == Item.id, Reply.approved_at.is_not(None)),
            )
        )
        or 0
    )
