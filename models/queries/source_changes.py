"""What people change about a source: its name and rhythm, whether it is on, whether it is there."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from models.errors import BadInput, Conflict
from models.queries import audit
from models.tables.source import Fetch, Host, Run, SetAside, Source
from models.vocabulary import RunState, Topic

MIN_EVERY, MAX_EVERY = 300, 30 * 86_400
"""Seconds between two runs that a person may ask for: five minutes to a month."""
MIN_DELAY, MAX_DELAY = 1.0, 120.0
MAX_PAGES = 1_000
MAX_NAME = 200
MAX_REASON = 300


@dataclass(frozen=True, slots=True)
class Rhythm:
    """What may be changed of a source without making it another one."""

    name: str
    every_seconds: int
    delay_seconds: float
    max_pages: int
    topics: tuple[Topic, ...] = ()


def find_source(session: Session, source_id: int, office_ids: Collection[int]) -> Source | None:
    """A source of these offices, locked until the transaction ends."""
    query = select(Source).where(Source.id == source_id, Source.office_id.in_(office_ids))
    return session.scalar(query.with_for_update())


def change(session: Session, source: Source, wanted: Rhythm) -> None:
    """Give a source another name, rhythm, budget or topics. A new rhythm counts from now, whatever its history made of the old.

    Raises:
        Conflict: another source of the office has this name.
    """
    taken = select(Source.id).where(
        Source.office_id == source.office_id, Source.name == wanted.name, Source.id != source.id
    )
    if session.scalar(taken) is not None:
        raise Conflict("Cơ quan đã có nguồn mang tên này.")
    if wanted.every_seconds != source.every_seconds:
        source.pace_seconds = source.every_seconds = wanted.every_seconds
        soonest = func.now() + timedelta(seconds=wanted.every_seconds)
        source.next_due_at = func.least(Source.next_due_at, soonest)
    source.name, source.max_pages = wanted.name, wanted.max_pages
    source.delay_seconds = wanted.delay_seconds  # type: ignore[assignment]
    source.topics = [topic.value for topic in wanted.topics]
    session.flush()


def disable(session: Session, source_id: int, reason: str, by: int | None = None) -> bool:
    """Switch a source off with a reason people see; whether it was on. What was collected stays.

    Raises:
        BadInput: no reason, or one that is too long.
    """
    reason = reason.strip()
    if not 0 < len(reason) <= MAX_REASON:
        raise BadInput("Cần ghi lý do tắt nguồn, tối đa 300 ký tự.")
    source = session.get_one(Source, source_id, with_for_update=True, populate_existing=True)
    if not source.enabled:
        return False
    source.enabled, source.disabled_at, source.disabled_reason = False, func.now(), reason
    session.flush()
    audit.record(session, "source_disabled", "source", source_id, by, source.office_id, reason)
    return True


def enable(session: Session, source_id: int, by: int | None = None) -> bool:
    """Switch a source on again, due now and with nothing held against it; whether it was off."""
    source = session.get_one(Source, source_id, with_for_update=True, populate_existing=True)
    if source.enabled:
        return False
    source.enabled, source.disabled_at, source.disabled_reason = True, None, None
    source.failures, source.next_due_at = 0, func.now()
    session.flush()
    audit.record(session, "source_enabled", "source", source_id, by, source.office_id)
    return True


def remove(session: Session, source: Source) -> None:
    """Delete a source without posts, with everything its runs left behind.

    Raises:
        Conflict: a run of it is at work.
    """
    at_work = select(Run.id).where(Run.source_id == source.id, Run.state == RunState.RUNNING)
    if session.scalar(at_work) is not None:
        raise Conflict("Nguồn đang được thu thập. Hãy tắt nguồn, chờ lần này xong rồi xóa.")
    runs = select(Run.id).where(Run.source_id == source.id)
    session.execute(update(Host).where(Host.run_id.in_(runs)).values(run_id=None))
    for owned in (SetAside, Fetch, Run):
        session.execute(delete(owned).where(owned.source_id == source.id))
    session.delete(source)
    session.flush()
