"""Posts that fail: one post's failure is undone alone, counted, and after some tries set aside (I6)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

from sqlalchemy import func, select, update
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.orm import Session

from models.queries.runs import set_aside
from models.tables.post import Post
from models.tables.retention import RetentionRule
from models.vocabulary import RetentionClass

MAX_ATTEMPTS = 3


class Setback(Exception):
    """A part of a transaction failed and was undone; the rest may go on. ``kind`` names the error, never words."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind


@contextmanager
def apart(session: Session) -> Iterator[None]:
    """A part of a transaction that is undone by itself when it fails.

    Raises:
        Setback: it failed for a reason of its own. What concerns the whole transaction (connection lost,
            time-out, deadlock) passes through.
    """
    try:
        with session.begin_nested():
            yield
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:
        raise Setback(type(error).__name__) from None


def count_failure(session: Session, month: date, post_id: int, stage: str) -> bool:
    """One more failed attempt at a post; whether it was the last: then it is set aside.

    A post set aside is not tried again before ``reassess_since``, and its text goes as unqueued text does.
    """
    post = session.execute(
        update(Post)
        .where(Post.month == month, Post.id == post_id)
        .values(attempt=Post.attempt + 1)
        .returning(Post.attempt, Post.office_id, Post.source_id)
    ).one()
    if post.attempt < MAX_ATTEMPTS:
        return False
    hours = session.scalars(
        select(RetentionRule.keep_hours).where(RetentionRule.retention_class == RetentionClass.UNQUEUED_TEXT)
    ).one()
    session.execute(
        update(Post)
        .where(Post.month == month, Post.id == post_id)
        .values(
            retention_class=RetentionClass.UNQUEUED_TEXT,
            purge_after=func.coalesce(Post.purge_after, func.now() + timedelta(hours=hours)),
        )
    )
    set_aside(
        session,
        post.office_id,
        stage=stage,
        error_code=f"{stage}_failed",
        reason=f"Bài số {post_id} không xử lý được sau {MAX_ATTEMPTS} lần thử nên được để riêng.",
        source_id=post.source_id,
    )
    return True
