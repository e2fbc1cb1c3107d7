"""Sources of an office: adding, listing, what a sources file says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import case, func, or_, select, update
from sqlalchemy.dialects.postgresql import distinct_on, insert
from sqlalchemy.orm import Session

from models.errors import BadInput, NotFound
from models.queries import audit, hosts, robots
from models.tables.office import Office
from models.tables.source import Run, Source
from models.vocabulary import RunState, SourceKind, Topic

ROOT_OFFICE = "goc"
"""Code of the office the first migration creates."""


@dataclass(frozen=True, slots=True)
class SourceRecord:
    """A source as an administrator gives it."""

    name: str
    kind: SourceKind
    url: str | None
    every_seconds: int = 1800
    delay_seconds: float = 3.0
    max_pages: int = 50
    topics: tuple[Topic, ...] = ()
    own_channel: bool = False
    demonstration: bool = False


def office_by_code(session: Session, code: str) -> Office:
    """The office with this code.

    Raises:
        NotFound: there is none.
    """
    office = session.scalar(select(Office).where(Office.code == code))
    if office is None:
        raise NotFound(f"Không có cơ quan nào mang mã “{code}”.")
    return office


def save_source(session: Session, office_id: int, record: SourceRecord) -> int:
    """Add a source, or change the one of the same name. Returns its id.

    A new cadence starts its pace anew; another address or kind starts its failures anew and makes it due. One that was
    switched off stays so.
    """
    values = {
        "kind": record.kind,
        "url": record.url,
        "every_seconds": record.every_seconds,
        "delay_seconds": record.delay_seconds,
        "max_pages": record.max_pages,
        "topics": [topic.value for topic in record.topics],
        "own_channel": record.own_channel,
        "demonstration": record.demonstration,
    }
    adding = insert(Source).values(
        office_id=office_id, name=record.name, pace_seconds=record.every_seconds, **values
    )
    given = adding.excluded
    other = or_(Source.url.is_distinct_from(given.url), Source.kind != given.kind)
    paced_anew = Source.every_seconds != given.every_seconds
    started_anew = {
        "pace_seconds": case((paced_anew, given.every_seconds), else_=Source.pace_seconds),
        "failures": case((other, 0), else_=Source.failures),
        "next_due_at": case((or_(other, paced_anew), func.now()), else_=Source.next_due_at),
    }
    return session.scalars(
        adding.on_conflict_do_update(
            index_elements=["office_id", "name"], set_={**values, **started_anew}
        ).returning(Source.id)
    ).one()


def postpone(session: Session, source_id: int, until: datetime) -> None:
    """Leave a source alone until an aware time; one that is due later anyway stays as it is."""
    session.execute(
        update(Source)
        .where(Source.id == source_id)
        .values(next_due_at=func.greatest(Source.next_due_at, until))
        .execution_options(synchronize_session=False)
    )


def source_id_of(session: Session, office_id: int, name: str) -> int | None:
    """The id of an office's source of this name, if it has one."""
    return session.scalar(select(Source.id).where(Source.office_id == office_id, Source.name == name))


def list_sources(session: Session) -> Sequence[Source]:
    """Every source by name."""
    return session.scalars(select(Source).order_by(Source.office_id, Source.name)).all()


def last_runs(session: Session) -> dict[int, Run]:
    """The latest run of each source that ever ran."""
    rows = session.scalars(select(Run).ext(distinct_on(Run.source_id)).order_by(Run.source_id, Run.id.desc()))
    return {row.source_id: row for row in rows}


def sources_named(session: Session, names: Sequence[str]) -> list[Source]:
    """Sources by name, in the order given; a name of two offices means both.

    Raises:
        NotFound: names the first that does not exist.
    """
    found: dict[str, list[Source]] = {}
    for row in session.scalars(select(Source).where(Source.name.in_(names)).order_by(Source.id)):
        found.setdefault(row.name, []).append(row)
    for name in names:
        if name not in found:
            raise NotFound(f"Không có nguồn nào tên “{name}”. Xem danh sách bằng: sangtin sources list")
    return [row for name in names for row in found[name]]


@dataclass(frozen=True, slots=True)
class Cadence:
    """How a source stands when a run of it ends. ``earlier``: how the runs before ended, the latest first, None for done."""

    every_seconds: int
    pace_seconds: int
    failures: int
    earlier: tuple[str | None, ...]


def cadence(session: Session, source_id: int, runs: int) -> Cadence:
    """How a source stands, with the codes of so many ended runs. Locks the source: before its run is ended, never after."""
    source = session.get_one(Source, source_id, with_for_update=True, populate_existing=True)
    codes = session.scalars(
        select(Run.error_code)
        .where(Run.source_id == source_id, Run.state.in_((RunState.DONE, RunState.FAILED)))
        .order_by(Run.id.desc())
        .limit(runs)
    )
    return Cadence(source.every_seconds, source.pace_seconds, source.failures, tuple(codes))


def settle(session: Session, source_id: int, pace_seconds: int, failures: int, due_in: float) -> None:
    """Say when a source is due again after a run, ``due_in`` seconds from now and not before its server may be asked."""
    source = session.get_one(Source, source_id)
    host = hosts.host_of(source.url or "")
    rests_until = hosts.standings(session, [host])[host].rests_until
    due = func.clock_timestamp() + timedelta(seconds=due_in)
    source.pace_seconds, source.failures = pace_seconds, failures
    source.next_due_at = func.greatest(due, rests_until) if rests_until is not None else due
    session.flush()


def put_off(session: Session, source: Source) -> None:
    """A source whose crawl died each time is not tried again at once: twice as long with each failure, a day at most."""
    source.failures += 1
    seconds = source.every_seconds * 2.0 ** min(source.failures, 20)
    source.next_due_at = func.now() + min(timedelta(seconds=seconds), hosts.LONGEST_REST)
    session.flush()


def disable(
    session: Session, source_id: int, reason: str, by: int | None = None, code: str | None = None
) -> bool:
    """Switch a source off with a reason people see; whether it was on. ``code``: of the failure, when the program does it.

    Raises:
        BadInput: no reason, or one that is too long.
    """
    reason = reason.strip()
    if not 0 < len(reason) <= hosts.MAX_REASON:
        raise BadInput(f"Cần ghi lý do tắt nguồn, tối đa {hosts.MAX_REASON} ký tự.")
    source = session.get_one(Source, source_id, with_for_update=True, populate_existing=True)
    if not source.enabled:
        return False
    source.enabled, source.disabled_at, source.disabled_reason = False, func.now(), reason
    session.flush()
    detail = f"{code}: {reason}" if code else reason
    audit.record(
        session, "source_disabled", "source", source_id, by, source.office_id, detail[: hosts.MAX_REASON]
    )
    return True


def enable(session: Session, source_id: int, by: int | None = None) -> bool:
    """Switch a source on again, due now and with nothing held against it; whether it was off.

    What its server's robots.txt said is asked for anew: that may be what has changed.
    """
    source = session.get_one(Source, source_id, with_for_update=True, populate_existing=True)
    if source.enabled:
        return False
    source.enabled, source.disabled_at, source.disabled_reason = True, None, None
    source.failures, source.next_due_at = 0, func.now()
    session.flush()
    robots.ask_again(session, hosts.host_of(source.url or ""))
    audit.record(session, "source_enabled", "source", source_id, by, source.office_id)
    return True
