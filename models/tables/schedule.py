"""Schedules and their fires. Two schedulers do no harm: a fire is unique on (schedule, time)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Id, Now


class Schedule(Base):
    """When a task is nudged: a five-field cron expression in ``timezone``."""

    __tablename__ = "schedule"

    id: Mapped[Id]
    name: Mapped[str] = mapped_column(String(80), unique=True)
    task: Mapped[str] = mapped_column(String(40))
    cron: Mapped[str] = mapped_column(String(80))
    timezone: Mapped[str] = mapped_column(String(60), server_default="Asia/Ho_Chi_Minh")
    enabled: Mapped[bool] = mapped_column(server_default=sql("true"))


class ScheduleFire(Base):
    """One fire of one schedule."""

    __tablename__ = "schedule_fire"
    __table_args__ = (UniqueConstraint("schedule_id", "fire_at"),)

    id: Mapped[Id]
    schedule_id: Mapped[int] = mapped_column(ForeignKey("schedule.id"))
    fire_at: Mapped[datetime]
    created_at: Mapped[Now]
