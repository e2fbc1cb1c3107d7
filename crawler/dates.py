"""Dates as pages write them. A time without a zone is Vietnamese time; nothing is guessed."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime

VIETNAM = timezone(timedelta(hours=7))
"""Vietnam has had no other offset since 1975."""

FUTURE = timedelta(days=1)
"""A page's date may run ahead by clock differences; further ahead it is wrong and left out."""

_DAY_FIRST = re.compile(
    r"(?:(?P<h1>\d{1,2})[:hg](?P<m1>\d{2})\D{1,5})?"
    r"(?P<d>\d{1,2})[/.-](?P<mo>\d{1,2})[/.-](?P<y>\d{4})"
    r"(?:\D{1,5}(?P<h2>\d{1,2})[:hg](?P<m2>\d{2})(?::\d{2})?(?:\s?(?P<half>AM|PM|SA|CH)\b)?)?",
    re.IGNORECASE,
)
_WORDED = re.compile(
    r"(?:(?P<h1>\d{1,2})[:hg](?P<m1>\d{2})\D{1,8})?"
    r"(?P<d>\d{1,2})\s{1,3}tháng\s{1,3}(?P<mo>\d{1,2})(?:\s{1,3}năm|,)?\s{1,3}(?P<y>\d{4})"
    r"(?:\D{1,8}(?P<h2>\d{1,2})[:hg](?P<m2>\d{2})(?P<half>(?!))?)?",
    re.IGNORECASE,
)
_AFTERNOON = frozenset({"PM", "CH"})
_EPOCH = re.compile(r"\d{10}(?:\d{3})?")


def read_date(value: str | None) -> datetime | None:
    """An aware time from ISO 8601, RFC 822, epoch seconds or day/month/year; None when it is none.

    >>> read_date("2026-11-20T08:00:00Z").isoformat()
    '2026-11-20T08:00:00+00:00'
    >>> read_date("08:15, 20/11/2026").isoformat()
    '2026-11-20T08:15:00+07:00'
    >>> read_date("20/11/2026 02:15:00 PM").isoformat()
    '2026-11-20T14:15:00+07:00'
    >>> read_date("14:59 Ngày 27 tháng 11 năm 2026").isoformat()
    '2026-11-27T14:59:00+07:00'
    >>> read_date("hôm qua") is None
    True
    """
    text = (value or "").strip()[:64]
    if not text:
        return None
    for reader in (_iso, _rfc822, _epoch, _day_first):
        try:
            found = reader(text)
        except (ValueError, OverflowError, TypeError, IndexError):
            continue
        if found is not None and 1990 <= found.year <= 2100:
            return found if found.tzinfo else found.replace(tzinfo=VIETNAM)
    return None


def _iso(text: str) -> datetime | None:
    return None if text.isdigit() else datetime.fromisoformat(text)


def _rfc822(text: str) -> datetime | None:
    return parsedate_to_datetime(text)


def _epoch(text: str) -> datetime | None:
    if not _EPOCH.fullmatch(text):
        return None
    return datetime.fromtimestamp(int(text[:10]), tz=UTC)


def _day_first(text: str) -> datetime | None:
    match = _DAY_FIRST.search(text) or _WORDED.search(text)
    if match is None:
        return None
    hour, minute = int(match["h1"] or match["h2"] or 0), int(match["m1"] or match["m2"] or 0)
    if match["half"] and hour <= 12:
        hour = hour % 12 + (12 if match["half"].upper() in _AFTERNOON else 0)
    return datetime(int(match["y"]), int(match["mo"]), int(match["d"]), hour, minute, tzinfo=VIETNAM)
