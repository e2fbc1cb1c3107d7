"""When a post was written, as tables say it: day first, as in Vietnam; without a zone it is Vietnamese time.

Nothing is guessed: ``11/20/2026`` is no day in Vietnam and is refused, not turned around.

>>> read_moment("20/11/2026 8:15 CH").isoformat(), read_moment("8h ngày 20 tháng 11 năm 2026").isoformat()
('2026-11-20T20:15:00+07:00', '2026-11-20T08:00:00+07:00')
>>> read_moment("11/20/2026") is None, read_moment("hôm qua") is None
(True, True)
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from crawler.dates import VIETNAM
from crawler.tables.table import Cell
from nlp.normalise import fold

EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
FUTURE = timedelta(days=1)
"""Clocks differ; a post further ahead has a wrong date."""
LONGEST = 64
"""Characters of a written moment."""
SERIAL_START = datetime(1899, 12, 30, tzinfo=VIETNAM)
"""Day 0 of the numbers that spreadsheets store days as (ECMA-376 part 1, 18.17.4.1)."""
SERIALS = range(32_874, 73_051)
"""Such numbers from 1990 to 2099."""

_DAY = re.compile(r"(?<![\d/.-])(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d{2})(?![\d/.-])")
_WORDS = re.compile(r"\b(\d{1,2})(?: thang |-thang-)(\d{1,2})(?:,| nam|-nam-)? ?(\d{4})\b")
_YEAR_FIRST = re.compile(r"(?<![\d/.-])(\d{4})([/.])(\d{1,2})\2(\d{1,2})(?![\d/.-])")
_CLOCK = re.compile(
    r"\b(\d{1,2}) ?(?:[:hg] ?(\d{2})(?: ?[:mp] ?(\d{2})(?:\.\d{1,6})?s?)?(?:p(?!m))?|gio(?: (\d{2})(?: phut)?)?|h)(?!\d)"
)
_HALF = re.compile(r"\b(?:(sa|am|sang)|(ch|pm|chieu|toi))\b|\d(?:(am)|(pm))\b")
_LEFT = re.compile(
    r"\b(?:ngay|luc|vao|thu (?:hai|ba|tu|nam|sau|bay|[2-7])|t[2-7]|chu nhat|cn|gmt ?\+0?7(?::00)?|\+07:?00|utc\+0?7|trua)\b|[\s,;:()|–-]+"
)
_RFC_2822 = re.compile(r"(?:[a-z]{3}, )?\d{1,2} [a-z]{3} \d{4} ", re.IGNORECASE)
_EPOCH = re.compile(r"\d{10}(?:\d{3})?")
_SERIAL = re.compile(r"\d{5}(?:[.,]\d{1,12})?")


def read_moment(written: str) -> datetime | None:
    """An aware time, or None when it is none; not checked against today."""
    text = written.strip()
    if not text or len(text) > LONGEST:
        return None
    for reader in (_iso, _rfc_2822, _number, _day_first):
        try:
            found = reader(text)
        except (ValueError, OverflowError, TypeError, IndexError):
            continue
        if found is not None:
            return found if found.tzinfo else found.replace(tzinfo=VIETNAM)
    return None


def moment_of(cell: Cell) -> datetime | None:
    """The time a cell holds: a time, writing, seconds since 1970, or days as a spreadsheet counts them."""
    if isinstance(cell, datetime):
        return cell if cell.tzinfo else cell.replace(tzinfo=VIETNAM)
    if isinstance(cell, str):
        return read_moment(cell)
    if isinstance(cell, int | float):
        return read_moment(str(int(cell)) if cell == cell // 1 else repr(cell))
    return None


def plausible(moment: datetime) -> bool:
    """Whether a post may be that old, and is not ahead of today."""
    return EARLIEST <= moment <= datetime.now(UTC) + FUTURE


def _iso(text: str) -> datetime | None:
    return None if text.isdigit() or not text[:4].isdigit() else datetime.fromisoformat(text)


def _rfc_2822(text: str) -> datetime | None:
    return parsedate_to_datetime(text) if _RFC_2822.match(text) else None


def _number(text: str) -> datetime | None:
    if _EPOCH.fullmatch(text):
        return datetime.fromtimestamp(int(text[:10]), tz=UTC)
    if _SERIAL.fullmatch(text) and int(text[:5]) in SERIALS:
        days = timedelta(days=float(text.replace(",", ".")))
        return SERIAL_START + timedelta(seconds=round(days.total_seconds()))
    return None


def _day_first(text: str) -> datetime | None:
    """A day as people write it, with a time before or after it and nothing else."""
    plain = " ".join(fold(text).split())
    match = _DAY.search(plain) or _WORDS.search(plain) or _YEAR_FIRST.search(plain)
    if match is None:
        return None
    day, month, year = _parts(match)
    rest = f"{plain[: match.start()]} {plain[match.end() :]}"
    clock, half = _CLOCK.search(rest), _HALF.search(rest)
    hour, minute, second = _time(clock)
    if half is not None:
        afternoon = bool(half[2] or half[4])
        if hour > 12 and not afternoon:
            return None
        hour = hour % 12 + 12 * afternoon if hour <= 12 else hour
    left = _HALF.sub("", _CLOCK.sub("", rest, count=1), count=1)
    if _LEFT.sub("", left):
        return None
    return datetime(year, month, day, hour, minute, second, tzinfo=VIETNAM)


def _parts(match: re.Match[str]) -> tuple[int, int, int]:
    if match.re is _WORDS:
        return int(match[1]), int(match[2]), int(match[3])
    if match.re is _YEAR_FIRST:
        return int(match[4]), int(match[3]), int(match[1])
    year = int(match[4])
    return int(match[1]), int(match[3]), year if year > 99 else 2000 + year


def _time(clock: re.Match[str] | None) -> tuple[int, int, int]:
    if clock is None:
        return 0, 0, 0
    return int(clock[1]), int(clock[2] or clock[4] or 0), int(clock[3] or 0)
