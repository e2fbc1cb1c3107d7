"""Posts: masked public text with its times. Partitioned by month; no column can hold a person.

``tests/models/test_columns.py`` compares these columns with an allow-list.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Identity,
    Index,
    LargeBinary,
    Text,
    UniqueConstraint,
)
from sqlalchemy import (
    text as sql,
)
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Id, Now, coded
from models.vocabulary import IndicatorKind, PlaceLevel, PostKind, PostState, RetentionClass, Topic


class Post(Base):
    """One public text, masked before it was written.

    The key contains the month (first day, Asia/Ho_Chi_Minh) of collection. ``thread_key`` is a keyed
    hash of the thread's address, to count distinct threads. ``text`` is NULL once purged. ``gone_at``: when its page was
    found to hold it no more.
    """

    __tablename__ = "post"
    __table_args__ = (
        CheckConstraint("extract(day from month) = 1", name="month_start"),
        CheckConstraint("(text IS NULL) = (state = 'purged')", name="purged_without_text"),
        CheckConstraint("length(text) <= 50000", name="text_length"),
        Index("ix_post_waiting", "state", "id", postgresql_where=sql("state IN ('pending', 'assessed')")),
        Index("ix_post_purge", "purge_after", postgresql_where=sql("state <> 'purged'")),
        Index("ix_post_gone", "gone_at", postgresql_where=sql("gone_at IS NOT NULL AND state <> 'purged'")),
        Index(
            "ix_post_sample",
            "office_id",
            "id",
            postgresql_where=sql("retention_class = 'audit_sample' AND state = 'routed'"),
        ),
        {"postgresql_partition_by": "RANGE (month)"},
    )

    month: Mapped[date] = mapped_column(primary_key=True)
    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"), index=True)
    source_id: Mapped[int] = mapped_column(ForeignKey("source.id"), index=True)
    run_id: Mapped[int | None] = mapped_column(ForeignKey("run.id"))
    kind: Mapped[PostKind] = mapped_column(coded(PostKind, "kind"))
    own_channel: Mapped[bool] = mapped_column(server_default=sql("false"))
    thread_key: Mapped[bytes] = mapped_column(LargeBinary)
    text: Mapped[str | None] = mapped_column(Text)
    version: Mapped[int] = mapped_column(server_default=sql("1"))
    posted_at: Mapped[datetime | None]
    collected_at: Mapped[Now]
    state: Mapped[PostState] = mapped_column(
        coded(PostState, "state"), server_default=PostState.PENDING.value
    )
    attempt: Mapped[int] = mapped_column(server_default=sql("0"))
    retention_class: Mapped[RetentionClass | None] = mapped_column(coded(RetentionClass, "retention_class"))
    purge_after: Mapped[datetime | None]
    gone_at: Mapped[datetime | None]


class PostKey(Base):
    """Which post an address of a source became. Keyed hashes only; makes collecting idempotent."""

    __tablename__ = "post_key"
    __table_args__ = (
        UniqueConstraint("source_id", "address_key"),
        ForeignKeyConstraint(["month", "post_id"], ["post.month", "post.id"]),
        Index("ix_post_key_month_post_id", "month", "post_id"),
    )

    id: Mapped[Id]
    source_id: Mapped[int] = mapped_column(ForeignKey("source.id"))
    address_key: Mapped[bytes] = mapped_column(LargeBinary)
    content_key: Mapped[bytes] = mapped_column(LargeBinary)
    month: Mapped[date]
    post_id: Mapped[int]
    last_seen_at: Mapped[Now]


class PostAddress(Base):
    """The address of user content, encrypted. Shown to a reviewer with an audited read; expires."""

    __tablename__ = "post_address"
    __table_args__ = (ForeignKeyConstraint(["month", "post_id"], ["post.month", "post.id"]),)

    month: Mapped[date] = mapped_column(primary_key=True)
    post_id: Mapped[int] = mapped_column(primary_key=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)


class PostSignature(Base):
    """Near-duplicate signature of the masked text; lives 30 days."""

    __tablename__ = "post_signature"
    __table_args__ = (ForeignKeyConstraint(["month", "post_id"], ["post.month", "post.id"]),)

    month: Mapped[date] = mapped_column(primary_key=True)
    post_id: Mapped[int] = mapped_column(primary_key=True)
    signature: Mapped[bytes] = mapped_column(LargeBinary)
    expires_at: Mapped[datetime] = mapped_column(index=True)


class PostBand(Base):
    """One locality-sensitive band of a signature, to look candidates up."""

    __tablename__ = "post_band"
    __table_args__ = (
        ForeignKeyConstraint(["month", "post_id"], ["post.month", "post.id"]),
        Index("ix_post_band_office_id_band", "office_id", "band"),
    )

    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"), primary_key=True)
    band: Mapped[int] = mapped_column(primary_key=True)
    month: Mapped[date] = mapped_column(primary_key=True)
    post_id: Mapped[int] = mapped_column(primary_key=True)


class IndicatorCandidate(Base):
    """What was masked as a possible scam indicator, encrypted; deleted when the post is not a scam."""

    __tablename__ = "indicator_candidate"
    __table_args__ = (
        ForeignKeyConstraint(["month", "post_id"], ["post.month", "post.id"]),
        UniqueConstraint("month", "post_id", "kind", "fingerprint"),
    )

    id: Mapped[Id]
    month: Mapped[date]
    post_id: Mapped[int]
    kind: Mapped[IndicatorKind] = mapped_column(coded(IndicatorKind, "kind"))
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    fingerprint: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[Now]


class HeardQuestion(Base):
    """That a post is a question heard at a meeting: the day, the level of the place and the topic, no more."""

    __tablename__ = "heard_question"
    __table_args__ = (ForeignKeyConstraint(["month", "post_id"], ["post.month", "post.id"]),)

    month: Mapped[date] = mapped_column(primary_key=True)
    post_id: Mapped[int] = mapped_column(primary_key=True)
    heard_on: Mapped[date]
    place: Mapped[PlaceLevel] = mapped_column(coded(PlaceLevel, "place"))
    topic: Mapped[Topic] = mapped_column(coded(Topic, "topic"))
