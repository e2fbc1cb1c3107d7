"""ISO weeks and months in Vietnam: the span of time a report is about.

>>> week = parse_week("2026-W47")
>>> week.first_day.isoformat(), week.last_day.isoformat(), week.end.isoformat()
('2026-11-16', '2026-11-22', '2026-11-23T00:00:00+07:00')
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

from models.errors import BadInput

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
FIRST_YEAR, LAST_YEAR = 2000, 2099
_FORM = re.compile(r"([0-9]{4})-?W([0-9]{2})", re.IGNORECASE)
_MONTH = re.compile(r"([0-9]{4})-([0-9]{2})")
_QUICK = re.compile(r"L([1-9][0-9]{0,18})-([0-9]{4}-[0-9]{2}-[0-9]{2})")
_EXAMPLE = "Viết tuần theo dạng 2026-W47 (năm, chữ W, số tuần)."


@dataclass(frozen=True, slots=True, order=True)
class Week:
    """One ISO week, Monday to Sunday, in Vietnam. ``start`` and ``end`` are aware and half open."""

    first_day: date

    def __post_init__(self) -> None:
        if self.first_day.weekday() != 0:
            raise ValueError(f"{self.first_day} is not a Monday")

    @property
    def code(self) -> str:
        """``2026-W47``. The year is the ISO year: 2027-01-01 lies in ``2026-W53``."""
        year, number, _ = self.first_day.isocalendar()
        return f"{year:04d}-W{number:02d}"

    @property
    def year(self) -> int:
        """The ISO year."""
        return self.first_day.isocalendar().year

    @property
    def number(self) -> int:
        """1 to 53."""
        return self.first_day.isocalendar().week

    @property
    def last_day(self) -> date:
        """Sunday."""
        return self.first_day + timedelta(days=6)

    @property
    def start(self) -> datetime:
        """The first moment of Monday."""
        return datetime.combine(self.first_day, time(), ZONE)

    @property
    def end(self) -> datetime:
        """The first moment of the next Monday, which is no longer part of the week."""
        return datetime.combine(self.first_day + timedelta(days=7), time(), ZONE)

    def previous(self) -> Week:
        """The week before."""
        return Week(self.first_day - timedelta(days=7))

    def following(self) -> Week:
        """The week after."""
        return Week(self.first_day + timedelta(days=7))


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """The weeks that end in one month, in Vietnam, with the face of a week. ``first`` is the first day of the calendar's month.

    Not the calendar's days: a month that cuts a week in two could be subtracted from the weeks around it, and what is left over
    may be a group of fewer than five (``reports.monthly``).

    >>> month = Month(date(2026, 11, 1))
    >>> month.code, month.first_day.isoformat(), month.end.isoformat(), month.previous().code
    ('2026-11', '2026-10-26', '2026-11-30T00:00:00+07:00', '2026-10')
    """

    first: date

    def __post_init__(self) -> None:
        if self.first.day != 1:
            raise ValueError(f"{self.first} is not the first of a month")

    @property
    def code(self) -> str:
        """``2026-11``."""
        return f"{self.year:04d}-{self.number:02d}"

    @property
    def year(self) -> int:
        """The year."""
        return self.first.year

    @property
    def number(self) -> int:
        """1 to 12."""
        return self.first.month

    @property
    def weeks(self) -> tuple[Week, ...]:
        """Four or five weeks, each in one month only."""
        week = week_of(self.first)
        found = []
        while week.last_day < self._next:
            found.append(week)
            week = week.following()
        return tuple(found)

    @property
    def first_day(self) -> date:
        """A Monday, of the month before where a week began there."""
        return self.weeks[0].first_day

    @property
    def last_day(self) -> date:
        """The last Sunday of the month."""
        return self.weeks[-1].last_day

    @property
    def start(self) -> datetime:
        """The first moment of the first day."""
        return self.weeks[0].start

    @property
    def end(self) -> datetime:
        """The first moment after the last day."""
        return self.weeks[-1].end

    def previous(self) -> Month:
        """The month before."""
        return Month((self.first - timedelta(days=1)).replace(day=1))

    def following(self) -> Month:
        """The month after."""
        return Month(self._next)

    @property
    def _next(self) -> date:
        return (self.first + timedelta(days=31)).replace(day=1)


@dataclass(frozen=True, slots=True)
class Occasion:
    """A quick report: one item, as it stands on one day."""

    item_id: int
    day: date

    @property
    def code(self) -> str:
        """``L12-2026-11-27``."""
        return f"L{self.item_id}-{self.day.isoformat()}"

    @property
    def start(self) -> datetime:
        """The first moment of the day."""
        return datetime.combine(self.day, time(), ZONE)

    @property
    def end(self) -> datetime:
        """The first moment of the next day."""
        return datetime.combine(self.day + timedelta(days=1), time(), ZONE)


Period = Week | Month


def parse_period(text: str) -> Week | Month | Occasion:
    """The week, month or occasion with this code.

    Raises:
        BadInput: none of the three, or out of reach.

    >>> parse_period("2026-11").code, parse_period("L12-2026-11-27").code, parse_period("2026-w47").code
    ('2026-11', 'L12-2026-11-27', '2026-W47')
    """
    given = text.strip() if len(text) <= 40 else ""
    if form := _MONTH.fullmatch(given):
        year, number = int(form[1]), int(form[2])
        if FIRST_YEAR <= year <= LAST_YEAR and 1 <= number <= 12:
            return Month(date(year, number, 1))
        raise BadInput(f"Viết tháng theo dạng 2026-11, năm từ {FIRST_YEAR} đến {LAST_YEAR}.")
    if (form := _QUICK.fullmatch(given)) and int(form[1]) < 2**63:
        try:
            day = date.fromisoformat(form[2])
        except ValueError:
            raise BadInput("Ngày của báo cáo nhanh chưa đúng.") from None
        return Occasion(int(form[1]), day)
    return parse_week(text)


def last_full_month(today: date | None = None) -> Month:
    """The month that ended last in Vietnam."""
    return Month((today or datetime.now(ZONE).date()).replace(day=1)).previous()


def parse_week(text: str) -> Week:
    """The week with this code. Case and blanks around it do not matter.

    Raises:
        BadInput: another form, a week the year does not have, or a year out of reach.

    >>> parse_week("2021-W53")
    Traceback (most recent call last):
    ...
    models.errors.BadInput: Năm 2021 không có tuần 53. Viết tuần theo dạng 2026-W47 (năm, chữ W, số tuần).
    """
    form = _FORM.fullmatch(text.strip()) if len(text) <= 40 else None
    if form is None:
        raise BadInput(f"Chưa hiểu tuần đã nhập. {_EXAMPLE}")
    year, number = int(form[1]), int(form[2])
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise BadInput(f"Năm của báo cáo phải từ {FIRST_YEAR} đến {LAST_YEAR}. {_EXAMPLE}")
    try:
        return Week(date.fromisocalendar(year, number, 1))
    except ValueError:
        raise BadInput(f"Năm {year} không có tuần {number}. {_EXAMPLE}") from None


def week_of(day: date) -> Week:
    """The week a day lies in."""
    return Week(day - timedelta(days=day.weekday()))


def local_day(moment: datetime) -> date:
    """The day in Vietnam of an aware moment."""
    return moment.astimezone(ZONE).date()


def this_week(today: date | None = None) -> Week:
    """The week that is running in Vietnam."""
    return week_of(today or datetime.now(ZONE).date())


def last_full_week(today: date | None = None) -> Week:
    """The week that ended last Sunday."""
    return this_week(today).previous()


PeriodT = TypeVar("PeriodT", Week, Month, Occasion, Week | Month, Week | Month | Occasion)


def begun(period: PeriodT, now: datetime) -> PeriodT:
    """The period itself, when there can be anything to report of it.

    Raises:
        BadInput: the period lies in the future.
    """
    if period.start > now:
        name = "Tuần" if isinstance(period, Week) else "Kỳ"
        raise BadInput(f"{name} {period.code} chưa bắt đầu nên chưa có gì để lập báo cáo.")
    return period
