"""A whole report from real rows: same facts, same hash; one broken section breaks no other."""

from __future__ import annotations

import hashlib
import json
import logging
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models.errors import BadInput
from models.queries import reporting
from models.tables.office import Office
from models.vocabulary import EventKind, ItemState, Label, Queue, Topic, Verdict
from reports import builder
from reports.builder import build
from reports.content import Section
from reports.facts import Facts
from reports.period import parse_week
from reports.sections import SECTIONS
from tests.reports.busy_week import fill, fill_whole
from tests.reports.factory import (
    add_event,
    decide,
    local,
    make_gap,
    make_item,
    make_office,
    make_person,
    make_posts,
)

pytestmark = pytest.mark.database

WEEK = parse_week("2026-W47")
LATER = local(23, 5)


def digest(content: dict[str, Any]) -> str:
    return hashlib.sha256(reporting.canonical(content)).hexdigest()


def root(session: Session) -> Office:
    return session.scalars(select(Office).where(Office.code == "goc")).one()


def section(content: dict[str, Any], code: str) -> dict[str, Any]:
    found: dict[str, Any] = next(one for one in content["sections"] if one["code"] == code)
    return found


def test_the_same_rows_give_the_same_report_at_any_time(session: Session) -> None:
    town = fill(session)
    first = build(session, town, WEEK, LATER)
    session.expire_all()
    assert digest(build(session, town, WEEK, local(1, month=12))) == digest(first)
    assert digest(build(session, town, WEEK)) == digest(first) or datetime.now(UTC) < WEEK.end


def test_a_frozen_report_is_the_one_that_was_built(session: Session) -> None:
    town = fill(session)
    content = build(session, town, WEEK, LATER)
    kept = reporting.save_snapshot(session, town.id, WEEK.code, content)
    session.expire_all()
    assert digest(kept.content) == digest(content) == kept.content_hash.hex()
    assert (
        reporting.save_snapshot(session, town.id, WEEK.code, build(session, town, WEEK, LATER)).version == 1
    )
    make_posts(session, town, 6, Label.CLAIM, at=local(20))
    corrected = reporting.save_snapshot(session, town.id, WEEK.code, build(session, town, WEEK, LATER))
    assert corrected.version == 2
    assert reporting.find_snapshot(session, town.id, WEEK.code, 1) is kept


def test_what_comes_after_the_week_changes_nothing(session: Session) -> None:
    town = fill(session)
    before = digest(build(session, town, WEEK, LATER))
    person = make_person(session, town)
    item = make_item(
        session, make_posts(session, town, 9, Label.CLAIM, at=local(24)), Queue.CLAIMS, at=local(24)
    )
    decide(session, item, person, Verdict.MISSING_CONTEXT, at=local(25))
    make_gap(session, item, person, "Mới thấy thiếu", at=local(24), due=local(25))
    assert digest(build(session, town, WEEK, local(30))) == before


def test_what_is_taken_out_as_opinion_is_not_repeated(session: Session) -> None:
    town = make_office(session, "a", "Xã A")
    posts = make_posts(session, town, 6, Label.SCAM, Topic.AN_SINH, at=local(18))
    item = make_item(session, posts, Queue.SCAM, at=local(18), headline="Câu bị nhận nhầm")
    assert "Câu bị nhận nhầm" in str(build(session, town, WEEK, LATER))
    person = make_person(session, town)
    add_event(session, item, EventKind.DISMISSED_OPINION, ItemState.DISMISSED, at=local(25), person=person)
    assert "Câu bị nhận nhầm" not in str(build(session, town, WEEK, LATER))


def test_the_content_says_what_it_was_made_from_and_not_when(session: Session) -> None:
    content = build(session, fill(session), WEEK, LATER)
    assert content["office"] == {"code": "xa-dong-may", "name": "UBND xã Đồng Mây"}
    assert content["models"] == ["2026.11.0"]
    assert len(content["official_base"]) == 12
    assert content["sources"]["read"] == {"shown": "exact", "value": 9}
    assert content["week"]["from"] == "2026-11-16T00:00:00+07:00"
    assert content["week"]["until"] == "2026-11-23T00:00:00+07:00"
    assert [one["number"] for one in content["sections"]] == list(range(11))
    assert {one["code"]: one["state"] for one in content["sections"] if one["state"] != "ready"} == {
        "helped": "empty", "machine": "empty", "corrections": "empty", "coming": "empty",
    }  # fmt: skip
    assert json.loads(reporting.canonical(content)) == content


