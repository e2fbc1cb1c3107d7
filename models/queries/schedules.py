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


def last_fire(session: Session, schedule_id: int) -> datetime | None:
    """When a schedule fired last."""
    return session.scalar(
        select(func.max(ScheduleFire.fire_at)).where(ScheduleFire.schedule_id == schedule_id)
    )


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
