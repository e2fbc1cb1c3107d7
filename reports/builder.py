"""Making a report: gather the facts of a week once, let every section speak, keep the whole as plain JSON.

The content holds no moment of making, so the same facts always give the same content and hash.
"""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from typing import Any

from models.session import Session
from models.tables.office import Office
from reports import appendix
from reports.content import Section, failed
from reports.facts import Facts
from reports.gathering import gather
from reports.kept_facts import to_json
from reports.months import in_months
from reports.period import Month, Period, begun
from reports.sections import SECTIONS, SectionModule

log = logging.getLogger("sangtin.reports")

SCHEMA = 1
"""Version of the content's form; renderers read it."""


def build(session: Session, office: Office, week: Period, now: datetime | None = None) -> dict[str, Any]:
    """The content of the report of an office and those below it, as the rows stand; of a week, not of a month.

    While the period runs, what has come so far is reported and ``week.over`` is false. What an office gets is
    made by ``reports.making``, which also looks at the reports made before.

    Raises:
        BadInput: the period has not begun.
    """
    now = now or datetime.now(UTC)
    begun(week, now)
    return compose(office, gather(session, office, week, min(now, week.end)), over=week.end <= now)


def compose(office: Office, facts: Facts, *, over: bool) -> dict[str, Any]:
    """The content that says these facts."""
    week = facts.week
    content: dict[str, Any] = {
        "schema": SCHEMA,
        "office": {"code": office.code, "name": office.name},
        "week": {
            "code": week.code,
            "number": week.number,
            "year": week.year,
            "first_day": week.first_day.isoformat(),
            "last_day": week.last_day.isoformat(),
            "from": week.start.isoformat(),
            "until": week.end.isoformat(),
            "over": over,
        },
        "models": list(facts.models),
        "official_base": facts.official_base,
        "sources": {"read": facts.sources.to_json(), "failed": facts.failed_sources.to_json()},
        "sections": [
            {"number": number, **_section(module, facts).to_json()} for number, module in enumerate(SECTIONS)
        ],
        "appendix": _section(appendix, facts).to_json(),
        "facts": _kept(facts),
    }
    return in_months(content) if isinstance(week, Month) else content


def _kept(facts: Facts) -> Any:
    """The facts as data, for later versions and for the office above; a report without them is still a report."""
    try:
        return to_json(facts)
    except TypeError as error:
        log.error("facts of %s cannot be kept: %s", facts.week.code, error)  # noqa: TRY400
        return None


def _section(module: SectionModule, facts: Facts) -> Section:
    """The section, or a word that it could not be made. Whatever breaks in one, the reader is owed the others."""
    try:
        return module.build(facts)
    except Exception as error:
        log.error("section %s of %s failed: %s", module.CODE, facts.week.code, type(error).__name__)  # noqa: TRY400
        return failed(module.CODE, module.TITLE)
