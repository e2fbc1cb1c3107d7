"""Deleting what has been kept long enough, with a receipt for each class (SPEC §8)."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import Exists, Subquery, delete, exists, func, or_, select, update
from sqlalchemy.orm import Session, aliased

from models.tables.account import AccountLink, KnownBrowser, LoginAttempt, LoginSession
from models.tables.assessment import (
    AssessmentEvidence,
    AssessmentFinding,
    AssessmentIndicator,
    AssessmentSlot,
    PostAssessment,
)
from models.tables.item import Item, ItemEvent
from models.tables.narrative import NarrativeLookalike, NarrativePost
from models.tables.post import IndicatorCandidate, Post, PostAddress, PostBand, PostKey, PostSignature
from models.tables.retention import PurgeReceipt, RetentionRule
from models.tables.source import Source
from models.vocabulary import EventKind, ItemState, PostState, RetentionClass, SourceKind

GRACE = timedelta(days=1)
"""How long a post that its page holds no more is kept: a page can be cut short, a site be away for an hour. Own choice."""

UNREAD: dict[SourceKind, timedelta] = {SourceKind.YOUTUBE: timedelta(days=29)}
"""How long a post is kept without being read again. YouTube: refresh or delete within 30 days (YouTube API Services
Developer Policies, III.E.4), less the day until the next purge."""

DELETED_HEADLINE = "[đã xóa]"
"""What stands where the sentence of an item dismissed stood."""


def set_ends(session: Session) -> None:
    """Give texts of ended items their last day, and take it back where an item was reopened."""
    _set_end(session, _ended_items(as_opinion=False), RetentionClass.QUEUED_TEXT)
    _set_end(session, _ended_items(as_opinion=True), RetentionClass.DISMISSED_OPINION_TEXT)
    members = (
        select(NarrativePost.month, NarrativePost.post_id)
        .join(Item, Item.narrative_id == NarrativePost.narrative_id)
        .where(Item.ended_at.is_(None))
        .subquery()
    )
    session.execute(
        update(Post)
        .where(
            Post.month == members.c.month,
            Post.id == members.c.post_id,
            Post.state == PostState.ROUTED,
            Post.purge_after.is_not(None),
        )
        .values(purge_after=None, retention_class=RetentionClass.QUEUED_TEXT)
        .execution_options(synchronize_session=False)
    )


def purge_texts(session: Session, limit: int) -> dict[RetentionClass, int]:
    """Delete text, address, signature and fragments of posts whose time is over, that are gone from their page, or that were
    not read again for as long as their platform allows; count by class.

    What belongs to an item that is open again stays, even when its last day has not been taken back yet.
    """
    posts = session.execute(
        select(Post.month, Post.id, Post.retention_class)
        .where(
            Post.state != PostState.PURGED,
            or_(Post.purge_after <= func.now(), Post.gone_at <= func.now() - GRACE, _left_unread()),
            ~_in_open_item(),
        )
        .order_by(Post.purge_after)
        .limit(limit)
        .with_for_update(skip_locked=True)
    ).all()
    purged: dict[RetentionClass, int] = {}
    for kept_as in {post.retention_class or RetentionClass.UNQUEUED_TEXT for post in posts}:
        keys = [
            (post.month, post.id)
            for post in posts
            if (post.retention_class or RetentionClass.UNQUEUED_TEXT) is kept_as
        ]
        _delete_fragments(session, keys)
        _write_receipt(session, kept_as, [post_id for _, post_id in keys])
        purged[kept_as] = len(keys)
    return purged


def purge_signatures(session: Session) -> int:
    """Delete near-duplicate signatures past their 30 days."""
    expired = session.execute(
        delete(PostSignature)
        .where(PostSignature.expires_at <= func.now())
        .returning(PostSignature.month, PostSignature.post_id)
    ).all()
    for month, post_id in expired:
        session.execute(delete(PostBand).where(PostBand.month == month, PostBand.post_id == post_id))
    return receipt_for(session, RetentionClass.SIGNATURE, [post_id for _, post_id in expired])


def purge_sign_ins(session: Session) -> None:
    """Delete what ended (sessions, links, known browsers) and failed sign-ins older than a day; they need no receipt."""
    for ended in (LoginSession, AccountLink, KnownBrowser):
        session.execute(delete(ended).where(ended.expires_at <= func.now()))
    session.execute(delete(LoginAttempt).where(LoginAttempt.at <= func.now() - timedelta(days=1)))


def hours_kept(session: Session, kept_as: RetentionClass) -> int:
    """Hours a class is kept."""
    return session.scalars(
        select(RetentionRule.keep_hours).where(RetentionRule.retention_class == kept_as)
    ).one()


def _in_open_item() -> Exists:
    return (
        exists()
        .where(
            NarrativePost.month == Post.month,
            NarrativePost.post_id == Post.id,
            Item.narrative_id == NarrativePost.narrative_id,
            Item.ended_at.is_(None),
        )
        .correlate(Post)
    )


def _left_unread() -> Exists:
    """Posts of the kinds in ``UNREAD`` that no run has seen again for so long."""
    return (
        exists()
        .where(
            PostKey.month == Post.month,
            PostKey.post_id == Post.id,
            Source.id == PostKey.source_id,
            or_(
                *(
                    (Source.kind == kind) & (PostKey.last_seen_at <= func.now() - life)
                    for kind, life in UNREAD.items()
                )
            ),
        )
        .correlate(Post)
    )


def _ended_items(as_opinion: bool) -> Subquery:
    dismissed_as_opinion = (
        exists()
        .where(ItemEvent.item_id == Item.id, ItemEvent.kind == EventKind.DISMISSED_OPINION)
        .correlate(Item)
    )
    opinion = (Item.state == ItemState.DISMISSED) & dismissed_as_opinion
    condition = Item.ended_at.is_not(None) & (opinion if as_opinion else ~opinion)
    return select(Item.narrative_id, Item.ended_at).where(condition).subquery()


def _set_end(session: Session, ended: Subquery, kept_as: RetentionClass) -> None:
    """Also where another end was set before: an item may have ended a second time, in another way."""
    end = ended.c.ended_at + timedelta(hours=hours_kept(session, kept_as))
    session.execute(
        update(Post)
        .where(
            Post.month == NarrativePost.month,
            Post.id == NarrativePost.post_id,
            NarrativePost.narrative_id == ended.c.narrative_id,
            Post.state == PostState.ROUTED,
            or_(Post.purge_after.is_distinct_from(end), Post.retention_class.is_distinct_from(kept_as)),
        )
        .values(purge_after=end, retention_class=kept_as)
        .execution_options(synchronize_session=False)
    )


def _delete_fragments(session: Session, keys: Sequence[tuple[date, int]]) -> None:
    """Everything that repeats words of these posts goes; labels, counts and verdicts stay."""
    months, ids = {month for month, _ in keys}, [post_id for _, post_id in keys]
    assessments = session.scalars(
        select(PostAssessment.id).where(PostAssessment.month.in_(months), PostAssessment.post_id.in_(ids))
    ).all()
    for table in (AssessmentEvidence, AssessmentFinding, AssessmentIndicator):
        session.execute(delete(table).where(table.assessment_id.in_(assessments)))
    used = exists().where(Item.primary_slot_id == AssessmentSlot.id)
    session.execute(delete(AssessmentSlot).where(AssessmentSlot.assessment_id.in_(assessments), ~used))
    session.execute(
        update(AssessmentSlot)
        .where(AssessmentSlot.assessment_id.in_(assessments))
        .values(text="", value=None)
    )
    session.execute(
        update(Item)
        .where(Item.assessment_id.in_(assessments), Item.state == ItemState.DISMISSED)
        .values(headline=DELETED_HEADLINE)
    )
    for owned in (PostAddress, PostSignature, PostBand, IndicatorCandidate):
        session.execute(delete(owned).where(owned.month.in_(months), owned.post_id.in_(ids)))
    session.execute(
        update(Post)
        .where(Post.month.in_(months), Post.id.in_(ids))
        .values(text=None, state=PostState.PURGED, purge_after=None)
    )
    _forget_differences(session, months, ids)


def _forget_differences(session: Session, months: set[date], ids: Sequence[int]) -> None:
    """What two narratives differ in quotes both; it goes with the last text of either."""
    touched = select(NarrativePost.narrative_id).where(
        NarrativePost.month.in_(months), NarrativePost.post_id.in_(ids)
    )
    member, post = aliased(NarrativePost), aliased(Post)
    with_text = exists().where(
        member.narrative_id == NarrativePost.narrative_id,
        post.month == member.month,
        post.id == member.post_id,
        post.state != PostState.PURGED,
    )
    silent = touched.where(~with_text.correlate(NarrativePost)).scalar_subquery()
    session.execute(
        delete(NarrativeLookalike)
        .where(or_(NarrativeLookalike.narrative_id.in_(silent), NarrativeLookalike.other_id.in_(silent)))
        .execution_options(synchronize_session=False)
    )


def receipt_for(session: Session, kept_as: RetentionClass, ids: Sequence[int]) -> int:
    """Write a receipt where something was deleted; returns how many."""
    if ids:
        _write_receipt(session, kept_as, ids)
    return len(ids)


def _write_receipt(session: Session, kept_as: RetentionClass, ids: Sequence[int]) -> None:
    digest = hashlib.sha256(",".join(str(post_id) for post_id in sorted(ids)).encode()).digest()
    session.add(PurgeReceipt(retention_class=kept_as, purged_count=len(ids), hash=digest))
    session.flush()
