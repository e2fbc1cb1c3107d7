"""How long: ``3 ngày``, ``5 ngày làm việc``, ``24h``, ``nửa tháng``. Every duration is a deadline (SPEC §3)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from models.vocabulary import Unit
from nlp.evidence.numerals import numbers_in, read_number
from nlp.evidence.scan import MAX_FOUND, Scan, Word, kept

HOURS: Mapping[str, int] = {Unit.HOUR: 1, Unit.DAY: 24, Unit.WORKING_DAY: 24, Unit.MONTH: 720}
"""How long a unit lasts, for telling which of two lengths is longer. A working day is no day where they are compared for being equal."""

# Word → (unit, how many of it). A week is seven days, a year twelve months, a minute part of an hour.
_UNITS: dict[str, tuple[Unit, float, tuple[str, ...]]] = {
    "ngay": (Unit.DAY, 1, ("ngày",)),
    "tuan": (Unit.DAY, 7, ("tuần",)),
    "thang": (Unit.MONTH, 1, ("tháng",)),
    "nam": (Unit.MONTH, 12, ("năm",)),
    "gio": (Unit.HOUR, 1, ("giờ",)),
    "tieng": (Unit.HOUR, 1, ("tiếng",)),
    "h": (Unit.HOUR, 1, ("h",)),
    "phut": (Unit.HOUR, 1 / 60, ("phút",)),
    "p": (Unit.HOUR, 1 / 60, ("p",)),
}
_HALVES = {
    "thang": (15, Unit.DAY),
    "nam": (6, Unit.MONTH),
    "ngay": (12, Unit.HOUR),
    "tieng": (0.5, Unit.HOUR),
}
# In front of a number these make the unit part of a date or of a time of day.
_DATE_BEFORE = ("ngày", "mùng", "mồng", "tháng", "thứ", "quý", "năm")
_CLOCK_BEFORE = ("lúc", "vào", "từ", "đến", "hồi", "tầm", "khoảng", "trước", "sau")
_PRICE_UNITS = ("nghìn", "ngàn", "triệu", "tỷ", "k", "tr", "đồng", "đ", "trăm", "lần", "thuế", "phí")
_SPAN_BEFORE = ("trong", "vòng", "quá", "sau", "mất", "nhất", "thêm", "hạn", "tối", "đa", "chỉ", "chờ", "cần")
_CLOCK_AFTER = ("sáng", "chiều", "tối", "trưa", "đêm", "kém", "rưỡi", "ngày", "hôm")


@dataclass(frozen=True, slots=True)
class Duration:
    """``value`` in ``unit``; offsets into the normalised view. Of a range ("2-3 ngày") it is the upper end; ``low`` is the other, in the same
    unit, and ``low_start`` where that begins."""

    value: int | float
    unit: Unit
    start: int
    end: int
    low: int | float | None = None
    low_start: int | None = None


@kept
def find_durations(scan: Scan) -> tuple[Duration, ...]:
    """Durations in order of the text. Times of day, dates, ages and ``24/7`` are not durations."""
    found: list[Duration] = []
    after = 0
    begins: Iterable[int] = numbers_in(scan.words)
    if "nua" in scan.text.folded:
        halves = [at for at, word in enumerate(scan.words) if word.folded == "nua"]
        begins = sorted([*begins, *halves])
    for at in begins:
        if at < after:
            continue
        if len(found) >= MAX_FOUND:
            break
        read = _half(scan.words, at) or _read(scan, at)
        if read is not None:
            value, unit, after = read
            low, begins_at = _low_end(scan.words, at, value)
            start, end = scan.words[at].start, scan.words[after - 1].end
            found.append(Duration(value, unit, start, end, low, begins_at))
    return tuple(found)


def _low_end(words: Sequence[Word], at: int, value: float) -> tuple[int | float | None, int | None]:
    """The lower end where a bare number stands before with a dash or "đến" between, or a spoken one right before ("ba bốn ngày")."""
    count = read_number(words, at)
    joined = at > 1 and (words[at - 1].folded in ("-", "–") or words[at - 1].reads("đến", "tới"))
    first = at - 2 if joined else at - 1
    number = read_number(words, first) if count and first >= 0 else None
    if number is None or count is None or number[1] != first + 1 or not 0 < number[0] < count[0]:
        return None, None
    if (not joined and words[first].is_number) or (first and words[first - 1].folded in ("/", "-", "–")):
        return None, None
    return as_count(number[0] * value / count[0]), words[first].start


def _half(words: Sequence[Word], at: int) -> tuple[float, Unit, int] | None:
    if not words[at].reads("nửa") or at + 1 >= len(words):
        return None
    half = _HALVES.get(words[at + 1].folded)
    if half is None or not words[at + 1].reads(*_UNITS[words[at + 1].folded][2]):
        return None
    return half[0], half[1], at + 2


def _read(scan: Scan, at: int) -> tuple[int | float, Unit, int] | None:
    words = scan.words
    number = read_number(words, at)
    if number is None or number[1] >= len(words):
        return None
    value, after = number
    word = words[after]
    entry = _UNITS.get(word.folded) if word.folded != "p" or word.glued else None
    if entry is None or not word.reads(*entry[2]) or value == 0 or value > 1_000:
        return None
    before = words[at - 1] if at else None
    if before is not None and (before.reads(*_DATE_BEFORE) or _prices(words, at, value)):
        return None
    if _belongs_to_date_or_clock(words, at, after, value):
        return None
    unit, factor, _ = entry
    after += 1
    if unit is Unit.DAY and factor == 1 and after < len(words) and _is_working(words, after):
        unit, after = Unit.WORKING_DAY, after + (1 if words[after].reads("công") else 2)
    elif after < len(words) and words[after].reads("rưỡi", "rưởi"):
        value, after = value + 0.5, after + 1
    return as_count(value * factor), unit, after


def as_count(value: float) -> int | float:
    """To a thousandth, and whole where it is whole.

    >>> as_count(14.0), as_count(15 / 60)
    (14, 0.25)
    """
    total = round(value, 3)
    return int(total) if total == int(total) else total


def _prices(words: Sequence[Word], at: int, value: float) -> bool:
    """ "700 nghìn một tháng", "65k/1 năm": the unit of a price is no time limit."""
    before = words[at - 1]
    if before.folded in ("/", "%") or before.reads("mỗi"):
        return True
    return value == 1 and before.reads(*_PRICE_UNITS)


def _is_working(words: Sequence[Word], at: int) -> bool:
    if words[at].reads("công"):
        return at + 1 >= len(words) or not words[at + 1].reads("an", "tác", "bố")
    return words[at].reads("làm") and at + 1 < len(words) and words[at + 1].reads("việc")


def _belongs_to_date_or_clock(words: Sequence[Word], at: int, unit_at: int, value: float) -> bool:
    unit = words[unit_at].folded
    following = words[unit_at + 1] if unit_at + 1 < len(words) else None
    if following is not None and following.reads("đầu", "cuối") and unit_at + 2 < len(words):
        return words[unit_at + 2].reads("tháng", "quý", "năm")  # "6 tháng cuối năm"
    if unit == "nam" and following is not None and following.reads("ngày", "tuần", "tháng", "tiếng", "hôm"):
        return True  # "bốn năm ngày"
    if unit in ("thang", "nam"):  # "1 tháng 7", "12 năm 2026"
        return (
            following is not None and following.is_number and (unit == "thang" or len(following.folded) == 4)
        )
    if unit == "ngay":
        return following is not None and following.is_number and not words[at].is_number
    if unit not in ("gio", "h"):
        return False
    if following is not None and (
        following.reads(*_CLOCK_AFTER) or (following.glued and following.is_number)
    ):
        return True
    before = words[max(0, at - 2) : at]
    if any(word.reads(*_SPAN_BEFORE) for word in before) or value >= 24:
        return False
    return unit == "h" or not before or before[-1].reads(*_CLOCK_BEFORE)
