"""Runs: one crawl of one source as a row that is queued, claimed, kept alive and finished.

A killed crawl leaves a ``running`` row whose heartbeat goes stale; the next claim takes it over. A run is claimed together with
its server (``models.queries.hosts``): while another run has that, or it rests, the run goes on waiting.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, text, true, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from models.queries import hosts, sources
from models.tables.source import Run, SetAside, Source
from models.vocabulary import GIVEN_KINDS, Budget, RunState, SourceKind

STALE = hosts.STALE
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
    attempt: int = 1
    wait_seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Halt:
    """Why a run at work must end at once. ``lost``: it fell silent for too long, and run or server went to somebody else."""

    code: str
    message: str
    lost: bool = False


@dataclass(frozen=True, slots=True)
class Spent:
    """What a run used: requests sent, bytes received, pages found unchanged; the budget that ended it and the pages left for the next."""

    requests: int = 0
    bytes: int = 0
    unchanged: int = 0
    cut_short: Budget | None = None
    left_over: int = 0


def queue_due_runs(session: Session) -> list[int]:
    """Open a run for each enabled source that is due and has none open; returns the new runs' ids.

    A source whose server is stopped or rests stays due. When the run ends, it says itself when the source is due again
    (``models.queries.sources.settle``); what is set here is for runs that never come to their end.
    """
    due = session.scalars(
        select(Source)
        .where(Source.enabled, Source.kind.in_(CRAWLED_KINDS), Source.next_due_at <= func.now())
        .order_by(Source.next_due_at)
        .with_for_update(skip_locked=True)
    ).all()
    silent = hosts.not_to_be_asked(session, {hosts.host_of(source.url or "") for source in due})
    due = [source for source in due if hosts.host_of(source.url or "") not in silent]
    opened = [run_id for source in due if (run_id := queue_run(session, source)) is not None]
    for source in due:
        source.next_due_at = func.now() + timedelta(seconds=source.every_seconds)
    session.flush()
    return opened


def queue_run(session: Session, source: Source) -> int | None:
    """Open a run for one source; None when one is open already."""
    return session.scalar(
        insert(Run)
        .values(office_id=source.office_id, source_id=source.id)
        .on_conflict_do_nothing(
            index_elements=["source_id"],
            # Literal: after a few calls the server plans without the parameters, and then finds no index for them.
            index_where=text("state IN ('queued', 'running')"),
        )
        .returning(Run.id)
    )


def waiting_runs(session: Session) -> list[int]:
    """Runs nobody works on and that could be claimed now: queued, or running without a fresh heartbeat, their server free."""
    return _claimable_now(session, select(Run.id, Source.url).where(_claimable()))


def may_start(session: Session, run_id: int) -> bool:
    """Whether a claim of this run would not be in vain, as far as can be told without a lock."""
    return bool(_claimable_now(session, select(Run.id, Source.url).where(Run.id == run_id, _claimable())))


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
    """Take a run and its server. None when another process has the run or the server, the server rests, the run is finished,
    or it may not be worked on any more: it failed too often, its source was switched off, its server was stopped. The run then
    says why.
    """
    run = session.scalar(select(Run).where(Run.id == run_id, _claimable()).with_for_update(skip_locked=True))
    if run is None:
        return None
    source = session.get_one(Source, run.source_id)
    if run.attempt >= MAX_ATTEMPTS:
        finish_run(session, run_id, "crashed", "Lần thu thập dừng giữa chừng ba lần.")
        sources.put_off(session, source)
        return None
    turn = hosts.take(session, run_id, hosts.host_of(source.url or ""))
    halt = stopped(turn.stopped) if turn.stopped else None
    if not source.enabled:
        halt = _off(source.disabled_reason)
    if halt is not None:
        finish_run(session, run_id, halt.code, halt.message)
        return None
    if not turn.taken:
        return None
    run.state = RunState.RUNNING
    run.attempt += 1
    run.started_at = run.heartbeat_at = func.now()
    session.flush()
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
        attempt=run.attempt,
        wait_seconds=turn.wait_seconds,
    )


_BEAT = text(
    "UPDATE run SET heartbeat_at = now(), pages = pages + :pages, posts_new = posts_new + :posts_new,"
    " posts_changed = posts_changed + :posts_changed, posts_same = posts_same + :posts_same, set_aside = set_aside + :set_aside"
    " FROM source WHERE run.id = :run AND run.state = 'running' AND run.attempt = coalesce(CAST(:attempt AS integer), run.attempt)"
    " AND source.id = run.source_id RETURNING source.enabled, source.disabled_reason,"
    " EXISTS (SELECT FROM host WHERE host.run_id = :run) AS holds,"
    " (SELECT stopped_reason FROM host WHERE stopped_at IS NOT NULL AND (host.run_id = :run OR name = :everything)"
    " ORDER BY name DESC LIMIT 1) AS stop"
)
"""A run that was silent for too long may have lost its server. A stop of its server tells more than one of everything."""
_NOTHING_MORE = {"pages": 0, "posts_new": 0, "posts_changed": 0, "posts_same": 0, "set_aside": 0}


def beat(session: Session, run_id: int, attempt: int | None = None, **more: int) -> Halt | None:
    """Say that the run is alive; why it must end, if it must. With ``attempt``, only the process that made this attempt is heard.

    ``more`` is added to its counters (those of ``_NOTHING_MORE``). One statement: it is part of every page.
    """
    given = {"run": run_id, "attempt": attempt, "everything": hosts.EVERYTHING, **_NOTHING_MORE, **more}
    heard = session.execute(_BEAT, given).one_or_none()
    if heard is None or not heard.holds:
        return Halt("run_interrupted", "Lần thu thập bị dừng giữa chừng; lần sau sẽ đọc tiếp.", lost=True)
    if heard.stop is not None:
        return stopped(heard.stop)
    return None if heard.enabled else _off(heard.disabled_reason)


def release_run(session: Session, run_id: int, attempt: int | None = None, *, counts: bool = False) -> None:
    """Give a claimed run and its server back at once: its crawler was asked to stop. The attempt does not count, unless it ``counts``."""
    given_back = session.scalar(
        update(Run)
        .where(Run.id == run_id, Run.state == RunState.RUNNING, _of_attempt(attempt))
        .values(
            state=RunState.QUEUED,
            heartbeat_at=None,
            attempt=Run.attempt if counts else func.greatest(Run.attempt - 1, 0),
        )
        .returning(Run.id)
    )
    if given_back is not None:
        hosts.let_go(session, run_id)


def finish_run(
    session: Session,
    run_id: int,
    error_code: str | None = None,
    error_message: str | None = None,
    spent: Spent | None = None,
    attempt: int | None = None,
) -> bool:
    """End a run: done without an error code, failed with one. A finished run stays as it is; whether this one ended it.

    With ``attempt``, only the process that made this attempt ends it. Its server is freed.
    """
    used = spent or Spent()
    ended = session.scalar(
        update(Run)
        .where(Run.id == run_id, Run.state.in_((RunState.QUEUED, RunState.RUNNING)), _of_attempt(attempt))
        .values(
            state=RunState.FAILED if error_code else RunState.DONE,
            finished_at=func.now(),
            error_code=error_code,
            error_message=error_message,
            requests=Run.requests + used.requests,
            bytes=Run.bytes + used.bytes,
            unchanged=Run.unchanged + used.unchanged,
            cut_short=used.cut_short,
            left_over=used.left_over,
        )
        .returning(Run.id)
    )
    if ended is not None:
        hosts.let_go(session, run_id)
    return ended is not None


def stopped(reason: str) -> Halt:
    """A person stopped the server, or everything."""
    return Halt("host_stopped", f"Việc đọc máy chủ này đang bị dừng khẩn cấp: {reason}")


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


def _off(reason: str | None) -> Halt:
    return Halt("source_disabled", f"Nguồn đang tắt: {reason or 'không rõ lý do'}")


def _claimable_now(session: Session, waiting: Select[int, str | None]) -> list[int]:
    rows = session.execute(waiting.join(Source, Source.id == Run.source_id).order_by(Run.id)).all()
    where = {run_id: hosts.host_of(url or "") for run_id, url in rows}
    blocked = hosts.blocked(session, set(where.values()))
    return [run_id for run_id, host in where.items() if host not in blocked]


def _of_attempt(attempt: int | None) -> ColumnElement[bool]:
    return true() if attempt is None else Run.attempt == attempt


def _claimable() -> ColumnElement[bool]:
    return or_(
        Run.state == RunState.QUEUED,
        and_(
            Run.state == RunState.RUNNING,
            or_(Run.heartbeat_at.is_(None), Run.heartbeat_at < func.now() - STALE),
        ),
    )


def _had_posts(session: Session, source_id: int) -> bool:
    found = select(Run.id).where(Run.source_id == source_id, Run.state == RunState.DONE, Run.posts_new > 0)
    return bool(session.scalar(select(found.exists())))
