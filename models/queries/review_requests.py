"""Requests to look at a published verdict again, and who may not answer them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, func, or_, select, union
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session, joinedload

from models.tables.decision import Decision, StandingVerdict
from models.tables.item import Item, ItemEvent
from models.tables.public import ReviewRequest
from models.tables.reply import Reply
from models.vocabulary import EventKind, ItemState, Queue, ReviewOutcome, Topic

WRITING = (EventKind.REPLY_DRAFTED, EventKind.REPLY_SUBMITTED)


@dataclass(frozen=True, slots=True)
class NewRequest:
    """A request as it is stored: masked ``reason``, ``sealed`` link, hash of the receipt's code."""

    item_id: int
    office_id: int
    standing_verdict_id: int
    receipt_hash: bytes
    reason: str
    sealed: bytes | None
    due_at: datetime


def add(session: Session, new: NewRequest) -> bool:
    """Store a request; False when the same one is there already."""
    statement = (
        insert(ReviewRequest)
        .values(
            item_id=new.item_id,
            office_id=new.office_id,
            standing_verdict_id=new.standing_verdict_id,
            receipt_hash=new.receipt_hash,
            reason=new.reason,
            sealed=new.sealed,
            due_at=new.due_at,
        )
        .on_conflict_do_nothing(index_elements=["receipt_hash"])
        .returning(ReviewRequest.id)
    )
    return session.scalar(statement) is not None


def waiting(session: Session, office_ids: Sequence[int], limit: int) -> Sequence[ReviewRequest]:
    """Requests without an answer, the one due first first."""
    return session.scalars(
        select(ReviewRequest)
        .where(ReviewRequest.office_id.in_(office_ids), ReviewRequest.outcome.is_(None))
        .options(joinedload(ReviewRequest.standing).joinedload(StandingVerdict.decision))
        .order_by(ReviewRequest.due_at, ReviewRequest.id)
        .limit(limit)
    ).all()


def waiting_count(session: Session, item_id: int) -> int:
    """How many requests about an item wait."""
    return (
        session.scalar(
            select(func.count())
            .select_from(ReviewRequest)
            .where(ReviewRequest.item_id == item_id, ReviewRequest.outcome.is_(None))
        )
        or 0
    )


def find(session: Session, request_id: int, office_ids: Sequence[int]) -> ReviewRequest | None:
    """A request in sight."""
    return session.scalar(
        select(ReviewRequest)
        .where(ReviewRequest.id == request_id, ReviewRequest.office_id.in_(office_ids))
        .options(joinedload(ReviewRequest.standing).joinedload(StandingVerdict.decision))
    )


def by_receipt(session: Session, receipt_hash: bytes) -> ReviewRequest | None:
    """The request of a receipt."""
    return session.scalar(select(ReviewRequest).where(ReviewRequest.receipt_hash == receipt_hash))


def took_part(session: Session, person_id: int, item_ids: Collection[int]) -> frozenset[int]:
    """Those of these items on which a person ever decided, or whose answer they wrote, sent or approved."""
    decided = select(Decision.item_id).where(Decision.item_id.in_(item_ids), Decision.decided_by == person_id)
    answered_for = select(Reply.item_id).where(
        Reply.item_id.in_(item_ids), or_(Reply.drafted_by == person_id, Reply.approved_by == person_id)
    )
    wrote = select(ItemEvent.item_id).where(
        ItemEvent.item_id.in_(item_ids), ItemEvent.actor_id == person_id, ItemEvent.kind.in_(WRITING)
    )
    return frozenset(session.scalars(union(decided, answered_for, wrote)))


SAID_OF = case((Item.queue == Queue.QUESTIONS, ""), else_=Decision.sentence)
"""The sentence a published verdict is about; empty for a question, whose words are somebody's own."""


def answered(session: Session, limit: int) -> Sequence[tuple[ReviewRequest, Topic, str]]:
    """Answered requests with topic and sentence they were about, the last answered first; items dismissed since are left out."""
    statement = (
        select(ReviewRequest, Item.topic, SAID_OF)
        .join(StandingVerdict, StandingVerdict.id == ReviewRequest.standing_verdict_id)
        .join(Decision, Decision.id == StandingVerdict.decision_id)
        .join(Item, Item.id == ReviewRequest.item_id)
        .where(ReviewRequest.outcome.is_not(None), Item.state != ItemState.DISMISSED)
        .order_by(ReviewRequest.answered_at.desc(), ReviewRequest.id.desc())
        .limit(limit)
    )
    return [(request, topic, sentence) for request, topic, sentence in session.execute(statement)]


def outcome_counts(session: Session) -> dict[ReviewOutcome, int]:
    """How often each outcome came of a request."""
    rows = session.execute(
        select(ReviewRequest.outcome, func.count())
        .where(ReviewRequest.outcome.is_not(None))
        .group_by(ReviewRequest.outcome)
    )
    return {outcome: count for outcome, count in rows if outcome is not None}
