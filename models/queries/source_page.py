"""What the page of one source shows: its runs, what they added up to, errors by cause, pages that could not be read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, exists, func, or_, select
from sqlalchemy.orm import Session

from models.queries.set_aside import COUNT, PAGE
from models.tables.post import Post
from models.tables.source import Run, SetAside, SetAsideAddress, Source
from models.vocabulary import RunState

MONTH, WEEK = timedelta(days=28), timedelta(days=7)
FINISHED = (RunState.DONE, RunState.FAILED)
OUTCOMES_SHOWN = timedelta(days=3)
"""How long the outcome of a retry, and what was skipped by hand, stays on the page. Own choice: over a weekend."""


@dataclass(frozen=True, slots=True)
class Totals:
    """What the finished runs of some days added up to. ``full`` used up all pages they were allowed."""

    runs: int = 0
    failed: int = 0
    full: int = 0
    requests: int = 0
    bytes: int = 0
    pages: int = 0
    unchanged: int = 0
    new: int = 0
    changed: int = 0
    same: int = 0

    @property
    def share_new(self) -> float | None:
        """New posts among all that were seen, in 0..1; None when none was."""
        seen = self.new + self.changed + self.same
        return self.new / seen if seen else None


@dataclass(frozen=True, slots=True)
class ErrorCause:
    """One cause in the last 28 days: runs that failed for it and pages that could not be read, the last 7 days by themselves."""

    code: str
    reason: str
    runs: int
    runs_week: int
    pages: int
    pages_week: int
    first_at: datetime
    last_at: datetime


@dataclass(frozen=True, slots=True)
class UnreadPage:
    """A page that could not be read. ``address_until``: how long its address is kept; None when it is gone."""

    row: SetAside
    address_until: datetime | None

    @property
    def mark(self) -> str:
        """What the page is called where its address may not be shown: six digits of its fingerprint, the same every time."""
        return (self.row.address_key or b"").hex()[:6]

    @property
    def waits(self) -> bool:
        """Asked to be tried again, and not tried since."""
        return self.row.retry_at is not None and self.row.retry_at > self.row.last_at

    @property
    def failed_again(self) -> bool:
        """Tried again since somebody asked, in vain."""
        return self.row.retry_at is not None and not self.waits


def runs_of(session: Session, source_id: int, limit: int, before: int | None = None) -> Sequence[Run]:
    """Runs of a source, the newest first; ``before`` is the id of the last one shown."""
    query = select(Run).where(Run.source_id == source_id)
    if before is not None:
        query = query.where(Run.id < before)
    return session.scalars(query.order_by(Run.id.desc()).limit(limit)).all()


def totals(session: Session, source: Source, since: datetime) -> Totals:
    """What the runs of a source finished since then added up to."""
    sums = (Run.requests, Run.bytes, Run.pages, Run.unchanged, Run.posts_new, Run.posts_changed)
    row = session.execute(
        select(
            func.count(),
            func.count().filter(Run.state == RunState.FAILED),
            func.count().filter(Run.cut_short.is_not(None)),
            *(func.coalesce(func.sum(column), 0) for column in (*sums, Run.posts_same)),
        ).where(Run.source_id == source.id, Run.state.in_(FINISHED), Run.finished_at >= since)
    ).one()
    return Totals(*(int(value) for value in row))


def error_causes(session: Session, source_id: int, now: datetime) -> list[ErrorCause]:
    """Why runs failed and pages could not be read in the last 28 days, what happened last first."""
    month, week = now - MONTH, now - WEEK
    runs = session.execute(
        select(Run.error_code, func.max(Run.error_message), func.count())
        .add_columns(func.count().filter(Run.finished_at >= week))
        .add_columns(func.min(Run.finished_at), func.max(Run.finished_at))
        .where(Run.source_id == source_id, Run.state == RunState.FAILED, Run.finished_at >= month)
        .group_by(Run.error_code)
    )
    found = {
        str(code): ErrorCause(str(code), reason or "", count, lately, 0, 0, first, last)
        for code, reason, count, lately, first, last in runs
    }
    # A page counts once however often it failed; refusals that are no fault are counted as they came.
    many = func.sum(SetAside.times).filter(SetAside.stage == COUNT)
    one = func.count().filter(SetAside.stage == PAGE)
    pages = session.execute(
        select(SetAside.error_code, func.max(SetAside.reason), func.coalesce(many, 0) + one)
        .add_columns(
            func.coalesce(
                func.sum(SetAside.times).filter(SetAside.stage == COUNT, SetAside.last_at >= week), 0
            )
            + func.count().filter(SetAside.stage == PAGE, SetAside.last_at >= week)
        )
        .add_columns(func.min(SetAside.at), func.max(SetAside.last_at))
        .where(
            SetAside.source_id == source_id,
            SetAside.stage.in_((PAGE, COUNT)),
            SetAside.last_at >= month,
        )
        .group_by(SetAside.error_code)
    )
    for code, reason, count, lately, first, last in pages:
        known = found.get(code)
        found[code] = ErrorCause(
            code=code,
            reason=known.reason if known else reason,
            runs=known.runs if known else 0,
            runs_week=known.runs_week if known else 0,
            pages=int(count),
            pages_week=int(lately),
            first_at=min(first, known.first_at) if known else first,
            last_at=max(last, known.last_at) if known else last,
        )
    return sorted(found.values(), key=lambda cause: cause.last_at, reverse=True)


def unread_pages(session: Session, source_id: int, limit: int, after: int = 0) -> list[UnreadPage]:
    """Pages that wait to be read, those of one cause together, ``after`` rows left out."""
    return _pages(
        session,
        select(SetAside, SetAsideAddress.expires_at)
        .outerjoin(SetAsideAddress, SetAsideAddress.set_aside_id == SetAside.id)
        .where(
            SetAside.source_id == source_id,
            SetAside.stage == PAGE,
            SetAside.address_key.is_not(None),
            SetAside.resolved_at.is_(None),
        )
        .order_by(SetAside.error_code, SetAside.last_at.desc(), SetAside.id)
        .offset(after)
        .limit(limit),
    )


def settled_pages(session: Session, source_id: int, limit: int) -> list[UnreadPage]:
    """What became of pages lately: read or found gone after a retry, or skipped by hand (those still have their address)."""
    return _pages(
        session,
        select(SetAside, SetAsideAddress.expires_at)
        .outerjoin(SetAsideAddress, SetAsideAddress.set_aside_id == SetAside.id)
        .where(
            SetAside.source_id == source_id,
            SetAside.stage == PAGE,
            SetAside.resolved_at >= func.now() - OUTCOMES_SHOWN,
            or_(SetAsideAddress.set_aside_id.is_not(None), SetAside.retry_at.is_not(None)),
        )
        .order_by(SetAside.resolved_at.desc(), SetAside.id)
        .limit(limit),
    )


def sealed_page(session: Session, source_id: int, page_id: int) -> tuple[SetAside, bytes] | None:
    """A page of a source with its sealed address; None when there is none or its time is over."""
    row = session.execute(
        select(SetAside, SetAsideAddress.sealed)
        .join(SetAsideAddress, SetAsideAddress.set_aside_id == SetAside.id)
        .where(
            SetAside.id == page_id,
            SetAside.source_id == source_id,
            SetAsideAddress.expires_at > func.now(),
        )
    ).one_or_none()
    return None if row is None else (row.SetAside, row.sealed)


def has_posts(session: Session, source_id: int) -> bool:
    """Whether anything was ever collected from a source."""
    return bool(session.scalar(select(exists().where(Post.source_id == source_id))))


def _pages(session: Session, query: Select[SetAside, datetime]) -> list[UnreadPage]:
    return [UnreadPage(row, until) for row, until in session.execute(query)]
