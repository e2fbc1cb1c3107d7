"""Clock times, weekdays and days told in words, read out of a slot that is known to be a time.

>>> read_time("tối thứ ba từ bảy giờ đến 9h30", None)
'W2T19:00/W2T21:30'

A clock time is ``T07:30``, a weekday ``W6`` (Monday 1, also ``P0W-W6`` "thứ bảy này" and ``P1W-W1`` "thứ hai tuần sau"), a day
as ``nlp.evidence.dates`` writes it; a clock time follows its day. Two ends are parted by ``/``, the parts of a list by a comma.
What it cannot see: morning or evening where the slot does not say it ("tới mười giờ"), and the day of a feast.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from nlp.evidence.calendar import resolve
from nlp.evidence.dates import find_dates
from nlp.evidence.scan import Scan, Word, scan_words
from nlp.evidence.time_atoms import EARLY, LATE, RANGE, READERS, Parts

_DAY_LONG = 24
"""So many hours are a duration, no clock time."""
_LIST = ("và", "va", "với", "hoặc", "hay")
_SPANS = ("trong", "sau", "quá", "vòng", "qua")
"""Beside a clock time without a day these make a duration of it ("trong 24 giờ")."""
_FILLERS = frozenset(
    [
        "từ", "tu", "vào", "vao", "lúc", "luc", "trước", "truoc", "trc", "chậm", "cham", "nhất", "nhat", "hết", "het",
        "ngày", "ngay", "các", "cac", "mỗi", "moi", "cả", "ca", "buổi", "buoi", "là", "tầm", "khoảng", "bữa", "hôm", "hom",
        "tây", "tay", "kể", "ke", ",", "%",
    ]
)  # fmt: skip


def read_time(written: str, posted_on: date | None) -> str | None:
    """The value of a slot in standard spelling, lower case; None where it says anything beside weekdays, clock times and
    days told in words, or nothing of these (``nlp.evidence.dates`` and ``durations`` read what is left)."""
    scanned = scan_words(written)
    parts = _parts(scanned)
    lasting = not parts.days and (parts.spans or any(hour == _DAY_LONG for hour, _, _ in parts.clocks))
    if parts.stray or lasting or not (parts.days or parts.clocks):
        return None
    _settle(parts)
    days = [resolve(day, posted_on) for day in parts.days]
    times = [_clock(clock, parts.part) for clock in parts.clocks]
    return _joined(days, times, parts)


def _parts(scanned: Scan) -> Parts:
    parts = Parts()
    words = scanned.words
    numeric = {
        scanned.word_index(one.start): one for one in find_dates(scanned, None) if "/" not in one.value
    }
    at = 0
    while at < len(words):
        end = next((end for read in READERS if (end := read(words, at, parts))), 0)
        if not end and at in numeric:
            parts.days.append(numeric[at].value)
            end = scanned.word_index(numeric[at].end)
        if not end:
            end = at + 1
            _loose(words[at], parts)
        at = end
    return parts


def _settle(parts: Parts) -> None:
    """Say of days what the slot says of all of them."""
    days = parts.days
    if any(day[-2:-1] == "W" for day in days) and any(day[-2:-1] != "W" for day in days):
        days[:] = [
            day for day in days if day[-2:-1] != "W"
        ]  # "thứ bảy, ngày 28/11": the day of the month is it
    if len(days) > 1 and days[-1] in ("P0Y", "P1Y") and not parts.listed and not parts.ranged:
        away = days.pop()  # "quý I sang năm"
        days[:] = [f"{away}{day[1:]}" if day.startswith("--") and day[2:3] != "-" else day for day in days]
    if len(days) == 2 and days[0].startswith("---") and re.fullmatch(r"(?:\d{4}|-|P\dY)-\d\d-\d\d", days[1]):
        days[0] = f"{days[1][:-2]}{days[0][3:]}"  # "từ ngày 2 đến 10/12"
    if len(days) > 1 and days[-1][:4] in ("P0W-", "P1W-"):  # "thứ bảy và chủ nhật này"
        days[:] = [day if "-" in day else f"{days[-1][:4]}{day}" for day in days]


def _loose(word: Word, parts: Parts) -> None:
    """A word that is no time by itself."""
    if word.written in LATE or word.written in EARLY:
        parts.part = word.written
    elif word.written in RANGE:
        parts.ranged = parts.ranged or bool(parts.days or parts.clocks)
    elif word.written in _LIST:
        parts.listed = True
    elif word.written in _SPANS:
        parts.spans = True
    elif word.written not in _FILLERS:
        parts.stray += 1


def _clock(told: tuple[int, int, str], part: str) -> str:
    hour, minute, own = told
    part = own or part
    late = (part in LATE and (hour >= 5 or part not in ("đêm", "dem"))) or (
        part in ("trưa", "trua") and hour < 3
    )
    return f"T{(hour + 12 if late and hour < 12 else hour) % 24:02}:{minute:02}"


def _joined(days: Sequence[str], times: Sequence[str], parts: Parts) -> str | None:
    if len(times) > 2 or len(days) > 4 or (len(days) > 2 and times):
        return None
    if not times:
        return ("/" if parts.ranged and len(days) == 2 else ",").join(days)
    if not days:
        return "/".join(times)
    if len(times) == 1:
        return f"{','.join(days)}{times[0]}"
    first, last = days[0], days[-1]
    if first == last == "P0D" and times[1] < times[0]:
        last = "P1D"
    return f"{first}{times[0]}/{last}{times[1]}"
