"""Versions of the label model. Files live in the database, so every worker has the promoted one."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, Numeric, String
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Id, Now, coded
from models.vocabulary import Label


class ClassifierVersion(Base):
    """One trained model (a skops file). At most one is in use; a person promotes, set-up installs the first."""

    __tablename__ = "classifier_version"
    __table_args__ = (
        CheckConstraint("octet_length(sha256) = 32", name="sha256"),
        Index("uq_classifier_version_in_use", "in_use", unique=True, postgresql_where=sql("in_use")),
    )

    id: Mapped[Id]
    version: Mapped[str] = mapped_column(String(40), unique=True)
    sha256: Mapped[bytes] = mapped_column(LargeBinary)
    artefact: Mapped[bytes] = mapped_column(LargeBinary)
    macro_f1: Mapped[Decimal | None] = mapped_column(Numeric(5, 4))
    protected_queued_share: Mapped[Decimal | None] = mapped_column(Numeric(5, 4))
    corpus_sha256: Mapped[str | None] = mapped_column(String(64))
    """Of the corpus it learnt from and was measured on."""
    parameters_sha256: Mapped[str | None] = mapped_column(String(64))
    """Equal for equal models, unlike ``sha256``, which is of the file."""
    protected_queued_upper: Mapped[Decimal | None] = mapped_column(Numeric(5, 4))
    figures: Mapped[list[ClassifierFigure]] = relationship(lazy="raise", cascade="all")
    in_use: Mapped[bool] = mapped_column(server_default=sql("false"))
    promoted_at: Mapped[datetime | None]
    promoted_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    created_at: Mapped[Now]


class ClassifierFigure(Base):
    """How often a model is right about one label, held out: shares in 0..1, each with its 95 % interval, and the posts of that label."""

    __tablename__ = "classifier_figure"
    __table_args__ = (
        CheckConstraint(
            "0 <= precision_low AND precision_low <= precision_high AND precision_high <= 1"
            " AND 0 <= recall_low AND recall_low <= recall_high AND recall_high <= 1",
            name="shares",
        ),
    )

    classifier_id: Mapped[int] = mapped_column(ForeignKey("classifier_version.id"), primary_key=True)
    label: Mapped[Label] = mapped_column(coded(Label, "label"), primary_key=True)
    posts: Mapped[int]
    precision: Mapped[Decimal] = mapped_column(Numeric(5, 4))
    precision_low: Mapped[Decimal] = mapped_column(Numeric(5, 4))
    precision_high: Mapped[Decimal] = mapped_column(Numeric(5, 4))
    recall: Mapped[Decimal] = mapped_column(Numeric(5, 4))
    recall_low: Mapped[Decimal] = mapped_column(Numeric(5, 4))
    recall_high: Mapped[Decimal] = mapped_column(Numeric(5, 4))
