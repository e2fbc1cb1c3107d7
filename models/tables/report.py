"""Frozen weekly reports and the orders for them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Id, Now


class ReportOrder(Base):
    """A report somebody or the clock asked for; claimed with SKIP LOCKED. One open order per office and week."""

    __tablename__ = "report_order"
    __table_args__ = (
        CheckConstraint("week ~ '^[0-9]{4}-W[0-9]{2}$'", name="week"),
        Index(
            "uq_report_order_open", "office_id", "week", unique=True, postgresql_where=sql("done_at IS NULL")
        ),
    )

    id: Mapped[Id]
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"))
    week: Mapped[str] = mapped_column(String(8))
    ordered_at: Mapped[Now]
    ordered_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    done_at: Mapped[datetime | None]
    attempt: Mapped[int] = mapped_column(server_default=sql("0"))


class ReportSnapshot(Base):
    """A report as it was made: figures, model and sources. Never changed; a correction is a new version.

    ``content`` is the canonical JSON behind every rendering; ``content_hash`` its SHA-256.
    """

    __tablename__ = "report_snapshot"
    __table_args__ = (
        UniqueConstraint("office_id", "week", "version"),
        UniqueConstraint("office_id", "week", "content_hash"),
        CheckConstraint("week ~ '^[0-9]{4}-W[0-9]{2}$'", name="week"),
        CheckConstraint("octet_length(content_hash) = 32", name="content_hash"),
        CheckConstraint("(approved_by IS NULL) = (approved_at IS NULL)", name="approval"),
    )

    id: Mapped[Id]
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"))
    week: Mapped[str] = mapped_column(String(8))
    version: Mapped[int]
    content: Mapped[dict[str, Any]] = mapped_column(JSONB)
    content_hash: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[Now]
    approved_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    approved_at: Mapped[datetime | None]
