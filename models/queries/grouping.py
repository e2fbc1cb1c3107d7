"""Narratives as the router makes them: posts alike, joining them, and what keeps look-alikes apart."""

from __future__ import annotations

from dataclasses import dataclass, field

from psycopg.errors import LockNotAvailable
from sqlalchemy import func, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from models.queries.routing import AssessedPost
from models.tables.narrative import Narrative, NarrativeLookalike, NarrativePost
from models.tables.post import Post, PostBand, PostSignature


@dataclass(frozen=True, slots=True)
class NearPost:
    """A post of a known narrative that shares a band with the one being routed."""

    narrative_id: int
    text: str | None = field(repr=False)
    signature: bytes = field(repr=False)


PER_NARRATIVE = 3
"""Posts of one narrative that are compared: a narrative of a hundred copies must not crowd out the others."""
WAIT_SECONDS = 50
"""How long a router waits for another of its office; less than a statement may take."""


def serialise_routing(session: Session, office_id: int) -> None:
    """One router at a time per office, so that two near-copies cannot open two narratives."""
    session.execute(text(f"SET LOCAL lock_timeout = '{WAIT_SECONDS}s'"))
    _take_turn(session, office_id)


def keep_router_out(session: Session, office_id: int) -> bool:
    """Take the router's turn, so that no post joins what a person is regrouping; False when it did not come in time."""
    try:
        with session.begin_nested():
            _take_turn(session, office_id)
    except OperationalError as error:
        if isinstance(error.orig, LockNotAvailable):
            return False
        raise
    return True


def _take_turn(session: Session, office_id: int) -> None:
    session.execute(
        text("SELECT pg_advisory_xact_lock(hashtext('route'), CAST(:office AS integer))"),
        {"office": office_id},
    )


def near_posts(session: Session, post: AssessedPost, limit: int = 20) -> list[NearPost]:
    """Posts of the same office's narratives that share a band, those sharing most bands first.

    At most ``PER_NARRATIVE`` of one narrative, ``limit`` in all.
    """
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
    nearest = shared.c.bands.desc(), shared.c.post_id
    ranked = (
        select(
            NarrativePost.narrative_id,
            shared,
            func.row_number().over(partition_by=NarrativePost.narrative_id, order_by=nearest).label("place"),
        )
        .join(shared, (shared.c.month == NarrativePost.month) & (shared.c.post_id == NarrativePost.post_id))
        .subquery()
    )
    rows = session.execute(
        select(ranked.c.narrative_id, Post.text, PostSignature.signature)
        .join(Post, (Post.month == ranked.c.month) & (Post.id == ranked.c.post_id))
        .join(PostSignature, (PostSignature.month == Post.month) & (PostSignature.post_id == Post.id))
        .where(ranked.c.place <= PER_NARRATIVE)
        .order_by(ranked.c.bands.desc(), Post.id)
        .limit(limit)
    ).all()
    return [NearPost(row.narrative_id, row.text, row.signature) for row in rows]


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
    return count_again(session, narrative_id)


def count_again(session: Session, narrative_id: int) -> Narrative:
    """Count a narrative's posts and threads, and when it was first and last seen; one without posts stays as it was."""
    seen = func.coalesce(Post.posted_at, Post.collected_at)
    posts, threads, first, last = session.execute(
        select(func.count(), func.count(Post.thread_key.distinct()), func.min(seen), func.max(seen))
        .select_from(NarrativePost)
        .join(Post, (Post.month == NarrativePost.month) & (Post.id == NarrativePost.post_id))
        .where(NarrativePost.narrative_id == narrative_id)
    ).one()
    narrative = session.get_one(Narrative, narrative_id)
    if posts:
        narrative.post_count, narrative.thread_count = posts, threads
        narrative.first_seen_at, narrative.last_seen_at = first, last
        session.flush()
    return narrative


def mark_lookalike(
    session: Session, narrative_id: int, other_id: int, difference: str, ours: str, theirs: str
) -> None:
    """Record that two narratives are alike, and in what they differ; ``ours`` belongs to ``narrative_id``."""
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
