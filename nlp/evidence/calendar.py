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

from nlp.evidence.calendar_parts import DIRECTIONS, bounds, is_part, last_day, nearest, part_of, same_day

__all__ = ["bounds", "full_date", "resolve", "year_form"]

_YEAR_PART = r"(?P<year>\d{4}|-|-?P\dY)"
_PART = r"(?:/(?P<part>start|middle|end))?$"
_PERIOD = re.compile(rf"(?P<sign>-?)P(?P<count>\d{{1,3}})(?P<unit>[DWMQY]){_PART}")
_DAY_OF_PERIOD = re.compile(r"(?P<month>-?P\dM)-(?P<day>\d\d)$")
_DAY = re.compile(rf"{_YEAR_PART}-(?P<month>\d\d)-(?P<day>\d\d)$")
_MONTH = re.compile(rf"{_YEAR_PART}-(?P<month>\d\d){_PART}")
_QUARTER = re.compile(rf"{_YEAR_PART}-Q(?P<quarter>[1-4]){_PART}")
_WEEKDAY = re.compile(r"(?P<sign>-?)P(?P<count>\d)W-W(?P<weekday>[1-7])$")
_YEAR = re.compile(r"(?P<year>\d{4})/(?P<part>start|middle|end)$")
_SUFFIXES = ("start", "middle", "end")
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
    base, _, part = value.rpartition("/")
    if base and is_part(part) and (part not in _SUFFIXES or "/" in base):
        whole = bounds(resolve(base, posted_on))
        return (part_of(whole, part) if whole else None) or value
    if posted_on is None:
        return value
    if base and part in DIRECTIONS:
        return nearest(base, part, posted_on) or value
    if part == "same":
        return same_day(base, posted_on) or value
    if match := _PERIOD.match(value):
        return _period(match, posted_on)
    if match := _WEEKDAY.match(value):
        weeks = int(match["count"]) * (-1 if match["sign"] else 1)
        away = 7 * weeks + int(match["weekday"]) - posted_on.isoweekday()
        return (posted_on + timedelta(days=away)).isoformat()
    if match := _DAY_OF_PERIOD.match(value):
        whole = bounds(resolve(match["month"], posted_on))
        return (part_of(whole, f"D{int(match['day'])}") if whole else None) or value
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


def _part_of_year(year: int, part: str | None) -> str:
    if part is None:
        return f"{year:04}"
    return {"start": f"{year:04}-01-01", "middle": f"{year:04}-06", "end": f"{year:04}-12-31"}[part]


def _part_of_month(year: int, month: int, part: str | None) -> str:
    if part is None:
        return f"{year:04}-{month:02}"
    day = {"start": 1, "middle": 15, "end": calendar.monthrange(year, month)[1]}[part]
    return f"{year:04}-{month:02}-{day:02}"


def _part_of_quarter(year: int, quarter: int, part: str | None) -> str:
    last = quarter * 3
    days = {"start": date(year, last - 2, 1), "middle": date(year, last - 1, 15), "end": last_day(year, last)}
    return days[part].isoformat() if part else f"{days['start'].isoformat()}/{days['end'].isoformat()}"


def _quarter(match: re.Match[str], posted_on: date) -> str:
    quarter = int(match["quarter"])
    year = _year_of(match["year"], posted_on, quarter * 3 - 1, 15) or posted_on.year
    return _part_of_quarter(year, quarter, match["part"])


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
    return min(days, key=lambda found: _distance(found, posted_on)).isoformat() if days else None


def _distance(found: date, posted_on: date) -> tuple[int, bool]:
    """How near a day is; of two as near the one to come."""
    return abs((found - posted_on).days), found < posted_on


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
    if match["unit"] == "Q":
        quarters = posted_on.year * 4 + (posted_on.month - 1) // 3 + count
        return _part_of_quarter(quarters // 4, quarters % 4 + 1, part)
    months = posted_on.year * 12 + posted_on.month - 1 + count
    return _part_of_month(months // 12, months % 12 + 1, part)
