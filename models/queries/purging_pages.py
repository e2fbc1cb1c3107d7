"""Deleting what is kept of pages that could not be read, when its time is over (SPEC §8)."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete, exists, func, or_, update
from sqlalchemy.orm import Session

from models.queries.purging import hours_kept, receipt_for
from models.queries.set_aside import COUNT, KEPT, PAGE, RUN
from models.tables.source import SetAside, SetAsideAddress
from models.vocabulary import RetentionClass


def purge_pages(session: Session) -> int:
    """Delete addresses of pages that could not be read once their time is over; returns how many.

    A page without one that has not failed since either is let go: nobody could try it again. What was resolved, and counts by
    day, are forgotten after ``set_aside.KEPT``; they hold no address and need no receipt.
    """
    expired = session.scalars(
        delete(SetAsideAddress)
        .where(SetAsideAddress.expires_at <= func.now())
        .returning(SetAsideAddress.set_aside_id)
    ).all()
    quiet = timedelta(hours=hours_kept(session, RetentionClass.UNQUEUED_TEXT))
    no_address = ~exists().where(SetAsideAddress.set_aside_id == SetAside.id)
    session.execute(
        update(SetAside)
        .where(
            SetAside.stage == PAGE,
            SetAside.resolved_at.is_(None),
            SetAside.last_at <= func.now() - quiet,
            no_address,
        )
        .values(resolved_at=func.now())
        .execution_options(synchronize_session=False)
    )
    old = func.now() - KEPT
    session.execute(
        delete(SetAside)
        .where(
            SetAside.address_key.is_not(None),
            or_(
                (SetAside.stage == PAGE) & (SetAside.resolved_at <= old) & no_address,
                SetAside.stage.in_((COUNT, RUN)) & (SetAside.last_at <= old),
            ),
        )
        .execution_options(synchronize_session=False)
    )
    return receipt_for(session, RetentionClass.UNQUEUED_TEXT, expired)
