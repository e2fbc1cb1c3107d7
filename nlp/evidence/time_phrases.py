"""What a whole slot says that is known to be a time: a day, a stretch of days, or two of them with "đến" between.

>>> read_phrase("ngày cuối cùng của tháng đầu quý sau", date(2026, 5, 20)), read_phrase("3 hôm nữa", None)
('2026-07-31', 'P3D')

Read only where nothing is left over: "sau Quốc khánh" or "5 tháng sau" may be anything. Feasts are those of the solar calendar;
Tết, rằm and days called "âm lịch" are not told here.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from nlp.evidence.calendar import bounds, resolve
from nlp.evidence.scan import Word, scan_words
from nlp.evidence.time_days import read_day, weekday_number
from nlp.evidence.time_periods import DASHES, Read, read_period, read_stretch, said, whole_number

MAX_LENGTH = 120
"""Characters of a slot that are read; a longer one is no time."""

_LEADS = (
    "từ", "kể từ", "bắt đầu", "tính từ", "vào", "đúng", "ngay từ", "lúc", "trong", "nội trong", "dịp", "nhân dịp", "trước khi", "trước",
    "chậm nhất", "muộn nhất", "trễ nhất", "chậm nhứt", "trễ nhứt", "hạn", "hạn chót", "hạn cuối", "thời hạn", "hạn nộp", "hạn đến", "là", "đến",
    "tới", "khoảng", "tầm", "cho đến", "cho tới",
)  # fmt: skip
_BY_DAY = ("trước", "nhất", "nhứt", "hạn", "chót", "là", "vào")
"""Behind one of these a number with "tháng sau" is a day, not so many months."""
_PARTS = ("sáng sớm", "chiều tối", "sáng", "trưa", "chiều", "tối", "đêm", "khuya")
_RANGE = ("đến hết", "tới hết", "đến", "tới")


def read_phrase(written: str, posted_on: date | None) -> str | None:
    """The value of a slot in standard spelling, lower case, in the forms of ``nlp.evidence.dates``; None where it says anything else."""
    if len(written) > MAX_LENGTH:
        return None
    words = scan_words(written).words
    at, day_meant = _lead(words)
    first = _one(words, at, day_meant) or _of_range(words, at)
    if first is None:
        return None
    value, end = first
    beyond = _range_mark(words, end)
    last = (_one(words, beyond, day_meant=True) or _bare_end(words, beyond, value)) if beyond else None
    if last is not None and last[1] == len(words):
        return _settled(_joined(value, last[0], posted_on), posted_on)
    if end < len(words) or value.startswith("!"):
        return None
    return _settled(resolve(value, posted_on), posted_on)


def _settled(value: str | None, posted_on: date | None) -> str | None:
    """Nothing where the day of the post is known and yet not which days are meant ("ngày 31 tháng sau" of a short month)."""
    return value if value is None or posted_on is None or bounds(value) else None


def _bare_end(words: Sequence[Word], at: int, first: str) -> Read | None:
    """The other end told by less: "tháng 6-7", "từ nay đến thứ sáu"."""
    number = whole_number(words, at)
    if number and first[:2] == "--" and first[2:].isdigit() and int(first[2:]) < number[0] <= 12:
        return f"--{number[0]:02}", number[1]
    weekday = weekday_number(words, at)
    return (f"W{weekday[0]}/next", weekday[1]) if weekday and first == "P0D" else None


def is_untold(written: str) -> bool:
    """Whether a slot tells no day that can be read: of the lunar calendar, or so long after something ("5 tháng sau").

    Other readers would make a solar day or the coming month of it.
    """
    words = scan_words(written[:MAX_LENGTH]).words
    for at, word in enumerate(words):
        if word.written == "âm" or said(words, at, "âm lịch"):
            return True
        if word.reads("tết") and not said(words, at + 1, "dương", "tây"):
            return word.written == "tết" or at + 1 == len(words)
        counted = whole_number(words, at)
        led = at and words[at - 1].reads(
            "ngày", "mùng", "mồng", "tháng", "thứ", "quý", "năm", "t", "/", *_BY_DAY
        )
        if counted and counted[0] <= 12 and not led and _after_something(words, counted[1]):
            return True
    return False


def _after_something(words: Sequence[Word], at: int) -> bool:
    unit = said(words, at, "ngày", "hôm", "tuần", "tháng", "năm", "quý")
    return bool(unit and said(words, unit, "sau", "tới"))


def _lead(words: Sequence[Word]) -> tuple[int, bool]:
    """Where the time itself begins, and whether a day is what can stand there."""
    at = 0
    while end := said(words, at, *_LEADS) or _at_once(words, at):
        at = end
    part = said(words, at, *(f"buổi {one}" for one in _PARTS), *_PARTS)
    sure = at > 0 and words[at - 1].reads(*_BY_DAY)
    if part and _after_part(words, part):
        return part, True
    return at, sure


def _at_once(words: Sequence[Word], at: int) -> int:
    """Behind "ngay" that only stresses the day: "ngay ngày đầu tiên"."""
    return at + 1 if at < len(words) and words[at].written == "ngay" and said(words, at + 1, "ngày") else 0


def _after_part(words: Sequence[Word], at: int) -> bool:
    """Whether a day is told behind a part of the day; "sáng tuần sau" and "sáng 8.10" are no such thing."""
    return (
        bool(said(words, at, "ngày", "mùng", "mồng", "hôm", "bữa", "mai", "nay"))
        or weekday_number(words, at) is not None
    )


def _range_mark(words: Sequence[Word], at: int) -> int:
    if end := said(words, at, *_RANGE):
        return end
    return at + 1 if at < len(words) and words[at].folded in DASHES else 0


def _joined(first: str, last: str, posted_on: date | None) -> str | None:
    """Two ends of a span. A bare first day takes the month of the last: "từ 15 đến 30/6"."""
    bare = first.lstrip("!")
    if bare.startswith("---"):
        form, _, direction = last.partition("/")
        if (
            form[-3:-2] != "-"
            or form.startswith("---")
            or not form[-2:].isdigit()
            or direction not in ("", "next", "last")
        ):
            return (
                None if first.startswith("!") or not last.startswith("---") else _ends(bare, last, posted_on)
            )
        bare = f"{form[:-2]}{bare[3:5]}{last[len(form) :]}"
    return _ends(bare, last, posted_on)


def _ends(first: str, last: str, posted_on: date | None) -> str | None:
    low, high = resolve(first, posted_on), resolve(last, posted_on)
    low, high = (
        low.split("/")[0] if low[:1].isdigit() else low,
        high.split("/")[-1] if high[:1].isdigit() else high,
    )
    if low[:1].isdigit() and high[:1].isdigit() and high < low:
        return None
    return f"{low}/{high}"


def _of_range(words: Sequence[Word], at: int) -> Read | None:
    """A bare number that only the other end of a span makes a day."""
    number = whole_number(words, at)
    if number and 1 <= number[0] <= 31 and _range_mark(words, number[1]):
        return f"!---{number[0]:02}", number[1]
    return None


def _one(words: Sequence[Word], at: int, day_meant: bool) -> Read | None:
    return read_day(words, at, day_meant) or _ending(words, at) or read_stretch(words, at)


def _ending(words: Sequence[Word], at: int) -> Read | None:
    """ "trước khi tháng 8 kết thúc"."""
    whole = read_period(words, at)
    end = said(words, whole[1], "kết thúc", "khép lại", "hết") if whole else 0
    return (f"{whole[0]}/end", end) if whole and end else None
