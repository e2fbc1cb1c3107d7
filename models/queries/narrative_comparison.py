"""Narratives that were answered, others that were not, and how many posts each had around a moment. Counts and headlines only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import BigInteger, DateTime, and_, column, exists, func, literal, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from models.queries.narrative_return import WINDOW_DAYS
from models.queries.weekly_lists import GONE
from models.tables.decision import Decision, StandingVerdict
from models.tables.item import Item
from models.tables.narrative import NarrativePost
from models.tables.post import Post
from models.tables.reply import ReplyPosting
from models.vocabulary import Queue

ANSWERABLE = (Queue.SCAM, Queue.CLAIMS, Queue.QUESTIONS)
"""Queues whose replies go to everybody. What citizens petition for is answered to them."""
MOST_ANSWERED = 400
"""Answered narratives compared, the latest ones: enough for an interval of ten points."""


@dataclass(frozen=True, slots=True)
class Told:
    """A narrative with its item. ``answered_at``: when its reply was first posted; None: it never was."""

    item_id: int
    narrative_id: int
    queue: Queue
    opened_at: datetime
    answered_at: datetime | None = None
    sentence: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Around:
    """Posts of a narrative in the seven days before a moment, and in the seven days after."""

    before: int
    after: int


def answered(session: Session, office_ids: Sequence[int], start: datetime, end: datetime) -> list[Told]:
    """Narratives whose reply was first posted from ``start`` to before ``end``, the latest first."""
    first = (
        select(ReplyPosting.item_id, func.min(ReplyPosting.posted_at).label("at"))
        .join(Item, Item.id == ReplyPosting.item_id)
        .where(Item.office_id.in_(office_ids))
        .group_by(ReplyPosting.item_id)
        .having(func.min(ReplyPosting.posted_at) >= start, func.min(ReplyPosting.posted_at) < end)
        .subquery()
    )
    standing = (
        select(Decision.sentence)
        .join(StandingVerdict, StandingVerdict.decision_id == Decision.id)
        .where(StandingVerdict.item_id == Item.id, StandingVerdict.withdrawn_at.is_(None))
        .limit(1)
        .scalar_subquery()
    )
    rows = session.execute(
        select(
            Item.id,
            Item.narrative_id,
            Item.queue,
            Item.opened_at,
            first.c.at,
            func.coalesce(standing, Item.headline),
        )
        .join(first, first.c.item_id == Item.id)
        .where(Item.queue.in_(ANSWERABLE), Item.state.not_in(GONE))
        .order_by(first.c.at.desc(), Item.id.desc())
        .limit(MOST_ANSWERED)
    )
    return [Told(*row) for row in rows]


def unanswered(session: Session, office_ids: Sequence[int], start: datetime, end: datetime) -> list[Told]:
    """Narratives whose item was opened from ``start`` to before ``end`` and had no reply posted by ``end``, the oldest first."""
    replied = exists().where(ReplyPosting.item_id == Item.id, ReplyPosting.posted_at < end)
    rows = session.execute(
        select(Item.id, Item.narrative_id, Item.queue, Item.opened_at)
        .where(
            Item.office_id.in_(office_ids),
            Item.queue.in_(ANSWERABLE),
            Item.state.not_in(GONE),
            Item.opened_at >= start,
            Item.opened_at < end,
            ~replied,
        )
        .order_by(Item.opened_at, Item.id)
    )
    return [Told(*row) for row in rows]


def around(session: Session, moments: Sequence[tuple[int, datetime]], known_at: datetime) -> list[Around]:
    """For each (narrative, moment), in order: its posts by the time they were published (collected, where that is unknown), as far as they
    were collected before ``known_at``.
    """
    if not moments:
        return []
    asked = func.unnest(
        literal([one for one, _ in moments], ARRAY(BigInteger)),
        literal([at for _, at in moments], ARRAY(DateTime(timezone=True))),
    ).table_valued(
        column("narrative_id", BigInteger),
        column("at", DateTime(timezone=True)),
        with_ordinality="place",
        name="asked",
    )
    asked = asked.render_derived()
    window = timedelta(days=WINDOW_DAYS)
    told = func.coalesce(Post.posted_at, Post.collected_at)
    rows = session.execute(
        select(
            func.count().filter(and_(told >= asked.c.at - window, told < asked.c.at)),
            func.count().filter(and_(told >= asked.c.at, told < asked.c.at + window)),
        )
        .select_from(asked)
        .outerjoin(NarrativePost, NarrativePost.narrative_id == asked.c.narrative_id)
        .outerjoin(
            Post,
            and_(
                Post.month == NarrativePost.month,
                Post.id == NarrativePost.post_id,
                Post.collected_at < known_at,
            ),
        )
        .group_by(asked.c.place)
        .order_by(asked.c.place)
    )
    return [Around(before, after) for before, after in rows]
