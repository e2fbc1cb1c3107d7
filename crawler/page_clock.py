"""Times that a page counts back from its own clock: "Hôm qua, 14:05" where its foot says "Hiện tại là 09:12 - 24/03/2026".

Only what is exact to the minute is read, and only against a clock on the page: when a page was made is not when it was fetched.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
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
_MINUTES = re.compile(r"\b(\d{1,3}) ?(?:phút trước|minutes? ago)", re.IGNORECASE)
_LATE = frozenset({"pm", "ch", "chiều", "tối"})


def page_now(lines: Iterable[str]) -> datetime | None:
    """What the clock of a page says, from its last line that tells the day and the hour; None where there is none.

    >>> page_now(["Múi giờ GMT. Hiện tại là 09:12 AM - 24-03-2026 (GMT +7)."]).isoformat()
    '2026-03-24T09:12:00+07:00'
    """
    found = None
    for line in lines:
        if len(line) <= _LONGEST and (told := _NOW.search(normalize("NFC", line))):
            found = read_date(told[1]) or found
    return None if found is None or found.hour == found.minute == 0 else found.astimezone(VIETNAM)


def counted_back(text: str, now: datetime) -> datetime | None:
    """The time that a short text counts back from ``now``; None where it does not, or not to the minute.

    >>> now = datetime(2026, 3, 24, 9, 12, tzinfo=VIETNAM)
    >>> [str(counted_back(told, now))[:16] for told in ("Hôm qua, 02:05 PM", "12 phút trước", "3 giờ trước")]
    ['2026-03-23 14:05', '2026-03-24 09:00', 'None']
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
    if told := _MINUTES.search(text):
        return now - timedelta(minutes=int(told[1]))
    return None
