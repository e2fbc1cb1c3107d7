"""Information gaps: what people ask or believe and no official text settles."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Id, Now, coded
from models.tables.item import Item
from models.vocabulary import Topic
from models.vocabulary import Verdict as VerdictCode


class InformationGap(Base):
    """A ticket for the office in charge, opened by a person's verdict."""

    __tablename__ = "information_gap"

    id: Mapped[Id]
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"), index=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"), unique=True)
    topic: Mapped[Topic] = mapped_column(coded(Topic, "topic"))
    verdict: Mapped[VerdictCode] = mapped_column(coded(VerdictCode, "verdict"))
    missing: Mapped[str] = mapped_column(Text)
    opened_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    opened_at: Mapped[Now]
    due_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]

    item: Mapped[Item] = relationship()
