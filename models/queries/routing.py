"""Posts that wait for routing, and the item a person will meet. Their narratives: ``grouping``."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session, selectinload

from models.queries import priority
from models.queries.setbacks import MAX_ATTEMPTS
from models.tables.assessment import AssessmentEvidence, PostAssessment
from models.tables.item import Item, ItemEvent
from models.tables.narrative import NarrativePost
from models.tables.official import DocumentPassage
from models.tables.post import IndicatorCandidate, Post
from models.tables.retention import RetentionRule
from models.vocabulary import (
    ActorKind,
    Distortion,
    EventKind,
    ItemState,
    Label,
    PostState,
    Queue,
    RetentionClass,
    Severity,
    Topic,
)


@dataclass(frozen=True, slots=True)
class AssessedPost:
    """A post to route with its current assessment (slots, findings and evidence loaded)."""

    month: date
    id: int
    office_id: int
    text: str = field(repr=False)
    thread_key: bytes = field(repr=False)
    posted_at: datetime | None
    collected_at: datetime
    own_channel: bool
    assessment: PostAssessment = field(repr=False)


@dataclass(frozen=True, slots=True)
class NewItem:
    """Everything an item opens with. Factors are in 0..1 (SPEC §4)."""

    queue: Queue
    label: Label
    severity: Severity
    distortion: Distortion | None
    topic: Topic
    headline: str
    primary_slot_id: int | None
    own_channel: bool
    unsure: bool
    gap: bool
    due_at: datetime
    escalate_at: datetime
    harm: float
    reach: float
    novelty: float
    doubt: float


def claim_assessed(session: Session, limit: int) -> list[AssessedPost]:
    """Lock up to ``limit`` assessed posts, oldest first; not those that failed too often."""
    posts = session.scalars(
        select(Post)
        .where(Post.state == PostState.ASSESSED, Post.attempt < MAX_ATTEMPTS)
        .order_by(Post.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    ).all()
    assessments = current_assessments(session, [(post.month, post.id) for post in posts])
    return [
        AssessedPost(
            month=post.month,
            id=post.id,
            office_id=post.office_id,
            text=post.text or "",
            thread_key=post.thread_key,
            posted_at=post.posted_at,
            collected_at=post.collected_at,
            own_channel=post.own_channel,
            assessment=assessments[post.month, post.id],
        )
        for post in posts
    ]


def item_of(session: Session, narrative_id: int) -> Item | None:
    """The narrative's item, if it has one."""
    return session.scalar(select(Item).where(Item.narrative_id == narrative_id))


def open_item(session: Session, post: AssessedPost, narrative_id: int, new: NewItem) -> Item:
    """Open the narrative's item with its first event, made by the machine."""
    item = Item(
        office_id=post.office_id,
        narrative_id=narrative_id,
        assessment_id=post.assessment.id,
        **{name: getattr(new, name) for name in NewItem.__slots__},
    )
    add_opened(session, item, ActorKind.MACHINE, note=post.assessment.model)
    return item


def add_opened(
    session: Session, item: Item, opener: ActorKind, person_id: int | None = None, note: str | None = None
) -> None:
    """Add a new item with the first event of its history: who opened it."""
    session.add(item)
    session.flush()
    session.add(
        ItemEvent(
            item_id=item.id,
            sequence=1,
            kind=EventKind.OPENED,
            from_state=None,
            to_state=ItemState.OPEN,
            actor_kind=opener,
            actor_id=person_id,
            note=note,
        )
    )
    session.flush()
    priority.reckon(session, [item.id])


def spread_further(session: Session, item_id: int, reach: float) -> None:
    """The item's narrative has grown. Not a move: the item's version stays, so nobody's work is disturbed."""
    session.execute(
        update(Item)
        .where(Item.id == item_id, Item.reach < reach)
        .values(reach=reach)
        .execution_options(synchronize_session=False)
    )
    priority.reckon(session, [item_id])


def finish_routing(session: Session, post: AssessedPost, kept_as: RetentionClass) -> None:
    """Mark a post as routed and set when its text goes. Text of queued posts waits for the item's end.

    A post that is assessed again goes no later than it would have gone: looking again is no reason to keep.
    """
    hours = session.scalar(select(RetentionRule.keep_hours).where(RetentionRule.retention_class == kept_as))
    waits_for_item = kept_as is RetentionClass.QUEUED_TEXT
    session.execute(
        update(Post)
        .where(Post.month == post.month, Post.id == post.id)
        .values(
            state=PostState.ROUTED,
            attempt=0,
            retention_class=kept_as,
            purge_after=None
            if waits_for_item
            else func.least(Post.purge_after, func.now() + timedelta(hours=hours or 0)),
        )
    )


def keep_narrative_texts(session: Session, narrative_id: int) -> None:
    """The narrative has an item now: texts of its posts that are still there are kept for it."""
    members = (
        select(NarrativePost.month, NarrativePost.post_id)
        .where(NarrativePost.narrative_id == narrative_id)
        .subquery()
    )
    session.execute(
        update(Post)
        .where(
            Post.month == members.c.month,
            Post.id == members.c.post_id,
            Post.state == PostState.ROUTED,
        )
        .values(retention_class=RetentionClass.QUEUED_TEXT, purge_after=None)
        .execution_options(synchronize_session=False)
    )


def candidates_of(session: Session, post: AssessedPost) -> Sequence[IndicatorCandidate]:
    """The masked, encrypted indicator candidates of a post."""
    return session.scalars(
        select(IndicatorCandidate)
        .where(IndicatorCandidate.month == post.month, IndicatorCandidate.post_id == post.id)
        .order_by(IndicatorCandidate.id)
    ).all()


def current_assessments(
    session: Session, keys: Iterable[tuple[date, int]]
) -> dict[tuple[date, int], PostAssessment]:
    """The current assessments of posts by (month, id), with everything that belongs to them."""
    wanted = set(keys)
    rows = session.scalars(
        select(PostAssessment)
        .where(
            PostAssessment.post_id.in_({post_id for _, post_id in wanted}),
            PostAssessment.month.in_({month for month, _ in wanted}),
            PostAssessment.current,
        )
        .options(
            selectinload(PostAssessment.slots),
            selectinload(PostAssessment.findings),
            selectinload(PostAssessment.addresses),
            selectinload(PostAssessment.evidence)
            .joinedload(AssessmentEvidence.passage)
            .joinedload(DocumentPassage.document),
        )
    )
    return {(row.month, row.post_id): row for row in rows if (row.month, row.post_id) in wanted}
