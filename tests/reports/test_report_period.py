"""Weeks: the ISO calendar in Vietnam, to the second, with clear refusals."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import BadInput
from reports.period import (
    Month,
    Week,
    begun,
    last_full_month,
    last_full_week,
    parse_period,
    parse_week,
    this_week,
    week_of,
)

DAYS = st.dates(date(2000, 1, 3), date(2099, 12, 27))


@pytest.mark.parametrize(
    ("code", "first", "last"),
    [
        ("2026-W47", date(2026, 11, 16), date(2026, 11, 22)),
        ("2026-W01", date(2025, 12, 29), date(2026, 1, 4)),
        ("2026-W53", date(2026, 12, 28), date(2027, 1, 3)),
        ("2020-W53", date(2020, 12, 28), date(2021, 1, 3)),
        ("2024-W09", date(2024, 2, 26), date(2024, 3, 3)),
    ],
)
def test_a_week_runs_from_monday_to_sunday(code: str, first: date, last: date) -> None:
    week = parse_week(code)
    assert (week.code, week.first_day, week.last_day) == (code, first, last)


def test_a_week_begins_and_ends_at_midnight_in_vietnam() -> None:
    week = parse_week("2026-W47")
    assert week.start == datetime(2026, 11, 15, 17, tzinfo=UTC)
    assert week.end == datetime(2026, 11, 22, 17, tzinfo=UTC)
    assert week.start.utcoffset() == timedelta(hours=7)


@pytest.mark.parametrize("text", ["2026-w47", " 2026-W47 ", "2026W47"])
def test_small_differences_in_writing_do_not_matter(text: str) -> None:
    assert parse_week(text).code == "2026-W47"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "Chưa hiểu tuần"),
        ("tuần này", "Chưa hiểu tuần"),
        ("2026-11-20", "Chưa hiểu tuần"),
        ("2026-W4", "Chưa hiểu tuần"),
        ("٢٠٢٦-W47", "Chưa hiểu tuần"),
        ("2026-W47" * 50, "Chưa hiểu tuần"),
        ("2026-W47\n2026-W48", "Chưa hiểu tuần"),
        ("2026-W00", "Năm 2026 không có tuần 0"),
        ("2026-W54", "Năm 2026 không có tuần 54"),
        ("2025-W53", "Năm 2025 không có tuần 53"),
        ("1999-W10", "từ 2000 đến 2099"),
        ("9999-W52", "từ 2000 đến 2099"),
    ],
)
def test_what_is_no_week_is_refused_in_words(text: str, said: str) -> None:
    with pytest.raises(BadInput) as refused:
        parse_week(text)
    assert said in refused.value.message
    assert "2026-W47" in refused.value.message, "the sentence shows how to write it"


@given(DAYS)
def test_the_code_of_a_week_leads_back_to_it(day: date) -> None:
    week = week_of(day)
    assert parse_week(week.code) == week
    assert week.first_day <= day <= week.last_day


@given(DAYS)
def test_weeks_follow_each_other_without_gap_or_overlap(day: date) -> None:
    week = week_of(day)
    assert week.previous().end == week.start
    assert week.end - week.start == timedelta(days=7)
    assert week.previous() < week


@given(DAYS)
def test_the_last_full_week_is_over(day: date) -> None:
    assert last_full_week(day).end == this_week(day).start
    assert last_full_week(day).last_day < day


def test_on_monday_the_last_full_week_is_the_one_that_just_ended() -> None:
    assert last_full_week(date(2026, 11, 23)).code == "2026-W47"
    assert last_full_week(date(2026, 11, 22)).code == "2026-W46"
    assert last_full_week(date(2027, 1, 4)).code == "2026-W53"


def test_today_is_a_day_in_vietnam(monkeypatch: pytest.MonkeyPatch) -> None:
    class Clock(datetime):
        @classmethod
        def now(cls, tz: object = None) -> datetime:
            return datetime(2026, 11, 22, 18, tzinfo=UTC).astimezone(tz)  # type: ignore[arg-type]

    monkeypatch.setattr("reports.period.datetime", Clock)
    assert this_week().code == "2026-W48", "01:00 on Monday in Vietnam is still Sunday in London"


def test_a_week_that_has_not_begun_has_no_report() -> None:
    week = parse_week("2026-W47")
    assert begun(week, week.start) == week
    with pytest.raises(BadInput, match="chưa bắt đầu"):
        begun(week, week.start - timedelta(seconds=1))


def test_a_week_starts_on_a_monday_only() -> None:
    with pytest.raises(ValueError, match="Monday"):
        Week(date(2026, 11, 17))


@pytest.mark.parametrize(
    ("code", "start", "end", "before"),
    [
        ("2026-W53", "2026-12-28T00:00:00+07:00", "2027-01-04T00:00:00+07:00", "2026-W52"),
        ("2027-W01", "2027-01-04T00:00:00+07:00", "2027-01-11T00:00:00+07:00", "2026-W53"),
        ("2027-W05", "2027-02-01T00:00:00+07:00", "2027-02-08T00:00:00+07:00", "2027-W04"),
        ("2026-12", "2026-11-30T00:00:00+07:00", "2026-12-28T00:00:00+07:00", "2026-11"),
        ("2027-01", "2026-12-28T00:00:00+07:00", "2027-02-01T00:00:00+07:00", "2026-12"),
        ("2027-02", "2027-02-01T00:00:00+07:00", "2027-03-01T00:00:00+07:00", "2027-01"),
    ],
)
def test_weeks_and_months_at_the_turn_of_the_year_begin_at_midnight_in_vietnam(
    code: str, start: str, end: str, before: str
) -> None:
    period = parse_period(code)
    assert isinstance(period, Week | Month)
    assert (period.start.isoformat(), period.end.isoformat()) == (start, end)
    assert period.previous().code == before
    assert period.start.astimezone(UTC).hour == 17, "no summer time, whatever the season"


@pytest.mark.parametrize("code", ["2026-13", "2026-00", "1999-12", "L0-2026-11-27", "L1-2026-02-30", "L1-2026-11", "L" + "9" * 19 + "-2026-11-27", "2027-W53"])  # fmt: skip
def test_other_codes_are_refused(code: str) -> None:
    with pytest.raises(BadInput):
        parse_period(code)


@given(DAYS)
def test_a_month_is_whole_weeks_and_every_week_lies_in_one_month(day: date) -> None:
    week = week_of(day)
    month = Month(week.last_day.replace(day=1))
    assert week in month.weeks
    assert week not in (*month.previous().weeks, *month.following().weeks)
    assert month.previous().end == month.start
    assert (month.weeks[0].start, month.weeks[-1].end) == (month.start, month.end)
    assert len(month.weeks) in (4, 5)


def test_the_last_full_month_changes_at_midnight_of_the_first() -> None:
    assert last_full_month(date(2027, 1, 1)).code == "2026-12"
    assert last_full_month(date(2026, 12, 31)).code == "2026-11"