def test_an_empty_database_gives_an_empty_week(session: Session) -> None:
    content = build(session, root(session), WEEK, LATER)
    assert [one["state"] for one in content["sections"]] == ["ready"] + ["empty"] * 10
    assert content["models"] == []


def test_a_week_that_runs_is_reported_so_far(session: Session) -> None:
    town = make_office(session, "a", "Xã A")
    make_posts(session, town, 6, Label.CLAIM, at=local(17))
    make_posts(session, town, 9, Label.CLAIM, at=local(20))
    running = build(session, town, WEEK, local(18))
    assert running["week"]["over"] is False
    assert section(running, "figures")["tables"][0]["total"][1] == {"shown": "exact", "value": 6}
    assert build(session, town, WEEK, LATER)["week"]["over"] is True
    with pytest.raises(BadInput, match="chưa bắt đầu"):
        build(session, town, WEEK, local(15))


class Broken:
    CODE, TITLE = "gaps", "Thông tin còn thiếu"

    def build(self, facts: Facts) -> Section:
        raise ZeroDivisionError(f"Bí mật của {facts.week.code}")


def test_a_broken_section_is_named_and_the_others_stand(
    session: Session, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    town = fill(session)
    whole = build(session, town, WEEK, LATER)
    modules = [Broken() if module.CODE == "gaps" else module for module in SECTIONS]
    monkeypatch.setattr(builder, "SECTIONS", modules)
    with caplog.at_level(logging.ERROR):
        content = build(session, town, WEEK, LATER)
    assert section(content, "gaps") == {
        "number": 2, "code": "gaps", "title": "Thông tin còn thiếu", "state": "failed",
        "sentences": [], "tables": [], "charts": [], "note": None,
    }  # fmt: skip
    assert [one for one in content["sections"] if one["code"] != "gaps"] == [
        one for one in whole["sections"] if one["code"] != "gaps"
    ]
    assert "ZeroDivisionError" in caplog.text
    assert "Bí mật" not in caplog.text


def test_nothing_but_a_safe_form_of_what_people_typed_gets_in(session: Session) -> None:
    """Whatever stands in a headline or a reviewer's words: no phone, name, handle or working address."""
    town = make_office(session, "a", "Xã A")
    person = make_person(session, town)
    dirty = "Chị Nguyễn Thị Hoa 0900 000 123 @hoa.example bảo vào https://khoasim.example/x"
    for queue, label in ((Queue.SCAM, Label.SCAM), (Queue.CLAIMS, Label.CLAIM)):
        posts = make_posts(session, town, 6, label, at=local(18))
        item = make_item(session, posts, queue, at=local(18), headline=dirty)
        verdict = Verdict.SCAM if queue is Queue.SCAM else Verdict.MISSING_CONTEXT
        decide(session, item, person, verdict, at=local(19), sentence=dirty)
    posts = make_posts(session, town, 6, Label.QUESTION, at=local(18))
    item = make_item(session, posts, Queue.QUESTIONS, at=local(18), headline=dirty)
    make_gap(session, item, person, dirty, at=local(18), due=local(20))
    printed = str(build(session, town, WEEK, LATER))
    for leaked in ("Hoa", "0900 000 123", "@hoa", "https://", "khoasim.example"):
        assert leaked not in printed
    assert printed.count("khoasim[.]example") >= 4
    assert person.label not in printed


def test_no_count_of_the_busy_week_is_below_five(session: Session) -> None:
    def numbers(value: Any) -> list[int]:
        if isinstance(value, dict) and set(value) == {"shown", "value"}:
            return [value["value"]] if value["value"] else []
        if isinstance(value, dict | list):
            return [
                number
                for part in (value.values() if isinstance(value, dict) else value)
                for number in numbers(part)
            ]
        return []

    sections = build(session, fill_whole(session), WEEK, LATER)["sections"]
    assert {one["state"] for one in sections} == {"ready"}
    found = numbers(sections)
    assert len(found) > 40
    assert min(found) >= 5


def test_a_report_costs_the_same_number_of_questions_whatever_its_size(
    session: Session, count_queries: Any
) -> None:
    empty = make_office(session, "a", "Xã A")
    town = fill(session)
    costs = []
    for office in (empty, town):
        session.expire_all()
        before = count_queries()
        build(session, office, WEEK, LATER)
        costs.append(count_queries() - before)
    assert costs[1] <= costs[0] + 4, costs
    assert costs[1] <= 40 + 9 * 2 + 5 * 5, (
        "sections 1 to 5 in nine savepoints, and at most three questions behind one for each of the others"
    )
