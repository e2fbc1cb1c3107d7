"""Times that a page counts back from now: "Hôm qua, 14:05", "3 giờ trước".

Now is what the page's own clock says ("Hiện tại là 09:12 - 24/03/2026") or, where it has none, when its answer was made
(``answered_at``): when it was fetched, less the time a store between us and the site says it has kept it. Hours are right to the hour
and days to the day; weeks, months and years count back too roughly to date anything.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime, timedelta
from unicodedata import normalize

from crawler.dates import VIETNAM, read_date

_NOW = re.compile(
    r"(?:hiện tại(?: là)?|bây giờ(?: là)?|giờ hiện tại|the time now is|current time)\s{0,3}:?\s{0,3}(\d.{0,60})",
    re.IGNORECASE,
)
_LONGEST = 240
_DAYS = {"hôm nay": 0, "today": 0, "hôm qua": 1, "yesterday": 1, "hôm kia": 2}
_BACK = re.compile(
    rf"\b(?P<day>{'|'.join(_DAYS)})\W{{0,3}}(?:lúc|vào lúc|at)?\W{{0,3}}(?P<hour>\d{{1,2}})(?::|h|g)(?P<minute>\d{{2}})(?::\d{{2}})?"
    r"(?:\s?(?P<half>AM|PM|SA|CH|sáng|chiều|tối)\b)?",
    re.IGNORECASE,
)
_AGO = re.compile(
    r"(?<![\w,.])(\d{1,3}) ?(?:(?P<minutes>phút|minutes?|mins?|m)|(?P<hours>giờ|tiếng|hours?|h)|(?P<days>ngày|days?|d)) ?(?:trước|ago)\b",
    re.IGNORECASE,
)
_COUNT = re.compile(
    r"\W{0,3}(\d{1,3}) ?(?:(?P<minutes>phút|minutes?|mins?)|(?P<hours>giờ|hours?|h)|(?P<days>ngày|days?|d))\W{0,3}",
    re.IGNORECASE,
)
"""A count without a word for "ago"; a time only where the page calls it so."""
_LATE = frozenset({"pm", "ch", "chiều", "tối"})
_JUST = re.compile(r"\W{0,3}(?:vừa xong|vừa mới|just now)\W{0,3}", re.IGNORECASE)
_DAY = re.compile(r"\W{0,3}(hôm nay|today|hôm qua|yesterday)\W{0,3}", re.IGNORECASE)

_answered: ContextVar[datetime | None] = ContextVar("answered", default=None)


@contextmanager
def answered_at(time: datetime | None) -> Iterator[None]:
    """When the answer that is read inside was made, for pages without a clock."""
    before = _answered.set(time)
    try:
        yield
    finally:
        _answered.reset(before)


def page_now(lines: Iterable[str]) -> datetime | None:
    """What the clock of a page says, from its last line that tells the day and the hour; else when it was answered, if that is known.

    >>> page_now(["Múi giờ GMT. Hiện tại là 09:12 AM - 24-03-2026 (GMT +7)."]).isoformat()
    '2026-03-24T09:12:00+07:00'
    """
    found = None
    for line in lines:
        if len(line) <= _LONGEST and (told := _NOW.search(normalize("NFC", line))):
            found = read_date(told[1]) or found
    if found is None or found.hour == found.minute == 0:
        found = _answered.get()
    return None if found is None else found.astimezone(VIETNAM)


def counted_back(text: str, now: datetime, called: bool = False) -> datetime | None:
    """The time that a short text counts back from ``now``; None where it does not, or by weeks and more. ``called``: the page calls
    the text a time, so that a bare count is one.

    >>> now = datetime(2026, 3, 24, 9, 12, tzinfo=VIETNAM)
    >>> [str(counted_back(told, now))[:16] for told in ("Hôm qua, 02:05 PM", "12 phút trước", "3 giờ trước", "2 ngày trước", "3 giờ")]
    ['2026-03-23 14:05', '2026-03-24 09:00', '2026-03-24 06:12', '2026-03-22 00:00', 'None']
    >>> counted_back("3 giờ", now, called=True) == counted_back("3 giờ trước", now)
    True
    """
    text = normalize("NFC", text[:_LONGEST])
    if told := _BACK.search(text):
        hour, minute = int(told["hour"]), int(told["minute"])
        if told["half"] and hour <= 12:
            hour = hour % 12 + 12 * (told["half"].lower() in _LATE)
        if hour > 23 or minute > 59:
            return None
        day = now - timedelta(days=_DAYS[told["day"].lower()])
        found = day.replace(hour=hour, minute=minute, second=0, microsecond=0)
        return found if found <= now else None
    if told := _AGO.search(text) or (_COUNT.fullmatch(text) if called else None):
        if told["minutes"] or told["hours"]:
            unit = "minutes" if told["minutes"] else "hours"
            return now - timedelta(**{unit: int(told[1])})
        return _midnight(now - timedelta(days=int(told[1])))
    if told := _DAY.fullmatch(text):
        return _midnight(now - timedelta(days=_DAYS[told[1].lower()]))
    return now if _JUST.fullmatch(text) else None


def _midnight(time: datetime) -> datetime:
    """A day without its hour, as everywhere."""
    return time.replace(hour=0, minute=0, second=0, microsecond=0)
