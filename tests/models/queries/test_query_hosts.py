"""Servers: one run at a time has one, it rests between two, people can stop it, and what its robots.txt said is kept."""

from __future__ import annotations

import random
import threading
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select, text, update

from models.errors import BadInput
from models.queries import hosts, robots, runs
from models.queries.hosts import EVERYTHING, Turn
from models.session import Session, transaction
from models.tables.audit import AuditEvent
from models.tables.source import Host, Run
from models.vocabulary import RunState
from tests.database import TestDatabase
from tests.models.rows import Rows

HOST = "songlam.example"


def runs_of_one_host(count: int) -> list[int]:
    """Queued runs of sources on one server."""
    with transaction() as session:
        rows = Rows(session)
        return [rows.run(rows.source(url=f"https://{HOST}/{n}")).id for n in range(count)]


def silent(session: Session, run_id: int, minutes: float = 3) -> None:
    """As if the run had last been heard of so long ago."""
    session.execute(
        update(Run)
        .where(Run.id == run_id)
        .values(heartbeat_at=func.now() - timedelta(minutes=minutes))
        .execution_options(synchronize_session=False)
    )
    session.expire_all()


@pytest.mark.parametrize(
    ("url", "host", "authority"),
    [
        ("https://A.Example/x", "a.example", "a.example"),
        ("https://a.example:443/x", "a.example", "a.example"),
        ("http://a.example./x", "a.example", "a.example:80"),
        ("http://127.0.0.1:8000/", "127.0.0.1", "127.0.0.1:8000"),
        ("https://[2001:db8::1]:8443/", "2001:db8::1", "2001:db8::1:8443"),
        ("https://a.example:cổng/", "a.example", "a.example"),
        ("https://[/", "", ""),
        ("", "", ":80"),
    ],
)
def test_the_name_of_a_server(url: str, host: str, authority: str) -> None:
    assert (hosts.host_of(url), hosts.authority_of(url)) == (host, authority)


@settings(max_examples=50)
@given(st.text(max_size=300))
def test_any_text_has_a_name_that_can_be_stored(given: str) -> None:
    for url in (given, f"https://{given}"):
        assert len(hosts.host_of(url)) <= hosts.MAX_NAME
        assert len(hosts.authority_of(url)) <= hosts.MAX_NAME
    try:
        name = hosts.named(given)
    except BadInput:
        return
    assert name
    assert name != EVERYTHING


@pytest.mark.parametrize("given", ["", "  ", "*", "https://", "a b", "a.example/../*"])
def test_what_is_no_server_is_refused(given: str) -> None:
    if given == "a.example/../*":
        assert hosts.named(given) == "a.example"
        return
    with pytest.raises(BadInput):
        hosts.named(given)


@pytest.mark.database
def test_one_run_has_a_server_and_the_others_wait(rows: Rows) -> None:
    first, second = (rows.run(rows.source(url=f"https://{HOST}/{n}")) for n in (1, 2))
    other = rows.run()
    assert set(runs.waiting_runs(rows.session)) == {first.id, second.id, other.id}
    assert runs.claim_run(rows.session, first.id) is not None
    assert runs.claim_run(rows.session, second.id) is None
    assert rows.session.get_one(Run, second.id).state is RunState.QUEUED
    assert runs.waiting_runs(rows.session) == [other.id], "a run whose server is held is not handed out"
    assert not runs.may_start(rows.session, second.id)
    assert hosts.standings(rows.session, [HOST])[HOST].run_id == first.id
    runs.finish_run(rows.session, first.id)
    assert runs.waiting_runs(rows.session) == [second.id, other.id]
    assert runs.claim_run(rows.session, second.id) is not None


@pytest.mark.database
def test_a_killed_run_loses_its_server_when_its_heart_has_stopped(rows: Rows) -> None:
    first, second = (rows.run(rows.source(url=f"https://{HOST}/{n}")) for n in (1, 2))
    ticket = runs.claim_run(rows.session, first.id)
    assert ticket is not None
    silent(rows.session, first.id, 1.9)
    assert runs.claim_run(rows.session, second.id) is None
    silent(rows.session, first.id, 2.1)
    assert runs.claim_run(rows.session, second.id) is not None
    halt = runs.beat(rows.session, first.id, ticket.attempt)
    assert halt is not None
    assert halt.lost, "who lost the server must stop, alive or not"
    runs.release_run(rows.session, first.id, ticket.attempt)
    assert hosts.standings(rows.session, [HOST])[HOST].run_id == second.id


