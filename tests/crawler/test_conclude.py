"""How a run ends: what it spent, when its source is due again, what it is switched off for, and who may write that."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update

from crawler.errors import ChallengePage, HostBusy, HostStopped, Interrupted
from crawler.health import Counts, Outcome
from crawler.plan import Ledger, Page
from crawler.run import conclude, prepare
from models.queries import hosts, runs, sources
from models.queries.runs import RunTicket
from models.session import transaction
from models.tables.audit import AuditEvent
from models.tables.source import Fetch, Host, Run, Source
from models.vocabulary import Budget, RunState, SourceKind
from pipeline.stages.collect import STOP_SECONDS
from tests.crawler.crawling import add_source, new_run
from tests.crawler.driving import Given, crawl_here
from tests.database import TestDatabase

pytestmark = pytest.mark.database
HOME = "http://127.0.0.1:9"
FEED = f"{HOME}/rss"
XML = "application/rss+xml"


def claimed(source: int) -> RunTicket:
    """A run at work."""
    with transaction() as session:
        ticket = runs.claim_run(session, new_run(source))
    assert ticket is not None
    return ticket


def state(source: int) -> tuple[Source, float]:
    """The source as it stands, and in how many seconds it is due."""
    with transaction() as session:
        row = session.get_one(Source, source)
        return row, (row.next_due_at - session.scalars(select(func.now())).one()).total_seconds()


def ended(source: int, ledger: Ledger) -> Outcome:
    """A run that met what the ledger says."""
    return conclude(claimed(source), ledger)


def items(*numbers: int) -> bytes:
    """A feed whose items have no pages of their own on this site."""
    told = "".join(
        f"<item><title>Tin {n}</title><link>https://khac.example/{n}</link><description>Bài {n} về lệ phí ở xã.</description></item>"
        for n in numbers
    )
    return f"<rss version='2.0'><channel>{told}</channel></rss>".encode()


def test_the_pace_follows_what_is_found(db: TestDatabase) -> None:
    source = add_source(FEED)
    pages = {FEED: Given(items(*range(10)), kind=XML)}
    crawl_here(source, lambda url: pages[url])
    assert state(source)[0].pace_seconds == 1800, "a first run says nothing"
    crawl_here(source, lambda url: pages[url])
    row, due = state(source)
    assert row.pace_seconds == 2700
    assert 2690 <= due <= 2700 * 1.1
    pages[FEED] = Given(items(*range(100, 110)), kind=XML)
    crawl_here(source, lambda url: pages[url])
    assert (state(source)[0].pace_seconds, state(source)[0].failures) == (1350, 0)


def test_what_a_run_spent_is_written(db: TestDatabase) -> None:
    ledger = Ledger(Counts(pages=50, new=9, unchanged=41), asked=50, answered=48, put_off=7, unread=7, requests=53, received=1234)  # fmt: skip
    ledger.cut(Budget.PAGES)
    ledger.cut(Budget.SECONDS)
    ledger.remember_at_end.append(Page(FEED, 200))
    source = add_source(FEED)
    assert ended(source, ledger).error is None
    with transaction() as session:
        row = session.scalars(select(Run)).one()
        assert (row.requests, row.bytes, row.unchanged) == (53, 1234, 41)
        assert (row.cut_short, row.left_over) == (Budget.PAGES, 9), "the first budget counts"
        assert session.scalars(select(Fetch)).all() == []


def test_the_pages_a_budget_leaves_over_are_counted(db: TestDatabase) -> None:
    link = "<item><title>Tin {n}</title><link>{home}/bai/{n}</link><description>Bài {n} về lệ phí.</description></item>"
    told = "".join(link.format(n=n, home=HOME) for n in range(9))
    body = f"<rss version='2.0'><channel>{told}</channel></rss>".encode()
    source = add_source(FEED, pages=4)
    crawl_here(
        source,
        lambda url: (
            Given(body, kind=XML) if url == FEED else Given(b"<p>Tin ng\xe1\xba\xafn</p>", kind="text/html")
        ),
    )
    with transaction() as session:
        row = session.scalars(select(Run)).one()
        assert (row.pages, row.cut_short, row.left_over) == (4, Budget.PAGES, 6)


def test_failures_back_off_and_a_success_ends_them(db: TestDatabase) -> None:
    source = add_source(FEED)
    for number in (1, 2, 3):
        ended(source, Ledger(stopped_by=HostBusy("Bận.")))
        row, due = state(source)
        assert row.failures == number
        assert 299 <= due <= 1800 * 2**number
    assert (row.enabled, row.pace_seconds) == (True, 1800)
    ended(source, Ledger(Counts(pages=1, new=3)))
    assert state(source)[0].failures == 0


def test_a_rest_the_site_asks_for_counts_for_the_source_too(db: TestDatabase) -> None:
    source = add_source(FEED)
    ticket = claimed(source)
    prepare(ticket, None).servers.leave(FEED, 20_000)
    conclude(ticket, Ledger(stopped_by=HostBusy("Bận."), pauses={"127.0.0.1": 3.0}))
    assert 19_990 <= state(source)[1] <= 20_001


def test_the_pause_holds_from_one_run_to_the_next(db: TestDatabase) -> None:
    source = add_source(FEED)
    ended(source, Ledger(Counts(new=1), pauses={"127.0.0.1": 4.0}))
    ticket = claimed(source)
    assert 3 < ticket.wait_seconds <= 4
    assert 3 < prepare(ticket, None).servers.enter(FEED) <= 4


def test_a_challenge_switches_the_source_off_with_its_reason(db: TestDatabase) -> None:
    source = add_source(FEED)
    ended(source, Ledger(stopped_by=ChallengePage("Trang đòi xác minh.")))
    row, _ = state(source)
    assert (row.enabled, row.disabled_reason, row.failures) == (False, "Trang đòi xác minh.", 1)
    assert row.disabled_at is not None
    with transaction() as session:
        told = session.scalars(select(AuditEvent).where(AuditEvent.action == "source_disabled")).one()
        assert (told.subject_id, told.actor_id, told.detail) == (
            source,
            None,
            "challenge_page: Trang đòi xác minh.",
        )
        run_id = runs.queue_run(session, session.get_one(Source, source))
        assert run_id is not None
        assert runs.claim_run(session, run_id) is None
        ended_at_once = session.get_one(Run, run_id, populate_existing=True)
        assert (ended_at_once.error_code, ended_at_once.error_message) == (
            "source_disabled",
            "Nguồn đang tắt: Trang đòi xác minh.",
        )


def test_three_pages_gone_in_a_row_switch_off_and_switching_on_starts_anew(db: TestDatabase) -> None:
    source, gone = add_source(FEED), lambda _url: Given(b"", 404, "text/html")
    for number in (1, 2):
        crawl_here(source, gone)
        row, due = state(source)
        assert (row.enabled, row.failures) == (True, number)
        assert due >= 6 * 3600 - 5
    crawl_here(source, gone)
    assert not state(source)[0].enabled
    with transaction() as session:
        assert sources.enable(session, source)
        assert not sources.enable(session, source)
    row, due = state(source)
    assert (row.enabled, row.failures, row.disabled_at, row.disabled_reason) == (True, 0, None, None)
    assert due <= 0
    crawl_here(source, gone)
    assert state(source)[0].enabled, "what was before counts no more"


def test_an_emergency_stop_is_nobodys_failure(db: TestDatabase) -> None:
    source = add_source(FEED)
    ended(source, Ledger(stopped_by=HostStopped("Dừng.")))
    row, due = state(source)
    assert (row.failures, row.enabled) == (0, True)
    assert due <= 0, "due at once when it is let go again"


@pytest.mark.parametrize("error", [None, Interrupted("Dừng.")])
def test_who_lost_the_run_writes_nothing(db: TestDatabase, error: Interrupted | None) -> None:
    source = add_source(FEED)
    before = claimed(source)
    with transaction() as session:
        session.execute(update(Run).values(heartbeat_at=func.now() - timedelta(minutes=3)))
        after = runs.claim_run(session, before.run_id)
    assert after is not None
    conclude(before, Ledger(Counts(new=5), stopped_by=error, requests=9))
    with transaction() as session:
        row = session.get_one(Run, before.run_id)
        assert (row.state, row.attempt, row.requests) == (RunState.RUNNING, 2, 0)
        assert session.scalar(select(Host.run_id).where(Host.name == "127.0.0.1")) == before.run_id


def test_leads_are_recalled_with_one_question(db: TestDatabase, count_queries: Callable[[], int]) -> None:
    plan = prepare(claimed(add_source(FEED)), None)
    before = count_queries()
    assert plan.recall([f"{HOME}/{n}" for n in range(200)]) == {}
    assert not any(plan.unchanged(f"{HOME}/{n}", b"x") for n in range(200))
    assert count_queries() - before == 1


def test_another_address_or_cadence_starts_anew(db: TestDatabase) -> None:
    source = add_source(FEED)
    with transaction() as session:
        office = session.get_one(Source, source).office_id
        session.execute(
            update(Source).values(
                pace_seconds=7000, failures=4, next_due_at=datetime(2100, 1, 1).astimezone()
            )
        )
        record = sources.SourceRecord(f"Nguồn {FEED}", SourceKind.FEED, FEED, demonstration=True)
        sources.save_source(session, office, record)
    assert (state(source)[0].pace_seconds, state(source)[0].failures) == (7000, 4)
    changes: list[tuple[dict[str, Any], int, int]] = [
        ({"url": f"{FEED}2"}, 7000, 0),
        ({"url": f"{FEED}2", "every_seconds": 900}, 900, 0),
    ]
    for change, pace, failures in changes:
        given: dict[str, Any] = {
            "name": f"Nguồn {FEED}",
            "kind": SourceKind.FEED,
            "url": FEED,
            "demonstration": True,
        } | change
        with transaction() as session:
            sources.save_source(session, office, sources.SourceRecord(**given))
        row, due = state(source)
        assert (row.pace_seconds, row.failures) == (pace, failures)
        assert due <= 0


def test_a_crawl_that_waits_for_its_server_can_be_stopped_in_time() -> None:
    assert hosts.SHORT_REST.total_seconds() + 1 < STOP_SECONDS
