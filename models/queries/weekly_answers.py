"""How long people waited for an answer: from the opening of an item to the first posting of its reply."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session, aliased

from models.queries.weekly_lists import GONE
from models.tables.item import Item
from models.tables.reply import ReplyPosting
from models.vocabulary import Queue


@dataclass(frozen=True, slots=True)
class Waited:
    """Items of a queue answered in a span, and the middle of how long each waited (true figures)."""

    answered: int
    middle: timedelta


def waited(
    session: Session, office_ids: Sequence[int], start: datetime, end: datetime
) -> dict[Queue, Waited]:
    """By queue, the items whose first reply was posted from ``start`` to before ``end``. A later posting is no first answer."""
    earlier = aliased(ReplyPosting)
    first = (
        select(ReplyPosting.item_id, func.min(ReplyPosting.posted_at).label("at"))
        .where(
            ReplyPosting.posted_at >= start,
            ReplyPosting.posted_at < end,
            ~exists().where(earlier.item_id == ReplyPosting.item_id, earlier.posted_at < start),
        )
        .group_by(ReplyPosting.item_id)
        .subquery()
    )
    took = first.c.at - Item.opened_at
    rows = session.execute(
        select(Item.queue, func.count(), func.percentile_cont(0.5).within_group(took))
        .join(first, first.c.item_id == Item.id)
        .where(Item.office_id.in_(office_ids), Item.state.not_in(GONE))
        .group_by(Item.queue)
    )
    return {queue: Waited(answered, middle) for queue, answered, middle in rows}