@pytest.mark.database
def test_who_was_given_up_for_dead_can_end_nothing(rows: Rows) -> None:
    run = rows.run()
    before = runs.claim_run(rows.session, run.id)
    silent(rows.session, run.id)
    after = runs.claim_run(rows.session, run.id)
    assert before is not None
    assert after is not None
    assert (before.attempt, after.attempt) == (1, 2)
    lost = runs.beat(rows.session, run.id, before.attempt)
    assert lost is not None
    assert lost.lost
    runs.release_run(rows.session, run.id, before.attempt)
    assert not runs.finish_run(rows.session, run.id, attempt=before.attempt)
    assert runs.beat(rows.session, run.id, after.attempt) is None
    assert runs.finish_run(rows.session, run.id, attempt=after.attempt)


@pytest.mark.database
def test_a_claim_that_waited_for_another_sees_it(db: TestDatabase) -> None:
    """The second one asks while the first has not committed: what it saw then must not count."""
    first, second = runs_of_one_host(2)
    got: list[object] = []

    def claim() -> None:
        with transaction() as session:
            got.append(runs.claim_run(session, second))

    thread = threading.Thread(target=claim)
    with transaction() as session:
        assert runs.claim_run(session, first) is not None
        thread.start()
        waiting = "SELECT count(*) FROM pg_locks WHERE NOT granted"
        with db.superuser() as connection:
            while connection.execute(waiting).fetchone() == (0,):
                assert thread.is_alive()
    thread.join(30)
    assert got == [None]


@pytest.mark.database
def test_there_are_never_two_holders(db: TestDatabase) -> None:
    """Workers that claim, end, give back and die at random: whoever has a run of the server is the only one."""
    waiting = runs_of_one_host(8)
    guard, working, ended, most = threading.Lock(), set[int](), set[int](), [0]
    chance = random.Random(7)
    plans = {run_id: chance.choice(["end", "give back", "die"]) for run_id in waiting}

    def work() -> None:
        while len(ended) < len(waiting):
            for run_id in waiting:
                with transaction() as session:
                    ticket = runs.claim_run(session, run_id)
                if ticket is None:
                    continue
                with guard:
                    working.add(run_id)
                    most[0] = max(most[0], len(working))
                plan = plans.pop(run_id, "end")
                with transaction() as session:
                    if plan == "die":
                        silent(session, run_id)
                    elif plan == "give back":
                        runs.release_run(session, run_id, ticket.attempt)
                    else:
                        ended.add(run_id)
                        runs.finish_run(session, run_id, attempt=ticket.attempt)
                    with guard:
                        working.discard(run_id)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert most == [1]
    with transaction() as session:
        assert {run.state for run in session.scalars(select(Run))} == {RunState.DONE}
        assert session.scalar(select(Host.run_id).where(Host.name == HOST)) is None


@pytest.mark.database
def test_a_rest_outlasts_the_run(rows: Rows) -> None:
    first, second = (rows.run(rows.source(url=f"https://{HOST}/{n}")) for n in (1, 2))
    assert runs.claim_run(rows.session, first.id) is not None
    runs.finish_run(rows.session, first.id)
    hosts.rest(rows.session, HOST, 3.0)
    ticket = runs.claim_run(rows.session, second.id)
    assert ticket is not None, "a short rest is waited for in the run"
    assert 0 < ticket.wait_seconds <= 3
    runs.release_run(rows.session, second.id)
    hosts.rest(rows.session, HOST, 3600)
    hosts.rest(rows.session, HOST, 5)
    assert runs.claim_run(rows.session, second.id) is None, (
        "a long one is not, and a shorter wish does not end it"
    )
    assert runs.waiting_runs(rows.session) == []
    rows.session.execute(update(Host).values(next_request_at=func.now() - timedelta(minutes=1)))
    ticket = runs.claim_run(rows.session, second.id)
    assert ticket is not None
    assert ticket.wait_seconds == 0


@pytest.mark.database
@pytest.mark.parametrize("wanted", [1e12, -5.0])
def test_a_rest_is_never_longer_than_a_day(rows: Rows, wanted: float) -> None:
    hosts.rest(rows.session, HOST, wanted)
    until = hosts.standings(rows.session, [HOST])[HOST].rests_until
    assert until is not None
    assert until <= datetime.now(UTC) + timedelta(days=1, minutes=1)


