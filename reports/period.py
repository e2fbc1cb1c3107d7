"""ISO weeks in Vietnam: the span of time a weekly report is about.

>>> week = parse_week("2026-W47")
>>> week.first_day.isoformat(), week.last_day.isoformat(), week.end.isoformat()
('2026-11-16', '2026-11-22', '2026-11-23T00:00:00+07:00')
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from models.errors import BadInput

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
FIRST_YEAR, LAST_YEAR = 2000, 2099
_FORM = re.compile(r"([0-9]{4})-?W([0-9]{2})", re.IGNORECASE)
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


def begun(week: Week, now: datetime) -> Week:
    """The week itself, when there can be anything to report of it.

    Raises:
        BadInput: the week lies in the future.
    """
    if week.start > now:
        raise BadInput(f"Tuần {week.code} chưa bắt đầu nên chưa có gì để lập báo cáo.")
    return week
