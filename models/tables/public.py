"""What citizens ask for on the public side, and the numbers an office vouches for there."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, Text
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Id, Now, coded
from models.tables.decision import StandingVerdict
from models.vocabulary import ReviewOutcome

LONGEST_REASON = 4000


class ReviewRequest(Base):
    """Somebody holds a published verdict to be wrong. Nobody knows who: neither name nor contact is asked for.

    ``reason`` is masked; a link is ``sealed``. ``receipt_hash`` is the SHA-256 of the code the asker was given.
    Who decided, wrote or approved what is objected to may not answer (trigger ``review_by_another``).
    """

    __tablename__ = "review_request"
    __table_args__ = (
        CheckConstraint("length(reason) BETWEEN 1 AND 4000", name="length"),
        CheckConstraint(
            "(outcome IS NULL) = (answered_at IS NULL) AND (outcome IS NULL) = (answered_by IS NULL)"
            " AND (outcome IS NULL) = (answer IS NULL)",
            name="answered",
        ),
        CheckConstraint("answer IS NULL OR length(answer) BETWEEN 1 AND 2000", name="answer_length"),
        CheckConstraint("octet_length(receipt_hash) = 32", name="receipt"),
        Index("ix_review_request_waiting", "office_id", "due_at", postgresql_where=sql("outcome IS NULL")),
    )

    id: Mapped[Id]
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"))
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"), index=True)
    standing_verdict_id: Mapped[int] = mapped_column(ForeignKey("standing_verdict.id"), index=True)
    receipt_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    reason: Mapped[str] = mapped_column(Text)
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    requested_at: Mapped[Now]
    due_at: Mapped[datetime]
    outcome: Mapped[ReviewOutcome | None] = mapped_column(coded(ReviewOutcome, "outcome"))
    answer: Mapped[str | None] = mapped_column(Text)
    answered_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    answered_at: Mapped[datetime | None]

    standing: Mapped[StandingVerdict] = relationship()


class PublicContact(Base):
    """A hotline of an office. Shown to citizens only once a second person has confirmed it, until it is withdrawn.

    ``found_in`` says where the number was read: a plaque, a decision, the office's own page.
    """

    __tablename__ = "public_contact"
    __table_args__ = (
        CheckConstraint("(confirmed_by IS NULL) = (confirmed_at IS NULL)", name="confirmed"),
        CheckConstraint("confirmed_by IS NULL OR confirmed_by <> added_by", name="second_person"),
        CheckConstraint("number ~ '^[0-9][0-9 .]{1,18}[0-9]$'", name="number"),
        CheckConstraint("length(trim(name)) > 0 AND length(trim(found_in)) > 0", name="named"),
    )

    id: Mapped[Id]
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    number: Mapped[str] = mapped_column(String(20))
    found_in: Mapped[str] = mapped_column(String(300))
    added_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    added_at: Mapped[Now]
    confirmed_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    confirmed_at: Mapped[datetime | None]
    withdrawn_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    withdrawn_at: Mapped[datetime | None]
