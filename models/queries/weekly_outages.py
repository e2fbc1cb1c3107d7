"""What a week did not see: the holes in what was read of each source, and offices that have no source."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Interval, cast, exists, func, literal, or_, select
from sqlalchemy.orm import Session, aliased

from models.queries.source_health import HISTORY, Health
from models.source_health import OURS
from models.tables.office import Office
from models.tables.source import Run, Source
from models.vocabulary import GIVEN_KINDS, OfficeLevel, RunState

NOTICED = timedelta(hours=3)
LATE_TIMES = 3
"""A hole is told of when it is longer than three hours and than three times the time between two looks. Own choice: what was
published in a shorter one still stands at the top of most listings and feeds at the next look."""


@dataclass(frozen=True, slots=True)
class Hole:
    """Between two looks at a source that worked. ``code``: why the last one in between failed; None: there was none."""

    source_id: int
    since: datetime
    until: datetime
    code: str | None


def missed_in(one: Health, start: datetime, end: datetime) -> bool:
    """Whether nothing was seen of a source at ``end``, which the health is of, though it was wanted since ``start``."""
    off_before = one.source.disabled_at is not None and one.source.disabled_at < start
    return one.standing.blind_since is not None and one.source.created_at < end and not off_before


def holes(session: Session, office_ids: Collection[int], start: datetime, end: datetime) -> list[Hole]:
    """Holes that ended between ``start`` and ``end``, the oldest first. One that lasts is what the health of a source says.

    The look before the span may be up to 56 days old; a source that was never read before has no hole.
    """
    wait = func.greatest(Source.every_seconds, Source.pace_seconds) * LATE_TIMES
    allowed = func.greatest(cast(literal(NOTICED), Interval), func.make_interval(0, 0, 0, 0, 0, 0, wait))
    earlier = aliased(Run)
    before = (
        select(func.max(earlier.finished_at))
        .where(
            earlier.source_id == Run.source_id,
            earlier.state == RunState.DONE,
            earlier.finished_at < start,
            earlier.finished_at >= start - timedelta(days=HISTORY),
        )
        .correlate(Run)
        .scalar_subquery()
    )
    in_week = func.lag(Run.finished_at).over(partition_by=Run.source_id, order_by=Run.finished_at)
    last = func.coalesce(in_week, before)
    looks = (
        select(Run.source_id, last.label("last"), Run.finished_at.label("next"), allowed.label("allowed"))
        .join(Source, Source.id == Run.source_id)
        .where(
            Source.office_id.in_(office_ids),
            Source.kind.not_in(GIVEN_KINDS),
            Run.state == RunState.DONE,
            Run.finished_at >= start,
            Run.finished_at < end,
        )
        .subquery()
    )
    failed = aliased(Run)
    code = (
        select(failed.error_code)
        .where(
            failed.source_id == looks.c.source_id,
            failed.state == RunState.FAILED,
            failed.error_code.not_in(OURS),
            failed.finished_at > looks.c.last,
            failed.finished_at < looks.c.next,
        )
        .order_by(failed.finished_at.desc(), failed.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    rows = session.execute(
        select(looks.c.source_id, looks.c.last, looks.c.next, code)
        .where(looks.c.next - looks.c.last > looks.c.allowed)
        .order_by(looks.c.last, looks.c.source_id)
    )
    return [Hole(*row) for row in rows]


def offices_unread(session: Session, office_ids: Collection[int], end: datetime) -> Sequence[str]:
    """Names of the communes among these offices that had no source to be read at ``end``, in order."""
    return session.scalars(
        select(Office.name)
        .where(
            Office.id.in_(office_ids),
            Office.level == OfficeLevel.COMMUNE,
            ~exists().where(
                Source.office_id == Office.id,
                Source.created_at < end,
                or_(Source.enabled, Source.disabled_at >= end),
            ),
        )
        .order_by(Office.name)
    ).all()
