"""Answers to people's questions that anybody may read: only what the office itself wrote, and only once it stands on its channels.

A question is somebody's own and can tell who asked even when names are masked. So no column of it is read here: neither the post nor the
sentence a reviewer picked, only topic, office, the approved answer and when it holds. An approved answer always quotes a passage.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import exists, select
from sqlalchemy import true as sql_true
from sqlalchemy.orm import Session

from models.queries.published import LATEST, STOOD
from models.queries.replies import STANDING_STATES, WITH_PASSAGES
from models.tables.item import Item
from models.tables.office import Office
from models.tables.reply import Reply, ReplyPosting
from models.vocabulary import ItemState, Queue, Topic


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer in its newest version. ``id`` is the item's and never changes, ``reply_id`` grows with every version."""

    id: int
    reply_id: int
    topic: Topic
    office_name: str
    valid_from: date
    valid_until: date
    approved_at: datetime
    under_review: bool

    def expired(self, today: date) -> bool:
        """Whether its time is over on a day."""
        return self.valid_until < today


_UNDER_REVIEW = STOOD.c.withdrawn_at.is_not(None) | LATEST.c.state.not_in(STANDING_STATES)
_POSTED = exists().where(ReplyPosting.item_id == Item.id)
_APPROVED = (
    select(
        Item.id,
        LATEST.c.id,
        Item.topic,
        Office.name,
        STOOD.c.valid_from,
        STOOD.c.valid_until,
        LATEST.c.approved_at,
        _UNDER_REVIEW,
    )
    .select_from(LATEST)
    .join(Item, Item.id == LATEST.c.item_id)
    .join(STOOD, sql_true())
    .join(Office, Office.id == STOOD.c.office_id)
    .where(
        Item.queue == Queue.QUESTIONS,
        Item.state.not_in((ItemState.DISMISSED, ItemState.MERGED)),
    )
)
_ANSWERS = _APPROVED.where(_POSTED)


def newest(
    session: Session, limit: int, on: date, before: int | None = None, topic: Topic | None = None
) -> list[Answer]:
    """Answers that hold on a day, the newest first; ``before`` is the ``reply_id`` the last page ended with."""
    statement = _ANSWERS.where(~_UNDER_REVIEW, STOOD.c.valid_until >= on).order_by(LATEST.c.id.desc())
    if before is not None:
        statement = statement.where(LATEST.c.id < before)
    if topic is not None:
        statement = statement.where(Item.topic == topic)
    return [Answer(*row) for row in session.execute(statement.limit(limit))]


def find(session: Session, answer_id: int) -> Answer | None:
    """The answer of a number, whatever became of it; None when it never stood in public."""
    row = session.execute(_ANSWERS.where(Item.id == answer_id)).one_or_none()
    return None if row is None else Answer(*row)


def is_being_posted(session: Session, answer_id: int) -> bool:
    """Whether an answer stands and is not known to be on a channel yet: whoever posts it gives its address away before recording so."""
    statement = _APPROVED.where(Item.id == answer_id, ~_UNDER_REVIEW, ~_POSTED)
    return session.execute(statement).first() is not None


def words(session: Session, reply_ids: list[int]) -> dict[int, Reply]:
    """The sentences of approved answers with their passages, by the reply."""
    found = session.scalars(
        select(Reply).where(Reply.id.in_(reply_ids), Reply.approved_at.is_not(None)).options(WITH_PASSAGES)
    )
    return {reply.id: reply for reply in found}
