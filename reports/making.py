"""Making what an office gets: its report of a week or a month, an office above's from those below, a quick report.

Here a new report meets the reports made before it: earlier versions, the period before, the units below.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from models.queries import reporting
from models.session import Session
from models.tables.office import Office
from models.vocabulary import Label
from reports.asking import Asked
from reports.builder import compose
from reports.disclosure import Count
from reports.editions import corrected, draft, with_period_before
from reports.facts import Facts
from reports.gathering import gather
from reports.kept_facts import facts_from
from reports.monthly import from_weeks, received
from reports.parts import Part
from reports.parts.trend import earlier
from reports.period import Month, Occasion, Period, Week, begun
from reports.quick import quick
from reports.raw import Together
from reports.rollup import Unit, combine, with_units
from reports.tet import with_tet

NameToday = Callable[[str, str | None], str]
"""The name a place has today, from an office's name and that of the office above it."""


def make(
    session: Session,
    office: Office,
    period: Period | Occasion,
    now: datetime | None = None,
    name_today: NameToday | None = None,
) -> dict[str, Any]:
    """The content of a report.

    Raises:
        BadInput: the period has not begun.
        NotFound: a quick report about an item the office does not have.
    """
    now = now or datetime.now(UTC)
    begun(period, now)
    if isinstance(period, Occasion):
        return quick(session, office, period)
    over = period.end <= now
    facts, units = _facts(session, office, period, now, name_today)
    facts = _beside_earlier(session, office, period, facts) if over else draft(facts)
    facts = _with_trend(session, office, period, facts)
    content = with_tet(compose(office, facts, over=over), period)
    return with_units(content, units) if units else content


def _facts(
    session: Session,
    office: Office,
    period: Period,
    now: datetime,
    name_today: NameToday | None,
    together: Together | None = None,
) -> tuple[Facts, Sequence[Unit]]:
    """What may be said of a period by itself, from the rows, the units below and, of a month, its weeks."""
    over = period.end <= now
    below = reporting.latest_below(session, office.id, period.code)
    units = [
        Unit(name_today(one.name, office.name) if name_today else one.name, *_usable(kept, period, over=over))
        for one, kept in below
    ]
    told: dict[Week, Facts | None] = {}
    if isinstance(period, Month):
        told = _told(session, office, period, now)
        together = _together(period, told, now)
    facts = gather(session, office, period, min(now, period.end), alone=bool(units), together=together)
    previous = _said(session, office, period.previous())
    facts = combine(facts, units) if units else with_period_before(facts, previous)
    if isinstance(period, Month):
        weeks = _weeks(session, office, told, now, together)
        before = [] if previous else _weeks_of(session, office, period.previous(), now)
        lost = [Asked.BEFORE] if any(Asked.RECEIVED in week.missing for week in before) else []
        facts = from_weeks(facts, weeks, previous.now if previous else received(before), lost)
    return facts, units


def _told(session: Session, office: Office, month: Month, now: datetime) -> dict[Week, Facts | None]:
    """What the final reports of a month's weeks that have begun told, the earliest first; None: there is none."""
    return {one: _said(session, office, one) for one in month.weeks if one.start <= now}


def _together(month: Month, told: Mapping[Week, Facts | None], now: datetime) -> Together:
    untold = [one for one, facts in told.items() if facts is None]
    between = [one for one in told if untold and untold[0] <= one <= untold[-1]]
    return Together(list(told), min(now, month.end), between)


def _weeks(
    session: Session,
    office: Office,
    told: Mapping[Week, Facts | None],
    now: datetime,
    together: Together | None,
) -> list[Facts]:
    """The counts the final reports of a month's weeks told; where there is none, what a draft of the week would tell."""
    return [
        draft(_facts(session, office, one, now, None, together)[0]) if facts is None else facts
        for one, facts in told.items()
    ]


def _weeks_of(session: Session, office: Office, month: Month, now: datetime) -> list[Facts]:
    told = _told(session, office, month, now)
    return _weeks(session, office, told, now, _together(month, told, now))


def _usable(
    kept: tuple[int, dict[str, Any]] | None, period: Period, *, over: bool
) -> tuple[int | None, Facts | None]:
    """Version and facts of a report below; a draft of a running period does not stand for the whole of it."""
    if kept is None or (over and not kept[1]["week"]["over"]):
        return None, None
    return kept[0], _whole(facts_from(kept[1].get("facts"), period))


def _said(session: Session, office: Office, period: Period) -> Facts | None:
    """What the final report of a period said last."""
    made = reporting.find_snapshot(session, office.id, period.code)
    if made is None or not made.content["week"]["over"]:
        return None
    return _whole(facts_from(made.content.get("facts"), period))


def _whole(facts: Facts | None) -> Facts | None:
    """Facts of which nothing is missing: what could not be asked for is not nothing."""
    return None if facts is None or facts.missing else facts


def _with_trend(session: Session, office: Office, period: Period, facts: Facts) -> Facts:
    """Facts with what the reports of the periods before said. Set last: what is printed already is said as it is."""

    def labels(one: Period) -> Mapping[Label, Count] | None:
        known = _said(session, office, one)
        return None if known is None else known.now.labels

    return replace(facts, parts=replace(facts.parts, trend=Part(earlier(period, labels))))


def _beside_earlier(session: Session, office: Office, period: Period, facts: Facts) -> Facts:
    """Facts held against earlier versions, and against what the report of the next period said of this one as the one before it:
    that was counted from the rows, when this one had no report yet.
    """
    made = [
        reporting.content_of(session, one.id) for one in reporting.versions(session, office.id, period.code)
    ]
    earlier = [facts_from(one.get("facts"), period) for one in made]
    following = _said(session, office, period.following())
    return corrected(
        facts, earlier if following is None else [*earlier, replace(facts, now=following.before)]
    )