@pytest.mark.database
@pytest.mark.parametrize("name", [HOST, EVERYTHING])
def test_a_stopped_server_is_asked_nothing_more(rows: Rows, name: str) -> None:
    account = rows.account()
    at_work = rows.run(rows.source(url=f"https://{HOST}/1"))
    source = rows.source(url=f"https://{HOST}/2", next_due_at=datetime(2020, 1, 1, tzinfo=UTC))
    ticket = runs.claim_run(rows.session, at_work.id)
    assert ticket is not None
    hosts.stop(rows.session, name, "  Chủ trang đề nghị ", by=account.id)
    halt = runs.beat(rows.session, at_work.id, ticket.attempt)
    assert halt is not None
    assert (halt.code, halt.lost) == ("host_stopped", False)
    assert "Chủ trang đề nghị" in halt.message
    runs.finish_run(rows.session, at_work.id, halt.code, halt.message)
    assert runs.queue_due_runs(rows.session) == [], "no run is opened, and the source stays due"
    new = rows.run(source)
    assert runs.waiting_runs(rows.session) == [new.id]
    assert runs.claim_run(rows.session, new.id) is None
    rows.session.refresh(new)
    assert (new.state, new.error_code) == (RunState.FAILED, "host_stopped")
    assert "Chủ trang đề nghị" in (new.error_message or "")
    assert hosts.stopped(rows.session) == {name: "Chủ trang đề nghị"}

    assert hosts.resume(rows.session, name, by=account.id)
    assert not hosts.resume(rows.session, name)
    assert len(runs.queue_due_runs(rows.session)) == 2
    told = rows.session.execute(select(AuditEvent.action, AuditEvent.actor_id, AuditEvent.detail)).all()
    assert [tuple(one) for one in told] == [
        ("host_stopped", account.id, f"{name}: Chủ trang đề nghị"),
        ("host_resumed", account.id, name),
    ]


@pytest.mark.database
def test_a_stop_needs_a_reason_and_is_for_one_server(rows: Rows) -> None:
    for reason in ("", " ", "x" * 301):
        with pytest.raises(BadInput):
            hosts.stop(rows.session, HOST, reason)
    hosts.stop(rows.session, HOST, "Lý do")
    other = rows.run()
    assert runs.claim_run(rows.session, other.id) is not None
    assert runs.beat(rows.session, other.id) is None


@pytest.mark.database
def test_a_run_ends_when_its_source_is_switched_off(rows: Rows) -> None:
    run = rows.run()
    assert runs.claim_run(rows.session, run.id) is not None
    rows.session.execute(text("UPDATE source SET enabled = false, disabled_reason = 'Trang đã đóng'"))
    halt = runs.beat(rows.session, run.id)
    assert halt is not None
    assert (halt.code, halt.message) == ("source_disabled", "Nguồn đang tắt: Trang đã đóng")


@pytest.mark.database
def test_robots_count_for_a_day_and_the_last_copy_while_there_is_no_new_one(rows: Rows) -> None:
    session = rows.session

    def days_pass(days: float) -> None:
        for column in (Host.robots_read_at, Host.robots_until):
            session.execute(update(Host).values({column: column - timedelta(days=days)}))

    assert robots.fresh_copy(session, HOST) is None
    assert robots.keep_failed(session, HOST, 503).read_at is None
    failed = robots.fresh_copy(session, HOST)
    assert failed is not None
    assert (failed.status, failed.read_at) == (503, None)
    days_pass(1 / 24)
    assert robots.fresh_copy(session, HOST) is None, "a failure counts for an hour at most"

    robots.keep_read(session, HOST, 200, b"User-agent: *\nDisallow: /a")
    days_pass(0.99)
    kept = robots.fresh_copy(session, HOST)
    assert kept is not None
    assert (kept.status, kept.body) == (200, b"User-agent: *\nDisallow: /a")
    days_pass(0.02)
    assert robots.fresh_copy(session, HOST) is None, "24 hours at most"
    assert robots.keep_failed(session, HOST, 500).body == kept.body, "no newer one is to be had"
    assert robots.fresh_copy(session, HOST) is not None
    days_pass(30)
    assert robots.keep_failed(session, HOST, 500).read_at is None, "too old to speak for the site"
    assert robots.last_copy(session, HOST) is None


@pytest.mark.database
def test_a_person_can_have_robots_asked_for_again(rows: Rows) -> None:
    names = (HOST, f"{HOST}:80", f"{HOST}:8080", f"www.{HOST}", "songlamXexample:80")
    for name in names:
        robots.keep_read(rows.session, name, 404, b"")
    robots.ask_again(rows.session, HOST)
    kept = [robots.fresh_copy(rows.session, name) is not None for name in names]
    assert kept == [False, False, False, True, True]


@pytest.mark.database
def test_another_server_of_the_site_is_taken_by_the_same_run(rows: Rows) -> None:
    run, other = (
        rows.run(rows.source(url=f"https://{HOST}/")),
        rows.run(rows.source(url=f"https://www.{HOST}/")),
    )
    assert runs.claim_run(rows.session, run.id) is not None
    assert hosts.take(rows.session, run.id, f"www.{HOST}") == Turn(taken=True)
    assert runs.claim_run(rows.session, other.id) is None
    assert hosts.take(rows.session, other.id, f"www.{HOST}") == Turn(taken=False)
    runs.release_run(rows.session, run.id)
    assert runs.claim_run(rows.session, other.id) is not None
