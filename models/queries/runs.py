"""Runs: one crawl of one source as a row that is queued, claimed, kept alive and finished.

A killed crawl leaves a ``running`` row whose heartbeat goes stale; the next claim takes it over.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import ColumnElement, and_, func, or_, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from models.tables.source import Run, SetAside, Source
from models.vocabulary import GIVEN_KINDS, RunState, SourceKind

STALE = timedelta(minutes=2)
"""A run without a heartbeat for this long is taken to be dead (the crawler beats every 15 s)."""
MAX_ATTEMPTS = 3
CRAWLED_KINDS = tuple(kind for kind in SourceKind if kind not in GIVEN_KINDS)


@dataclass(frozen=True, slots=True)
class RunTicket:
    """Everything a crawl needs to know, without secrets."""

    run_id: int
    source_id: int
    office_id: int
    name: str
    kind: SourceKind
    url: str
    delay_seconds: float
    max_pages: int
    demonstration: bool
    had_posts_before: bool


def queue_due_runs(session: Session) -> list[int]:
    """Open a run for each enabled source that is due and has none open; returns the new runs' ids."""
    due = session.scalars(
        select(Source)
        .where(Source.enabled, Source.kind.in_(CRAWLED_KINDS), Source.next_due_at <= func.now())
        .order_by(Source.next_due_at)
        .with_for_update(skip_locked=True)
    ).all()
    opened = [run_id for source in due if (run_id := queue_run(session, source)) is not None]
    for source in due:
        source.next_due_at = func.now() + timedelta(seconds=source.every_seconds)
    session.flush()
    return opened


def queue_run(session: Session, source: Source) -> int | None:
    """Open a run for one source; None when one is open already.

    The condition of the index is written out: as parameters it is not recognised once the statement has been used some ten
    times on one connection and is planned without them.
    """
    return session.scalar(
        insert(Run)
        .values(office_id=source.office_id, source_id=source.id)
        .on_conflict_do_nothing(
            index_elements=["source_id"],
            index_where=text(f"state IN ('{RunState.QUEUED.value}', '{RunState.RUNNING.value}')"),
        )
        .returning(Run.id)
    )


def waiting_runs(session: Session) -> list[int]:
    """Runs nobody works on: queued, or running without a fresh heartbeat."""
    return list(session.scalars(select(Run.id).where(_claimable()).order_by(Run.id)))


def waiting_run(session: Session, source_id: int) -> int | None:
    """The open run of a source when nobody works on it."""
    return session.scalar(select(Run.id).where(Run.source_id == source_id, _claimable()))


def run_urls(session: Session, run_ids: Sequence[int]) -> dict[int, str]:
    """The source address of each run, in the order of the runs."""
    rows = session.execute(
        select(Run.id, Source.url)
        .join(Source, Source.id == Run.source_id)
        .where(Run.id.in_(run_ids))
        .order_by(Run.id)
    )
    return {run_id: url or "" for run_id, url in rows}


def claim_run(session: Session, run_id: int) -> RunTicket | None:
    """Take a run: None when another process has it, it is finished, or it failed too often."""
    run = session.scalar(select(Run).where(Run.id == run_id, _claimable()).with_for_update(skip_locked=True))
    if run is None:
        return None
    if run.attempt >= MAX_ATTEMPTS:
        finish_run(
            session, run_id, error_code="crashed", error_message="Lần thu thập dừng giữa chừng ba lần."
        )
        return None
    run.state = RunState.RUNNING
    run.attempt += 1
    run.started_at = run.heartbeat_at = func.now()
    session.flush()
    source = session.get_one(Source, run.source_id)
    return RunTicket(
        run_id=run.id,
        source_id=source.id,
        office_id=source.office_id,
        name=source.name,
        kind=source.kind,
        url=source.url or "",
        delay_seconds=float(source.delay_seconds),
        max_pages=source.max_pages,
        demonstration=source.demonstration,
        had_posts_before=_had_posts(session, source.id),
    )


def beat(session: Session, run_id: int) -> None:
    """Say that the run is alive."""
    session.execute(update(Run).where(Run.id == run_id).values(heartbeat_at=func.now()))


def count(session: Session, run_id: int, **more: int) -> None:
    """Add to a run's counters (``pages``, ``posts_new``, ``posts_changed``, ``posts_same``, ``set_aside``)."""
    session.execute(
        update(Run)
        .where(Run.id == run_id)
        .values({getattr(Run, name): getattr(Run, name) + value for name, value in more.items()})
    )


def release_run(session: Session, run_id: int) -> None:
    """Give a claimed run back at once: its crawler was asked to stop. The attempt does not count."""
    session.execute(
        update(Run)
        .where(Run.id == run_id, Run.state == RunState.RUNNING)
        .values(state=RunState.QUEUED, heartbeat_at=None, attempt=func.greatest(Run.attempt - 1, 0))
    )


def finish_run(
    session: Session, run_id: int, error_code: str | None = None, error_message: str | None = None
) -> None:
    """End a run: done without an error code, failed with one. A finished run stays as it is."""
    session.execute(
        update(Run)
        .where(Run.id == run_id, Run.state.in_((RunState.QUEUED, RunState.RUNNING)))
        .values(
            state=RunState.FAILED if error_code else RunState.DONE,
            finished_at=func.now(),
            error_code=error_code,
            error_message=error_message,
        )
    )


def set_aside(
    session: Session,
    office_id: int,
    stage: str,
    error_code: str,
    reason: str,
    source_id: int | None = None,
    run_id: int | None = None,
) -> None:
    """Record something that could not be processed. ``reason`` never contains text of a post."""
    session.add(
        SetAside(
            office_id=office_id,
            source_id=source_id,
            run_id=run_id,
            stage=stage,
            error_code=error_code,
            reason=reason[:500],
        )
    )
    session.flush()


def _claimable() -> ColumnElement[bool]:
    return or_(
        Run.state == RunState.QUEUED,
        and_(
            Run.state == RunState.RUNNING,
            or_(Run.heartbeat_at.is_(None), Run.heartbeat_at < func.now() - STALE),
        ),
    )


def _had_posts(session: Session, source_id: int) -> bool:
    return bool(
        session.scalar(
            select(
                select(Run.id)
                .where(Run.source_id == source_id, Run.state == RunState.DONE, Run.posts_new > 0)
                .exists()
            )
        )
    )
