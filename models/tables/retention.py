"""How long things are kept, and the receipts of what was deleted."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Id, Now, coded
from models.vocabulary import RetentionClass


class RetentionRule(Base):
    """Hours a class is kept, counted from ``counted_from``. Seeded by the first migration; a setting."""

    __tablename__ = "retention_rule"
    __table_args__ = (CheckConstraint("keep_hours >= 0", name="keep"),)

    retention_class: Mapped[RetentionClass] = mapped_column(
        coded(RetentionClass, "retention_class"), primary_key=True
    )
    keep_hours: Mapped[int]
    counted_from: Mapped[str] = mapped_column(String(80))


class PurgeReceipt(Base):
    """Proof of one deletion: class, count, time and a hash over the ids. No content. Append-only."""

    __tablename__ = "purge_receipt"
    __table_args__ = (CheckConstraint("purged_count > 0", name="count"),)

    id: Mapped[Id]
    retention_class: Mapped[RetentionClass] = mapped_column(coded(RetentionClass, "retention_class"))
    purged_count: Mapped[int]
    hash: Mapped[bytes] = mapped_column(LargeBinary)
    purged_at: Mapped[Now]
