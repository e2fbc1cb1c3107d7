"""Deleting scam indicators nothing stands behind, and what was masked and is not needed (SPEC §8)."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import Exists, delete, exists, func, or_, select
from sqlalchemy.orm import Session

from models.queries import purging
from models.tables.decision import StandingVerdict
from models.tables.indicator import ItemIndicator, ScamIndicator
from models.tables.item import Item
from models.tables.post import IndicatorCandidate, Post
from models.vocabulary import PostState, RetentionClass, Verdict

ANNOUNCED = timedelta(days=90)
"""How long an indicator taken back is kept for those who have it (``indicator_stale_days`` by default)."""


def purge_candidates(session: Session) -> int:
    """Delete indicator candidates of posts that were routed: kept with a scam's item, or not a scam.

    The router does so itself; this finds what a change of its rules might leave behind.
    """
    waiting = exists().where(
        Post.month == IndicatorCandidate.month,
        Post.id == IndicatorCandidate.post_id,
        Post.state.in_((PostState.PENDING, PostState.ASSESSED)),
    )
    deleted = session.scalars(
        delete(IndicatorCandidate).where(~waiting).returning(IndicatorCandidate.id)
    ).all()
    return purging.receipt_for(session, RetentionClass.INDICATOR_CANDIDATE, deleted)


def purge_indicators(session: Session, announced: timedelta = ANNOUNCED) -> int:
    """Delete indicators no confirmed or open scam stands behind, and those last seen too long ago.

    Ended items that a person did not call a scam let go of theirs a day after they ended (a dismissal
    may be undone); a confirmed pattern stays for its own time. What has left the house stays until those who
    have it were told for ``announced`` that it was taken back.
    """
    confirmed = exists().where(
        StandingVerdict.item_id == Item.id,
        StandingVerdict.withdrawn_at.is_(None),
        StandingVerdict.verdict.in_((Verdict.SCAM, Verdict.SUSPECTED)),
    )
    grace = timedelta(hours=purging.hours_kept(session, RetentionClass.DISMISSED_OPINION_TEXT))
    over = select(Item.id).where(Item.ended_at <= func.now() - grace, ~confirmed, Item.merged_into.is_(None))
    session.execute(
        delete(ItemIndicator)
        .where(ItemIndicator.item_id.in_(over))
        .execution_options(synchronize_session=False)
    )
    life = timedelta(hours=purging.hours_kept(session, RetentionClass.SCAM_PATTERN))
    old = session.scalars(
        select(ScamIndicator.id).where(ScamIndicator.last_seen_at <= func.now() - life, ~_with_open_item())
    ).all()
    session.execute(delete(ItemIndicator).where(ItemIndicator.indicator_id.in_(old)))
    unlinked = ~exists().where(ItemIndicator.indicator_id == ScamIndicator.id)
    told = or_(
        ScamIndicator.confirmed_at.is_(None),
        ScamIndicator.retracted_at <= func.now() - announced,
        ScamIndicator.last_seen_at <= func.now() - life,
    )
    deleted = session.scalars(delete(ScamIndicator).where(unlinked, told).returning(ScamIndicator.id)).all()
    aged = set(old)
    purging.receipt_for(session, RetentionClass.SCAM_PATTERN, [found for found in deleted if found in aged])
    purging.receipt_for(
        session, RetentionClass.INDICATOR_CANDIDATE, [found for found in deleted if found not in aged]
    )
    return len(deleted)


def _with_open_item() -> Exists:
    return exists().where(
        ItemIndicator.indicator_id == ScamIndicator.id,
        Item.id == ItemIndicator.item_id,
        Item.ended_at.is_(None),
    )
