"""What the health of sources is told from: their runs, their posts by day, the pages that could not be read."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from models.queries import hosts as host_stops
from models.queries.intake import LOCAL
from models.queries.set_aside import PAGE
from models.source_health import OURS, PASSING, Signs, SourceState, Standing, standing, usual
from models.tables.office import Office
from models.tables.post import Post
from models.tables.source import Host, Run, SetAside, Source
from models.vocabulary import GIVEN_KINDS, RunState

HISTORY = 56
"""Days before today that are looked at: twice what a silence must last at most to be noticed."""
USUAL_DAYS = 28
FINISHED = (RunState.DONE, RunState.FAILED)
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)
OPEN = (RunState.QUEUED, RunState.RUNNING)


@dataclass(frozen=True, slots=True)
class Health:
    """A source with all that is said of it in a list. ``days``: posts per day, today last; None: not looked at that day."""

    source: Source
    office: str
    standing: Standing
    days: tuple[int | None, ...]
    usual: float | None
    last_success: datetime | None
    last_run: Run | None
    open_run: Run | None
    due_at: datetime
    last_post: datetime | None
    failures: int
    pages_open: int
    host: str
    host_stopped: str | None

    @property
    def crawled(self) -> bool:
        """Whether it is read by itself; otherwise people bring what they hold."""
        return self.source.kind not in GIVEN_KINDS

    @property
    def today(self) -> int | None:
        """New posts today; None when nobody has looked yet."""
        return self.days[-1]


@dataclass(slots=True)
class _Looks:
    """What the runs of one source say."""

    days: dict[date, list[int]] = field(default_factory=dict)
    last_success: datetime | None = None
    last_post: datetime | None = None
    longest_gap: timedelta | None = None
    failures: int = 0


@dataclass(frozen=True, slots=True)
class _Known:
    """What the queries say of all sources asked for, each by source."""

    now: datetime
    looks: Mapping[int, _Looks]
    given: Mapping[int, Mapping[date, int]]
    latest: Mapping[int, Run]
    opened: Mapping[int, Run]
    unread: Mapping[int, int]
    read: Mapping[int, int]
    pages: Mapping[int, int]
    stops: Mapping[str, str]
    rests: Mapping[str, datetime]


def sources_health(
    session: Session, office_ids: Collection[int], source_id: int | None = None, now: datetime | None = None
) -> list[Health]:
    """The health of every source of these offices (or of the one asked for), worst first, then by name."""
    now = now or session.scalars(select(func.now())).one()
    wanted = select(Source, Office.name).join(Office, Office.id == Source.office_id)
    wanted = wanted.where(Source.office_id.in_(office_ids))
    if source_id is not None:
        wanted = wanted.where(Source.id == source_id)
    rows = [(row.Source, row.name) for row in session.execute(wanted.order_by(Source.name, Source.id))]
    ids = [source.id for source, _office in rows]
    known = _Known(
        now=now,
        looks=_looks(session, ids, now),
        given=_given_days(session, [source.id for source, _ in rows if source.kind in GIVEN_KINDS], now),
        latest=_latest(session, *_ended(ids, now)),
        opened=_latest(session, Run.source_id.in_(ids), Run.state.in_(OPEN)),
        unread=_unread(session, ids, now),
        read=_read(session, ids, now),
        pages=open_counts(session, ids),
        stops=host_stops.stopped(session),
        rests=_rests(session, [source.url or "" for source, _office in rows]),
    )
    found = [_health(source, office, known) for source, office in rows]
    return sorted(found, key=lambda one: list(SourceState).index(one.standing.state))


def alarms(session: Session, office_ids: Collection[int]) -> dict[SourceState, int]:
    """How many sources of these offices are in each state."""
    states = [one.standing.state for one in sources_health(session, office_ids)]
    return {state: states.count(state) for state in SourceState}


def open_counts(session: Session, source_ids: Collection[int]) -> dict[int, int]:
    """How many pages of each source wait to be read yet."""
    return _by_source(
        session.execute(
            select(SetAside.source_id, func.count())
            .where(SetAside.source_id.in_(source_ids), *_open_pages())
            .group_by(SetAside.source_id)
        ).all()
    )


def offices_without(session: Session, office_ids: Collection[int]) -> Sequence[str]:
    """Names of these offices that have no source which is on, in order."""
    seen = select(Source.office_id).where(Source.enabled)
    query = select(Office.name).where(Office.id.in_(office_ids), Office.id.not_in(seen))
    return session.scalars(query.order_by(Office.name)).all()


def _health(source: Source, office: str, known: _Known) -> Health:
    now, seen, crawled = known.now, known.looks[source.id], source.kind not in GIVEN_KINDS
    host = host_stops.host_of(source.url or "")
    stop = known.stops.get(host, known.stops.get(host_stops.EVERYTHING)) if crawled else None
    today = now.astimezone(LOCAL).date()
    first = source.created_at.astimezone(LOCAL).date()
    calendar = [today - timedelta(days=back) for back in range(HISTORY, -1, -1)]
    if crawled:
        days = tuple(_looked(seen.days.get(day)) for day in calendar)
    else:
        brought = known.given.get(source.id, {})
        days = tuple(brought.get(day, 0) if day >= first else None for day in calendar)
        seen.last_post = max((_noon(day) for day in brought), default=None)
    last, opened = known.latest.get(source.id), known.opened.get(source.id)
    due = max(opened.queued_at if opened else source.next_due_at, known.rests.get(host, _NEVER))
    signs = Signs(
        now=now,
        enabled=source.enabled or (source.disabled_at is not None and source.disabled_at > now),
        host_stopped=stop is not None,
        crawled=crawled,
        running=opened is not None and opened.state is RunState.RUNNING,
        due_at=due,
        pace=timedelta(seconds=source.pace_seconds),
        last_look=seen.last_success,
        last_post=seen.last_post,
        longest_gap=seen.longest_gap,
        days=days[:-1],
        failures=seen.failures,
        passing=last is None or last.error_code in PASSING,
        unread=known.unread.get(source.id, 0),
        read=known.read.get(source.id, 0),
    )
    return Health(
        source=source,
        office=office,
        standing=standing(signs),
        days=days,
        usual=usual(days[-1 - USUAL_DAYS : -1]),
        last_success=seen.last_success,
        last_run=last,
        open_run=opened,
        due_at=due,
        last_post=seen.last_post,
        failures=seen.failures,
        pages_open=known.pages.get(source.id, 0),
        host=host,
        host_stopped=stop,
    )


def _rests(session: Session, urls: Iterable[str]) -> dict[str, datetime]:
    """Until when servers asked to be left alone: nothing is late before."""
    names = {host_stops.host_of(url) for url in urls}
    query = select(Host.name, Host.next_request_at).where(
        Host.name.in_(names), Host.next_request_at.is_not(None)
    )
    return {name: until for name, until in session.execute(query) if until is not None}


def _looked(counts: list[int] | None) -> int | None:
    """New posts of a day, from (posts, completed looks); None for a day without a completed look that brought nothing."""
    return None if counts is None or not any(counts) else counts[0]


def _noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=LOCAL)


def _looks(session: Session, ids: Collection[int], now: datetime) -> dict[int, _Looks]:
    found = {source_id: _Looks() for source_id in ids}
    since = now - timedelta(days=HISTORY + 1)
    done = func.count().filter(Run.state == RunState.DONE)
    day = _day(Run.finished_at)
    finished = (Run.source_id.in_(ids), Run.state.in_(FINISHED), Run.finished_at <= now)
    for row in session.execute(
        select(Run.source_id, day.label("day"), func.sum(Run.posts_new).label("posts"), done.label("looks"))
        .where(*finished, Run.finished_at >= since)
        .group_by(Run.source_id, day)
    ):
        found[row.source_id].days[row.day] = [int(row.posts), row.looks]
    last_done = func.max(Run.finished_at).filter(Run.state == RunState.DONE)
    ends = (
        select(Run.source_id, last_done.label("done"))
        .add_columns(func.max(Run.finished_at).filter(Run.posts_new > 0).label("post"))
        .where(*finished)
        .group_by(Run.source_id)
        .subquery()
    )
    failed = func.count(Run.id).filter(Run.state == RunState.FAILED, Run.error_code.not_in(OURS))
    after = and_(or_(ends.c.done.is_(None), Run.finished_at > ends.c.done), Run.finished_at <= now)
    for row in session.execute(
        select(ends.c.source_id, ends.c.done, ends.c.post, failed.label("failed"))
        .outerjoin(Run, and_(Run.source_id == ends.c.source_id, after))
        .group_by(ends.c.source_id, ends.c.done, ends.c.post)
    ):
        one = found[row.source_id]
        one.last_success, one.last_post, one.failures = row.done, row.post, row.failed
    before = func.lag(Run.finished_at).over(partition_by=Run.source_id, order_by=Run.finished_at)
    gaps = (
        select(Run.source_id, (Run.finished_at - before).label("gap"))
        .where(*finished, Run.finished_at >= since, Run.posts_new > 0)
        .subquery()
    )
    longest = select(gaps.c.source_id, func.max(gaps.c.gap)).group_by(gaps.c.source_id)
    for source_id, gap in session.execute(longest):
        found[source_id].longest_gap = gap
    return found


def _ended(ids: Collection[int], now: datetime) -> tuple[ColumnElement[bool], ...]:
    """Runs that ended by then and say something of their source."""
    said = or_(Run.error_code.is_(None), Run.error_code.not_in(OURS))
    return (Run.source_id.in_(ids), Run.state.in_(FINISHED), Run.finished_at <= now, said)


def _given_days(session: Session, ids: Collection[int], now: datetime) -> dict[int, dict[date, int]]:
    """Posts that people brought, by source and day."""
    found: dict[int, dict[date, int]] = {}
    if ids:
        day = _day(Post.collected_at)
        query = select(Post.source_id, day.label("day"), func.count().label("posts"))
        query = query.where(Post.source_id.in_(ids), Post.collected_at >= now - timedelta(days=HISTORY + 1))
        for row in session.execute(query.group_by(Post.source_id, day)):
            found.setdefault(row.source_id, {})[row.day] = row.posts
    return found


def _latest(session: Session, *which: ColumnElement[bool]) -> dict[int, Run]:
    newest = select(Run).ext(distinct_on(Run.source_id))
    newest = newest.where(*which).order_by(Run.source_id, Run.id.desc())
    return {run.source_id: run for run in session.scalars(newest)}


def _unread(session: Session, ids: Collection[int], now: datetime) -> dict[int, int]:
    query = select(SetAside.source_id, func.count()).where(SetAside.source_id.in_(ids), *_open_pages())
    query = query.where(SetAside.last_at >= now - timedelta(days=1))
    return _by_source(session.execute(query.group_by(SetAside.source_id)).all())


def _read(session: Session, ids: Collection[int], now: datetime) -> dict[int, int]:
    query = select(Run.source_id, func.max(Run.pages)).where(
        Run.source_id.in_(ids), Run.finished_at >= now - timedelta(days=1)
    )
    return _by_source(session.execute(query.group_by(Run.source_id)).all())


def _open_pages() -> tuple[ColumnElement[bool], ...]:
    return (SetAside.stage == PAGE, SetAside.address_key.is_not(None), SetAside.resolved_at.is_(None))


def _day(moment: Any) -> ColumnElement[date]:
    return func.date(func.timezone(LOCAL.key, moment))


def _by_source(rows: Iterable[Any]) -> dict[int, int]:
    return {int(source_id): int(count) for source_id, count in rows}
