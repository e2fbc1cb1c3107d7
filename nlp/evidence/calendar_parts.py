"""Parts of a known stretch of days, and days known but for their month or year that are said to be past or to come.

>>> part_of((date(2026, 7, 1), date(2026, 9, 30)), "M1"), part_of((date(2026, 6, 1), date(2026, 6, 30)), "1MO")
('2026-07', '2026-06-01')
>>> nearest("W6", "last", date(2026, 2, 16))
'2026-02-14'
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from datetime import date, timedelta

DIRECTIONS = ("next", "last")
"""The first such day or month from the post on ("30/4 tới"), the last one before it ("20/11 vừa rồi")."""

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
"""As in iCalendar (RFC 5545), where ``1MO`` is the first Monday and ``-1SU`` the last Sunday."""

_PART = re.compile(
    r"(?:(?P<edge>start|end)|half(?P<half>[12])|(?P<unit>[DMQ])(?P<nth>-?\d{1,2})|(?P<end>[+-])(?P<count>\d{1,2})(?P<of>[DWMQ])"
    r"|(?P<which>-?[1-5])(?P<weekday>MO|TU|WE|TH|FR|SA|SU))$"
)
_MONTHS = {"M": 1, "Q": 3}
_PARTIAL = re.compile(r"(?:W(?P<weekday>[1-7])|--(?P<month>\d\d)(?:-(?P<day>\d\d))?|---(?P<bare>\d\d))$")
_LONGEST = 366 * 4 + 1
"""Days looked through for a day of a month: enough for a 29 February."""


def is_part(written: str) -> bool:
    """Whether this names a part of what stands before it (``D-1``, ``half2``, ``+6M``, ``-1SU``)."""
    return _PART.match(written) is not None


def part_of(whole: tuple[date, date], part: str) -> str | None:
    """The part of a stretch of days, resolved; None where it has no such part (``D31`` of a June, a month of a week)."""
    match = _PART.match(part)
    if match is None:
        return None
    if match["edge"]:
        return whole[match["edge"] == "end"].isoformat()
    if match["weekday"]:
        return _weekday_of(whole, WEEKDAYS.index(match["weekday"]), int(match["which"]))
    if match["half"]:
        return _half_of(whole, first=match["half"] == "1")
    if match["unit"] == "D":
        nth = int(match["nth"])
        day = whole[0] + timedelta(days=nth - 1) if nth > 0 else whole[1] + timedelta(days=nth + 1)
        return day.isoformat() if nth and whole[0] <= day <= whole[1] else None
    if match["unit"]:
        return _months_of(whole, int(match["nth"]), _MONTHS[match["unit"]])
    return _edge_of(whole, match["end"] == "+", int(match["count"]), match["of"])


def same_day(base: str, posted_on: date) -> str | None:
    """The day of the month of the post in another month that is told as ``P2M``; the last one where it is too short."""
    match = re.fullmatch(r"(-?)P(\d{1,3})M", base)
    if match is None:
        return None
    months = posted_on.year * 12 + posted_on.month - 1 + int(match[2]) * (-1 if match[1] else 1)
    last = last_day(months // 12, months % 12 + 1)
    return last.replace(day=min(posted_on.day, last.day)).isoformat()


def _weekday_of(whole: tuple[date, date], weekday: int, which: int) -> str | None:
    first = whole[0] + timedelta(days=(weekday - whole[0].weekday()) % 7)
    last = whole[1] - timedelta(days=(whole[1].weekday() - weekday) % 7)
    day = first + timedelta(days=7 * (which - 1)) if which > 0 else last + timedelta(days=7 * (which + 1))
    return day.isoformat() if whole[0] <= day <= whole[1] else None


def _half_of(whole: tuple[date, date], first: bool) -> str | None:
    """A month is halved after its 15th, a quarter after that of its second month, a year after June; other stretches are not halved into whole days or months."""
    low, high = whole
    if (low.day, high) == (1, last_day(low.year, low.month)):
        return _between(low, low.replace(day=15)) if first else _between(low.replace(day=16), high)
    if (low.month, low.day, high) == (1, 1, date(low.year, 12, 31)):
        return _edge_of(whole, first, 6, "M")
    months = _starts(whole)
    if months and len(months) == 3:
        return _between(low, date(*months[1], 15)) if first else _between(date(*months[1], 16), high)
    return None


def _starts(whole: tuple[date, date]) -> list[tuple[int, int]] | None:
    """Year and month of each month of a stretch of whole months."""
    low, high = whole
    if low.day != 1 or high != last_day(high.year, high.month):
        return None
    first, last = low.year * 12 + low.month - 1, high.year * 12 + high.month - 1
    return [(at // 12, at % 12 + 1) for at in range(first, min(last, first + 12) + 1)]


def _months_of(whole: tuple[date, date], nth: int, size: int) -> str | None:
    months = _starts(whole)
    if not months or not nth or abs(nth) * size > len(months):
        return None
    at = (nth - 1) * size if nth > 0 else len(months) + nth * size
    if size == 1:
        return f"{months[at][0]:04}-{months[at][1]:02}"
    return _between(date(*months[at], 1), last_day(*months[at + size - 1]))


def _edge_of(whole: tuple[date, date], first: bool, count: int, unit: str) -> str | None:
    low, high = whole
    if unit in _MONTHS:
        months, count = _starts(whole), count * _MONTHS[unit]
        if not months or not 0 < count <= len(months):
            return None
        if first:
            return _between(low, last_day(*months[count - 1]))
        return _between(date(*months[-count], 1), high)
    away = timedelta(days=count * (7 if unit == "W" else 1) - 1)
    if not count or low + away > high:
        return None
    return _between(low, low + away) if first else _between(high - away, high)


def _between(low: date, high: date) -> str:
    return f"{low.isoformat()}/{high.isoformat()}"


def nearest(partial: str, direction: str, posted_on: date) -> str | None:
    """The next such day or month, that of the post among them (no weekday: "thứ tư tới" is never today), or the last one before it; None of another form."""
    match = _PARTIAL.match(partial)
    if match is None:
        return None
    if match["month"] and not match["day"]:
        year, month = posted_on.year, int(match["month"])
        if not 1 <= month <= 12:
            return None
        if direction == "next":
            return f"{year + (month < posted_on.month):04}-{month:02}"
        return f"{year - (month >= posted_on.month):04}-{month:02}"
    return next((day.isoformat() for day in _days(direction, posted_on, match) if _fits(match, day)), None)


def _days(direction: str, posted_on: date, match: re.Match[str]) -> Iterator[date]:
    step = 1 if direction == "next" else -1
    first = 0 if step == 1 and not match["weekday"] else 1
    return (posted_on + timedelta(days=step * away) for away in range(first, _LONGEST))


def _fits(match: re.Match[str], day: date) -> bool:
    if match["weekday"]:
        return day.isoweekday() == int(match["weekday"])
    if match["bare"]:
        return day.day == int(match["bare"])
    return (day.month, day.day) == (int(match["month"]), int(match["day"]))


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
                return date(year, month, 1), last_day(year, month)
            return date(year, month, day), date(year, month, day)
        except ValueError:
            return None
    return None


def last_day(year: int, month: int) -> date:
    """The last day of a month."""
    return date(year, month, calendar.monthrange(year, month)[1])
