"""The audit trail: append-only and hash-chained by the database itself."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Id, Now


class AuditEvent(Base):
    """Who did what to what. Never text of a post, never a secret.

    ``hash`` is SHA-256 over the previous hash and this row (trigger ``audit_chain``); ``sangtin audit
    verify`` walks the chain.
    """

    __tablename__ = "audit_event"
    __table_args__ = (Index("ix_audit_event_subject", "subject_kind", "subject_id"),)

    id: Mapped[Id]
    at: Mapped[Now]
    office_id: Mapped[int | None] = mapped_column(ForeignKey("office.id"))
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    action: Mapped[str] = mapped_column(String(60))
    subject_kind: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[int | None]
    detail: Mapped[str | None] = mapped_column(String(300))
    previous_hash: Mapped[bytes] = mapped_column(LargeBinary, server_default="")
    hash: Mapped[bytes] = mapped_column(LargeBinary, server_default="")
