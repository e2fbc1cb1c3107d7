"""Posts of the random sample of what went into no queue."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from sqlalchemy import func, select

from models.session import transaction
from models.tables.assessment import PostAssessment
from models.tables.post import Post
from models.vocabulary import Label, PostKind, PostState, RetentionClass
from tests.triage_api.desk import Desk


def sampled(
    desk: Desk,
    text: str,
    machine: Label = Label.OPINION,
    kept_as: RetentionClass = RetentionClass.AUDIT_SAMPLE,
    days_left: float = 6,
) -> tuple[date, int]:
    """A post that went into no queue, by default one of the sample; returns its key."""
    now = datetime.now(UTC)
    month = now.date().replace(day=1)
    with transaction() as session:
        session.execute(select(func.ensure_post_partition(month)))
        post = Post(
            month=month,
            office_id=desk.office_id,
            source_id=desk.source_id,
            kind=PostKind.COMMENT,
            thread_key=text.encode(),
            text=text,
            state=PostState.ROUTED,
            retention_class=kept_as,
            purge_after=now + timedelta(days=days_left),
        )
        session.add(post)
        session.flush()
        session.add(
            PostAssessment(
                month=month,
                post_id=post.id,
                post_version=1,
                office_id=desk.office_id,
                model="2026.11.0",
                label=machine,
                abstained=False,
                scores=[1.0 if one is machine else 0.0 for one in Label],
                topics=[],
            )
        )
        session.flush()
        return month, post.id
