"""Runs: opened when due, taken by one, kept alive, taken over, given up."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from models.queries import runs
from models.session import transaction
from models.tables.source import Run, SetAside, Source
from models.vocabulary import RunState, SourceKind
from tests.database import TestDatabase
from tests.models.rows import NOW, Rows

pytestmark = pytest.mark.database


def silent_for(rows: Rows, run_id: int, minutes: float) -> None:
    """As if the crawler had last been heard of so long ago."""
    rows.session.execute(
        text("UPDATE run SET heartbeat_at = now() - :minutes * interval '1 minute' WHERE id = :id"),
        {"minutes": minutes, "id": run_id},
    )
    rows.session.expire_all()


def test_a_due_source_gets_one_run(rows: Rows) -> None:
    source = rows.source(every_seconds=600, next_due_at=datetime(2020, 1, 1, tzinfo=UTC))
    rows.source(next_due_at=datetime(2100, 1, 1, tzinfo=UTC))
    rows.source(enabled=False, next_due_at=datetime(2020, 1, 1, tzinfo=UTC))
    rows.source(kind=SourceKind.FORM, url=None, next_due_at=datetime(2020, 1, 1, tzinfo=UTC))
    opened = runs.queue_due_runs(rows.session)
    assert [rows.session.get_one(Run, run_id).source_id for run_id in opened] == [source.id]
    rows.session.refresh(source)
    now = rows.session.scalars(text("SELECT now()")).one()
    assert source.next_due_at == now + timedelta(seconds=600), (
        "the next one from now, not from a past that piles up"
    )
    assert runs.queue_due_runs(rows.session) == []


def test_a_source_still_being_crawled_is_not_crawled_twice(rows: Rows) -> None:
    source = rows.source()
    assert runs.queue_run(rows.session, source) is not None
    assert [runs.queue_run(rows.session, source) for _ in range(20)] == [None] * 20, (
        "however often it is asked"
    )
    source.next_due_at = NOW - timedelta(days=365)
    rows.session.flush()
    assert runs.queue_due_runs(rows.session) == []


def test_a_claimed_run_knows_what_to_do(rows: Rows) -> None:
    source = rows.source(delay_seconds=1.5, max_pages=7)
    ticket = runs.claim_run(rows.session, rows.run(source).id)
    assert ticket is not None
    assert (ticket.source_id, ticket.office_id, ticket.url) == (source.id, source.office_id, source.url)
    assert (ticket.delay_seconds, ticket.max_pages, ticket.had_posts_before) == (1.5, 7, False)


def test_a_ticket_says_whether_the_source_ever_gave_anything(rows: Rows) -> None:
    source = rows.source()
    rows.run(source, state=RunState.DONE, finished_at=NOW, posts_new=3)
    ticket = runs.claim_run(rows.session, rows.run(source).id)
    assert ticket is not None
    assert ticket.had_posts_before


def test_a_run_at_work_is_left_alone_until_it_falls_silent(rows: Rows) -> None:
    run = rows.run()
    assert runs.claim_run(rows.session, run.id) is not None
    assert runs.claim_run(rows.session, run.id) is None
    silent_for(rows, run.id, 1.9)
    assert runs.claim_run(rows.session, run.id) is None
    assert runs.waiting_runs(rows.session) == []
    silent_for(rows, run.id, 2.1)
    assert runs.waiting_runs(rows.session) == [run.id]
    assert runs.claim_run(rows.session, run.id) is not None
    assert rows.session.get_one(Run, run.id).attempt == 2


def test_a_beat_keeps_it(rows: Rows) -> None:
    run = rows.run()
    runs.claim_run(rows.session, run.id)
    silent_for(rows, run.id, 10)
    runs.beat(rows.session, run.id)
    assert runs.waiting_runs(rows.session) == []


def test_a_run_that_dies_three_times_has_failed(rows: Rows) -> None:
    run = rows.run()
    for _ in range(runs.MAX_ATTEMPTS):
        assert runs.claim_run(rows.session, run.id) is not None
        silent_for(rows, run.id, 10)
    assert runs.claim_run(rows.session, run.id) is None
    rows.session.refresh(run)
    assert (run.state, run.error_code) == (RunState.FAILED, "crashed")
    assert runs.queue_run(rows.session, rows.session.get_one(Source, run.source_id)) is not None


def test_a_run_given_back_has_lost_no_attempt(rows: Rows) -> None:
    run = rows.run()
    for _ in range(runs.MAX_ATTEMPTS + 2):
        assert runs.claim_run(rows.session, run.id) is not None
        runs.release_run(rows.session, run.id)
        rows.session.expire_all()
        assert runs.waiting_runs(rows.session) == [run.id]


@pytest.mark.parametrize("code", [None, "not_a_feed"])
def test_an_ended_run_stays_ended(rows: Rows, code: str | None) -> None:
    run = rows.run()
    runs.claim_run(rows.session, run.id)
    runs.finish_run(rows.session, run.id, code, "Lý do." if code else None)
    runs.finish_run(rows.session, run.id, "khac", "Khác.")
    runs.release_run(rows.session, run.id)
    rows.session.refresh(run)
    assert run.state is (RunState.FAILED if code else RunState.DONE)
    assert run.error_code == code
    assert runs.claim_run(rows.session, run.id) is None


def test_many_sources_are_due_at_once(rows: Rows) -> None:
    """More than a server plans anew for each: from then on a statement must do without knowing its parameters."""
    sources = [rows.source() for _ in range(25)]
    assert all(runs.queue_run(rows.session, source) is not None for source in sources)
    assert all(runs.queue_run(rows.session, source) is None for source in sources)


def test_counts_add_up(rows: Rows) -> None:
    run = rows.run(state=RunState.RUNNING)
    for _ in range(2):
        runs.beat(rows.session, run.id, pages=1, posts_new=5, posts_changed=2, posts_same=3, set_aside=1)
    rows.session.refresh(run)
    assert (run.pages, run.posts_new, run.posts_changed, run.posts_same, run.set_aside) == (2, 10, 4, 6, 2)


def test_what_is_set_aside_is_cut_not_refused(rows: Rows) -> None:
    runs.set_aside(rows.session, rows.root, "crawl", "not_a_feed", "x" * 900)
    assert len(rows.session.query(SetAside).one().reason) == 500


def test_one_of_many_claimers_gets_it(db: TestDatabase) -> None:
    with transaction() as session:
        run_id = Rows(session).run().id
    together = threading.Barrier(8)
    got: list[object] = []

    def claim() -> None:
        together.wait(30)
        with transaction() as session:
            got.append(runs.claim_run(session, run_id))

    threads = [threading.Thread(target=claim) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(got) == 8
    assert len([ticket for ticket in got if ticket is not None]) == 1


def test_two_clocks_open_one_run(db: TestDatabase) -> None:
    with transaction() as session:
        rows = Rows(session)
        for _ in range(5):
            rows.source(next_due_at=datetime(2020, 1, 1, tzinfo=UTC))
    opened: list[int] = []

    def open_due() -> None:
        with transaction() as session:
            opened.extend(runs.queue_due_runs(session))

    threads = [threading.Thread(target=open_due) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(opened) == len(set(opened)) == 5


def test_addresses_come_in_the_order_of_the_runs(rows: Rows) -> None:
    made = [rows.run() for _ in range(3)]
    found = runs.run_urls(rows.session, [run.id for run in reversed(made)])
    assert list(found) == [run.id for run in made]
    assert all(url.startswith("https://nguon") for url in found.values())


def test_many_runs_may_be_opened_on_one_connection(rows: Rows) -> None:
    """The server plans a statement anew, without its parameters, after some calls."""
    assert all(runs.queue_run(rows.session, rows.source()) is not None for _ in range(20))
