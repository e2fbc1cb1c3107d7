"""How long a whole slot says something lasts: one length, or both ends of "2-3 ngày", "ba bốn ngày", "từ 10 đến 15 ngày làm việc".

>>> read_lengths("5 hôm trừ thứ bảy chủ nhật"), read_lengths("một tháng rưỡi đến hai tháng")
(((5, <Unit.WORKING_DAY: 'working_day'>),), ((1.5, <Unit.MONTH: 'month'>), (2, <Unit.MONTH: 'month'>)))

Read only where nothing is left over. Hours that may be of the clock ("8-11 giờ") are told here only behind "trong", "mất" and the like;
in whole texts ``nlp.evidence.durations`` reads lengths more strictly.
"""

from __future__ import annotations

from collections.abc import Sequence

from models.vocabulary import Unit
from nlp.evidence.durations import as_count
from nlp.evidence.numerals import read_number
from nlp.evidence.scan import Word, scan_words
from nlp.evidence.time_periods import DASHES, said

Length = tuple[int | float, Unit]

MAX_LENGTH = 120
"""Characters of a slot that are read."""

_MOST = 1_000
_LEADS = (
    "trong vòng", "trong", "vòng", "khoảng", "tầm", "chừng", "cỡ", "độ", "mất", "tốn", "sau", "từ", "tối đa", "tối thiểu", "ít nhất", "nhiều nhất",
    "không quá", "chậm nhất", "nhanh nhất", "hết", "chỉ", "đúng", "thêm", "nội", "thời hạn", "hạn", "là", "chờ", "đợi", "cả", "hơn", "gần", "dưới", "trên", "có", "đến",
    "tới",
)  # fmt: skip
_SURE = ("trong", "vòng", "mất", "tốn", "đa", "thiểu", "quá", "chờ", "đợi", "thêm")
"""Behind these hours last; elsewhere they may be of the clock."""
_UNITS: tuple[tuple[str, float, Unit], ...] = (
    ("ngày", 1, Unit.DAY), ("hôm", 1, Unit.DAY), ("bữa", 1, Unit.DAY), ("tuần lễ", 7, Unit.DAY), ("tuần", 7, Unit.DAY),
    ("tháng", 1, Unit.MONTH), ("quý", 3, Unit.MONTH), ("năm", 12, Unit.MONTH),
    ("tiếng đồng hồ", 1, Unit.HOUR), ("tiếng", 1, Unit.HOUR), ("giờ đồng hồ", 1, Unit.HOUR), ("giờ làm việc", 1, Unit.HOUR),
    ("phút", 1 / 60, Unit.HOUR),
)  # fmt: skip
_CLOCKLIKE = ("giờ", "h", "g")
_WORKING = ("làm việc", "lv", "hành chính", "công")
_LEFT_OUT = (
    "không tính", "không kể", "không bao gồm", "chưa tính", "chưa kể", "ngoại trừ", "trừ ra", "trừ", "bỏ",
)  # fmt: skip
_WEEKEND = ("bảy", "7", "nhật", "cn", "tuần", "nghỉ")
_AROUND_WEEKEND = (*_WEEKEND, "thứ", "t", "chủ", "và", "cuối", "ngày", "lễ", "tết", "các", "2", "hai")
_ENDS = (
    "thôi",
    "là",
    "nha",
    "nhé",
    "lận",
    "gì đó",
    "đổ lại",
    "trở lại",
    "trở lên",
    "trở xuống",
    "đổ xuống",
    "tối đa",
    "sau",
    "tới",
    "liền",
    "luôn",
)


def read_lengths(written: str) -> tuple[Length, ...] | None:
    """One length or the two ends of a range, of a slot in standard spelling, lower case; None where it says anything else."""
    if len(written) > MAX_LENGTH:
        return None
    words = scan_words(written).words
    at = 0
    while end := said(words, at, *_LEADS):
        at = end
    sure = at > 0 and words[at - 1].reads(*_SURE)
    low = _amount(words, at) or _one_and_half(words, at, sure)
    if low is None:
        return None
    first, at = low
    unit = _unit(words, at, sure)
    if unit is not None:
        lengths, at = _with_second(words, first, unit, sure)
    else:
        high = _amount(words, _mark(words, at) or at)
        unit = _unit(words, high[1], sure) if high else None
        if high is None or unit is None or not first < high[0]:
            return None
        lengths, at = ((first, *unit[:2]), (high[0], *unit[:2])), unit[2]
    working = _working(words, at)
    if working and any(factor != 1 or kind is not Unit.DAY for _, factor, kind in lengths):
        return None
    at = working or at
    at = said(words, at, *_ENDS) or at
    if at < len(words):
        return None
    return tuple(
        (as_count(count * factor), Unit.WORKING_DAY if working else kind) for count, factor, kind in lengths
    )


