"""The single times a slot may be made of: weekdays, clock times, days and months told in words.

Each reader looks at one place, adds what it read to ``Parts`` and returns the index behind it, or 0. What a whole slot says is
put together by ``nlp.evidence.slot_times``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from nlp.evidence.numerals import NUMBER_WORDS, read_number
from nlp.evidence.scan import Word

_WEEKDAYS = {
    "hai": 1, "ba": 2, "tư": 3, "tu": 3, "năm": 4, "nam": 4, "sáu": 5, "sau": 5, "bảy": 6, "bẩy": 6, "bay": 6,
}  # fmt: skip
_NOW = {"nay": 0, "ni": 0, "này": 0, "nầy": 0, "mai": 1, "mốt": 2, "mot": 2, "kia": 2}
_PERIODS = {"năm": "Y", "nam": "Y", "tuần": "W", "tuan": "W", "kỳ": "M", "ky": "M", "kì": "M"}
_SPOKEN_MONTHS = {"giêng": 1, "gieng": 1, "tư": 4, "chạp": 12}
RANGE = ("đến", "tới", "den", "toi", "-", "–", "to")
LATE = ("chiều", "tối", "túi", "đêm", "chieu", "dem", "tui", "pm")
EARLY = ("sáng", "trưa", "khuya", "sang", "trua", "am")
_DAY_WORDS = ("ngày", "ngay", "mùng", "mung", "mồng", "mong", "hôm", "hom", "bữa")

_LEADS = frozenset({"ngay", "mung", "mong", "thang"})
_SPOKEN_FIRST = NUMBER_WORDS | _LEADS


@dataclass
class Parts:
    """What was met on the way through a slot."""

    days: list[str] = field(default_factory=list)
    clocks: list[tuple[int, int, str]] = field(default_factory=list)  # hour, minute, part of day said of it
    part: str = ""
    ranged: bool = False
    listed: bool = False
    stray: int = 0
    spans: bool = False


def _weekday(words: Sequence[Word], at: int, parts: Parts) -> int:
    first, second = words[at], _written(words, at + 1)
    end = at + 2
    if first.folded == "thu" and first.written in ("thứ", "thu"):
        number = _WEEKDAYS.get(second) or (int(second) - 1 if second in tuple("234567") else 0)
    elif first.folded == "chu" and second in ("nhật", "nhat"):
        number = 7
    elif first.folded == "cn":
        number, end = 7, at + 1
    elif (
        first.folded == "t"
        and second in tuple("234567")
        and words[at + 1].glued
        and _weekly(words, at, parts)
    ):
        number = int(second) - 1
    else:
        return 0
    if not number:
        return 0
    away, end = _week(words, end)
    parts.days.append(f"{away}W{number}")
    return end


def _weekly(words: Sequence[Word], at: int, parts: Parts) -> bool:
    """Whether "t4" is a Wednesday: beside a part of the day, a clock time, "trước", another weekday or "này"."""
    beside = (parts.part, _written(words, at - 1), _written(words, at + 2))
    told = ("trước", "trc", "tới", "toi", "này", "nay", "cn", "h", "giờ")
    return any(word in LATE or word in EARLY or word in told for word in beside if word) or bool(
        parts.clocks or any(day[-2:-1] == "W" for day in parts.days)
    )


def _week(words: Sequence[Word], at: int) -> tuple[str, int]:
    """Which week is said of a weekday, and where that ends."""
    first, second = _written(words, at), _written(words, at + 1)
    if first in ("tuần", "tuan"):
        if second in ("sau", "tới", "toi"):
            return "P1W-", at + 2
        if second in _NOW:
            return "P0W-", at + 2
    if first in ("hằng", "hàng", "mỗi", "hang", "moi") and second in ("tuần", "tuan"):
        return "", at + 2
    if first in ("này", "nay", "ni", "nầy"):
        return "P0W-", at + 1
    return ("P1W-", at + 1) if first in ("tới", "toi", "sau") and at + 1 == len(words) else ("", at)


def _clock_time(words: Sequence[Word], at: int, parts: Parts) -> int:
    number = read_number(words, at)
    if number is None or number[0] != int(number[0]) or number[0] > 24:
        return 0
    end = number[1]
    mark = _written(words, end)
    if mark in RANGE and (second := read_number(words, end + 1)) and _marked(words, second[1]):
        parts.clocks.append((int(number[0]), 0, ""))  # "8 đến 11 giờ"
        return end
    if mark in ("am", "pm"):
        parts.clocks.append((int(number[0]), 0, mark))
        return end + 1
    if not _marked(words, end):
        return 0
    end += 1
    minute = 0
    following = read_number(words, end) if end < len(words) and words[end].is_number else None
    if (
        following
        and following[0] == int(following[0])
        and following[0] < 60
        and (words[end].glued or mark != "h")
    ):
        minute, end = int(following[0]), following[1]
    elif _written(words, end) in ("rưỡi", "ruoi", "rưởi"):
        minute, end = 30, end + 1
    part = _written(words, end)
    said = part in LATE or part in EARLY
    parts.clocks.append((int(number[0]), minute, part if said else ""))
    return end + said


def _marked(words: Sequence[Word], at: int) -> bool:
    mark = _written(words, at)
    return mark in ("giờ", "gio") or (mark in ("h", "g") and words[at].glued)


def _spoken_day(words: Sequence[Word], at: int, parts: Parts) -> int:
    """``mùng năm``, ``ngày mười lăm``, ``hai mươi chín tháng mười một``, ``hăm lăm tháng này``, ``15 tây``."""
    led = _written(words, at) in _DAY_WORDS
    start = at + led
    tens = 20 * (_written(words, start) in ("hăm", "ham"))
    number = read_number(words, start + 1 if tens else start)
    if tens and number is None and _written(words, start + 1) in ("lăm", "nhăm"):
        number = 5, start + 2
    if number is None or not 1 <= number[0] + tens <= 31 or number[0] != int(number[0]):
        return 0
    day, end = int(number[0]) + tens, number[1]
    month, after = _spoken_month(words, end)
    if month:
        parts.days.append(f"{month}-{day:02}")
        return after
    solar = _written(words, end) in ("tây", "tay")
    if not (led or tens or solar) or _written(words, end) in (
        "tháng",
        "thang",
        "âm",
        "am",
        "chạp",
        "/",
        "tết",
    ):
        return 0
    parts.days.append(f"---{day:02}")
    return end + solar


def spoken_dates(words: Sequence[Word]) -> Iterator[tuple[str, int, int]]:
    """Days and months of which some number is a word, by the forms of ``nlp.evidence.dates``: value, start, end in the text.

    "đầu tháng mười một" is the month, "mười lăm tháng ba" ``--03-15``; a month without marks ("thang tu") may be another word.
    """
    done = 0
    for at, word in enumerate(words):
        if at < done or word.folded not in _SPOKEN_FIRST:
            continue
        parts = Parts()
        month = word.written == "tháng"
        end = (_month if month else _spoken_day)(words, at, parts)
        told = words[at:end]
        if (
            not end
            or _written(words, end) == "âm"
            or parts.days[-1][:1] != "-"
            or all(one.is_number or one.folded in _LEADS for one in told)
        ):
            continue
        if parts.days[-1].startswith("---") and word.folded not in _LEADS:
            continue  # "hăm tám ngàn"
        value, done = _with_year(words, end, parts.days[-1])
        yield value, word.start, words[done - 1].end


def _with_year(words: Sequence[Word], at: int, day: str) -> tuple[str, int]:
    """A month or day of it with the year that stands behind ("tháng bảy năm 2027"), and where that ends."""
    year = _written(words, at + 1)
    if _written(words, at) in ("năm", "nam") and len(year) == 4 and year.isdigit() and day[:3] != "---":
        return year + day[1:], at + 2
    return day, at


def _spoken_month(words: Sequence[Word], at: int) -> tuple[str, int]:
    """``--11`` of "tháng mười một", ``P1M`` of "tháng sau", and where it ends; nothing where none is told."""
    if _written(words, at) not in ("tháng", "thang"):
        return "", at
    which = _written(words, at + 1)
    if which in ("này", "nay", "ni"):
        return "P0M", at + 2
    if which in ("sau", "tới", "toi"):
        return "P1M", at + 2
    if which in _SPOKEN_MONTHS:
        return f"--{_SPOKEN_MONTHS[which]:02}", at + 2
    number = read_number(words, at + 1)
    if (
        number is None
        or not 1 <= number[0] <= 12
        or number[0] != int(number[0])
        or _written(words, number[1]) == "/"
    ):
        return "", at
    return f"--{int(number[0]):02}", number[1]


def _month(words: Sequence[Word], at: int, parts: Parts) -> int:
    if _written(words, at + 1).isdigit():
        return 0  # with its year, read by ``nlp.evidence.dates``
    month, end = _spoken_month(words, at)
    if not month:
        return 0
    parts.days.append(month)
    return end


def _period(words: Sequence[Word], at: int, parts: Parts) -> int:
    """``P0Y`` of "năm ni", ``P0M`` of "kỳ này", ``P1W`` of "tuần tới"."""
    unit, which = _PERIODS.get(_written(words, at)), _written(words, at + 1)
    if _written(words, at) == "sang" and (unit := _PERIODS.get(which)):
        parts.days.append(f"P1{unit}")
        return at + 2
    edged = _written(words, at - 1) in (
        "hết",
        "het",
        "cuối",
        "cuoi",
        "đầu",
        "dau",
        "giữa",
        "giua",
    )  # of ``nlp.evidence.dates``
    if unit is None or edged or which not in ("này", "nay", "ni", "nầy", "sau", "tới", "toi"):
        return 0
    parts.days.append(f"P{int(which in ('sau', 'tới', 'toi'))}{unit}")
    return at + 2


def _today(words: Sequence[Word], at: int, parts: Parts) -> int:
    written = _written(words, at)
    led = written in _DAY_WORDS or written in LATE or written in EARLY or written in ("từ", "tu")
    away = _NOW.get(_written(words, at + led))
    if away is None or (away == 2 and not led):
        return 0
    if led and (written in LATE or written in EARLY):
        parts.part = written
    parts.days.append(f"P{away}D")
    return at + led + 1


def _written(words: Sequence[Word], at: int) -> str:
    return words[at].written if 0 <= at < len(words) else ""


READERS: tuple[Callable[[Sequence[Word], int, Parts], int], ...] = (
    _weekday,
    _clock_time,
    _spoken_day,
    _month,
    _period,
    _today,
)
