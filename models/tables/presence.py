"""The desk while people work at it: who has a page open just now, and what they have half typed."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Id, Now, coded
from models.tables.account import Account
from models.vocabulary import DraftForm


class ItemPresence(Base):
    """A colleague has the page of an item open. Unlogged, and swept when it was not renewed for two minutes."""

    __tablename__ = "item_presence"
    __table_args__ = ({"prefixes": ["UNLOGGED"]},)

    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True, index=True)
    seen_at: Mapped[Now]

    account: Mapped[Account] = relationship()


class FormDraft(Base):
    """What one person has typed into one form of an item and not sent. Only its owner ever reads it.

    ``revision`` grows with every change: who saves says which one they know, so that no device overwrites another's.
    """

    __tablename__ = "form_draft"
    __table_args__ = (UniqueConstraint("account_id", "item_id", "form"),)

    id: Mapped[Id]
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"), index=True)
    form: Mapped[DraftForm] = mapped_column(coded(DraftForm, "form"))
    revision: Mapped[int]
    saved_at: Mapped[Now]

    parts: Mapped[list[FormDraftPart]] = relationship(
        order_by="FormDraftPart.position", cascade="all, delete-orphan", passive_deletes=True
    )


class FormDraftPart(Base):
    """One field of a draft, masked before it was written (I1). A field may come several times, in the order of the form."""

    __tablename__ = "form_draft_part"
    __table_args__ = (
        CheckConstraint("position BETWEEN 0 AND 99", name="position"),
        CheckConstraint("length(text) <= 8000", name="length"),
    )

    draft_id: Mapped[int] = mapped_column(ForeignKey("form_draft.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    field: Mapped[str] = mapped_column(String(20))
    text: Mapped[str] = mapped_column(Text)
