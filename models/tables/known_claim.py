"""Known claims (kho đối chiếu): other publishers' verdicts, and further wordings of any known claim."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Id, Now, coded
from models.vocabulary import Verdict as VerdictCode


class ImportedVerdict(Base):
    """A verdict somebody else has published, as it was imported. It only ever suggests (DESIGN §3, I3).

    ``publisher`` is an organisation. ``sentence`` is the claim, masked. The same claim of the same publisher is one row;
    a later verdict takes the place of the earlier, which is withdrawn.
    """

    __tablename__ = "imported_verdict"
    __table_args__ = (
        CheckConstraint("valid_until IS NULL OR valid_until >= valid_from", name="validity"),
        CheckConstraint("length(sentence) BETWEEN 1 AND 4000 AND length(explanation) <= 4000", name="length"),
        Index(
            "uq_imported_verdict_standing",
            "office_id",
            "publisher",
            sql("md5(sentence)"),
            unique=True,
            postgresql_where=sql("withdrawn_at IS NULL"),
        ),
    )

    id: Mapped[Id]
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"), index=True)
    publisher: Mapped[str] = mapped_column(String(200))
    url: Mapped[str | None] = mapped_column(String(2000))
    sentence: Mapped[str] = mapped_column(Text)
    verdict: Mapped[VerdictCode] = mapped_column(coded(VerdictCode, "verdict"))
    explanation: Mapped[str] = mapped_column(Text, server_default="")
    valid_from: Mapped[date | None]
    valid_until: Mapped[date | None]
    imported_at: Mapped[Now]
    imported_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    withdrawn_at: Mapped[datetime | None]


class ClaimWording(Base):
    """Another way in which the claim of a standing verdict is told, masked, as a person added it. Written once."""

    __tablename__ = "claim_wording"
    __table_args__ = (
        UniqueConstraint("standing_verdict_id", "text"),
        CheckConstraint("length(text) BETWEEN 1 AND 1000", name="length"),
    )

    id: Mapped[Id]
    standing_verdict_id: Mapped[int] = mapped_column(ForeignKey("standing_verdict.id"))
    text: Mapped[str] = mapped_column(String(1000))
    added_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    added_at: Mapped[Now]
