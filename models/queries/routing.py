"""Posts that wait for routing: their narrative, and the item a person will meet."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlalchemy import func, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session, selectinload

from models.tables.assessment import AssessmentEvidence, PostAssessment
from models.tables.item import Item, ItemEvent
from models.tables.narrative import Narrative, NarrativeLookalike, NarrativePost
from models.tables.official import DocumentPassage
from models.tables.post import IndicatorCandidate, Post, PostBand, PostSignature
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
class NearPost:
    """A post of a known narrative that shares a band with the one being routed."""

    narrative_id: int
    text: str | None = field(repr=False)
    signature: bytes = field(repr=False)
    assessment: PostAssessment | None = field(repr=False)


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
    """Lock up to ``limit`` assessed posts, oldest first."""
    posts = session.scalars(
        select(Post)
        .where(Post.state == PostState.ASSESSED)
        .order_by(Post.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    ).all()
    assessments = _current_assessments(session, [(post.month, post.id) for post in posts])
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


def serialise_routing(session: Session, office_id: int) -> None:
    """One router at a time per office, so that two near-copies cannot open two narratives."""
    session.execute(
        text("SELECT pg_advisory_xact_lock(hashtext('route'), CAST(:office AS integer))"),
        {"office": office_id},
    )


def near_posts(session: Session, post: AssessedPost, limit: int = 20) -> list[NearPost]:
    """Posts of the same office's narratives that share a band, those sharing most bands first."""
    mine = select(PostBand.band).where(PostBand.month == post.month, PostBand.post_id == post.id)
    shared = (
        select(PostBand.month, PostBand.post_id, func.count().label("bands"))
        .where(
            PostBand.office_id == post.office_id,
            PostBand.band.in_(mine),
            (PostBand.month != post.month) | (PostBand.post_id != post.id),
        )
        .group_by(PostBand.month, PostBand.post_id)
        .subquery()
    )
    rows = session.execute(
        select(NarrativePost.narrative_id, Post.month, Post.id, Post.text, PostSignature.signature)
        .join(shared, (shared.c.month == NarrativePost.month) & (shared.c.post_id == NarrativePost.post_id))
        .join(Post, (Post.month == NarrativePost.month) & (Post.id == NarrativePost.post_id))
        .join(PostSignature, (PostSignature.month == Post.month) & (PostSignature.post_id == Post.id))
        .order_by(shared.c.bands.desc(), Post.id)
        .limit(limit)
    ).all()
    assessments = _current_assessments(session, [(row.month, row.id) for row in rows])
    return [
        NearPost(row.narrative_id, row.text, row.signature, assessments.get((row.month, row.id)))
        for row in rows
    ]


def narrative_of(session: Session, post: AssessedPost) -> Narrative | None:
    """The narrative a post already belongs to (it was changed or assessed again)."""
    return session.scalar(
        select(Narrative)
        .join(NarrativePost, NarrativePost.narrative_id == Narrative.id)
        .where(NarrativePost.month == post.month, NarrativePost.post_id == post.id)
    )


def open_narrative(session: Session, post: AssessedPost) -> Narrative:
    """A new narrative that this post stands for."""
    seen = post.posted_at or post.collected_at
    narrative = Narrative(
        office_id=post.office_id, month=post.month, post_id=post.id, first_seen_at=seen, last_seen_at=seen
    )
    session.add(narrative)
    session.flush()
    session.add(NarrativePost(month=post.month, post_id=post.id, narrative_id=narrative.id))
    session.flush()
    return narrative


def join_narrative(session: Session, narrative_id: int, post: AssessedPost) -> Narrative:
    """Add a post to a narrative and count its spread again."""
    session.execute(
        insert(NarrativePost)
        .values(month=post.month, post_id=post.id, narrative_id=narrative_id)
        .on_conflict_do_nothing()
    )
    counts = session.execute(
        select(func.count(), func.count(Post.thread_key.distinct()))
        .select_from(NarrativePost)
        .join(Post, (Post.month == NarrativePost.month) & (Post.id == NarrativePost.post_id))
        .where(NarrativePost.narrative_id == narrative_id)
    ).one()
    narrative = session.get_one(Narrative, narrative_id)
    seen = post.posted_at or post.collected_at
    narrative.post_count, narrative.thread_count = counts
    narrative.first_seen_at = min(narrative.first_seen_at, seen)
    narrative.last_seen_at = max(narrative.last_seen_at, seen)
    session.flush()
    return narrative


def mark_lookalike(
    session: Session, narrative_id: int, other_id: int, difference: str, ours: str, theirs: str
) -> None:
    """Record that two narratives differ in one telling thing only; ``ours`` belongs to ``narrative_id``."""
    if narrative_id > other_id:
        narrative_id, other_id, ours, theirs = other_id, narrative_id, theirs, ours
    session.execute(
        insert(NarrativeLookalike)
        .values(
            narrative_id=narrative_id,
            other_id=other_id,
            difference=difference[:40],
            ours=ours[:200],
            theirs=theirs[:200],
        )
        .on_conflict_do_nothing()
    )


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
    session.add(item)
    session.flush()
    session.add(
        ItemEvent(
            item_id=item.id,
            sequence=1,
            kind=EventKind.OPENED,
            from_state=None,
            to_state=ItemState.OPEN,
            actor_kind=ActorKind.MACHINE,
            note=post.assessment.model,
        )
    )
    session.flush()
    return item


def finish_routing(session: Session, post: AssessedPost, kept_as: RetentionClass) -> None:
    """Mark a post as routed and set when its text goes. Text of queued posts waits for the item's end."""
    hours = session.scalar(select(RetentionRule.keep_hours).where(RetentionRule.retention_class == kept_as))
    waits_for_item = kept_as is RetentionClass.QUEUED_TEXT
    session.execute(
        update(Post)
        .where(Post.month == post.month, Post.id == post.id)
        .values(
            state=PostState.ROUTED,
            retention_class=kept_as,
            purge_after=None if waits_for_item else func.now() + timedelta(hours=hours or 0),
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


def _current_assessments(
    session: Session, keys: Iterable[tuple[date, int]]
) -> dict[tuple[date, int], PostAssessment]:
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
