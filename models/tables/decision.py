"""Decisions of people and the verdicts that stand."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Id, Now, coded
from models.tables.account import Account
from models.tables.official import DocumentPassage
from models.vocabulary import Verdict as VerdictCode


class Decision(Base):
    """One person's conclusion in one round (1 = first, 2 = blind second look, 3 = third).

    ``sentence`` is the checkable sentence the person picked. A conclusion about a claim cites a passage
    or says that there is no official text (deferred trigger ``decision_cites``). ``current`` is false
    once the item was reopened.
    """

    __tablename__ = "decision"
    __table_args__ = (
        UniqueConstraint("idempotency_key"),
        Index("uq_decision_round", "item_id", "round", unique=True, postgresql_where=sql("current")),
        Index("uq_decision_person", "item_id", "decided_by", unique=True, postgresql_where=sql("current")),
        CheckConstraint("round BETWEEN 1 AND 3", name="round"),
        CheckConstraint("valid_until IS NULL OR valid_until >= valid_from", name="validity"),
        CheckConstraint("length(rationale) <= 4000 AND length(sentence) <= 4000", name="length"),
    )

    id: Mapped[Id]
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"), index=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"), index=True)
    round: Mapped[int]
    verdict: Mapped[VerdictCode] = mapped_column(coded(VerdictCode, "verdict"))
    sentence: Mapped[str] = mapped_column(Text)
    rationale: Mapped[str] = mapped_column(Text)
    no_official_text: Mapped[bool] = mapped_column(server_default=sql("false"))
    valid_from: Mapped[date]
    valid_until: Mapped[date | None]
    decided_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    decided_at: Mapped[Now]
    current: Mapped[bool] = mapped_column(server_default=sql("true"))
    idempotency_key: Mapped[str] = mapped_column(String(80))

    passages: Mapped[list[DocumentPassage]] = relationship(secondary="decision_passage")
    decider: Mapped[Account] = relationship()


class DecisionPassage(Base):
    """A passage a decision rests on.

    ``stood``: whether it was in force and in the newest version when the person cited it. Who cites what has
    ended ("đúng đến 30/6") knows it; only what stood then and does not now has changed.
    """

    __tablename__ = "decision_passage"

    decision_id: Mapped[int] = mapped_column(ForeignKey("decision.id"), primary_key=True)
    passage_id: Mapped[int] = mapped_column(ForeignKey("document_passage.id"), primary_key=True, index=True)
    stood: Mapped[bool] = mapped_column(server_default=sql("true"))


class StandingVerdict(Base):
    """The verdict that stands for an item, with the time it holds (I5). Expires or is withdrawn, never edited."""

    __tablename__ = "standing_verdict"
    __table_args__ = (
        CheckConstraint("valid_until > valid_from", name="validity"),
        Index(
            "uq_standing_verdict_item", "item_id", unique=True, postgresql_where=sql("withdrawn_at IS NULL")
        ),
    )

    id: Mapped[Id]
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"), index=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"))
    decision_id: Mapped[int] = mapped_column(ForeignKey("decision.id"), unique=True)
    verdict: Mapped[VerdictCode] = mapped_column(coded(VerdictCode, "verdict"))
    valid_from: Mapped[date]
    valid_until: Mapped[date]
    stands_since: Mapped[Now]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_reason: Mapped[str | None] = mapped_column(String(300))

    decision: Mapped[Decision] = relationship()
