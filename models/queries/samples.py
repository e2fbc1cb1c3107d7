"""The random sample of unqueued posts (SPEC §8): what waits to be read, and writing down how a person read it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import Select, String, func, literal, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from models.tables.assessment import PostAssessment
from models.tables.post import Post
from models.tables.reading import SampleReading
from models.vocabulary import PROTECTED_LABELS, Label, PostKind, PostState, RetentionClass

NEEDED_NO_MORE = PROTECTED_LABELS | {Label.OFF_TOPIC}
"""Labels whose text is kept for the reading alone: once it is read, it goes."""


@dataclass(frozen=True, slots=True)
class SamplePost:
    """A post of the sample as a reader sees it: masked, without the machine's label."""

    month: date
    id: int
    kind: PostKind
    own_channel: bool
    text: str = field(repr=False)
    at: datetime
    kept_until: datetime | None


def next_sample(session: Session, office_id: int, person_id: int) -> SamplePost | None:
    """The next unread post of an office's sample. Each person goes through them in an order of their own, so that two people
    seldom read the same one at once."""
    row = session.scalars(
        _waiting(office_id)
        .with_only_columns(Post)
        .order_by(func.hashint8extended(Post.id, person_id), Post.id)
        .limit(1)
    ).first()
    if row is None:
        return None
    return SamplePost(
        row.month,
        row.id,
        row.kind,
        row.own_channel,
        row.text or "",
        row.posted_at or row.collected_at,
        row.purge_after,
    )


def count_waiting(session: Session, office_id: int) -> int:
    """How many posts of an office's sample nobody has read."""
    return session.scalar(_waiting(office_id).with_only_columns(func.count())) or 0


def read_sample(
    session: Session, office_id: int, month: date, post_id: int, person_id: int, label: Label
) -> bool:
    """Write down which label a person gives a post of the sample; False when it is not waiting (any more).

    Its text goes with the next purge where it was kept for this reading alone. No item is made of it, whatever the label.
    """
    row = session.execute(
        _waiting(office_id)
        .where(Post.month == month, Post.id == post_id)
        .with_only_columns(PostAssessment.label, PostAssessment.model)
        .with_for_update(of=Post)
    ).first()
    if row is None:
        return False
    written = session.scalar(
        insert(SampleReading)
        .values(
            office_id=office_id,
            month=month,
            post_id=post_id,
            label=label,
            machine_label=row.label,
            model=row.model,
            read_by=person_id,
        )
        .on_conflict_do_nothing()
        .returning(SampleReading.id)
    )
    if written is not None and {row.label, label} & NEEDED_NO_MORE:
        session.execute(
            update(Post).where(Post.month == month, Post.id == post_id).values(purge_after=func.now())
        )
    return written is not None


def reading_of(session: Session, month: date, post_id: int) -> SampleReading | None:
    """How a post of the sample was read."""
    return session.scalar(
        select(SampleReading).where(SampleReading.month == month, SampleReading.post_id == post_id)
    )


def _waiting(office_id: int) -> Select[Post]:
    """Posts of the sample with their text, not read yet."""
    return (
        select(Post)
        .join(
            PostAssessment,
            (PostAssessment.month == Post.month)
            & (PostAssessment.post_id == Post.id)
            & PostAssessment.current,
        )
        .outerjoin(SampleReading, (SampleReading.month == Post.month) & (SampleReading.post_id == Post.id))
        .where(
            Post.office_id == office_id,
            # Written into the statement: only so does a plan that is kept use the index of the sample.
            Post.retention_class == literal(RetentionClass.AUDIT_SAMPLE.value, String, literal_execute=True),
            Post.state == literal(PostState.ROUTED.value, String, literal_execute=True),
            Post.purge_after > func.now(),
            SampleReading.id.is_(None),
        )
    )
