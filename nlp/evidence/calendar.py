"""Relative and partial dates made absolute by the day of a post.

>>> resolve("--12-01", date(2026, 11, 20)), resolve("P0W/end", date(2026, 11, 20))
('2026-12-01', '2026-11-22')
>>> resolve("P1M", None)
'P1M'
"""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta

_YEAR_PART = r"(?P<year>\d{4}|-|-?P\dY)"
_PART = r"(?:/(?P<part>start|middle|end))?$"
_PERIOD = re.compile(rf"(?P<sign>-?)P(?P<count>\d)(?P<unit>[DWMY]){_PART}")
_DAY = re.compile(rf"{_YEAR_PART}-(?P<month>\d\d)-(?P<day>\d\d)$")
_MONTH = re.compile(rf"{_YEAR_PART}-(?P<month>\d\d){_PART}")
_QUARTER = re.compile(rf"{_YEAR_PART}-Q(?P<quarter>[1-4])$")
_WEEKDAY = re.compile(r"P(?P<count>\d)W-W(?P<weekday>[1-7])$")
_YEAR = re.compile(r"(?P<year>\d{4})/(?P<part>start|middle|end)$")
_YEARS_AWAY = {"nay": "P0Y", "sau": "P1Y", "toi": "P1Y", "ngoai": "-P1Y", "truoc": "-P1Y"}


def year_form(written: str | None) -> str:
    """The year of a date: four digits, how many years away, or ``-`` when nothing is said."""
    if written and written.isdigit():
        return f"{int(written) + (2000 if int(written) < 100 else 0):04}"
    return _YEARS_AWAY.get(written or "", "-")


def full_date(year: str | None, month: int, day: int) -> str | None:
    """ISO date, ``--MM-DD`` without a year or ``P1Y-MM-DD`` for next year's; None when impossible."""
    form = year_form(year)
    try:
        date(int(form) if form.isdigit() else 2024, month, day)  # in a leap year 29/2 is possible
    except ValueError:
        return None
    return f"{form}-{month:02}-{day:02}"


def resolve(value: str, posted_on: date | None) -> str:
    """The absolute form of ``value``. Without a day, what does not need one is resolved, the rest kept."""
    if match := _YEAR.match(value):
        return _part_of_year(int(match["year"]), match["part"])
    for pattern, read in ((_DAY, _day), (_MONTH, _month), (_QUARTER, _quarter)):
        if match := pattern.match(value):
            known = match["year"].isdigit()
            return read(match, posted_on or date.min) if known or posted_on else value
    if posted_on is None:
        return value
    if match := _PERIOD.match(value):
        return _period(match, posted_on)
    if match := _WEEKDAY.match(value):
        away = 7 * int(match["count"]) + int(match["weekday"]) - posted_on.isoweekday()
        return (posted_on + timedelta(days=away)).isoformat()
    if match := re.match(r"---(\d\d)$", value):
        return _nearest_month(int(match[1]), posted_on) or value
    return value


def _year_of(part: str, posted_on: date, month: int, day: int) -> int | None:
    """The year meant. Nothing said: the one that brings the day nearest to the post (1/12 seen in November)."""
    if part.isdigit():
        return int(part)
    if part != "-":
        return posted_on.year + int(part.strip("-PY")) * (-1 if part.startswith("-") else 1)
    days = []
    for year in (posted_on.year - 1, posted_on.year, posted_on.year + 1):
        try:
            days.append(date(year, month, day))
        except ValueError:
            continue
    return min(days, key=lambda found: abs((found - posted_on).days)).year if days else None


def _day(match: re.Match[str], posted_on: date) -> str:
    month, day = int(match["month"]), int(match["day"])
    year = _year_of(match["year"], posted_on, month, day)
    try:
        return date(year or 0, month, day).isoformat()
    except ValueError:  # 29/2 of a year without one
        return match[0]


def bounds(value: str) -> tuple[date, date] | None:
    """First and last day of a resolved value, clock times left aside; None while it is relative."""
    if "/" in value:
        first, _, last = value.partition("/")
        low, high = bounds(first), bounds(last)
        return (low[0], high[1]) if low and high else None
    if match := re.fullmatch(r"(\d{4})(?:-(\d\d))?(?:-(\d\d)(?:T\d\d:\d\d)?)?", value):
        year, month, day = int(match[1]), int(match[2] or 0), int(match[3] or 0)
        try:
            if not month:
                return date(year, 1, 1), date(year, 12, 31)
            if not day:
                return date(year, month, 1), _last_day(year, month)
            return date(year, month, day), date(year, month, day)
        except ValueError:
            return None
    return None


def _last_day(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])


def _part_of_year(year: int, part: str | None) -> str:
    if part is None:
        return f"{year:04}"
    return {"start": f"{year:04}-01-01", "middle": f"{year:04}-06", "end": f"{year:04}-12-31"}[part]


def _part_of_month(year: int, month: int, part: str | None) -> str:
    if part is None:
        return f"{year:04}-{month:02}"
    day = {"start": 1, "middle": 15, "end": calendar.monthrange(year, month)[1]}[part]
    return f"{year:04}-{month:02}-{day:02}"


def _quarter(match: re.Match[str], posted_on: date) -> str:
    last = int(match["quarter"]) * 3
    part = match["year"] if match["year"] != "-" else "P0Y"
    year = _year_of(part, posted_on, last, 1) or posted_on.year
    return f"{year:04}-{last - 2:02}-01/{_last_day(year, last).isoformat()}"


def _month(match: re.Match[str], posted_on: date) -> str:
    month = int(match["month"])
    year = _year_of(match["year"], posted_on, month, 1) or posted_on.year
    return _part_of_month(year, month, match["part"])


def _nearest_month(day: int, posted_on: date) -> str | None:
    days = []
    for offset in (-1, 0, 1):
        months = posted_on.year * 12 + posted_on.month - 1 + offset
        try:
            days.append(date(months // 12, months % 12 + 1, day))
        except ValueError:
            continue
    return min(days, key=lambda found: abs((found - posted_on).days)).isoformat() if days else None


def _period(match: re.Match[str], posted_on: date) -> str:
    count = int(match["count"]) * (-1 if match["sign"] else 1)
    part = match["part"]
    if match["unit"] == "D":
        return (posted_on + timedelta(days=count)).isoformat()
    if match["unit"] == "W":
        monday = posted_on + timedelta(days=7 * count - posted_on.weekday())
        sunday = monday + timedelta(days=6)
        return {"start": monday.isoformat(), "end": sunday.isoformat()}.get(
            part or "", f"{monday.isoformat()}/{sunday.isoformat()}"
        )
    if match["unit"] == "Y":
        return _part_of_year(posted_on.year + count, part)
    months = posted_on.year * 12 + posted_on.month - 1 + count
    return _part_of_month(months // 12, months % 12 + 1, part)
