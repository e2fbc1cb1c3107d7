"""Everything counted in a text: sums, shares, days, spans of time, ages, times of the clock, numbers of things.

A quantity is compared only with one of its kind: money with money, "60 tuổi" with "70 tuổi", "2 con" with "3 con".
What it cannot see: "vài", "một ít", and a number whose noun stands before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from models.vocabulary import Unit
from nlp.evidence.calendar import bounds
from nlp.evidence.dates import find_dates
from nlp.evidence.durations import find_durations
from nlp.evidence.mentions import find_percents
from nlp.evidence.money import find_money
from nlp.evidence.numerals import numbers_in
from nlp.evidence.scan import Scan, Word
from nlp.official.numbers import find_numbers

MONEY, PERCENT, SPAN, DATE, CLOCK, AGE = "money", "percent", "span", "date", "clock", "age"
_HOURS = {Unit.HOUR: 1, Unit.DAY: 24, Unit.WORKING_DAY: 24, Unit.MONTH: 720}

_UPPER = re.compile(
    r"(?:toi da|khong qua|duoi|nhieu nhat|khong vuot qua|cao nhat|khong lon hon|chua du|chua den|tro xuong)"
    r"(?:\s{1,3}(?:la|den|khoang|du))?\s{0,3}$"
)
_LOWER = re.compile(
    r"(?:toi thieu|it nhat|tren|thap nhat|khong duoi|khong it hon|tu|tu du|tren du|hon)(?:\s{1,3}(?:la|khoang|du))?\s{0,3}$"
)
_UP_AFTER = re.compile(r"\s{0,3}(?:\S{1,8}\s{1,3}){0,2}(?:tro len|do len|tro di)")
_DOWN_AFTER = re.compile(r"\s{0,3}(?:\S{1,8}\s{1,3}){0,2}(?:tro xuong|do lai)")
_HALF = re.compile(r"(?<![a-z0-9])(?:(?:mot|phan)\s{1,3}nua|nua\s{1,3}(?:gia|tien)|1\s?/\s?2)(?![\d/])")
_PART_NUMBER = {"mot": 1, "hai": 2, "ba": 3, "bon": 4, "nam": 5, "sau": 6, "bay": 7, "tam": 8, "chin": 9, **{str(n): n for n in range(1, 10)}}  # fmt: skip
_PART_OF = {"hai": 2.0, "ba": 3.0, "tu": 4.0, "nam": 5.0, "muoi": 10.0}
_PARTS = re.compile(
    r"(?<![a-z0-9])(mot|hai|ba|bon|nam|sau|bay|tam|chin|[1-9])\s{1,3}phan(?:\s{1,3}(hai|ba|tu|nam|muoi))?(?!\s{1,3}tram)(?![a-z0-9])"
)
"""A third ("một phần ba"); without a whole, of ten ("sáu phần" is 60 %)."""

_DAY_AND_NIGHT = re.compile(r"(?<![a-z0-9])(?:mot|1)\s{1,3}ngay\s{1,3}(?:mot\s{1,3})?dem(?![a-z0-9])")
_ORDINAL_BEFORE = (
    "thứ",
    "lần",
    "điều",
    "khoản",
    "lớp",
    "khối",
    "bậc",
    "cấp",
    "số",
    "mức",
    "hạng",
    "loại",
    "bảng",
)
_SKIPPED = ("cái", "con", "người", "lần", "điểm")
_YEARS = (1000, 2100)


@dataclass(frozen=True, slots=True)
class Quantity:
    """``value`` comparable within ``kind`` (VND, percent, hours, ISO date …); ``bound`` ``max`` / ``min`` where it is a limit.

    ``working``: a span in working days. Offsets into the normalised view.
    """

    kind: str
    value: float | str
    start: int
    end: int
    bound: str = ""
    working: bool = False


def find_quantities(scan: Scan, posted_on: date | None = None) -> tuple[Quantity, ...]:
    """Quantities in order of the text; ``posted_on`` resolves relative dates."""
    taken = [(number.start, number.end) for number in find_numbers(scan.text.normalised)]
    found = _apart(_named(scan, posted_on), taken)
    taken.extend((one.start, one.end) for one in found)
    found += _apart(_counted(scan), taken)
    return tuple(sorted(found, key=lambda one: one.start))


def _apart(found: Iterator[Quantity], taken: list[tuple[int, int]]) -> list[Quantity]:
    """Those that share no character with what is taken."""
    return [one for one in found if not any(one.start < end and start < one.end for start, end in taken)]


def _named(scan: Scan, posted_on: date | None) -> Iterator[Quantity]:
    """Those the finders of slots know."""
    for money in find_money(scan):
        yield _bounded(scan, Quantity(MONEY, float(money.value), money.start, money.end))
    for percent in find_percents(scan):
        yield _bounded(scan, Quantity(PERCENT, float(percent.value), percent.start, percent.end))
    for half in _HALF.finditer(scan.text.folded):
        yield Quantity(PERCENT, 50.0, half.start(), half.end())
    for part in _PARTS.finditer(scan.text.folded):
        whole = _PART_OF.get(part[2] or "tram", 10.0)
        yield Quantity(PERCENT, round(100 * _PART_NUMBER[part[1]] / whole, 1), part.start(), part.end())
    for whole_day in _DAY_AND_NIGHT.finditer(scan.text.folded):
        yield Quantity(SPAN, 24.0, whole_day.start(), whole_day.end())
    for day in find_dates(scan, posted_on):
        yield Quantity(DATE, day.value, day.start, day.end)
    for lasting in find_durations(scan):
        hours = float(lasting.value) * _HOURS[lasting.unit]
        working = lasting.unit is Unit.WORKING_DAY
        yield _bounded(scan, Quantity(SPAN, hours, lasting.start, lasting.end, working=working))


def _counted(scan: Scan) -> Iterator[Quantity]:
    """Bare numbers with what they count."""
    words = scan.words
    for at, (value, after) in numbers_in(words).items():
        word = words[at]
        following = words[after] if after < len(words) else None
        before = words[at - 1] if at else None
        end = words[after - 1].end
        if before is not None and before.reads(*_ORDINAL_BEFORE):
            yield Quantity(f"no:{before.folded}", float(value), word.start, end)
        elif word.is_number and len(word.folded) == 4 and _YEARS[0] <= value <= _YEARS[1]:
            yield Quantity(DATE, f"{int(value)}", word.start, end)
        elif following is not None and following.reads("giờ", "h"):
            yield Quantity(CLOCK, float(value), word.start, end)
        elif following is not None and following.reads("tuổi"):
            yield _bounded(scan, Quantity(AGE, float(value), word.start, end))
        elif word.is_number or _counts(word, following):
            noun = _noun(following)
            yield _bounded(scan, Quantity(f"count:{noun}", float(value), word.start, end))


def _counts(word: Word, following: Word | None) -> bool:
    """A number in words counts when a noun follows; "một" is mostly an article, "năm" a year."""
    return following is not None and word.folded not in ("mot", "nam", "khong") and not following.is_number


def _noun(following: Word | None) -> str:
    return "" if following is None or following.is_number else following.folded


def _bounded(scan: Scan, one: Quantity) -> Quantity:
    before = scan.text.folded[max(0, one.start - 30) : one.start]
    bound = "max" if _UPPER.search(before) else "min" if _LOWER.search(before) else ""
    if not bound and _UP_AFTER.match(scan.text.folded, one.end):
        bound = "min"
    if not bound and _DOWN_AFTER.match(scan.text.folded, one.end):
        bound = "max"
    return Quantity(one.kind, one.value, one.start, one.end, bound, one.working)


def same_value(claim: Quantity, official: Quantity) -> bool | None:
    """True or False, or None where the two do not exclude each other: a sum within a limit, a month and its year."""
    if claim.kind == DATE:
        return _same_date(str(claim.value), str(official.value))
    one, two = float(claim.value), float(official.value)
    if one == two:
        return None if claim.working != official.working else True
    if claim.kind == SPAN and claim.working and not official.working and one == two:
        return False
    within = (official.bound == "max" and one < two) or (official.bound == "min" and one > two)
    return None if within else False


def _same_date(one: str, two: str) -> bool | None:
    if one == two:
        return True
    if any(value.startswith(("P", "-P")) for value in (one, two)):
        return None
    first, second = bounds(one), bounds(two)
    if first is not None and second is not None:
        return first[0] <= second[1] and second[0] <= first[1]
    return _same_in_year(one, two)


def _same_in_year(one: str, two: str) -> bool | None:
    """Dates of which one leaves out the year (``--12-01``) or the month (``---15``)."""
    first, second = _month_and_day(one), _month_and_day(two)
    if first is None or second is None:
        return None
    return not any(left and right and left != right for left, right in zip(first, second, strict=True))


def _month_and_day(value: str) -> tuple[str, str] | None:
    plain = value.split("/")[0]
    if plain.startswith("---"):
        return "", plain[3:]
    parts = plain[2:].split("-") if plain.startswith("--") else plain.split("-")[1:]
    if not parts or not all(part.isdigit() for part in parts):
        return None
    return parts[0], parts[1] if len(parts) > 1 else ""
