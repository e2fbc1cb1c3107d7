"""The questions a weekly report asks, and the rows a report becomes, on the real database."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, ProgrammingError
from sqlalchemy.orm import Session

from models.queries import report_archive, reporting, weekly_counts, weekly_lists
from models.queries.offices import offices_below
from models.queries.source_health import sources_health
from models.queries.weekly_lists import ScamRow
from models.session import transaction
from models.vocabulary import EventKind, ItemState, Label, Queue, Topic, Verdict
from tests.database import TestDatabase
from tests.reports.factory import (
    add_event,
    answer,
    close,
    decide,
    local,
    make_gap,
    make_indicator,
    make_item,
    make_office,
    make_passage,
    make_person,
    make_posts,
    make_run,
    make_source,
)

pytestmark = pytest.mark.database

START, END = local(16, 0), local(23, 0)
INSIDE = local(18)
BEFORE = START - timedelta(microseconds=1)
WEEK = "2026-W47"


def posts_by_label(session: Session, *span: Any) -> dict[Any, int]:
    return weekly_counts.by_label(weekly_counts.posts_by_model(session, *span))


def one_item(
    session: Session, office: Any, queue: Queue = Queue.QUESTIONS, at: datetime = INSIDE, **more: Any
) -> Any:
    label = {Queue.SCAM: Label.SCAM, Queue.CLAIMS: Label.CLAIM}.get(queue, Label.QUESTION)
    return make_item(session, make_posts(session, office, 1, label, at=at), queue, at=at, **more)


def scams(session: Session, offices: Sequence[int], start: datetime, end: datetime) -> list[ScamRow]:
    told = weekly_counts.scam_posts_by_narrative(session, offices, start, end)
    return weekly_lists.scams(session, offices, start, end, told)


def test_posts_count_by_label_and_first_topic_and_only_those_of_the_week(session: Session) -> None:
    town = make_office(session, "a", "Xã A")
    make_posts(session, town, 3, Label.QUESTION, Topic.AN_SINH, at=START)
    make_posts(session, town, 2, Label.QUESTION, at=END - timedelta(microseconds=1))
    make_posts(session, town, 5, Label.QUESTION, Topic.AN_SINH, at=BEFORE)
    make_posts(session, town, 7, Label.QUESTION, Topic.AN_SINH, at=END)
    make_posts(session, town, 4, None, at=INSIDE)
    make_posts(session, make_office(session, "b", "Xã B"), 9, Label.CLAIM, at=INSIDE)
    counted = posts_by_label(session, [town.id], START, END)
    assert counted == {(Label.QUESTION, Topic.AN_SINH): 3, (Label.QUESTION, Topic.KHAC): 2, (None, None): 4}


@pytest.mark.parametrize("label", [Label.OPINION, Label.OFF_TOPIC])
def test_opinions_are_never_counted_by_topic(session: Session, label: Label) -> None:
    town = make_office(session, "a", "Xã A")
    make_posts(session, town, 3, label, Topic.AN_SINH, at=INSIDE)
    make_posts(session, town, 2, label, Topic.DIEN_NUOC, at=INSIDE)
    assert posts_by_label(session, [town.id], START, END) == {(label, None): 5}


def test_a_week_that_spans_two_months_misses_no_partition(session: Session) -> None:
    town = make_office(session, "a", "Xã A")
    make_posts(session, town, 2, Label.CLAIM, at=local(30, 23))
    make_posts(session, town, 3, Label.CLAIM, at=local(1, 0, month=12))
    counted = posts_by_label(session, [town.id], local(30, 0), local(7, 0, month=12))
    assert sum(counted.values()) == 5


def test_only_the_current_assessment_counts(session: Session) -> None:
    town = make_office(session, "a", "Xã A")
    make_posts(session, town, 1, Label.OPINION, at=INSIDE)
    session.execute(text("UPDATE post_assessment SET current = false"))
    assert posts_by_label(session, [town.id], START, END) == {(None, None): 1}
    assert weekly_counts.models_of(weekly_counts.posts_by_model(session, [town.id], START, END)) == []


def test_an_office_speaks_for_those_below_it(session: Session) -> None:
    province = make_office(session, "t", "Tỉnh")
    town = make_office(session, "a", "Xã A", province)
    make_posts(session, town, 3, Label.CLAIM, at=INSIDE)
    make_posts(session, province, 2, Label.CLAIM, at=INSIDE)
    everything = posts_by_label(session, offices_below(session, province.id), START, END)
    assert everything == {(Label.CLAIM, Topic.KHAC): 5}
    own = posts_by_label(session, offices_below(session, town.id), START, END)
    assert own == {(Label.CLAIM, Topic.KHAC): 3}


def test_scam_posts_count_by_narrative(session: Session) -> None:
    town = make_office(session, "a", "Xã A")
    posts = make_posts(session, town, 3, Label.SCAM, at=INSIDE)
    item = make_item(session, posts, Queue.SCAM, at=INSIDE)
    make_posts(session, town, 2, Label.SCAM, at=INSIDE)
    make_posts(session, town, 4, Label.CLAIM, at=INSIDE)
    assert weekly_counts.scam_posts_by_narrative(session, [town.id], START, END) == {
        item.narrative_id: 3,
        None: 2,
    }


def test_spans_counted_in_one_pass_are_those_counted_by_themselves(session: Session) -> None:
    """Posts at their edges, of narratives that live through several, not assessed yet, of the month before, and an empty span."""
    town = make_office(session, "a", "Xã A")
    starts = [START - timedelta(weeks=weeks) for weeks in (3, 2, 1, 0)]
    edges = [starts[0], starts[1] - timedelta(microseconds=1), starts[1], START, BEFORE, END]
    edges = [at for at in edges if not starts[2] <= at < START] + [END - timedelta(microseconds=1)]
    for number, at in enumerate(edges, 1):
        posts = make_posts(session, town, number, Label.SCAM, at=at)
        make_item(session, posts[:1], Queue.SCAM, at=at)
        make_posts(session, town, number, Label.QUESTION, Topic.AN_SINH, at=at)
        make_posts(session, town, number, None, at=at)
    for together in (weekly_counts.posts_by_model_of, weekly_counts.scam_posts_of):
        found: Any = together(session, [town.id], starts, END)
        alone = {
            start: together(session, [town.id], [start], start + timedelta(weeks=1))[start]
            for start in starts
        }
        assert found == alone
        assert [sum(one.values()) > 0 for one in found.values()] == [True, True, False, True]


def test_items_opened_closed_and_waiting(session: Session) -> None:
    town = make_office(session, "a", "Xã A")
    person = make_person(session, town)
    key = (Queue.QUESTIONS, Topic.DICH_VU_CONG)
    done = one_item(session, town)
    close(session, done, person, at=local(19))
    one_item(session, town, due=local(20))
    one_item(session, town, at=BEFORE, due=local(25))
    one_item(session, town, at=END)
    span = ([town.id], START, END)
    assert weekly_counts.items_opened(session, *span) == {key: 2}
    assert weekly_counts.items_closed(session, *span) == {key: 1}
    waiting = weekly_counts.items_waiting(session, [town.id], END)[key]
    assert (waiting.overdue, waiting.next_due.astimezone(UTC)) == (1, local(20).astimezone(UTC))


def test_what_was_waiting_is_told_by_the_events_of_that_time(session: Session) -> None:
    """An item closed after the week was still waiting at its end; one reopened since was closed in it."""
    town = make_office(session, "a", "Xã A")
    person = make_person(session, town)
    late = one_item(session, town, due=local(19))
    close(session, late, person, at=local(24))
    reopened = one_item(session, town, Queue.CLAIMS)
    close(session, reopened, person, at=local(19))
    add_event(session, reopened, EventKind.REOPENED, ItemState.OPEN, at=local(25), person=person)
    waiting = weekly_counts.items_waiting(session, [town.id], END)
    assert {key: row.overdue for key, row in waiting.items()} == {(Queue.QUESTIONS, Topic.DICH_VU_CONG): 1}
    assert weekly_counts.items_closed(session, [town.id], START, END) == {
        (Queue.CLAIMS, Topic.DICH_VU_CONG): 1
    }


def test_an_item_closed_twice_in_a_week_is_one(session: Session) -> None:
    town = make_office(session, "a", "Xã A")
    person = make_person(session, town)
    item = one_item(session, town)
    close(session, item, person, at=local(18))
    add_event(session, item, EventKind.REOPENED, ItemState.OPEN, at=local(19), person=person)
    close(session, item, person, at=local(20))
    assert sum(weekly_counts.items_closed(session, [town.id], START, END).values()) == 1


def test_verdicts_of_the_week_that_still_stand(session: Session) -> None:
    town = make_office(session, "a", "Xã A")
    person = make_person(session, town)
    decide(session, one_item(session, town), person, Verdict.NO_OFFICIAL_ANSWER, at=local(18))
    decide(session, one_item(session, town), person, Verdict.NO_OFFICIAL_ANSWER, at=BEFORE)
    taken_back = decide(session, one_item(session, town), person, Verdict.NO_OFFICIAL_ANSWER, at=local(18))
    taken_back.withdrawn_at = local(24)
    session.flush()
    assert weekly_counts.verdicts(session, [town.id], START, END) == {Verdict.NO_OFFICIAL_ANSWER: 1}


def test_sources_are_counted_once_each(session: Session) -> None:
    town = make_office(session, "a", "Xã A")
    shaky, steady, old = (make_source(session, town, name) for name in ("Một", "Hai", "Ba"))
    for at in (local(17), local(18)):
        make_run(session, shaky, at, failed=True)
    make_run(session, shaky, local(19))
    make_run(session, steady, local(19))
    make_run(session, old, BEFORE, failed=True)
    make_posts(session, town, 2, Label.CLAIM, at=INSIDE)
    read = weekly_counts.sources_read(
        session, [town.id], START, END, sources_health(session, [town.id], now=END)
    )
    assert (read.read, read.failed) == (3, 1)


def test_the_official_base_is_named_by_its_documents(session: Session) -> None:
    town = make_office(session, "a", "Xã A")
    empty = weekly_counts.official_base(session, END)
    make_passage(session, town)
    one = weekly_counts.official_base(session, END)
    assert len({empty, one, weekly_counts.official_base(session, local(1, month=7))}) == 2
    make_passage(session, town, "61/TB-UBND")
    assert weekly_counts.official_base(session, END) != one


def test_gaps_open_at_any_time_of_the_week(session: Session) -> None:
    town = make_office(session, "a", "Xã A")
    person = make_person(session, town)

    def ticket(headline: str, at: datetime, answered: datetime | None = None) -> None:
        make_gap(
            session,
            one_item(session, town, headline=headline),
            person,
            "Chưa có",
            at=at,
            due=at,
            answered=answered,
        )

    ticket("còn mở", local(10))
    ticket("trả lời trong tuần", local(10), local(18))
    ticket("trả lời sau tuần", local(11), local(25))
    ticket("trả lời trước tuần", local(1), BEFORE)
    ticket("mở sau tuần", END)
    rows = weekly_lists.gaps(session, [town.id], START, END)
    assert [(row.asked, row.answered_at is not None) for row in rows] == [
        ("còn mở", False),
        ("trả lời trong tuần", True),
        ("trả lời sau tuần", False),
    ]
    assert {(row.office, row.posts) for row in rows} == {("Xã A", 1)}


def test_scams_that_came_up_or_spread(session: Session) -> None:
    town = make_office(session, "a", "Xã A")
    person = make_person(session, town)
    new = one_item(session, town, Queue.SCAM, headline="mới")
    make_indicator(session, new, "khoasim[.]example", imitates="vneid.gov.vn")
    posts = make_posts(session, town, 1, Label.SCAM, at=local(10)) + make_posts(
        session, town, 1, Label.SCAM, at=INSIDE
    )
    make_item(session, posts, Queue.SCAM, at=local(10), headline="lan tiếp")
    one_item(session, town, Queue.SCAM, at=local(10), headline="đã yên")
    harmless = one_item(session, town, Queue.SCAM, headline="không phải lừa đảo")
    decide(session, harmless, person, Verdict.NOT_SCAM, at=local(25))
    opinion = one_item(session, town, Queue.SCAM, headline="ý kiến")
    add_event(session, opinion, EventKind.DISMISSED_OPINION, ItemState.DISMISSED, at=local(25), person=person)
    rows = scams(session, [town.id], START, END)
    assert [row.sentence for row in rows] == ["mới", "lan tiếp"]
    assert [(lure.defanged, lure.lookalike_of) for lure in rows[0].lures] == [
        ("khoasim[.]example", "vneid.gov.vn")
    ]
    assert rows[0].verdict is None
    decide(session, new, person, Verdict.SCAM, at=local(19), sentence="câu người xem chọn")
    again = scams(session, [town.id], START, END)[0]
    assert (again.verdict, again.sentence) == (Verdict.SCAM, "câu người xem chọn")


def test_settled_claims_with_basis_and_postings(session: Session) -> None:
    town = make_office(session, "a", "Xã A")
    people = make_person(session, town), make_person(session, town)
    passage = make_passage(session, town)
    for verdict, day in (
        (Verdict.MISSING_CONTEXT, 18),
        (Verdict.FALSE, 17),
        (Verdict.TRUE, 18),
        (Verdict.FALSE, 12),
    ):
        item = one_item(session, town, Queue.CLAIMS, at=local(10), headline=f"{verdict.value} {day}")
        decide(session, item, people[0], verdict, at=local(day), passages=[passage])
        if verdict is Verdict.FALSE:
            answer(session, item, people, passage, at=local(20), channel="Trang của xã")
    rows = weekly_lists.settled_claims(session, [town.id], START, END)
    assert [row.sentence for row in rows] == ["false 17", "missing_context 18"]
    assert [(basis.number, basis.path) for basis in rows[0].basis] == [("12/2026/NQ-HĐND", "Điều 4")]
    assert [posting.channel for posting in rows[0].postings] == ["Trang của xã"]
    assert not rows[1].postings
    assert weekly_lists.settled_claims(session, [town.id], START, END, most=1) == rows[:1]
    earlier = weekly_lists.settled_claims(session, [town.id], START, local(19))
    assert not earlier[0].postings, "posted after the moment the report speaks of"


def test_the_number_of_questions_asked_does_not_grow_with_the_rows(
    session: Session, count_queries: Any
) -> None:
    town = make_office(session, "a", "Xã A")
    people = make_person(session, town), make_person(session, town)
    passage = make_passage(session, town)

    def asked(function: Any) -> int:
        session.expire_all()
        before = count_queries()
        function(session, [town.id], START, END)
        return count_queries() - before

    counts = []
    for _ in range(2):
        for _ in range(3):
            claim = one_item(session, town, Queue.CLAIMS)
            decide(session, claim, people[0], Verdict.FALSE, at=local(18), passages=[passage])
            answer(session, claim, people, passage, at=local(19), channel="Trang của xã")
            decide(session, one_item(session, town, Queue.SCAM), people[0], Verdict.SCAM, at=local(18))
        lists = (weekly_lists.settled_claims, scams, weekly_lists.gaps)
        session.expunge_all()
        counts.append([asked(function) for function in lists])
    assert counts[0] == counts[1]


def test_a_snapshot_is_frozen_once(session: Session) -> None:
    town = make_office(session, "a", "Xã A")
    content = {"week": {"code": WEEK, "over": True}, "tên": "ă"}
    first = reporting.save_snapshot(session, town.id, WEEK, content)
    assert reporting.save_snapshot(session, town.id, WEEK, dict(reversed(content.items()))) is first
    assert first.content_hash == hashlib.sha256(reporting.canonical(content)).digest()
    second = reporting.save_snapshot(session, town.id, WEEK, {**content, "tên": "â"})
    assert (first.version, second.version) == (1, 2)
    assert reporting.find_snapshot(session, town.id, WEEK) is second
    assert reporting.find_snapshot(session, town.id, WEEK, 1) is first
    assert reporting.find_snapshot(session, town.id, WEEK, 3) is None
    assert [one.version for one in reporting.versions(session, town.id, WEEK)] == [2, 1]


def test_figures_that_go_back_are_a_new_version_too(session: Session) -> None:
    """Otherwise the latest version would be the one that no longer holds."""
    town = make_office(session, "a", "Xã A")
    here, there = {"a": 1}, {"a": 2}
    contents = [here, there, here, here, there, here]
    made = [reporting.save_snapshot(session, town.id, WEEK, content) for content in contents]
    assert [one.version for one in made] == [1, 2, 3, 3, 4, 5]
    assert [one.content.get(reporting.RESTORES) for one in made] == [None, None, 1, 1, 2, 3]


def test_offices_and_weeks_do_not_share_snapshots(session: Session) -> None:
    one, two = make_office(session, "a", "Xã A"), make_office(session, "b", "Xã B")
    for office, week in ((one, WEEK), (one, "2026-W46"), (two, WEEK)):
        assert reporting.save_snapshot(session, office.id, week, {"a": 1}).version == 1
    reporting.save_snapshot(session, one.id, WEEK, {"a": 2})
    listed, total = report_archive.find(session, one.id, report_archive.Wanted())
    found = [(filed.snapshot.week, filed.snapshot.version, filed.versions) for filed in listed]
    assert (total, found) == (2, [(WEEK, 2, 2), ("2026-W46", 1, 1)])


def test_a_snapshot_cannot_be_changed_or_deleted(session: Session) -> None:
    town = make_office(session, "a", "Xã A")
    reporting.save_snapshot(session, town.id, WEEK, {"a": 1})
    for statement in ("UPDATE report_snapshot SET content = '{}'", "DELETE FROM report_snapshot"):
        with pytest.raises(ProgrammingError, match="permission denied"), session.begin_nested():
            session.execute(text(statement))


def test_what_is_no_number_of_json_is_refused() -> None:
    with pytest.raises(ValueError, match="JSON"):
        reporting.canonical({"a": float("nan")})


def test_two_that_freeze_at_once_make_one_version(db: TestDatabase) -> None:
    """The second waits for the first to commit and then finds its version instead of colliding with it."""
    with transaction() as session:
        office_id = make_office(session, "a", "Xã A").id
    made: list[int] = []

    def freeze() -> None:
        with transaction() as session:
            made.append(reporting.save_snapshot(session, office_id, WEEK, {"a": 1}).version)

    second = threading.Thread(target=freeze)
    with transaction() as session:
        assert reporting.save_snapshot(session, office_id, WEEK, {"a": 1}).version == 1
        second.start()
        second.join(timeout=0.5)
        assert made == [], "it waits"
    second.join(timeout=30)
    assert made == [1]


def test_an_order_is_open_once(session: Session) -> None:
    town = make_office(session, "a", "Xã A")
    assert reporting.order_report(session, town.id, WEEK, make_person(session, town).id)
    assert not reporting.order_report(session, town.id, WEEK)
    assert [order.week for order in reporting.open_orders(session, town.id)] == [WEEK]
    order = reporting.claim_order(session)
    assert order is not None
    reporting.finish_order(session, order)
    assert reporting.claim_order(session) is None
    assert not reporting.open_orders(session, town.id)
    assert reporting.order_report(session, town.id, WEEK), "a made report may be ordered again"


def test_an_order_for_no_week_is_refused_by_the_database(session: Session) -> None:
    town = make_office(session, "a", "Xã A")
    with pytest.raises(IntegrityError, match="week"), session.begin_nested():
        reporting.order_report(session, town.id, "2026-47")


def test_two_workers_do_not_claim_one_order(db: TestDatabase) -> None:
    with transaction() as session:
        office_id = make_office(session, "a", "Xã A").id
        for week in ("2026-W45", "2026-W46"):
            reporting.order_report(session, office_id, week)
    with transaction() as one, transaction() as two:
        first, second = reporting.claim_order(one), reporting.claim_order(two)
        assert first is not None
        assert second is not None
        assert (first.week, second.week) == ("2026-W45", "2026-W46")
        assert reporting.claim_order(two, after=second.id) is None


def test_missing_reports_are_ordered_for_whoever_has_something(session: Session) -> None:
    province = make_office(session, "t", "Tỉnh")
    busy, quiet, late, done, early = (make_office(session, code, code, province) for code in "abcde")
    make_posts(session, busy, 1, Label.CLAIM, at=local(3))
    make_posts(session, late, 1, Label.CLAIM, at=END)
    for office, over in ((done, True), (early, False)):
        make_posts(session, office, 1, Label.CLAIM, at=INSIDE)
        reporting.save_snapshot(session, office.id, WEEK, {"week": {"over": over}})
    ordered = reporting.order_missing(session, WEEK, END)
    offices = {order.office_id for office in (province, busy, quiet, late, done, early)
               for order in reporting.open_orders(session, office.id)}  # fmt: skip
    assert offices == {province.id, busy.id, early.id}, "a report made while the week ran is not the last one"
    assert ordered == 4, "those three and the root office above them"
    assert reporting.order_missing(session, WEEK, END) == 0


def test_a_missed_period_is_ordered_for_whoever_had_a_report_before_it(session: Session) -> None:
    """Across the year, and a month is not before a week."""
    towns = {
        code: make_office(session, code, code) for code in ("before", "after", "draft", "month", "tried")
    }
    week, end = "2027-W01", local(11, month=1, year=2027)
    for town in towns.values():
        make_posts(session, town, 1, Label.CLAIM, at=INSIDE)
    for code, made, over in (("before", "2026-W53", True), ("after", "2027-W02", True), ("draft", "2026-W53", False),
                             ("month", "2026-11", True), ("tried", "2026-W53", True)):  # fmt: skip
        reporting.save_snapshot(session, towns[code].id, made, {"week": {"over": over}})
    reporting.order_report(session, towns["tried"].id, week)
    order = reporting.claim_order(session)
    assert order is not None
    order.done_at = end
    session.flush()
    assert reporting.order_missing(session, week, end, missed=True) == 1
    assert reporting.open_orders(session, towns["before"].id)
