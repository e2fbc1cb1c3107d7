"""How an office runs its desk: its settings, who has which topics, to whom an item is given, and who is away."""

from __future__ import annotations

from datetime import date, datetime, time

from sqlalchemy import BigInteger, CheckConstraint, Date, Float, ForeignKey, Index, Time, UniqueConstraint
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Id, Now, coded
from models.tables.account import Account
from models.tables.item import Item
from models.vocabulary import Queue, Topic


class DeskSetting(Base):
    """The settings of one office's desk, and of those below that have none; bounds are those of ``models.desk``.

    Weights are whole percent, hours are hours, ``workdays`` are numbers from Monday (0).
    """

    __tablename__ = "desk_setting"
    __table_args__ = (
        CheckConstraint(
            "weight_harm + weight_reach + weight_novelty + weight_time_to_due + weight_doubt = 100"
            " AND least(weight_harm, weight_reach, weight_novelty, weight_time_to_due, weight_doubt) >= 0",
            name="weights",
        ),
        CheckConstraint("second_review_share BETWEEN 0 AND 1", name="share"),
        CheckConstraint("lease_minutes BETWEEN 5 AND 240 AND undo_minutes BETWEEN 0 AND 120", name="minutes"),
        CheckConstraint(
            "given_minutes BETWEEN 5 AND 480 AND topic_minutes BETWEEN 5 AND 480", name="first_minutes"
        ),
        CheckConstraint(
            "least(due_high, due_medium, due_low) >= 1 AND greatest(escalate_high, escalate_medium, escalate_low) <= 720"
            " AND due_high < escalate_high AND due_medium < escalate_medium AND due_low < escalate_low"
            " AND due_high <= due_medium AND due_medium <= due_low"
            " AND escalate_high <= escalate_medium AND escalate_medium <= escalate_low",
            name="hours",
        ),
        CheckConstraint("opens + interval '2 hours' <= closes AND opens <= time '20:00'", name="open"),
        CheckConstraint(
            "cardinality(workdays) BETWEEN 1 AND 7 AND workdays <@ ARRAY[0, 1, 2, 3, 4, 5, 6]::bigint[]"
            " AND cardinality(days_off) <= 60",
            name="days",
        ),
    )

    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"), primary_key=True)
    weight_harm: Mapped[int]
    weight_reach: Mapped[int]
    weight_novelty: Mapped[int]
    weight_time_to_due: Mapped[int]
    weight_doubt: Mapped[int]
    lease_minutes: Mapped[int]
    undo_minutes: Mapped[int]
    second_review_share: Mapped[float] = mapped_column(Float)
    given_minutes: Mapped[int]
    topic_minutes: Mapped[int]
    due_high: Mapped[int]
    escalate_high: Mapped[int]
    due_medium: Mapped[int]
    escalate_medium: Mapped[int]
    due_low: Mapped[int]
    escalate_low: Mapped[int]
    opens: Mapped[time] = mapped_column(Time)
    closes: Mapped[time] = mapped_column(Time)
    workdays: Mapped[list[int]] = mapped_column(ARRAY(BigInteger))
    days_off: Mapped[list[date]] = mapped_column(ARRAY(Date))
    changed_at: Mapped[Now]
    changed_by: Mapped[int] = mapped_column(ForeignKey("account.id"))


class AssignmentRule(Base):
    """A person of the office has a topic, a queue, or a topic within a queue. NULL is every one."""

    __tablename__ = "assignment_rule"
    __table_args__ = (
        UniqueConstraint("account_id", "topic", "queue", postgresql_nulls_not_distinct=True),
        CheckConstraint("topic IS NOT NULL OR queue IS NOT NULL", name="of_something"),
    )

    id: Mapped[Id]
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"), index=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    topic: Mapped[Topic | None] = mapped_column(coded(Topic, "topic"))
    queue: Mapped[Queue | None] = mapped_column(coded(Queue, "queue"))
    created_at: Mapped[Now]
    created_by: Mapped[int] = mapped_column(ForeignKey("account.id"))

    account: Mapped[Account] = relationship(foreign_keys=[account_id])


class GivenItem(Base):
    """To whom a coordinator gave an open item. It is offered to them first; the item's history says who gave it, and why."""

    __tablename__ = "given_item"
    __table_args__ = (Index("ix_given_item_account_id", "account_id"),)

    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    given_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    given_at: Mapped[Now]

    account: Mapped[Account] = relationship(foreign_keys=[account_id])
    item: Mapped[Item] = relationship()


class Absence(Base):
    """A member of staff is away until a moment (the first one they are back); why is nobody's business."""

    __tablename__ = "absence"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    back_at: Mapped[datetime]
    set_at: Mapped[Now]
    set_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
