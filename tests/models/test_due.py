"""When an item is due: in the hours of SPEC §4, and never while the office is closed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.desk import CLOSES, WORKDAYS, OfficeHours, defaults
from models.due import GRACE, close_of_working_day, due_times
from models.settings import Settings
from models.vocabulary import Severity

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
DESK = defaults(Settings())
HOURS = {Severity.HIGH: (4, 8), Severity.MEDIUM: (24, 48), Severity.LOW: (72, 120)}


def local(day: int, hour: int, minute: int = 0) -> datetime:
    """November 2026 in Hanoi; the 16th is a Monday."""
    return datetime(2026, 11, day, hour, minute, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("severity", "start", "due", "escalate"),
    [
        (Severity.HIGH, local(16, 8), local(16, 12), local(16, 16)),
        (Severity.HIGH, local(16, 12), local(16, 16), local(17, 8, 30)),
        (Severity.HIGH, local(20, 15), local(23, 8, 30), local(23, 9, 30)),  # Friday afternoon
        (Severity.HIGH, local(16, 1), local(16, 8, 30), local(16, 9, 30)),  # falls due at five in the morning
        (Severity.MEDIUM, local(16, 9), local(17, 9), local(18, 9)),
        (Severity.MEDIUM, local(20, 9), local(23, 8, 30), local(23, 9, 30)),
        (Severity.LOW, local(16, 9), local(19, 9), local(23, 8, 30)),
    ],
)
def test_examples(severity: Severity, start: datetime, due: datetime, escalate: datetime) -> None:
    assert due_times(severity, start, DESK, ZONE) == (due, escalate)


START = datetime(2025, 1, 1, tzinfo=UTC)
moments = st.integers(0, 4 * 365 * 24 * 60).map(lambda minutes: START + timedelta(minutes=minutes))


@given(severity=st.sampled_from(list(Severity)), start=moments)
def test_due_falls_into_office_hours_after_its_hours(severity: Severity, start: datetime) -> None:
    due, escalate = due_times(severity, start, DESK, ZONE)
    hours, escalation_hours = HOURS[severity]
    assert due >= start + timedelta(hours=hours)
    assert escalate >= start + timedelta(hours=escalation_hours)
    assert escalate >= due + GRACE
    here = due.astimezone(ZONE)
    assert here.weekday() in WORKDAYS
    assert time(8, 30) <= here.time() <= CLOSES, "not before people have settled in"
    assert due - start <= timedelta(hours=hours) + timedelta(days=3)
    assert (due.tzinfo, escalate.tzinfo) == (start.tzinfo, start.tzinfo)


@given(
    severity=st.sampled_from(list(Severity)),
    start=moments,
    later=st.timedeltas(timedelta(0), timedelta(days=4)),
)
def test_what_opens_later_is_not_due_earlier(severity: Severity, start: datetime, later: timedelta) -> None:
    assert due_times(severity, start, DESK, ZONE)[0] <= due_times(severity, start + later, DESK, ZONE)[0]


@given(start=moments)
def test_what_is_graver_is_due_first(start: datetime) -> None:
    high, medium, low = (due_times(severity, start, DESK, ZONE) for severity in Severity)
    assert high[0] <= medium[0] <= low[0]
    assert high[1] <= medium[1] <= low[1]


def test_hours_are_settings() -> None:
    quick = defaults(Settings(due_hours_high=1))
    assert due_times(Severity.HIGH, local(16, 9), quick, ZONE) == (local(16, 10), local(16, 11))


def test_office_hours_are_those_of_the_zone() -> None:
    elsewhere = ZoneInfo("Europe/London")
    due, _ = due_times(Severity.HIGH, datetime(2026, 11, 16, 16, 0, tzinfo=UTC), DESK, elsewhere)
    assert due.astimezone(elsewhere).time() == time(8, 30)


def test_nothing_is_due_on_a_day_off() -> None:
    tet = frozenset(date(2027, 2, day) for day in range(5, 12))
    desk = replace(DESK, office_hours=OfficeHours(days_off=tet))
    thursday = datetime(2027, 2, 4, 15, 0, tzinfo=ZONE)
    due, escalate = due_times(Severity.HIGH, thursday, desk, ZONE)
    assert due == datetime(2027, 2, 12, 8, 30, tzinfo=ZONE), "after Tết, which begins on a Friday here"
    assert escalate == due + GRACE


@given(
    start=moments,
    opens=st.integers(0, 20 * 60),
    length=st.integers(120, 8 * 60),
    workdays=st.sets(st.integers(0, 6), min_size=1),
    off=st.sets(st.integers(0, 4 * 365), max_size=60),
)
def test_any_office_hours_are_kept(
    start: datetime, opens: int, length: int, workdays: set[int], off: set[int]
) -> None:
    closes = min(opens + length, 24 * 60 - 1)
    office = OfficeHours(
        time(*divmod(opens, 60)),
        time(*divmod(closes, 60)),
        frozenset(workdays),
        frozenset((START + timedelta(days=day)).date() for day in off),
    )
    for severity in Severity:
        due, escalate = due_times(severity, start, replace(DESK, office_hours=office), ZONE)
        here = due.astimezone(ZONE)
        assert here.weekday() in workdays
        assert here.date() not in office.days_off
        assert office.opens <= here.time() <= office.closes
        assert escalate >= due + GRACE


def test_an_office_that_is_never_open_keeps_nobody() -> None:
    closed = replace(DESK, office_hours=OfficeHours(workdays=frozenset()))
    due, _ = due_times(Severity.HIGH, local(16, 8), closed, ZONE)
    assert due.year == 2027


@given(start=moments, days=st.integers(0, 30), off=st.sets(st.integers(1, 60), max_size=10))
def test_an_answer_is_due_after_so_many_working_days(start: datetime, days: int, off: set[int]) -> None:
    first = start.astimezone(ZONE).date()
    office = OfficeHours(days_off=frozenset(first + timedelta(days=number) for number in off))
    due = close_of_working_day(start, days, office, ZONE).astimezone(ZONE)
    between = [first + timedelta(days=number) for number in range(1, (due.date() - first).days + 1)]
    assert due.time() == CLOSES
    assert sum(office.works_on(day) for day in between) == days
    assert not days or office.works_on(due.date())


def test_an_office_that_never_opens_has_an_end() -> None:
    due = close_of_working_day(local(16, 9), 3, OfficeHours(workdays=frozenset()), ZONE)
    assert due.date() == date(2027, 11, 17)
