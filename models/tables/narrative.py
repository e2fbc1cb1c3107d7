"""Narratives (luồng tin): posts that say the same thing."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    UniqueConstraint,
)
from sqlalchemy import (
    text as sql,
)
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Id, Now


class Narrative(Base):
    """A group of posts that say the same thing, with its spread. The first post stands for it."""

    __tablename__ = "narrative"
    __table_args__ = (
        ForeignKeyConstraint(["month", "post_id"], ["post.month", "post.id"]),
        CheckConstraint("post_count >= 1 AND thread_count >= 1", name="counts"),
        UniqueConstraint("month", "post_id"),
        Index("ix_narrative_office_id_last_seen_at", "office_id", "last_seen_at"),
    )

    id: Mapped[Id]
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"))
    month: Mapped[date]
    post_id: Mapped[int]
    post_count: Mapped[int] = mapped_column(server_default=sql("1"))
    thread_count: Mapped[int] = mapped_column(server_default=sql("1"))
    first_seen_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]


class NarrativePost(Base):
    """Membership. A post belongs to one narrative only."""

    __tablename__ = "narrative_post"
    __table_args__ = (ForeignKeyConstraint(["month", "post_id"], ["post.month", "post.id"]),)

    month: Mapped[date] = mapped_column(primary_key=True)
    post_id: Mapped[int] = mapped_column(primary_key=True)
    narrative_id: Mapped[int] = mapped_column(ForeignKey("narrative.id"), index=True)
    joined_at: Mapped[Now]


class NarrativeLookalike(Base):
    """Two narratives alike in wording that the machine did not merge.

    ``difference`` says what keeps them apart: a number, date, negation, document or agency, a contact, or that one
    asks what the other tells; ``alike`` where nothing was found to differ. Shown side by side so that a person may merge.
    """

    __tablename__ = "narrative_lookalike"
    __table_args__ = (CheckConstraint("narrative_id < other_id", name="ordered"),)

    narrative_id: Mapped[int] = mapped_column(ForeignKey("narrative.id"), primary_key=True)
    other_id: Mapped[int] = mapped_column(ForeignKey("narrative.id"), primary_key=True, index=True)
    difference: Mapped[str] = mapped_column(String(40), primary_key=True)
    ours: Mapped[str] = mapped_column(String(200))
    theirs: Mapped[str] = mapped_column(String(200))


class NarrativeMove(Base):
    """A post that a person's merge or split took from one narrative to another. Kept so that it can be undone."""

    __tablename__ = "narrative_move"
    __table_args__ = (
        ForeignKeyConstraint(["month", "post_id"], ["post.month", "post.id"]),
        CheckConstraint("from_id <> to_id", name="elsewhere"),
    )

    event_id: Mapped[int] = mapped_column(ForeignKey("item_event.id"), primary_key=True)
    month: Mapped[date] = mapped_column(primary_key=True)
    post_id: Mapped[int] = mapped_column(primary_key=True)
    from_id: Mapped[int] = mapped_column(ForeignKey("narrative.id"), index=True)
    to_id: Mapped[int] = mapped_column(ForeignKey("narrative.id"), index=True)
