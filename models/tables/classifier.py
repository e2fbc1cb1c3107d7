"""Versions of the label model. Files live in the database, so every worker has the promoted one."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, Numeric, String
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Id, Now


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
    in_use: Mapped[bool] = mapped_column(server_default=sql("false"))
    promoted_at: Mapped[datetime | None]
    promoted_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    created_at: Mapped[Now]
