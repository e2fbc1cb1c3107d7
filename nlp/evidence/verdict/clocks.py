"""Times of the clock and days of the week: ``từ 6 giờ đến 19 giờ 30``, ``7h sáng``, ``10h đêm``, ``thứ Bảy``, ``CN``.

A value of the clock is hours since midnight. "8 giờ" with no part of the day may be 20 o'clock: such a time is ``loose``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from nlp.evidence.numerals import numbers_in
from nlp.evidence.scan import Scan, Word
from nlp.evidence.verdict.quantity import CLOCK, LEAST, MOST, WEEKDAY, WEEKEND, Quantity

_LATE, _NIGHT, _NOON = ("chiều", "tối"), ("đêm", "khuya"), ("trưa",)
_PARTS = ("sáng", *_NOON, *_LATE, *_NIGHT)
_TO = ("đến", "tới", "-", "–", "~")
_BEGINS = ("từ", "sau", "qua", "quá", "lúc")
_ENDS = (*_TO, "trước")
_CUES = ("lúc", "từ", "hồi", "cửa", "vào", "khoảng", "tầm", "qua", *_TO)
_SPANS = ("trong", "vòng", "báo", "mất", "chờ", "thêm", "kéo", "dài", "cách", "nhất", "đa", "thiểu", "suốt")
_EARLIEST = 5
"""Behind "trước" and "sau" a smaller number of hours is mostly a span ("sau 2 giờ")."""

PART_REACH = 16
"""Words before a time in which the part of the day may be named ("tối thứ Ba khám tới 8h"). Own choice."""


@dataclass(frozen=True, slots=True)
class _Time:
    hour: float
    after: int
    part: str


def find_clocks(scan: Scan) -> Iterator[Quantity]:
    """Times of the clock in order."""
    words = scan.words
    numbers = numbers_in(words)
    for at, (value, _) in numbers.items():
        time = _read(scan, at)
        if time is None and (behind := _shared_unit(scan, at)) is not None:
            time = _Time(float(value), at + 1, behind.part)
        if time is None:
            continue
        hour, loose = _of_day(scan, at, time)
        yield Quantity(CLOCK, hour, words[at].start, words[time.after - 1].end, _side(words, at), loose=loose)


def _read(scan: Scan, at: int) -> _Time | None:
    words = scan.words
    value, unit_at = numbers_in(words)[at]
    if (
        unit_at + 1 < len(words)
        and words[unit_at].reads("rưỡi")
        and words[unit_at + 1].reads(*_PARTS)
        and 0 < value < 12
    ):
        return _Time(float(value) + 0.5, unit_at + 2, words[unit_at + 1].written)  # "9 rưỡi tối"
    if unit_at >= len(words) or not 0 <= value <= 24 or not words[unit_at].reads("giờ", "h"):
        return None
    after, hour = unit_at + 1, float(value)
    told = False
    if (
        after < len(words)
        and words[after].is_number
        and words[after].folded.isdigit()
        and int(words[after].folded) < 60
    ):
        if words[after].glued or len(words[after].folded) == 2:
            hour, after, told = hour + int(words[after].folded) / 60, after + 1, True
            if after < len(words) and words[after].reads("phút"):
                after += 1
    elif after < len(words) and words[after].reads("rưỡi"):
        hour, after = hour + 0.5, after + 1
    part = words[after].written if after < len(words) and words[after].reads(*_PARTS) else ""
    if not part and not told and not _is_clock(scan, at, value):
        return None
    return _Time(round(hour, 2), after + bool(part), part)


def _is_clock(scan: Scan, at: int, value: float) -> bool:
    """Whether the words before say that it is a time and no span."""
    before = scan.before(scan.words[at].start, 3)
    if not before or any(word.reads(*_SPANS) for word in before):
        return False
    if before[-1].reads("trước", "sau") or (len(before) > 1 and before[-2].reads("sau")):
        return _EARLIEST <= value < 24
    return any(word.reads(*_CUES) for word in before[-2:]) and (value < 24 or before[-1].reads(*_TO))


def _shared_unit(scan: Scan, at: int) -> _Time | None:
    """ "từ 6 đến 8 giờ", "7-22h": the hour of the second stands for the first too."""
    words = scan.words
    if not words[at].is_number or at + 2 >= len(words) or not words[at + 1].reads(*_TO):
        return None
    numbers = numbers_in(words)
    if numbers[at][0] > 24 or numbers[at][1] != at + 1 or at + 2 not in numbers:
        return None
    return _read(scan, at + 2)


def _of_day(scan: Scan, at: int, time: _Time) -> tuple[float, bool]:
    """The hour of the day, and whether it may be the other half of the day as well."""
    if time.hour > 12:
        return time.hour % 24, False
    if time.part:
        return _moved(time.hour, time.part), False
    for word in reversed(scan.before(scan.words[at].start, PART_REACH)):
        if word.written in (*_PARTS, "chieu", "dem", "trua"):
            return _moved(time.hour, word.written), True
    return time.hour, True


def _moved(hour: float, part: str) -> float:
    """ "10 giờ đêm" is 22, "1 giờ trưa" 13, "2 giờ đêm" 2."""
    if part in (*_LATE, "chieu", "toi"):
        return hour + 12 if hour < 12 else hour
    if part in (*_NIGHT, "dem"):
        return (hour + 12) % 24 if hour >= 7 else hour
    if part in (*_NOON, "trua"):
        return hour + 12 if hour < 5 else hour
    return hour


def _side(words: Sequence[Word], at: int) -> str:
    """Whether it is where something begins or ends."""
    before = words[max(0, at - 2) : at]
    if before and (
        before[-1].reads(*_ENDS)
        or (len(before) > 1 and before[-2].reads(*_ENDS) and before[-1].reads("lúc", "hết"))
    ):
        return MOST
    if before and before[-1].reads(*_BEGINS) and not before[-1].reads("lúc"):
        return LEAST
    opens = words[max(0, at - 3) : at]
    if any(
        one.reads("cửa") and words[max(0, at - 3) + place - 1].reads("đóng")
        for place, one in enumerate(opens)
        if place
    ):
        return MOST
    if any(place < len(words) and words[place].reads(*_TO) for place in (at + 1, at + 2)):
        return LEAST
    return ""


_DAYS = {"hai": 1, "ba": 2, "tu": 3, "nam": 4, "sau": 5, "bay": 6, **{str(n): n - 1 for n in range(2, 8)}}
_WRITTEN = {
    "hai": ("hai",),
    "ba": ("ba",),
    "tu": ("tư",),
    "nam": ("năm",),
    "sau": ("sáu",),
    "bay": ("bảy", "bẩy"),
}
_ORDINAL = ("con", "bé", "đứa", "lần", "người", "cháu", "trẻ", "trang", "vị", "trí", "bên", "khối", "hạng", "năm", "tháng", "ngôi", "sinh", "mũi", "bậc", "tuần", "kỳ", "lượt", "căn", "xe", "suất", "máy", "loại", "nghiệm")  # fmt: skip
_CALLED = (
    "ngày",
    "sáng",
    "chiều",
    "tối",
    "đêm",
    "trưa",
    "đến",
    "tới",
    "từ",
    "vào",
    "và",
    "hằng",
    "hàng",
    "nghỉ",
    "mỗi",
)
_WEEKEND = re.compile(r"(?<![a-z])cuoi\s{1,3}tuan(?![a-z])(?!\s{1,3}(?:nay|sau|toi|truoc|qua))")
_SHORT = re.compile(r"(?<![a-z0-9/])(?:t(?P<day>[2-7])|cn)(?![a-z0-9/])")


def find_weekdays(scan: Scan) -> Iterator[Quantity]:
    """Days of the week, 1 for Monday to 7 for Sunday. "con thứ hai" is none."""
    words = scan.words
    for at, word in enumerate(words[:-1]):
        following = words[at + 1]
        if word.reads("chủ") and following.reads("nhật"):
            yield Quantity(WEEKDAY, 7.0, word.start, following.end)
        elif word.reads("thứ") and following.folded in _DAYS and _names_day(words, at):
            yield Quantity(WEEKDAY, float(_DAYS[following.folded]), word.start, following.end)
    for match in _WEEKEND.finditer(scan.text.folded):
        yield Quantity(WEEKDAY, WEEKEND, *match.span())
    for match in _SHORT.finditer(scan.text.folded):
        if match["day"] or scan.text.normalised[match.start() : match.end()] == "CN":
            yield Quantity(WEEKDAY, float(int(match["day"]) - 1 if match["day"] else 7), *match.span())


def _names_day(words: Sequence[Word], at: int) -> bool:
    following, before = words[at + 1], words[at - 1] if at else None
    if not following.is_number and not following.reads(*_WRITTEN[following.folded]):
        return False
    if before is not None and before.reads(*_ORDINAL):
        return False
    if following.is_number and len(following.folded) > 1:
        return False
    if words[at].written == "thu" and following.folded in ("ba", "nam", "sau"):
        return before is not None and before.reads(*_CALLED)
    return True
