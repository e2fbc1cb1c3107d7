"""When something is open or done: hours a passage allows, days it is closed, parts of the day.

"Từ 6 giờ đến 8 giờ và từ 16 giờ đến 18 giờ" are two ranges: 7 o'clock lies within, noon does not, and "từ 6h sáng đến 6h chiều" is
neither. A day is closed where "nghỉ", "đóng cửa" or "không" stands beside it in its clause.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise, zip_longest

from nlp.evidence.verdict.quantity import CLOCK, LEAST, MOST, WEEKDAY, WEEKEND, Quantity
from nlp.evidence.verdict.sides import Aligned, Side

_CLOSED = ("nghỉ", "đóng", "không", "chưa", "trừ", "ngừng", "ngưng", "hông", "hổng")
_OPEN = (
    "làm",
    "mở",
    "nhận",
    "tiếp",
    "hoạt",
    "khám",
    "phục",
    "trực",
    "họp",
    "học",
    "gom",
    "bán",
    "tới",
    "vẫn",
    "cả",
)
_PARTS = (("sáng",), ("trưa",), ("chiều",), ("tối", "đêm"))
_PARTS_OF_HOURS = (3,) * 4 + (0,) * 7 + (1,) * 2 + (2,) * 5 + (3,) * 6
"""The part of the day, one of ``_PARTS``, by the hour. Own choice: morning from 4, noon from 11, afternoon from 13, evening from 18."""

_LIMITS = ("đa", "thiểu")
"""Behind "tối" they make a limit of it, which a text without marks writes like the evening: "toi da 2 bao"."""

_WHOLE = ("cả", "nguyên", "suốt", "trọn")
_REACH = 7
"""Words around a day in which its clause says whether it is open. Own choice."""


@dataclass(frozen=True, slots=True)
class Hours:
    """From and until, in hours of the clock; either may be read in the other half of the day too (``loose``)."""

    low: Quantity
    high: Quantity

    def holds(self, hour: float) -> bool:
        """Whether an hour lies within."""
        low, high = float(self.low.value), float(self.high.value)
        return low <= hour <= high if low <= high else hour >= low or hour <= high

    def same(self, other: Hours) -> bool:
        """Whether both ends agree."""
        return all(
            (float(one.value) - float(two.value)) % (12 if one.loose or two.loose else 24) == 0
            for one, two in ((self.low, other.low), (self.high, other.high))
        )


def hours_of(side: Side) -> list[Hours]:
    """Ranges of the clock in order: a beginning and the end that follows it in its sentence."""
    clocks = [one for one in side.quantities if one.kind == CLOCK]
    return [
        Hours(one, two)
        for one, two in pairwise(clocks)
        if one.bound == LEAST
        and two.bound == MOST
        and side.scan.sentence(one.start) == side.scan.sentence(two.start)
    ]


def in_hours(side: Side, said: Quantity) -> bool:
    """Whether a time of the clock, no beginning or end itself, lies between a beginning and an end that a side names."""
    if said.kind != CLOCK or said.bound:
        return False
    return any(hours.holds(float(said.value)) for hours in hours_of(side))


def days_of(side: Side) -> dict[float, bool | None]:
    """Each day of the week that is named: True where it is open, False where it is closed, None where nothing says."""
    found: dict[float, bool | None] = {}
    days = [one for one in side.quantities if one.kind == WEEKDAY]
    for one, two in zip_longest(days, days[1:]):
        state = _state(side, one)
        for day in _range(side, one, two):
            found[day] = state if found.get(day) is None else found[day]
        for day in (6.0, 7.0) if one.value == WEEKEND else (float(one.value),):
            found[day] = state if state is not None or day not in found else found[day]
    return found


def _range(side: Side, one: Quantity, two: Quantity | None) -> Sequence[float]:
    """The days between two that "đến" joins."""
    if two is None or not 0 <= two.start - one.end <= 20:
        return ()
    if not any(word.reads("đến", "tới", "-", "–") for word in side.scan.between(one.end, two.start)):
        return ()
    return [float(day) for day in range(int(one.value) + 1, int(two.value))]


def _state(side: Side, one: Quantity) -> bool | None:
    low, high = side.scan.clause(one.start)
    before = [word for word in side.scan.before(one.start, _REACH) if word.start >= low]
    behind = [word for word in side.scan.after(one.end, _REACH) if word.end <= high]
    for words in (reversed(before), behind):
        for word in words:
            if word.reads(*_CLOSED):
                return False
            if word.reads(*_OPEN):
                return True
    return None


def _day_part(side: Side, low: int, high: int) -> frozenset[int]:
    """Parts of the day named in a range of characters; of the whole day all of them."""
    words = side.scan.between(low, high)
    if any(one.reads(*_WHOLE) and two.reads("ngày") for one, two in pairwise(words)):
        return frozenset(range(len(_PARTS)))
    return frozenset(
        at
        for at, forms in enumerate(_PARTS)
        for word, after in zip_longest(words, words[1:])
        if word.reads(*forms) and not (word.reads("tối") and after is not None and after.reads(*_LIMITS))
    )


def _clear_hours(side: Side, low: int, high: int) -> list[float]:
    """Hours of the clock, in a range of characters, that cannot be of the other half of the day."""
    clocks = [one for one in side.quantities if one.kind == CLOCK and low <= one.start and one.end <= high]
    return [float(one.value) % 24 for one in clocks if not one.loose]


def opening_features(aligned: Aligned) -> Iterator[tuple[str, float]]:
    """Hours and days of the claim against those of the passage."""
    claim, passage = aligned.claim, aligned.passage
    yield from _hours(claim, passage)
    said, written = days_of(claim), days_of(passage)
    both = [(said[day], written[day]) for day in said.keys() & written.keys()]
    yield "days_turned", float(any(None not in pair and pair[0] != pair[1] for pair in both))
    yield "days_agree", float(any(None not in pair and pair[0] == pair[1] for pair in both))
    yield "days_other", float(bool(said and written and not both))
    near = [passage.scan.sentences[one] for one in aligned.best[:1]]
    parts = _day_part(claim, 0, len(claim.text.folded))
    here = frozenset(part for low, high in near for part in _day_part(passage, low, high))
    if here:  # "từ 21 giờ 30 đến 7 giờ sáng" names the evening, too
        here |= {
            _PARTS_OF_HOURS[int(hour)] for low, high in near for hour in _clear_hours(passage, low, high)
        }
    yield "day_part_other", float(bool(parts and here and not parts & here))
    yield "day_part_more", float(bool(parts & here and parts - here))


def _hours(claim: Side, passage: Side) -> Iterator[tuple[str, float]]:
    spoken, allowed = hours_of(claim), hours_of(passage)
    ends = {id(one) for pair in spoken for one in (pair.low, pair.high)}
    single = [one for one in claim.quantities if one.kind == CLOCK and not one.bound and id(one) not in ends]
    inside = [any(hours.holds(float(one.value)) for hours in allowed) for one in single]
    yield "hours_same", float(any(one.same(two) for one in spoken for two in allowed))
    yield (
        "hours_other",
        float(bool(allowed) and any(not any(one.same(two) for two in allowed) for one in spoken)),
    )
    yield "clock_inside", float(bool(allowed) and any(inside))
    yield "clock_outside", float(bool(allowed) and not all(inside))
