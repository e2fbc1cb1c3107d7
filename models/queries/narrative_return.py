"""Whether a narrative came back after its reply: posts before and after, by day. Counts only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from models.tables.item import Item
from models.tables.narrative import NarrativePost
from models.tables.post import Post
from models.tables.reply import ReplyPosting

WINDOW_DAYS = 7
"""Days looked at on each side of the first posting."""
FEWEST_POSTS = 5
FEWEST_DAYS = 3
"""With fewer posts in both windows together, or fewer days since, nothing is said. Rules of ours: a comparison of two
counts whose sum is under five proves nothing (with 4 against 0 chance alone gives p = 0.06)."""


@dataclass(frozen=True, slots=True)
class Returned:
    """Posts of an item's narrative in the days before the reply was first posted, and after it."""

    item_id: int
    posted_at: datetime
    before: int
    after: int
    days_after: float

    @property
    def enough(self) -> bool:
        """Whether there is enough to say anything."""
        return self.before + self.after >= FEWEST_POSTS and self.days_after >= FEWEST_DAYS

    @property
    def per_day_before(self) -> float:
        """Posts a day in the week before."""
        return self.before / WINDOW_DAYS

    @property
    def per_day_after(self) -> float:
        """Posts a day since, in a week at most."""
        return self.after / self.days_after if self.days_after > 0 else 0.0


def returned(session: Session, item_ids: Sequence[int], now: datetime | None = None) -> dict[int, Returned]:
    """For each of these items with a posted reply: posts by the time they were published (collected, where that is unknown)."""
    at = now or datetime.now(UTC)
    window = timedelta(days=WINDOW_DAYS)
    first = (
        select(ReplyPosting.item_id, func.min(ReplyPosting.posted_at).label("posted_at"))
        .where(ReplyPosting.item_id.in_(item_ids))
        .group_by(ReplyPosting.item_id)
        .subquery()
    )
    told = func.coalesce(Post.posted_at, Post.collected_at)
    rows = session.execute(
        select(
            Item.id,
            first.c.posted_at,
            func.count().filter(and_(told >= first.c.posted_at - window, told < first.c.posted_at)),
            func.count().filter(
                and_(told >= first.c.posted_at, told < first.c.posted_at + window, told <= at)
            ),
        )
        .join(first, first.c.item_id == Item.id)
        .outerjoin(NarrativePost, NarrativePost.narrative_id == Item.narrative_id)
        .outerjoin(Post, and_(Post.month == NarrativePost.month, Post.id == NarrativePost.post_id))
        .group_by(Item.id, first.c.posted_at)
    )
    return {
        item_id: Returned(
            item_id, posted_at, before, after, min((at - posted_at) / timedelta(days=1), float(WINDOW_DAYS))
        )
        for item_id, posted_at, before, after in rows
    }
