"""When an item is due, aware of office hours.

The clock runs around the clock, but nobody is asked to finish while the office is closed or has only just
opened: such a time moves to one hour after opening. So what opens later, or is less grave, is never due
earlier.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from models.settings import Settings
from models.vocabulary import Severity

OPENS = time(7, 30)
CLOSES = time(17, 0)
WORKDAYS = frozenset({0, 1, 2, 3, 4})
GRACE = timedelta(hours=1)
ESCALATION = {Severity.HIGH: 8 / 4, Severity.MEDIUM: 48 / 24, Severity.LOW: 120 / 72}
"""Escalation time as a multiple of the due time (SPEC §4: 4/8 h, 24/48 h, 72/120 h)."""


def due_times(severity: Severity, start: datetime, settings: Settings) -> tuple[datetime, datetime]:
    """(due, escalate) for an item opened at ``start`` (aware); both in the zone of ``start``."""
    hours = {
        Severity.HIGH: settings.due_hours_high,
        Severity.MEDIUM: settings.due_hours_medium,
        Severity.LOW: settings.due_hours_low,
    }[severity]
    zone = ZoneInfo(settings.timezone)
    due = start + timedelta(hours=hours)
    escalate = start + timedelta(hours=hours * ESCALATION[severity])
    due, escalate = (_into_office_hours(moment, zone) for moment in (due, escalate))
    return due, max(escalate, due + GRACE)


def _into_office_hours(moment: datetime, zone: ZoneInfo) -> datetime:
    local = moment.astimezone(zone)
    settled = datetime.combine(local.date(), OPENS, zone) + GRACE
    if local.weekday() in WORKDAYS and settled <= local and local.time() <= CLOSES:
        return moment
    day = local.date() if local < settled else local.date() + timedelta(days=1)
    while day.weekday() not in WORKDAYS:
        day += timedelta(days=1)
    return (datetime.combine(day, OPENS, zone) + GRACE).astimezone(moment.tzinfo)
