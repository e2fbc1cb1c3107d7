"""Where people corrected the machine: examples to train on, and the reading of the random sample."""

from __future__ import annotations

from datetime import date

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Id, Now, coded
from models.vocabulary import Label, Topic


class TrainingExample(Base):
    """A masked text of a queued item whose label a person corrected (SPEC §8: 24 months, or until an erasure request).

    One per item: the last correction counts. Never of an item dismissed as opinion (CHECK ``never_opinion``).
    """

    __tablename__ = "training_example"
    __table_args__ = (
        CheckConstraint("label <> 'opinion'", name="never_opinion"),
        CheckConstraint("length(text) BETWEEN 1 AND 50000", name="length"),
    )

    id: Mapped[Id]
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"), index=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"), unique=True)
    text: Mapped[str] = mapped_column(Text)
    label: Mapped[Label] = mapped_column(coded(Label, "label"))
    machine_label: Mapped[Label] = mapped_column(coded(Label, "machine_label"))
    topic: Mapped[Topic] = mapped_column(coded(Topic, "topic"))
    model: Mapped[str] = mapped_column(String(40))
    added_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    added_at: Mapped[Now] = mapped_column(index=True)


class SampleReading(Base):
    """Which label a person gave a post of the random sample of unqueued posts. No text; it never opens an item."""

    __tablename__ = "sample_reading"
    __table_args__ = (
        ForeignKeyConstraint(["month", "post_id"], ["post.month", "post.id"]),
        UniqueConstraint("month", "post_id"),
        Index("ix_sample_reading_office_id_read_at", "office_id", "read_at"),
    )

    id: Mapped[Id]
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"))
    month: Mapped[date]
    post_id: Mapped[int]
    label: Mapped[Label] = mapped_column(coded(Label, "label"))
    machine_label: Mapped[Label] = mapped_column(coded(Label, "machine_label"))
    model: Mapped[str] = mapped_column(String(40))
    read_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    read_at: Mapped[Now]
