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

_PERIOD = re.compile(r"(?P<sign>-?)P(?P<count>\d)(?P<unit>[DWMY])(?:/(?P<part>start|middle|end))?$")
_MONTH = re.compile(
    r"(?P<year>\d{4}|-)-(?P<month>\d\d)(?:/(?P<part>start|middle|end))?(?:@(?P<shift>-?\d))?$"
)
_QUARTER = re.compile(r"(?P<year>\d{4}|-)-Q(?P<quarter>[1-4])$")
_YEAR = re.compile(r"(?P<year>\d{4})/(?P<part>start|middle|end)$")


def full_date(year: str | None, month: int, day: int) -> str | None:
    """ISO date, or ``--MM-DD`` (``@n`` years away) when the year is not given; None when impossible."""
    number = int(year) if year and year.isdigit() else None
    if number is not None and number < 100:
        number += 2000
    try:
        date(number or 2024, month, day)  # 2024 is a leap year, so 29/2 is possible
    except ValueError:
        return None
    if number is not None:
        return f"{number:04}-{month:02}-{day:02}"
    shift = {"nay": "@0", "sau": "@1", "toi": "@1", "ngoai": "@-1", "truoc": "@-1"}.get(year or "", "")
    return f"--{month:02}-{day:02}{shift}"


def resolve(value: str, posted_on: date | None) -> str:
    """The absolute form of ``value``. Without a day, what does not need one is resolved, the rest kept."""
    if match := _YEAR.match(value):
        return _part_of_year(int(match["year"]), match["part"])
    if match := _QUARTER.match(value):
        return _quarter(match, posted_on, value)
    if match := _MONTH.match(value):
        return _month(match, posted_on, value)
    if posted_on is None:
        return value
    if match := _PERIOD.match(value):
        return _period(match, posted_on)
    if match := re.match(r"--(\d\d)-(\d\d)(?:@(-?\d))?$", value):
        return _nearest_year(int(match[1]), int(match[2]), match[3], posted_on) or value
    if match := re.match(r"---(\d\d)$", value):
        return _nearest_month(int(match[1]), posted_on) or value
    return value


def bounds(value: str) -> tuple[date, date] | None:
    """First and last day of a resolved value; None while it is relative."""
    if "/" in value:
        first, _, last = value.partition("/")
        low, high = bounds(first), bounds(last)
        return (low[0], high[1]) if low and high else None
    if match := re.fullmatch(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?", value):
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


def _quarter(match: re.Match[str], posted_on: date | None, value: str) -> str:
    if match["year"] == "-" and posted_on is None:
        return value
    year = int(match["year"]) if match["year"] != "-" else (posted_on or date.min).year
    last = int(match["quarter"]) * 3
    return f"{year:04}-{last - 2:02}-01/{_last_day(year, last).isoformat()}"


def _month(match: re.Match[str], posted_on: date | None, value: str) -> str:
    month = int(match["month"])
    if match["year"] != "-":
        return _part_of_month(int(match["year"]), month, match["part"])
    if posted_on is None:
        return value
    if match["shift"] is not None:
        return _part_of_month(posted_on.year + int(match["shift"]), month, match["part"])
    nearest = _nearest_year(month, 1, None, posted_on)
    year = int(nearest[:4]) if nearest else posted_on.year
    return _part_of_month(year, month, match["part"])


def _nearest_year(month: int, day: int, shift: str | None, posted_on: date) -> str | None:
    """The year that brings the day nearest to the post: 1/12 seen in November is this year's."""
    if shift is not None:
        years = [posted_on.year + int(shift)]
    else:
        years = [posted_on.year - 1, posted_on.year, posted_on.year + 1]
    days = []
    for year in years:
        try:
            days.append(date(year, month, day))
        except ValueError:
            continue
    if not days:
        return None
    return min(days, key=lambda found: abs((found - posted_on).days)).isoformat()


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
