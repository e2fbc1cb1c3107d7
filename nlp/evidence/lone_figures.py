"""A figure read out of its sentence, once a tagger has said what it is.

In a whole text "2/12" may be a fraction, "10h" a label and "hai chục" anything; a slot of a known kind leaves one
reading. Letters written for digits ("5Ok", "3l/12") are put right here, since only here is it known that a
figure stands there. What it cannot see: sums that lean on an earlier one ("loại kia ba trăm sáu").
"""

from __future__ import annotations

import re
from datetime import date

from models.vocabulary import SlotKind, Unit
from nlp.evidence.dates import find_dates
from nlp.evidence.durations import find_durations
from nlp.evidence.lone_sums import lone_sums
from nlp.evidence.percents import lone_share
from nlp.evidence.scan import scan_words
from nlp.normalise import fold

Figure = tuple[int | float | str, Unit]

MAX_LENGTH = 120
"""Characters of a slot that are read; a longer one is no figure."""

_ZEROS = re.compile(r"(?<=\d)o{1,6}|(?<![a-z])o{1,3}(?=\d)")
_ONES = re.compile(r"(?<=[\d/])[li](?=[\d/])")
_PART_OF_DAY = re.compile(
    r"^(?:(?:\S+ )?(?:h|giờ|gio)\s?\d{0,2} )?(?:sáng|chiều|tối|túi|trưa|đêm|khuya|bữa|hôm|sang|chieu|toi|trua|dem|hom) (?=\S)"
)
_ENGLISH = (("days", "ngày"), ("day", "ngày"), ("months", "tháng"), ("month", "tháng"), ("hours", "giờ"), ("weeks", "tuần"), ("bữa", "ngày"), ("hôm", "ngày"))  # fmt: skip
_CLOCK = re.compile(
    r"(?<![\d/])(\d{1,2})\s?(?:h|g|gio)(?![a-z])\s?(\d{2})?(?!\d)(?:\s?(sang|trua|chieu|toi|tui|dem)(?!\s?\d))?"
)
_OPEN_CLOCK = re.compile(r"(?<![\d/h:])(\d{1,2})\s?(?:-|–|den|toi)\s?\d{1,2}\s?(?:h|g|gio)(?![a-z])")
_DAYS = {"mai": "mai", "mot": "kia", "kia": "kia", "nay": "nay", "ni": "nay"}
_SPOKEN_DAYS = re.compile(r"^(?:ngày )?(mai|mốt|mot|kia|nay|ni)$")
_LATE = {"chieu": 12, "toi": 12, "tui": 12, "dem": 12}


def lone_figure(kind: SlotKind, words: str, posted_on: date | None) -> Figure | None:
    """Value and unit of ``words``, a slot of ``kind`` in standard spelling, lower case; None where nothing is read.

    >>> lone_figure(SlotKind.FEE, "5ok", None), lone_figure(SlotKind.DATE, "tối mai", None)[0]
    ((50000, <Unit.VND: 'VND'>), 'P1D')
    """
    if len(words) > MAX_LENGTH:
        return None
    written = in_digits(words)
    if kind in (SlotKind.FEE, SlotKind.AMOUNT, SlotKind.SANCTION):
        values = lone_sums(kind, written, told=False).values
        return (values[0], Unit.VND) if values else None
    if kind is SlotKind.PERCENT:
        six = written.isascii() and written.startswith("sau ")  # no share begins with "after"
        share = lone_share(scan_words(f"sáu {written[4:]}" if six else written))
        return None if share is None else (share, Unit.PERCENT)
    if kind in (SlotKind.DATE, SlotKind.DEADLINE):
        return _time(kind, written, posted_on)
    return None


def in_digits(words: str) -> str:
    """Letters written for digits put right: "5ok", "3l/12"."""
    return _ONES.sub("1", _ZEROS.sub(lambda match: "0" * len(match[0]), words))


def _time(kind: SlotKind, written: str, posted_on: date | None) -> Figure | None:
    clock = _clock(fold(written))
    if clock and ("/" in clock or kind is SlotKind.DATE or not written[0].isdigit()):
        return clock, Unit.DATE
    day = _PART_OF_DAY.sub("ngày ", written)
    day = _SPOKEN_DAYS.sub(lambda match: f"ngày {_DAYS[fold(match[1])]}", day)
    dates = find_dates(scan_words(f"từ {day}"), posted_on)
    if len(dates) == 1:
        return dates[0].value, Unit.DATE
    if kind is not SlotKind.DEADLINE:
        return None
    if fold(written) in ("trong ngay", "trong buoi"):
        return 1, Unit.DAY
    for english, own in _ENGLISH:
        written = re.sub(rf"(?<!\w){english}(?!\w)", own, written)
    lasting = find_durations(scan_words(written))
    return (lasting[0].value, lasting[0].unit) if lasting else None


def _clock(folded: str) -> str | None:
    """``T16:30``, ``T07:00/T11:30``; None where a day stands beside it."""
    times = []
    if opened := _OPEN_CLOCK.search(folded):
        times.append(f"T{int(opened[1]):02}:00")
    rest = folded
    for match in list(_CLOCK.finditer(folded))[:2]:
        hour = int(match[1])
        hour += _LATE.get(match[3] or "", 0) if hour < 12 else 0
        if hour > 24 or int(match[2] or 0) > 59:
            return None
        times.append(f"T{hour:02}:{int(match[2] or 0):02}")
        rest = rest.replace(match[0], " ", 1)
    if opened:
        rest = rest.replace(opened[1], " ", 1)
    rest = re.sub(r"(?<!\w)(?:tu|den|toi|truoc|luc|vao|cham|nhat|sau|qua|-|–)(?!\w)|[-–,]", " ", rest)
    return "/".join(times[:2]) if times and not rest.strip() else None
