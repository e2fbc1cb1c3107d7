"""Making what an office gets: its report of a week or a month, an office above's from those below, a quick report.

Here a new report meets the reports made before it: earlier versions, the period before, the units below.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from models.queries import reporting
from models.session import Session
from models.tables.office import Office
from models.vocabulary import Label
from reports.builder import compose
from reports.disclosure import Count
from reports.editions import corrected, draft, with_week_before
from reports.facts import Facts
from reports.gathering import gather
from reports.kept_facts import facts_from
from reports.parts import Part
from reports.parts.trend import earlier
from reports.period import Occasion, Period, begun
from reports.quick import quick
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
    below = reporting.latest_below(session, office.id, period.code)
    units = [
        Unit(name_today(one.name, office.name) if name_today else one.name, *_usable(kept, period, over=over))
        for one, kept in below
    ]
    facts = gather(session, office, period, min(now, period.end), alone=bool(units))
    facts = with_week_before(facts, _previous(session, office, period) if not units else None)
    if units:
        facts = combine(facts, units)
    facts = _beside_earlier(session, office, period, facts) if over else draft(facts)
    facts = _with_trend(session, office, period, facts)
    content = with_tet(compose(office, facts, over=over), period)
    return with_units(content, units) if units else content


def _usable(
    kept: tuple[int, dict[str, Any]] | None, period: Period, *, over: bool
) -> tuple[int | None, Facts | None]:
    """Version and facts of a report below; a draft of a running period does not stand for the whole of it."""
    if kept is None or (over and not kept[1]["week"]["over"]):
        return None, None
    return kept[0], facts_from(kept[1].get("facts"), period)


def _previous(session: Session, office: Office, period: Period) -> Facts | None:
    return _said(session, office, period.previous())


def _said(session: Session, office: Office, period: Period) -> Facts | None:
    """What the final report of a period said last."""
    made = reporting.find_snapshot(session, office.id, period.code)
    if made is None or not made.content["week"]["over"]:
        return None
    return facts_from(made.content.get("facts"), period)


def _with_trend(session: Session, office: Office, period: Period, facts: Facts) -> Facts:
    """Facts with what the reports of the periods before said. Set last: what is printed already is said as it is."""

    def labels(one: Period) -> Mapping[Label, Count] | None:
        known = _said(session, office, one)
        return None if known is None else known.now.labels

    return replace(facts, parts=replace(facts.parts, trend=Part(earlier(period, labels))))


def _beside_earlier(session: Session, office: Office, period: Period, facts: Facts) -> Facts:
    made = [
        reporting.content_of(session, one.id) for one in reporting.versions(session, office.id, period.code)
    ]
    return corrected(facts, [facts_from(one.get("facts"), period) for one in made])
