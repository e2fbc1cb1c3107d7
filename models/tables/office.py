"""Offices: a tree from province to commune, with departments beside."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Id, Now, coded
from models.vocabulary import OfficeLevel


class Office(Base):
    """An office. ``name`` opens every reply: "«name» trả lời:". The root office has code ``goc``."""

    __tablename__ = "office"
    __table_args__ = (CheckConstraint("parent_id <> id", name="not_own_parent"),)

    id: Mapped[Id]
    code: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    level: Mapped[OfficeLevel] = mapped_column(coded(OfficeLevel, "level"))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("office.id"), index=True)
    created_at: Mapped[Now]
