"""Replies: openly the office's, cited sentence by sentence, once per thread."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import (
    CheckConstraint,
    FetchedValue,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Id, Now, coded
from models.tables.account import Account
from models.tables.official import DocumentPassage
from models.vocabulary import ReplyState


class Channel(Base):
    """A channel registered as the office's own. ``url_prefix`` is where postings may stand; it ends at a slash,
    so that nobody's longer name begins with it."""

    __tablename__ = "channel"
    __table_args__ = (
        UniqueConstraint("office_id", "url_prefix"),
        CheckConstraint("url_prefix ~ '^https?://[^/]+/(.*/)?$'", name="url_prefix"),
    )

    id: Mapped[Id]
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    url_prefix: Mapped[str] = mapped_column(String(500))
    active: Mapped[bool] = mapped_column(server_default=sql("true"))
    created_at: Mapped[Now]


class Reply(Base):
    """One version of one answer. Approved by another person than the one who drafted it.

    Approval without a cited passage is impossible (deferred trigger ``reply_cites``); what was approved
    is not edited (``reply_sentence_frozen``) and does not go back to a draft (``reply_stands``). Neither is it approved
    with a blank of a template in it (deferred trigger ``reply_filled``). ``reused_from`` is the approved answer whose
    words this one takes over for another item of the same claim; always the first, never one that reuses itself.
    """

    __tablename__ = "reply"
    __table_args__ = (
        CheckConstraint("approved_by IS NULL OR approved_by <> drafted_by", name="second_person"),
        CheckConstraint(
            "state NOT IN ('approved', 'posted') OR (approved_by IS NOT NULL AND approved_at IS NOT NULL)",
            name="person_approves",
        ),
        Index(
            "uq_reply_live_item",
            "item_id",
            unique=True,
            postgresql_where=sql("state IN ('draft', 'submitted', 'returned', 'approved', 'posted')"),
        ),
    )

    id: Mapped[Id]
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"), index=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"), index=True)
    state: Mapped[ReplyState] = mapped_column(
        coded(ReplyState, "state"), server_default=ReplyState.DRAFT.value
    )
    drafted_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    drafted_at: Mapped[Now]
    submitted_at: Mapped[datetime | None]
    returned_note: Mapped[str | None] = mapped_column(Text)
    approved_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    approved_at: Mapped[datetime | None]
    reused_from: Mapped[int | None] = mapped_column(ForeignKey("reply.id"), index=True)

    sentences: Mapped[list[ReplySentence]] = relationship(
        order_by="ReplySentence.position", cascade="all, delete-orphan"
    )
    postings: Mapped[list[ReplyPosting]] = relationship(
        order_by="ReplyPosting.id", foreign_keys="ReplyPosting.reply_id"
    )
    drafter: Mapped[Account] = relationship(foreign_keys=[drafted_by])
    approver: Mapped[Account | None] = relationship(foreign_keys=[approved_by])


class ReplySentence(Base):
    """One sentence: it cites a passage, is marked as the office's own words, or states no fact and needs neither."""

    __tablename__ = "reply_sentence"
    __table_args__ = (
        UniqueConstraint("reply_id", "position"),
        CheckConstraint("length(trim(text)) BETWEEN 1 AND 2000", name="length"),
        CheckConstraint("NOT own_words OR passage_id IS NULL", name="one_basis"),
    )

    id: Mapped[Id]
    reply_id: Mapped[int] = mapped_column(ForeignKey("reply.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    passage_id: Mapped[int | None] = mapped_column(ForeignKey("document_passage.id"), index=True)
    own_words: Mapped[bool] = mapped_column(server_default=sql("false"))

    passage: Mapped[DocumentPassage | None] = relationship()


class ReplyPosting(Base):
    """Where an approved reply was posted: on a registered channel of the same office (trigger), once per thread.

    ``answer_id`` is set by the database (trigger ``posting_answer``): the reply itself, or the one it reuses. So one answer stands
    in a thread once, whichever item it is posted for, and a corrected reply may follow the one it replaces.
    """

    __tablename__ = "reply_posting"
    __table_args__ = (UniqueConstraint("answer_id", "thread_key"),)

    id: Mapped[Id]
    reply_id: Mapped[int] = mapped_column(ForeignKey("reply.id"), index=True)
    answer_id: Mapped[int] = mapped_column(ForeignKey("reply.id"), server_default=FetchedValue())
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"), index=True)
    channel_id: Mapped[int] = mapped_column(ForeignKey("channel.id"), index=True)
    url: Mapped[str] = mapped_column(String(2000))
    thread_key: Mapped[bytes] = mapped_column(LargeBinary)
    posted_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    posted_at: Mapped[Now]

    channel: Mapped[Channel] = relationship()
