"""What the database is asked for a report: true counts and raw sentences, before anything is hidden. ``reports.gathering`` hides them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from models.queries import weekly_counts, weekly_lists
from models.queries.source_health import Health
from models.queries.weekly_counts import PostKey, SourcesRead, Waiting
from models.queries.weekly_lists import ClaimRow, GapRow, ScamRow
from models.session import Session
from models.vocabulary import Label, Queue, Topic, Verdict
from reports.asking import Asked, NotGathered, attempt
from reports.lines import MAX_ROWS
from reports.period import Period, Week

ItemCounts = Counter[tuple[Queue, Topic]]
PostsOf = Mapping[datetime, Mapping[PostKey, int]]
ScamsOf = Mapping[datetime, Mapping[int | None, int]]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class RawSpan:
    """True counts of one week."""

    posts: Mapping[tuple[Label | None, Topic | None], int]
    scam_posts: Mapping[int | None, int]
    scams: Sequence[ScamRow]
    opened: ItemCounts
    closed: ItemCounts
    waiting: Mapping[tuple[Queue, Topic], Waiting]


@dataclass(frozen=True, slots=True)
class Raw:
    """Everything a report is made from, before anything is hidden."""

    now: RawSpan
    before: RawSpan
    verdicts: Mapping[Verdict, int]
    gaps: Sequence[GapRow]
    claims: Sequence[ClaimRow]
    sources: SourcesRead
    models: Sequence[str]
    official_base: str
    missing: tuple[Asked, ...] = ()


@dataclass(frozen=True, slots=True)
class Told:
    """Posts of a span and the scams among them."""

    models: Sequence[str] = ()
    posts: Mapping[tuple[Label | None, Topic | None], int] = field(default_factory=dict)
    scam_posts: Mapping[int | None, int] = field(default_factory=dict)
    scams: Sequence[ScamRow] = ()


@dataclass(frozen=True, slots=True)
class Moved:
    """Items of a span."""

    opened: ItemCounts = field(default_factory=Counter)
    closed: ItemCounts = field(default_factory=Counter)
    waiting: Mapping[tuple[Queue, Topic], Waiting] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Together:
    """The weeks of a month up to ``until``, whose posts are counted in one pass for all of them: a week is so much of a month that the
    database reads the month through for each. Without report are those from ``untold`` on.
    """

    weeks: Sequence[Week]
    until: datetime
    untold: Sequence[Week] = ()
    """The weeks that follow each other from the first to the last without a report."""
    counted: dict[tuple[int, ...], PostsOf] = field(default_factory=dict)
    scams: dict[tuple[int, ...], ScamsOf] = field(default_factory=dict)
    """Both by the offices counted."""

    def posts(self, session: Session, offices: Sequence[int]) -> PostsOf:
        """Posts of the weeks without a report, by the start of their week."""
        known = self.counted.get(tuple(offices))
        if known is None:
            starts = [week.start for week in self.untold]
            until = min(self.until, self.untold[-1].end)
            known = self.counted[tuple(offices)] = weekly_counts.posts_by_model_of(
                session, offices, starts, until
            )
        return known

    def scam_posts(self, session: Session, offices: Sequence[int]) -> ScamsOf:
        """Posts labelled scam of every week, by its start."""
        known = self.scams.get(tuple(offices))
        if known is None:
            starts = [week.start for week in self.weeks]
            known = self.scams[tuple(offices)] = weekly_counts.scam_posts_of(
                session, offices, starts, self.until
            )
        return known


@dataclass(frozen=True, slots=True)
class _Asking:
    """Questions about some offices; what cannot be asked is named in ``missing`` and empty."""

    session: Session
    offices: Sequence[int]
    missing: list[Asked] = field(default_factory=list)

    def ask(self, name: Asked, question: Callable[[], T], otherwise: T) -> T:
        found = attempt(self.session, name, question)
        if found is None:
            self.missing.append(name)
        return otherwise if found is None else found

    def told(self, name: Asked, start: datetime, end: datetime) -> Told:
        span = (self.session, self.offices, start, end)

        def asked() -> Told:
            posts, scam_posts = (
                weekly_counts.posts_by_model(*span),
                weekly_counts.scam_posts_by_narrative(*span),
            )
            return _told(posts, scam_posts, weekly_lists.scams(*span, scam_posts))

        return self.ask(name, asked, Told())

    def told_together(self, week: Period, end: datetime, together: Together) -> Told:
        """Of one of the weeks, or of their month: the scams of all of them."""

        def asked() -> Told:
            of_weeks = together.scam_posts(self.session, self.offices)
            if week in together.weeks:
                posts, scam_posts = (
                    together.posts(self.session, self.offices)[week.start],
                    of_weeks[week.start],
                )
            else:
                posts, scam_posts = {}, _sum(of_weeks.values())
            scams = weekly_lists.scams(self.session, self.offices, week.start, end, scam_posts)
            return _told(posts, scam_posts, scams)

        return self.ask(Asked.RECEIVED, asked, Told())

    def moved(self, start: datetime, end: datetime) -> Moved:
        span = (self.session, self.offices, start, end)

        def asked() -> Moved:
            opened, closed = weekly_counts.items_opened(*span), weekly_counts.items_closed(*span)
            return Moved(opened, closed, weekly_counts.items_waiting(self.session, self.offices, end))

        return self.ask(Asked.WORK, asked, Moved())

    def verdicts(self, start: datetime, end: datetime) -> Mapping[Verdict, int]:
        return self.ask(
            Asked.VERDICTS,
            lambda: weekly_counts.verdicts(self.session, self.offices, start, end),
            Counter(),
        )


def fetch(
    session: Session,
    offices: Sequence[int],
    week: Period,
    until: datetime,
    health: Sequence[Health] | None,
    together: Together | None = None,
) -> Raw:
    """Ask the database; about thirty questions whatever the size of the office. ``health``: of the sources, at ``until``.

    A month, which has weeks counted ``together``, comes without the posts that are no scams, and without the period before. What cannot be
    asked is named in ``missing`` and empty.
    """
    span = (session, offices, week.start, until)
    asking = _Asking(session, offices)
    ask = asking.ask

    def read() -> SourcesRead:
        if health is None:
            raise NotGathered
        return weekly_counts.sources_read(*span, health)

    if together is None:
        now = asking.told(Asked.RECEIVED, week.start, until)
        before = asking.told(Asked.BEFORE, week.previous().start, week.start)
    else:
        now, before = asking.told_together(week, until, together), Told()
    moved = asking.moved(week.start, until)
    return Raw(
        now=_span(now, moved),
        before=_span(before, Moved()),
        verdicts=asking.verdicts(week.start, until),
        gaps=ask(Asked.GAPS, lambda: weekly_lists.gaps(*span), []),
        claims=ask(Asked.CLAIMS, lambda: weekly_lists.settled_claims(*span, most=MAX_ROWS + 1), []),
        sources=ask(Asked.SOURCES, read, SourcesRead(0, 0)),
        models=now.models,
        official_base=attempt(session, "base", lambda: weekly_counts.official_base(session, until)) or "–",
        missing=tuple(asking.missing),
    )


def fetch_counts(
    session: Session, offices: Sequence[int], week: Period, until: datetime, together: Together
) -> Raw:
    """What a month adds up of one of its weeks, which is among those counted ``together``."""
    asking = _Asking(session, offices)
    now = asking.told_together(week, until, together)
    return Raw(
        now=_span(now, asking.moved(week.start, until)),
        before=_span(Told(), Moved()),
        verdicts=asking.verdicts(week.start, until),
        gaps=[],
        claims=[],
        sources=SourcesRead(0, 0),
        models=now.models,
        official_base="–",
        missing=tuple(asking.missing),
    )


def _sum(of_weeks: Iterable[Mapping[int | None, int]]) -> Mapping[int | None, int]:
    found: Counter[int | None] = Counter()
    for week in of_weeks:
        found.update(week)
    return found


def _told(
    posts: Mapping[PostKey, int], scam_posts: Mapping[int | None, int], scams: Sequence[ScamRow]
) -> Told:
    return Told(weekly_counts.models_of(posts), weekly_counts.by_label(posts), scam_posts, scams)


def _span(told: Told, moved: Moved) -> RawSpan:
    return RawSpan(told.posts, told.scam_posts, told.scams, moved.opened, moved.closed, moved.waiting)
