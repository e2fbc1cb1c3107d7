"""Information gaps: what people ask or believe and no official text settles."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Id, Now, coded
from models.tables.account import Account
from models.tables.item import Item
from models.tables.office import Office
from models.tables.official import DocumentPassage
from models.vocabulary import GapEventKind, Topic
from models.vocabulary import Verdict as VerdictCode


def _asking_office(context: Any) -> Any:
    return context.get_current_parameters()["office_id"]


class InformationGap(Base):
    """A ticket for the office in charge, opened by a person's verdict.

    ``office_id`` is the office whose item it is, ``in_charge_id`` the one that owes the answer: at first the same.
    One ticket per item; asked again after an answer it is open anew, and its history says so.
    """

    __tablename__ = "information_gap"

    id: Mapped[Id]
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"), index=True)
    in_charge_id: Mapped[int] = mapped_column(ForeignKey("office.id"), index=True, default=_asking_office)
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"), unique=True)
    topic: Mapped[Topic] = mapped_column(coded(Topic, "topic"))
    verdict: Mapped[VerdictCode] = mapped_column(coded(VerdictCode, "verdict"))
    missing: Mapped[str] = mapped_column(Text)
    opened_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    opened_at: Mapped[Now]
    due_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]

    item: Mapped[Item] = relationship()


class GapEvent(Base):
    """One move of a ticket. Append-only: the application may neither change nor delete a row.

    ``in_charge_id`` and ``due_at`` are those after the move; an answer is a passage, words, or both.
    """

    __tablename__ = "gap_event"
    __table_args__ = (
        CheckConstraint("length(note) <= 4000", name="length"),
        CheckConstraint("passage_id IS NULL OR kind = 'answered'", name="passage_of_answer"),
        CheckConstraint("note <> '' OR passage_id IS NOT NULL", name="says_something"),
    )

    id: Mapped[Id]
    gap_id: Mapped[int] = mapped_column(ForeignKey("information_gap.id"), index=True)
    kind: Mapped[GapEventKind] = mapped_column(coded(GapEventKind, "kind"))
    actor_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    in_charge_id: Mapped[int] = mapped_column(ForeignKey("office.id"))
    passage_id: Mapped[int | None] = mapped_column(ForeignKey("document_passage.id"))
    note: Mapped[str] = mapped_column(Text)
    due_at: Mapped[datetime]
    idempotency_key: Mapped[str | None] = mapped_column(String(80), unique=True)
    at: Mapped[Now]

    actor: Mapped[Account] = relationship()
    in_charge: Mapped[Office] = relationship()
    passage: Mapped[DocumentPassage | None] = relationship()
