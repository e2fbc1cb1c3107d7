"""Schedules and their fires."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from models.tables.schedule import Schedule, ScheduleFire


def enabled_schedules(session: Session) -> Sequence[Schedule]:
    """Schedules that are on, by name."""
    return session.scalars(select(Schedule).where(Schedule.enabled).order_by(Schedule.name)).all()


def last_fires(session: Session) -> dict[int, datetime]:
    """When each schedule fired last; without those that never did."""
    latest = select(ScheduleFire.schedule_id, func.max(ScheduleFire.fire_at)).group_by(
        ScheduleFire.schedule_id
    )
    return dict(session.execute(latest).all())


def record_fire(session: Session, schedule_id: int, fire_at: datetime) -> bool:
    """Whether this fire is ours: False when another scheduler was faster."""
    return (
        session.scalar(
            insert(ScheduleFire)
            .values(schedule_id=schedule_id, fire_at=fire_at)
            .on_conflict_do_nothing()
            .returning(ScheduleFire.id)
        )
        is not None
    )
