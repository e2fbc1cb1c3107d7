"""Scam indicators of queued scams: encrypted, shown defanged, read with an audit row."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Id, Now, coded
from models.vocabulary import IndicatorKind, RetractionReason


class ScamIndicator(Base):
    """One indicator of one office's scam items. ``defanged`` cannot be clicked and hides digits of numbers.

    ``confirmed_at`` is set when the second of two different people confirmed it (trigger
    ``indicator_leaves_by_two``); nothing leaves the house before. ``retracted_by`` is NULL where the verdict
    it stood on was withdrawn. ``listing`` counts how often it was listed: one taken back stays so under its id.
    """

    __tablename__ = "scam_indicator"
    __table_args__ = (
        UniqueConstraint("office_id", "kind", "fingerprint"),
        CheckConstraint("(retracted_at IS NULL) = (retracted_reason IS NULL)", name="retracted_with_reason"),
        CheckConstraint("retracted_at IS NULL OR confirmed_at IS NOT NULL", name="retracted_once_listed"),
    )

    id: Mapped[Id]
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"), index=True)
    kind: Mapped[IndicatorKind] = mapped_column(coded(IndicatorKind, "kind"))
    fingerprint: Mapped[bytes] = mapped_column(LargeBinary)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    defanged: Mapped[str] = mapped_column(String(300))
    lookalike_of: Mapped[str | None] = mapped_column(String(253))
    first_seen_at: Mapped[Now]
    last_seen_at: Mapped[datetime]
    seen_count: Mapped[int] = mapped_column(server_default=sql("1"))
    confirmed_at: Mapped[datetime | None]
    retracted_at: Mapped[datetime | None]
    retracted_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    retracted_reason: Mapped[RetractionReason | None] = mapped_column(
        coded(RetractionReason, "retracted_reason")
    )
    retracted_note: Mapped[str | None] = mapped_column(String(300))
    listing: Mapped[int] = mapped_column(server_default=sql("1"))


class ItemIndicator(Base):
    """An indicator met in an item."""

    __tablename__ = "item_indicator"

    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"), primary_key=True)
    indicator_id: Mapped[int] = mapped_column(ForeignKey("scam_indicator.id"), primary_key=True, index=True)


class IndicatorConfirmation(Base):
    """One person's word that an indicator may leave. One person counts once: the key is indicator and person."""

    __tablename__ = "indicator_confirmation"

    indicator_id: Mapped[int] = mapped_column(
        ForeignKey("scam_indicator.id", ondelete="CASCADE"), primary_key=True
    )
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True)
    confirmed_at: Mapped[Now]


class ProtectedContact(Base):
    """What may never be listed: a registered domain in clear, or the fingerprint of a hotline in hexadecimal.

    Copied from the official lists of ``nlp`` so that the database can refuse by itself; an empty table
    refuses everything.
    """

    __tablename__ = "protected_contact"

    value: Mapped[str] = mapped_column(String(253), primary_key=True)
