"""What the week did not see: sources that could not be read, since when, until when and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from models.queries import weekly_outages
from models.queries.source_health import Health
from models.queries.weekly_outages import Hole
from models.session import Session
from models.source_health import Cause
from reports.disclosure import FLOOR
from reports.lines import MAX_ROWS, Lines
from reports.wording import quoted

NAME = 60
"""Characters of a source's name."""


@dataclass(frozen=True, slots=True)
class OutageLine:
    """One source that was not seen. ``since`` None: from before the week on. ``until`` None: it still is not, at its end.

    ``cause`` None: a hole that is over; then ``code`` says why the last look in it failed, None where nobody looked. ``usual``: posts
    a day that it usually brings, in fives; None: not known; 0: fewer than five.
    """

    source: str
    since: datetime | None
    until: datetime | None
    cause: Cause | None
    code: str | None
    usual: int | None
    source_id: int | None = None


@dataclass(frozen=True, slots=True)
class Outages:
    """Everything section 8 may use. ``unread``: communes without any source. ``wanted``: whether there is any source at all."""

    lines: Lines[OutageLine] = field(default_factory=lambda: Lines(()))
    unread: Lines[str] = field(default_factory=lambda: Lines(()))
    wanted: bool = False


def gather(
    session: Session, offices: Sequence[int], start: datetime, until: datetime, health: Sequence[Health]
) -> Outages:
    """From rows to what may be printed; two questions beside the ``health`` of the sources at ``until``."""
    return protect(
        weekly_outages.holes(session, offices, start, until),
        health,
        weekly_outages.offices_unread(session, offices, until),
        start,
        until,
    )


def protect(
    holes: Sequence[Hole], health: Sequence[Health], unread: Sequence[str], start: datetime, until: datetime
) -> Outages:
    """Those that are still not seen first, then the holes that are over, each in the order they began."""
    by_source = {one.source.id: one for one in health}
    lasting = [one for one in health if one.crawled and weekly_outages.missed_in(one, start, until)]
    lasting.sort(key=lambda one: (one.standing.blind_since or until, one.source.name))
    lines = [
        OutageLine(
            source=quoted(one.source.name, NAME),
            since=_within(one.standing.blind_since, start),
            until=None,
            cause=one.standing.cause,
            code=one.last_run.error_code if one.last_run else None,
            usual=_usual(one),
            source_id=one.source.id,
        )
        for one in lasting
    ]
    lines += [
        OutageLine(
            source=quoted(by_source[hole.source_id].source.name, NAME),
            since=_within(hole.since, start),
            until=hole.until,
            cause=None,
            code=hole.code,
            usual=_usual(by_source[hole.source_id]),
            source_id=hole.source_id,
        )
        for hole in holes
        if hole.source_id in by_source
    ]
    return Outages(
        Lines.first(lines),
        Lines([quoted(name, NAME) for name in unread[:MAX_ROWS]], len(unread) > MAX_ROWS),
        wanted=any(one.crawled and one.source.created_at < until for one in health),
    )


def _within(since: datetime | None, start: datetime) -> datetime | None:
    return since if since is not None and since >= start else None


def _usual(one: Health) -> int | None:
    return None if one.usual is None else int(one.usual // FLOOR * FLOOR)
