"""The log of corrections: published verdicts and answers taken back or replaced, and requests for review that were answered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, exists, func, or_, select
from sqlalchemy.orm import Session

from models.queries.review_requests import SAID_OF, answered
from models.tables.decision import Decision, StandingVerdict
from models.tables.item import Item, ItemEvent
from models.tables.reply import Reply, ReplyPosting
from models.vocabulary import ActorKind, ItemState, Queue, ReviewOutcome, Topic, Verdict

_UNTIL = func.coalesce(StandingVerdict.withdrawn_at, Item.ended_at)
_WAS_PUBLIC = or_(
    and_(
        or_(
            Item.queue == Queue.CLAIMS,
            and_(Item.queue == Queue.SCAM, StandingVerdict.verdict == Verdict.SCAM),
        ),
        exists().where(
            Reply.item_id == StandingVerdict.item_id,
            Reply.approved_at >= StandingVerdict.stands_since,
            Reply.approved_at <= _UNTIL,
        ),
    ),
    and_(
        Item.queue == Queue.QUESTIONS,
        exists().where(ReplyPosting.item_id == StandingVerdict.item_id, ReplyPosting.posted_at <= _UNTIL),
    ),
)
"""Whether anybody could read a verdict before it was taken back: as ``models.queries.published`` and ``public_answers`` show them."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the log. ``outcome`` and ``words`` where a request was answered; ``words`` alone where a clock
    took the verdict back and the machine wrote why. What a person noted for the desk is never among it. ``sentence`` is
    empty where somebody's question was answered: of a question only its ``topic`` is told."""

    claim_id: int
    at: datetime
    topic: Topic
    sentence: str
    verdict: Verdict
    outcome: ReviewOutcome | None
    words: str


def entries(session: Session, limit: int) -> list[Entry]:
    """The newest entries first, at most ``limit``."""
    found = [*_withdrawn(session, limit), *_answered(session, limit)]
    return sorted(found, key=lambda entry: (entry.at, entry.claim_id), reverse=True)[:limit]


def dismissed(session: Session, limit: int) -> Sequence[tuple[int, datetime]]:
    """Number and day of what was published and then found to be none of it; its words are not shown again."""
    rows = session.execute(
        select(Item.id, Item.ended_at)
        .where(
            Item.state == ItemState.DISMISSED,
            Item.ended_at.is_not(None),
            exists().where(StandingVerdict.item_id == Item.id, _WAS_PUBLIC),
        )
        .order_by(Item.ended_at.desc())
        .limit(limit)
    )
    return [(number, at) for number, at in rows if at is not None]


def _withdrawn(session: Session, limit: int) -> list[Entry]:
    """Verdicts that were public when they were taken back."""
    by_clock = exists().where(
        ItemEvent.item_id == StandingVerdict.item_id,
        ItemEvent.actor_kind == ActorKind.CLOCK,
        ItemEvent.note == StandingVerdict.withdrawn_reason,
    )
    rows = session.execute(
        select(StandingVerdict, Item.topic, SAID_OF, by_clock)
        .join(Decision, Decision.id == StandingVerdict.decision_id)
        .join(Item, Item.id == StandingVerdict.item_id)
        .where(
            StandingVerdict.withdrawn_at.is_not(None),
            Item.state != ItemState.DISMISSED,
            _WAS_PUBLIC,
        )
        .order_by(StandingVerdict.withdrawn_at.desc())
        .limit(limit)
    )
    return [
        Entry(
            row.item_id,
            row.withdrawn_at,
            topic,
            sentence,
            row.verdict,
            None,
            row.withdrawn_reason or "" if machine else "",
        )
        for row, topic, sentence, machine in rows
        if row.withdrawn_at is not None
    ]


def _answered(session: Session, limit: int) -> list[Entry]:
    return [
        Entry(
            row.item_id, row.answered_at, topic, sentence, row.standing.verdict, row.outcome, row.answer or ""
        )
        for row, topic, sentence in answered(session, limit)
        if row.answered_at is not None
    ]
