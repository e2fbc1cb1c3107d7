"""Frozen reports, the orders for them, and sending them to a list of the office."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Id, Now, coded
from models.vocabulary import DeliveryState

PERIOD = r"^([0-9]{4}-(W[0-9]{2}|0[1-9]|1[0-2])|L[0-9]{1,19}-[0-9]{4}-[0-9]{2}-[0-9]{2})$"
"""``2026-W47`` a week, ``2026-11`` a month, ``L12-2026-11-27`` a quick report about item 12 on a day."""
FORMS = "form IN ('chinhquyen', 'dang')"
"""The forms of documents the Word files have (``reports.render.DocumentForm``)."""


class ReportOrder(Base):
    """A report somebody or the clock asked for; claimed with SKIP LOCKED. One open order per office and period."""

    __tablename__ = "report_order"
    __table_args__ = (
        CheckConstraint(f"week ~ '{PERIOD}'", name="week"),
        Index(
            "uq_report_order_open", "office_id", "week", unique=True, postgresql_where=sql("done_at IS NULL")
        ),
    )

    id: Mapped[Id]
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"))
    week: Mapped[str] = mapped_column(String(40))
    ordered_at: Mapped[Now]
    ordered_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    done_at: Mapped[datetime | None]
    attempt: Mapped[int] = mapped_column(server_default=sql("0"))
    reason: Mapped[str | None] = mapped_column(String(300))


class ReportSnapshot(Base):
    """A report as it was made: figures, model and sources. Never changed; a correction is a new version.

    ``content`` is the canonical JSON behind every rendering; ``content_hash`` its SHA-256. ``reason`` and
    ``made_by`` say why a correction was made and by whom; ``note`` is the office's own words, masked, added by
    who approved it; ``words`` are headings and sentences of the content for the archive's search.
    """

    __tablename__ = "report_snapshot"
    __table_args__ = (
        UniqueConstraint("office_id", "week", "version"),
        UniqueConstraint("office_id", "week", "content_hash"),
        CheckConstraint(f"week ~ '{PERIOD}'", name="week"),
        CheckConstraint("octet_length(content_hash) = 32", name="content_hash"),
        UniqueConstraint("id", "approved_by"),
        CheckConstraint("(approved_by IS NULL) = (approved_at IS NULL)", name="approval"),
        CheckConstraint("note IS NULL OR approved_at IS NOT NULL", name="note"),
    )

    id: Mapped[Id]
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"))
    week: Mapped[str] = mapped_column(String(40))
    version: Mapped[int]
    content: Mapped[dict[str, Any]] = mapped_column(JSONB)
    content_hash: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[Now]
    approved_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    approved_at: Mapped[datetime | None]
    reason: Mapped[str | None] = mapped_column(String(300))
    made_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    note: Mapped[str | None] = mapped_column(String(2000))
    words: Mapped[str] = mapped_column(Text, server_default="")


class ReportSetting(Base):
    """In which form an office sends its reports; no row is the form of state bodies."""

    __tablename__ = "report_setting"
    __table_args__ = (CheckConstraint(FORMS, name="form"),)

    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"), primary_key=True)
    form: Mapped[str] = mapped_column(String(20))
    changed_at: Mapped[Now]


class ReportRecipient(Base):
    """A post of the office's list ("Thường trực Đảng ủy") and its mailbox, sealed; wiped when it leaves the list."""

    __tablename__ = "report_recipient"
    __table_args__ = (CheckConstraint("(removed_at IS NULL) = (sealed_address IS NOT NULL)", name="removed"),)

    id: Mapped[Id]
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"), index=True)
    name: Mapped[str] = mapped_column(String(80))
    sealed_address: Mapped[bytes | None] = mapped_column(LargeBinary)
    added_at: Mapped[Now]
    added_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    removed_at: Mapped[datetime | None]


class ReportLetter(Base):
    """One report owed to one recipient. It names who approved the report: an unapproved one has no such key."""

    __tablename__ = "report_letter"
    __table_args__ = (
        ForeignKeyConstraint(
            ["snapshot_id", "approved_by"], ["report_snapshot.id", "report_snapshot.approved_by"]
        ),
        UniqueConstraint("snapshot_id", "recipient_id"),
        CheckConstraint(FORMS, name="form"),
        CheckConstraint("(state = 'delivered') = (sent_at IS NOT NULL)", name="sent"),
        Index("ix_report_letter_waiting", "next_try_at", postgresql_where=sql("state = 'waiting'")),
    )

    id: Mapped[Id]
    snapshot_id: Mapped[int]
    approved_by: Mapped[int]
    recipient_id: Mapped[int] = mapped_column(ForeignKey("report_recipient.id"))
    form: Mapped[str] = mapped_column(String(20))
    state: Mapped[DeliveryState] = mapped_column(
        coded(DeliveryState, "state"), server_default=DeliveryState.WAITING.value
    )
    attempts: Mapped[int] = mapped_column(server_default=sql("0"))
    next_try_at: Mapped[Now]
    created_at: Mapped[Now]
    sent_at: Mapped[datetime | None]
    error_code: Mapped[str | None] = mapped_column(String(80))

    recipient: Mapped[ReportRecipient] = relationship()
    snapshot: Mapped[ReportSnapshot] = relationship()