_Counted = tuple[int | float, float, Unit]


def _with_second(
    words: Sequence[Word], first: int | float, unit: tuple[float, Unit, int], sure: bool
) -> tuple[tuple[_Counted, ...], int]:
    """What stands behind a number with its unit: "rưỡi", the other end ("3 ngày đến 1 tuần") or a smaller rest ("1 năm 6 tháng")."""
    factor, kind, at = unit
    count, at = _and_half(words, first, at)
    beyond = _mark(words, at)
    high = _amount(words, beyond or at)
    if (
        kind is Unit.HOUR
        and high
        and not beyond
        and high[1] == len(words)
        and words[at].glued
        and high[0] < 60
    ):
        return ((round(count + high[0] / 60, 3), factor, kind),), high[1]  # "mất 1h30"
    other = _unit(words, high[1], sure) if high else None
    if high is None or other is None:
        return ((count, factor, kind),), at
    more, end = _and_half(words, high[0], other[2])
    if beyond:
        return ((count, factor, kind), (more, other[0], other[1])), end
    if (kind, other[1], factor, other[0]) == (Unit.MONTH, Unit.DAY, 1, 1):  # "1 tháng 10 ngày"
        return ((count * 30 + more, 1, Unit.DAY),), end
    if other[1] is kind and other[0] < factor:
        return ((count * factor + more * other[0], 1, kind),), end
    return ((count, factor, kind),), at


def _and_half(words: Sequence[Word], count: int | float, at: int) -> tuple[int | float, int]:
    end = said(words, at, "rưỡi", "rưởi")
    return (count + 0.5, end) if end else (count, at)


def _one_and_half(words: Sequence[Word], at: int, sure: bool) -> tuple[int, int] | None:
    """ "tháng rưỡi" is one and a half; "năm rưỡi" may be half past five."""
    named = said(words, at, "tháng", "tuần", "ngày", "tiếng", *(("năm",) if sure else ()))
    return (1, at) if named and said(words, named, "rưỡi", "rưởi") else None


def _amount(words: Sequence[Word], at: int) -> tuple[int | float, int] | None:
    if (
        at + 2 < len(words)
        and words[at + 1].folded == "/"
        and (words[at].folded, words[at + 2].folded) == ("1", "2")
    ):
        return 0.5, at + 3
    if end := said(words, at, "chục", "mươi"):
        return 10, end
    read = read_number(words, at) if at < len(words) else None
    return read if read and 0 < read[0] <= _MOST else None


def _mark(words: Sequence[Word], at: int) -> int:
    if at < len(words) and words[at].folded in DASHES:
        return at + 1
    return said(words, at, "đến", "tới", "hoặc", "hay")


def _unit(words: Sequence[Word], at: int, sure: bool) -> tuple[float, Unit, int] | None:
    for name, factor, unit in _UNITS:
        if end := said(words, at, name):
            five = name == "năm" and _unit(words, end, sure) is not None  # "bốn năm ngày"
            return None if five else (factor, unit, end)
    return (1, Unit.HOUR, at + 1) if sure and said(words, at, *_CLOCKLIKE) else None


def _working(words: Sequence[Word], at: int) -> int:
    """The index behind the words that make days working days, else 0. Feasts alone left out leave the weekends in."""
    if end := said(words, at, *_WORKING):
        return end
    end = said(words, at, *_LEFT_OUT)
    rest = words[end:] if end else ()
    weekend = any(word.reads(*_WEEKEND) or word.folded in ("7", "cn") for word in rest)
    around = all(word.reads(*_AROUND_WEEKEND) or word.folded in ("7", "cn", "t", "-") for word in rest)
    return len(words) if weekend and around else 0
