"""Deleting what has been kept long enough, with a receipt for each class (SPEC §8)."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import Subquery, delete, exists, func, select, update
from sqlalchemy.orm import Session

from models.tables.account import LoginAttempt, LoginSession
from models.tables.assessment import (
    AssessmentEvidence,
    AssessmentFinding,
    AssessmentIndicator,
    AssessmentSlot,
    PostAssessment,
)
from models.tables.item import Item, ItemEvent
from models.tables.narrative import NarrativePost
from models.tables.post import IndicatorCandidate, Post, PostAddress, PostBand, PostSignature
from models.tables.retention import PurgeReceipt, RetentionRule
from models.vocabulary import EventKind, ItemState, PostState, RetentionClass

DELETED_HEADLINE = "[đã xóa]"
"""What stands where the sentence of an item dismissed as opinion stood."""


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
    """Delete text, address, signature and fragments of posts whose time is over; count by class."""
    posts = session.execute(
        select(Post.month, Post.id, Post.retention_class)
        .where(Post.state != PostState.PURGED, Post.purge_after <= func.now())
        .order_by(Post.purge_after)
        .limit(limit)
        .with_for_update(skip_locked=True)
    ).all()
    purged: dict[RetentionClass, int] = {}
    for kept_as in {post.retention_class for post in posts if post.retention_class is not None}:
        keys = [(post.month, post.id) for post in posts if post.retention_class == kept_as]
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
    if expired:
        _write_receipt(session, RetentionClass.SIGNATURE, [post_id for _, post_id in expired])
    return len(expired)


def purge_sign_ins(session: Session) -> None:
    """Delete ended sessions and failed sign-ins older than a day; they need no receipt."""
    session.execute(delete(LoginSession).where(LoginSession.expires_at <= func.now()))
    session.execute(delete(LoginAttempt).where(LoginAttempt.at <= func.now() - timedelta(days=1)))


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
    hours = session.scalars(
        select(RetentionRule.keep_hours).where(RetentionRule.retention_class == kept_as)
    ).one()
    session.execute(
        update(Post)
        .where(
            Post.month == NarrativePost.month,
            Post.id == NarrativePost.post_id,
            NarrativePost.narrative_id == ended.c.narrative_id,
            Post.state == PostState.ROUTED,
            Post.purge_after.is_(None),
        )
        .values(purge_after=ended.c.ended_at + timedelta(hours=hours), retention_class=kept_as)
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


def _write_receipt(session: Session, kept_as: RetentionClass, ids: Sequence[int]) -> None:
    digest = hashlib.sha256(",".join(str(post_id) for post_id in sorted(ids)).encode()).digest()
    session.add(PurgeReceipt(retention_class=kept_as, purged_count=len(ids), hash=digest))
    session.flush()
