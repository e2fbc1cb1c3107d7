"""Sources, the runs that collect them, what was fetched and what was set aside."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    Numeric,
    String,
    UniqueConstraint,
)
from sqlalchemy import (
    text as sql,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Id, Now, coded
from models.vocabulary import Budget, RunState, SourceKind, Topic

TOPICS = ", ".join(f"'{topic.value}'" for topic in Topic)


class Source(Base):
    """A public source an office lists. ``demonstration`` sources may live on loopback, no others.

    ``every_seconds`` is what people asked for, ``pace_seconds`` what the source's own history made of it. ``failures`` counts
    runs, one after the other, that could not read it. A source that was switched off says since when and why.
    """

    __tablename__ = "source"
    __table_args__ = (
        UniqueConstraint("office_id", "name"),
        CheckConstraint("every_seconds >= 60", name="cadence_floor"),
        CheckConstraint("pace_seconds >= 60", name="pace_floor"),
        CheckConstraint("delay_seconds >= 0 AND max_pages > 0", name="limits"),
        CheckConstraint(f"topics <@ ARRAY[{TOPICS}]::varchar[]", name="topics"),
        CheckConstraint(
            "NOT demonstration OR url ~ '^http://127\\.0\\.0\\.1:[0-9]+/'", name="demonstration_loopback"
        ),
    )

    id: Mapped[Id]
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    kind: Mapped[SourceKind] = mapped_column(coded(SourceKind, "kind"))
    url: Mapped[str | None] = mapped_column(String(2000))
    own_channel: Mapped[bool] = mapped_column(server_default=sql("false"))
    demonstration: Mapped[bool] = mapped_column(server_default=sql("false"))
    enabled: Mapped[bool] = mapped_column(server_default=sql("true"))
    every_seconds: Mapped[int] = mapped_column(server_default=sql("1800"))
    delay_seconds: Mapped[Decimal] = mapped_column(Numeric(6, 2), server_default=sql("3"))
    max_pages: Mapped[int] = mapped_column(server_default=sql("50"))
    topics: Mapped[list[str]] = mapped_column(ARRAY(String(40)), server_default=sql("'{}'"))
    next_due_at: Mapped[Now]
    pace_seconds: Mapped[int] = mapped_column(server_default=sql("1800"))
    failures: Mapped[int] = mapped_column(server_default=sql("0"))
    disabled_at: Mapped[datetime | None]
    disabled_reason: Mapped[str | None] = mapped_column(String(300))
    created_at: Mapped[Now]


class Run(Base):
    """One crawl of one source: the row that holds the state of the work. At most one is open per source.

    ``cut_short`` is the budget that ended it early, ``left_over`` how many pages it knew of then and did not ask for.
    """

    __tablename__ = "run"
    __table_args__ = (
        Index(
            "uq_run_open_source",
            "source_id",
            unique=True,
            postgresql_where=sql("state IN ('queued', 'running')"),
        ),
        CheckConstraint("state NOT IN ('done', 'failed') OR finished_at IS NOT NULL", name="finished"),
        CheckConstraint("state <> 'failed' OR error_code IS NOT NULL", name="failed_with_code"),
    )

    id: Mapped[Id]
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"), index=True)
    source_id: Mapped[int] = mapped_column(ForeignKey("source.id"), index=True)
    state: Mapped[RunState] = mapped_column(coded(RunState, "state"), server_default=RunState.QUEUED.value)
    queued_at: Mapped[Now]
    started_at: Mapped[datetime | None]
    heartbeat_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    attempt: Mapped[int] = mapped_column(server_default=sql("0"))
    requests: Mapped[int] = mapped_column(server_default=sql("0"))
    bytes: Mapped[int] = mapped_column(server_default=sql("0"))
    pages: Mapped[int] = mapped_column(server_default=sql("0"))
    unchanged: Mapped[int] = mapped_column(server_default=sql("0"))
    cut_short: Mapped[Budget | None] = mapped_column(coded(Budget, "cut_short"))
    left_over: Mapped[int] = mapped_column(server_default=sql("0"))
    posts_new: Mapped[int] = mapped_column(server_default=sql("0"))
    posts_changed: Mapped[int] = mapped_column(server_default=sql("0"))
    posts_same: Mapped[int] = mapped_column(server_default=sql("0"))
    set_aside: Mapped[int] = mapped_column(server_default=sql("0"))
    error_code: Mapped[str | None] = mapped_column(String(60))
    error_message: Mapped[str | None] = mapped_column(String(500))


class Fetch(Base):
    """What is known of one address of a source: validators for the next conditional request."""

    __tablename__ = "fetch"
    __table_args__ = (UniqueConstraint("source_id", "url_key"),)

    id: Mapped[Id]
    source_id: Mapped[int] = mapped_column(ForeignKey("source.id"), index=True)
    url_key: Mapped[bytes] = mapped_column(LargeBinary)
    etag: Mapped[str | None] = mapped_column(String(300))
    last_modified: Mapped[str | None] = mapped_column(String(60))
    body_key: Mapped[bytes | None] = mapped_column(LargeBinary)
    status: Mapped[int]
    fetched_at: Mapped[Now]


class Host(Base):
    """One server that sources are read from: whose turn it is, when it may be asked again, what its robots.txt said.

    ``run_id`` is the run that may ask it now; the turn is over with the run, or when its heartbeat stops. ``stopped_at``: nobody
    asks it anything until a person lets it go again; the row named ``*`` stands for every server. ``robots_status`` and
    ``robots_body`` are the last answer that could be read, at ``robots_read_at``, or why there never was one; asked again after
    ``robots_until``. The robots.txt of a port other than that of HTTPS has a row of its own, ``name:port``.
    """

    __tablename__ = "host"
    __table_args__ = (
        CheckConstraint("length(robots_body) <= 512000", name="robots_length"),
        CheckConstraint("(stopped_at IS NULL) = (stopped_reason IS NULL)", name="stopped_with_reason"),
    )

    name: Mapped[str] = mapped_column(String(255), primary_key=True)
    run_id: Mapped[int | None] = mapped_column(ForeignKey("run.id"))
    next_request_at: Mapped[datetime | None]
    robots_status: Mapped[int | None]
    robots_body: Mapped[bytes | None] = mapped_column(LargeBinary)
    robots_read_at: Mapped[datetime | None]
    robots_until: Mapped[datetime | None]
    stopped_at: Mapped[datetime | None]
    stopped_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    stopped_reason: Mapped[str | None] = mapped_column(String(300))


class SetAside(Base):
    """Something that could not be processed, where an administrator sees it. Never holds text of a post.

    A page that could not be read has an ``address_key`` (keyed hash; open once per source), the ``role`` it was read in, the
    HTTP ``status`` (0: no answer), and how many ``times`` it failed. ``retry_at``: when somebody asked to try it again.
    """

    __tablename__ = "set_aside"
    __table_args__ = (
        Index(
            "uq_set_aside_open_address",
            "source_id",
            "address_key",
            unique=True,
            postgresql_where=sql("resolved_at IS NULL AND address_key IS NOT NULL"),
        ),
    )

    id: Mapped[Id]
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"), index=True)
    source_id: Mapped[int | None] = mapped_column(ForeignKey("source.id"), index=True)
    run_id: Mapped[int | None] = mapped_column(ForeignKey("run.id"), index=True)
    stage: Mapped[str] = mapped_column(String(40))
    error_code: Mapped[str] = mapped_column(String(60))
    reason: Mapped[str] = mapped_column(String(500))
    at: Mapped[Now]
    resolved_at: Mapped[datetime | None]
    address_key: Mapped[bytes | None] = mapped_column(LargeBinary)
    role: Mapped[str | None] = mapped_column(String(20))
    status: Mapped[int | None]
    times: Mapped[int] = mapped_column(server_default=sql("1"))
    last_at: Mapped[Now]
    retry_at: Mapped[datetime | None]


class SetAsideAddress(Base):
    """The address of a page set aside, encrypted; expires as other addresses of user content do."""

    __tablename__ = "set_aside_address"

    set_aside_id: Mapped[int] = mapped_column(
        ForeignKey("set_aside.id", ondelete="CASCADE"), primary_key=True
    )
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    expires_at: Mapped[datetime] = mapped_column(index=True)
