"""When an item, or the answer to a request, is due: aware of office hours and days off.

The clock runs around the clock, but nobody is asked to finish while the office is closed or has only just
opened: such a time moves to one hour after opening. So what opens later, or is less grave, is never due
earlier.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from models.desk import DeskSettings, OfficeHours
from models.vocabulary import Severity

GRACE = timedelta(hours=1)
LONGEST_CLOSED = 366
"""Days an office is taken to be closed at most; an office that is never open does not keep the router."""


def due_times(
    severity: Severity, start: datetime, desk: DeskSettings, zone: ZoneInfo
) -> tuple[datetime, datetime]:
    """(due, escalate) for an item opened at ``start`` (aware); both in the zone of ``start``. Office hours are in ``zone``."""
    hours = desk.hours(severity)
    due, escalate = (
        _into_office_hours(start + timedelta(hours=wait), desk.office_hours, zone)
        for wait in (hours.due, hours.escalate)
    )
    return due, max(escalate, due + GRACE)


def close_of_working_day(moment: datetime, days: int, office: OfficeHours, zone: ZoneInfo) -> datetime:
    """Closing time of the last of so many working days after ``moment``, in its zone. Days off do not count, as in the deadlines of
    administrative procedure; the day of ``moment`` does not either.
    """
    day = moment.astimezone(zone).date()
    left = days
    for _ in range(LONGEST_CLOSED):
        if not left:
            break
        day += timedelta(days=1)
        left -= office.works_on(day)
    return datetime.combine(day, office.closes, zone).astimezone(moment.tzinfo)


def _into_office_hours(moment: datetime, office: OfficeHours, zone: ZoneInfo) -> datetime:
    local = moment.astimezone(zone)
    settled = datetime.combine(local.date(), office.opens, zone) + GRACE
    if office.works_on(local.date()) and settled <= local and local.time() <= office.closes:
        return moment
    day = local.date() if local < settled else local.date() + timedelta(days=1)
    for _ in range(LONGEST_CLOSED):
        if office.works_on(day):
            break
        day += timedelta(days=1)
    return (datetime.combine(day, office.opens, zone) + GRACE).astimezone(moment.tzinfo)
