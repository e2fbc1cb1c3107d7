"""What an office gets: the same report from the same rows, made beside those made before and those below it."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from models.queries import reporting, weekly_counts
from models.session import transaction
from models.tables.office import Office
from models.vocabulary import Label, Topic
from pipeline.stages import report
from reports.making import make
from reports.period import Month, last_full_week, parse_period, this_week
from reports.render import render_csv, render_html
from reports.sections import questions
from reports.tet import tet_in
from tests.database import TestDatabase
from tests.reports.busy_week import fill
from tests.reports.factory import local, make_office, make_posts

pytestmark = pytest.mark.database
WEEK = parse_period("2026-W47")


def made(session: Session, office: Office, code: str = "2026-W47") -> dict[str, Any]:
    return make(session, office, parse_period(code), local(24))


def kept(session: Session, office: Office, code: str = "2026-W47") -> Any:
    return reporting.save_snapshot(session, office.id, code, made(session, office, code), "thử")


def questions_of(content: dict[str, Any]) -> Any:
    return content["facts"]["now"]["labels"]["question"]


def test_the_same_rows_give_the_same_hash_with_figures_model_and_sources(db: TestDatabase) -> None:
    with transaction() as session:
        office = fill(session)
        first, second = kept(session, office), kept(session, office)
        assert (first.id, first.content_hash) == (second.id, second.content_hash)
        assert first.content["models"]
        assert first.content["sources"]["read"]["shown"] == "exact"
        assert first.content["facts"]["now"]["all"]["value"] > 100


def test_a_week_with_one_item_and_an_empty_one_are_whole_reports(db: TestDatabase) -> None:
    with transaction() as session:
        town = make_office(session, "xa-mot", "Xã Một")
        make_posts(session, town, 1, Label.QUESTION, Topic.AN_SINH, at=local(17))
        one, none = made(session, town), made(session, town, "2026-W40")
    assert questions_of(one) == {"shown": "under", "value": None}
    for content in (one, none):
        assert {section["state"] for section in content["sections"]} <= {"ready", "empty"}
        assert "BÁO CÁO TUẦN" in render_html(content)
        assert render_csv(content)


def test_a_section_that_raises_is_named_and_the_others_come(
    db: TestDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(_facts: Any) -> Any:
        raise ZeroDivisionError

    monkeypatch.setattr(questions, "build", breaks)
    with transaction() as session:
        content = made(session, fill(session))
    states = {section["code"]: section["state"] for section in content["sections"]}
    assert states.pop("questions") == "failed"
    assert "failed" not in states.values()
    assert "Phần này chưa lập được" in render_html(content)


def test_a_draft_of_a_running_week_is_rough_and_the_final_exact(db: TestDatabase) -> None:
    with transaction() as session:
        town = make_office(session, "xa-mot", "Xã Một")
        make_posts(session, town, 8, Label.QUESTION, Topic.AN_SINH, at=this_week().start)
        content = make(session, town, this_week())
    assert content["week"]["over"] is False
    assert content["facts"]["now"]["questions"]["an_sinh"] == {"shown": "over", "value": 4}


def test_the_report_above_adds_up_what_those_below_printed_and_names_who_is_missing(db: TestDatabase) -> None:
    with transaction() as session:
        province = make_office(session, "tinh", "UBND tỉnh Sông Lam")
        towns = [make_office(session, f"xa-{name}", f"Xã {name}") for name in ("A", "B", "C")]
        for town, count in zip(towns, (12, 3, 40), strict=True):
            town.parent_id = province.id
            make_posts(session, town, count, Label.QUESTION, Topic.AN_SINH, at=local(17))
        make_posts(session, province, 6, Label.QUESTION, Topic.AN_SINH, at=local(17))
        session.flush()
        for town in towns[:2]:
            kept(session, town)
        content = made(session, province)
        assert questions_of(content) == {"shown": "over", "value": 18}, (
            "own 6, A 12, B under 5; C has none yet"
        )
        (table,) = [
            one for section in content["sections"] for one in section["tables"] if one["code"] == "units"
        ]
        assert [(row[0], row[3]) for row in table["rows"]] == [
            ("Xã A", "bản 1"),
            ("Xã B", "bản 1"),
            ("Xã C", "chưa có"),
        ]
        assert "3" not in [str(cell) for row in table["rows"] for cell in row]
        kept(session, towns[2])
        assert questions_of(made(session, province)) == {"shown": "over", "value": 58}


def test_those_below_are_made_first(db: TestDatabase) -> None:
    week = last_full_week()
    with transaction() as session:
        province = make_office(session, "tinh", "UBND tỉnh Sông Lam")
        town = make_office(session, "xa-a", "Xã A")
        town.parent_id = province.id
        make_posts(session, town, 12, Label.QUESTION, Topic.AN_SINH, at=week.start)
        province_id = province.id
    assert report.drain() >= 3
    with transaction() as session:
        above = reporting.find_snapshot(session, province_id, week.code)
        assert above is not None
        assert questions_of(above.content) == {"shown": "exact", "value": 12}
        assert above.content["units"] == [{"name": "Xã A", "version": 1}]


def test_the_week_before_is_shown_as_it_was_printed(db: TestDatabase) -> None:
    with transaction() as session:
        town = make_office(session, "xa-mot", "Xã Một")
        make_posts(session, town, 7, Label.QUESTION, Topic.AN_SINH, at=local(10))
        kept(session, town, "2026-W46")
        make_posts(session, town, 1, Label.QUESTION, Topic.AN_SINH, at=local(10))
        make_posts(session, town, 9, Label.QUESTION, Topic.AN_SINH, at=local(17))
        content = made(session, town)
        assert content["facts"]["before"]["questions"]["an_sinh"] == {"shown": "exact", "value": 7}


def test_a_report_made_after_the_next_one_does_not_say_by_how_little_it_differs(db: TestDatabase) -> None:
    """2026-W47 said 7 of the week before it, which had no report; two posts more are found until it gets one."""
    with transaction() as session:
        town = make_office(session, "xa-mot", "Xã Một")
        make_posts(session, town, 7, Label.QUESTION, Topic.AN_SINH, at=local(10))
        next_one = kept(session, town)
        assert next_one.content["facts"]["before"]["questions"]["an_sinh"] == {"shown": "exact", "value": 7}
        make_posts(session, town, 2, Label.QUESTION, Topic.AN_SINH, at=local(10))
        late = made(session, town, "2026-W46")
    assert late["facts"]["now"]["questions"]["an_sinh"] == {"shown": "over", "value": 4}


def test_a_month_says_what_its_weeks_said_and_what_has_no_report_roughly(db: TestDatabase) -> None:
    """2026-10 is W40 to W43: 33 less 10, 12 and 8 would tell the three of W42."""
    counts = {"2026-W40": 10, "2026-W41": 12, "2026-W42": 3, "2026-W43": 8}
    with transaction() as session:
        town = make_office(session, "xa-mot", "Xã Một")
        for code, count in counts.items():
            at = parse_period(code).start
            make_posts(session, town, count, Label.QUESTION, Topic.AN_SINH, at=at)
        said = [questions_of(made(session, town, "2026-10"))]
        for code in counts:
            kept(session, town, code)
            said.append(questions_of(made(session, town, "2026-10")))
        make_posts(session, town, 40, Label.QUESTION, Topic.AN_SINH, at=parse_period("2026-W40").start)
        assert questions_of(made(session, town, "2026-10")) == said[-1], "not counted anew"
    assert [one["value"] for one in said] == [9 + 9 + 4, 10 + 9 + 4, 10 + 12 + 4, 10 + 12 + 4, 10 + 12 + 8]
    assert {one["shown"] for one in said} == {"over"}


def test_a_month_counts_no_post_twice(db: TestDatabase, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its weeks and those of the month before are counted, once each, and neither month by itself."""
    asked: list[tuple[Any, Any]] = []
    counted = weekly_counts.posts_by_model_of

    def noted(session: Session, offices: Any, starts: Any, end: Any) -> Any:
        asked.append((starts, end))
        return counted(session, offices, starts, end)

    monkeypatch.setattr(weekly_counts, "posts_by_model_of", noted)
    month = parse_period("2026-10")
    assert isinstance(month, Month)
    with transaction() as session:
        town = make_office(session, "xa-mot", "Xã Một")
        make_posts(session, town, 7, Label.QUESTION, Topic.AN_SINH, at=month.start)
        content = made(session, town, "2026-10")
        kept(session, town, "2026-W41")
        asked.clear()
        assert questions_of(made(session, town, "2026-10")) == {"shown": "over", "value": 4}
    spans = [([week.start for week in one.weeks], one.end) for one in (month, month.previous())]
    assert asked == spans, "in one pass each, also where a week between them has its report"
    assert content["models"], "the models of its weeks"


