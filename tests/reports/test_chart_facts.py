"""What charts are made of: middle times, and what earlier reports printed."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from models.queries import reporting
from models.queries.weekly_answers import Waited
from models.tables.office import Office
from models.vocabulary import Label, Queue, Topic
from reports.disclosure import leaf
from reports.kept_facts import facts_from, to_json
from reports.lasting import Lasting
from reports.making import make
from reports.parts import Part, Parts, times
from reports.parts.trend import Point, Trend, earlier
from reports.period import Month, Period, parse_period, parse_week
from tests.reports.factory import local, make_office, make_posts
from tests.reports.raw_weeks import FULL, WEEK, facts, scam, sections, span, with_scams


def charts_of(section: Any) -> dict[str, dict[str, Any]]:
    return {chart["code"]: chart for chart in section.to_json()["charts"]}


@pytest.mark.parametrize(
    ("answered", "middle", "hours"),
    [
        (4, timedelta(hours=3), None),
        (5, timedelta(hours=3), 3),
        (5, timedelta(minutes=2), 1),
        (9, timedelta(hours=3, seconds=1), 4),
    ],
)
def test_a_middle_time_is_said_of_at_least_five(answered: int, middle: timedelta, hours: int | None) -> None:
    assert times.protect({Queue.SCAM: Waited(answered, middle)}) == {Queue.SCAM: Lasting(hours)}


def test_times_of_few_are_not_drawn() -> None:
    known = times.Times(
        now={Queue.SCAM: Lasting(3), Queue.QUESTIONS: Lasting(None)}, before={Queue.SCAM: Lasting(None)}
    )
    shown = charts_of(sections(facts(**FULL, parts=Parts(times=Part(known))))["figures"])["times"]
    assert shown["bars"] == [{"name": "Lừa đảo", "first": {"hours": 3}, "second": None}]


def test_a_section_stands_without_the_parts_of_its_charts() -> None:
    shown = sections(facts(**FULL, parts=Parts(times=Part(None), trend=Part(None))))["figures"]
    assert [chart.code for chart in shown.charts] == ["trend", "asked", "done"]
    assert len(shown.to_json()["charts"][0]["places"]) == 2


def test_the_six_periods_before_the_one_before_across_a_year() -> None:
    asked: list[Period] = []

    def said(one: Period) -> dict[Label, Any] | None:
        asked.append(one)
        return {Label.QUESTION: leaf(9).shown, Label.SCAM: leaf(3).shown} if len(asked) != 2 else None

    found = earlier(parse_week("2027-W02"), said)
    assert [point.number for point in found.points] == [48, 49, 50, 51, 52, 53]
    assert found.points[4] == Point(52, None, None)
    assert str(found.points[0].scams) == "dưới 5"
    assert [one.code for one in asked[:2]] == ["2026-W53", "2026-W52"]
    months = earlier(Month(date(2027, 2, 1)), lambda _one: None)
    assert [point.number for point in months.points] == [7, 8, 9, 10, 11, 12]


def test_small_scams_are_not_drawn_and_one_alone_needs_no_chart() -> None:
    rows = [
        scam(0, None, "Bấm phím 2 để giữ số, nếu không sẽ khóa hai chiều"),
        scam(1, None, "Đọc mã"),
        scam(2, None),
    ]
    shown = charts_of(sections(facts(with_scams(rows, [63, 3, 9])))["scams"])["narratives"]
    assert [(bar["name"], bar["first"]["value"]) for bar in shown["bars"]] == [
        ("“Bấm phím 2 để giữ số, nếu…”", 63),
        ("“Bấm phím 2 kẻo khóa SIM”", 9),
    ]
    assert not sections(facts(with_scams(rows, [63, 3, 2])))["scams"].charts


def test_facts_kept_before_there_were_charts_are_read() -> None:
    known = facts(now=span({Topic.AN_SINH: 8}))
    old = to_json(known)
    for name in ("times", "trend"):
        del old["parts"][name]
    found = facts_from(old, WEEK)
    assert found is not None
    assert (found.now, found.parts.times, found.parts.trend) == (
        known.now,
        Part(times.Times()),
        Part(Trend()),
    )
    del old["now"]
    assert facts_from(old, WEEK) is None


@pytest.mark.database
def test_the_trend_says_what_the_reports_said(session: Session) -> None:
    town = make_office(session, "a", "Xã A")
    for day, count in ((29, 12), (6, 3)):
        month = 10 if day == 29 else 11
        make_posts(session, town, count, Label.QUESTION, Topic.AN_SINH, at=local(day, month=month))
    make_posts(session, town, 30, Label.QUESTION, Topic.AN_SINH, at=local(18))
    for code in ("2026-W44", "2026-W45"):
        kept(session, town, code)
    make_posts(session, town, 50, Label.QUESTION, Topic.AN_SINH, at=local(29, month=10))
    chart = trend_of(made(session, town, "2026-W47"))
    assert chart["places"] == ["40", "41", "42", "43", "44", "45", "46", "47"]
    assert [strip["name"] for strip in chart["strips"]] == ["Câu hỏi của dân (lượt)"]
    counts = [
        None if one is None else str(one["value"] or one["shown"]) for one in chart["strips"][0]["counts"]
    ]
    assert counts == [None, None, None, None, "12", "under", "exact", "30"], "as printed, not as it is now"
    first, second = (kept(session, town, "2026-W47") for _ in range(2))
    assert first.id == second.id


@pytest.mark.database
def test_a_report_of_a_week_that_still_ran_is_no_point(session: Session) -> None:
    town = make_office(session, "a", "Xã A")
    make_posts(session, town, 12, Label.QUESTION, Topic.AN_SINH, at=local(2))
    make_posts(session, town, 30, Label.QUESTION, Topic.AN_SINH, at=local(11))
    make_posts(session, town, 40, Label.QUESTION, Topic.AN_SINH, at=local(18))
    week = parse_week("2026-W45")
    reporting.save_snapshot(session, town.id, week.code, make(session, town, week, local(3)))
    chart = trend_of(made(session, town, "2026-W47"))
    assert chart["strips"][0]["counts"][5] is None


def made(session: Session, office: Office, code: str) -> dict[str, Any]:
    return make(session, office, parse_period(code), local(24))


def kept(session: Session, office: Office, code: str) -> Any:
    return reporting.save_snapshot(session, office.id, code, made(session, office, code))


def trend_of(content: dict[str, Any]) -> Any:
    section = next(one for one in content["sections"] if one["code"] == "figures")
    return next(chart for chart in section["charts"] if chart["code"] == "trend")
