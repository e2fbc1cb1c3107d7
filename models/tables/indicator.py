"""Scam indicators of queued scams: encrypted, shown defanged, read with an audit row."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Id, Now, coded
from models.vocabulary import IndicatorKind


class ScamIndicator(Base):
    """One indicator of one office's scam items. ``defanged`` cannot be clicked and hides digits of numbers."""

    __tablename__ = "scam_indicator"
    __table_args__ = (UniqueConstraint("office_id", "kind", "fingerprint"),)

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


class ItemIndicator(Base):
    """An indicator met in an item."""

    __tablename__ = "item_indicator"

    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"), primary_key=True)
    indicator_id: Mapped[int] = mapped_column(ForeignKey("scam_indicator.id"), primary_key=True, index=True)