@pytest.mark.parametrize(("week", "gone"), [("2026-W42", "received"), ("2026-W38", "before")])
def test_a_week_that_could_not_be_counted_is_missing_in_its_month(
    db: TestDatabase, monkeypatch: pytest.MonkeyPatch, week: str, gone: str
) -> None:
    """Not told as a week in which nothing came in."""
    counted, lost = weekly_counts.posts_by_model_of, parse_period(week).start

    def refused(session: Session, offices: Any, starts: Any, end: Any) -> Any:
        lose = lost in starts
        return session.execute(text("SELECT 1 / 0")) if lose else counted(session, offices, starts, end)

    monkeypatch.setattr(weekly_counts, "posts_by_model_of", refused)
    with transaction() as session:
        town = make_office(session, "xa-mot", "Xã Một")
        make_posts(session, town, 7, Label.QUESTION, Topic.AN_SINH, at=parse_period("2026-W41").start)
        content = made(session, town, "2026-10")
    assert content["facts"]["missing"] == [gone]
    states = {one["code"]: one["state"] for one in content["sections"]}
    assert states["figures"] == "failed"


def test_a_month_of_whole_weeks_is_exact(db: TestDatabase) -> None:
    with transaction() as session:
        town = make_office(session, "xa-mot", "Xã Một")
        for code, count in (("2026-W40", 10), ("2026-W43", 8)):
            make_posts(session, town, count, Label.QUESTION, Topic.AN_SINH, at=parse_period(code).start)
        for code in ("2026-W40", "2026-W41", "2026-W42", "2026-W43"):
            kept(session, town, code)
        assert questions_of(made(session, town, "2026-10")) == {"shown": "exact", "value": 18}


def test_a_month_is_told_in_months_and_leaves_what_people_wrote(db: TestDatabase) -> None:
    with transaction() as session:
        town = fill(session)
        content = make(session, town, parse_period("2026-11"), local(24).replace(month=12))
    said = [section["title"] for section in content["sections"]]
    assert said[0] == "Tháng này trong năm câu"
    page = render_html(content)
    assert "BÁO CÁO THÁNG" in page
    assert "Tháng 11 năm 2026" in page
    assert "tuần trước" not in page.lower()


@pytest.mark.parametrize(("code", "there"), [("2027-W05", True), ("2027-W06", True), ("2027-W08", False), ("2026-02", True)])  # fmt: skip
def test_a_period_with_tet_says_so(db: TestDatabase, code: str, there: bool) -> None:
    period = parse_period(code)
    assert (tet_in(period) is not None) is there  # type: ignore[arg-type]
    with transaction() as session:
        town = make_office(session, "xa-mot", "Xã Một")
        content = make(session, town, period, local(24).replace(year=2027, month=12))
    assert ("Tết Nguyên đán" in render_html(content)) is there
