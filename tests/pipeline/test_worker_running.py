"""A worker in the weather: stopped in good order, its database gone for a while, jobs of others taken back."""

from __future__ import annotations

import os
import signal
from datetime import UTC, datetime

import pytest
from sqlalchemy import text

from models.queries import jobs, runs
from models.queries.sources import ROOT_OFFICE, SourceRecord, office_by_code, save_source
from models.session import transaction
from models.tables.source import Run, Source
from models.vocabulary import RunState, SourceKind
from pipeline.demo.expectations import SOURCES
from pipeline.demo.site import serve
from pipeline.stages import collect
from pipeline.worker import STALLED_SECONDS, take_back
from tests.crawler.crawling import add_source, new_run
from tests.crawler.local_site import Answer, local_site
from tests.database import TestDatabase
from tests.pipeline.commanding import sangtin
from tests.pipeline.working import held, wait_until, wait_until_blocked, working

pytestmark = pytest.mark.database

NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
FORUM = next(source for source in SOURCES if source.kind is SourceKind.FORUM)


def states() -> list[tuple[str, str]]:
    """Task and state of every job."""
    with transaction() as session:
        found = session.execute(text("SELECT task_name, status::text FROM procrastinate_jobs ORDER BY id"))
        return [(row.task_name, row.status) for row in found]


def doing(task: str, *, silent: str | None, **arguments: int) -> int:
    """A job some worker has, last heard of so long ago; None: the worker is forgotten altogether."""
    with transaction() as session:
        job = jobs.nudge(session, task, **arguments)
        worker = None
        if silent is not None:
            worker = session.scalar(
                text(
                    "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - CAST(:silent AS interval))"
                    " RETURNING id"
                ),
                {"silent": silent},
            )
        session.execute(
            text("UPDATE procrastinate_jobs SET status = 'doing', worker_id = :worker WHERE id = :job"),
            {"worker": worker, "job": job},
        )
    assert job is not None
    return job


def test_jobs_of_living_workers_are_left_alone(db: TestDatabase) -> None:
    doing("assess", silent=f"{STALLED_SECONDS - 5} seconds")
    assert take_back() == 0
    assert states() == [("assess", "doing")]


@pytest.mark.parametrize("silent", [f"{STALLED_SECONDS + 1} seconds", None])
def test_jobs_of_dead_workers_go_back(db: TestDatabase, silent: str | None) -> None:
    doing("assess", silent=silent)
    doing("collect", silent=silent, run_id=7)
    assert take_back() == 2
    assert states() == [("assess", "todo"), ("collect", "todo")]
    assert take_back() == 0


def test_where_an_equal_nudge_waits_the_dead_one_is_not_needed(db: TestDatabase) -> None:
    for _ in range(3):
        doing("assess", silent="1 hour")
    with transaction() as session:
        jobs.nudge(session, "assess")
    assert take_back() == 3
    assert states() == [("assess", "todo")]


def test_of_equal_dead_ones_one_goes_back(db: TestDatabase) -> None:
    for _ in range(3):
        doing("assess", silent=None)
    assert take_back() == 3
    assert states() == [("assess", "todo")]


def test_a_run_whose_crawler_died_is_handed_out_again(db: TestDatabase) -> None:
    with transaction() as session:
        office = office_by_code(session, ROOT_OFFICE).id
        source = save_source(session, office, SourceRecord("Cổng", SourceKind.FEED, "https://a.example/rss"))
        run_id = runs.queue_run(session, session.get_one(Source, source))
        assert run_id is not None
        runs.claim_run(session, run_id)
    take_back()
    assert states() == []
    with transaction() as session:
        session.execute(text("UPDATE run SET heartbeat_at = now() - interval '3 minutes'"))
    take_back()
    take_back()
    assert states() == [("collect", "todo")]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_an_idle_worker_ends_at_once_when_asked(db: TestDatabase, number: signal.Signals) -> None:
    with working(db.home) as worker:
        wait_until(lambda: registered(db), worker)
        os.kill(worker.process.pid, number)
        assert worker.process.wait(20) == 0, worker.said()
    assert "Traceback" not in worker.said()


def registered(db: TestDatabase) -> bool:
    with db.superuser() as connection:
        return connection.execute("SELECT 1 FROM procrastinate_workers").fetchone() is not None


def test_a_worker_asked_to_stop_gives_its_crawl_back(db: TestDatabase) -> None:
    """Nothing is lost, no attempt is counted, and the next worker goes on."""
    with serve(now=NOW) as site:
        with transaction() as session:
            office = office_by_code(session, ROOT_OFFICE).id
            record = SourceRecord(
                "Diễn đàn", FORUM.kind, site.url + FORUM.path, delay_seconds=0, demonstration=True
            )
            save_source(session, office, record)
            jobs.nudge(session, "crawl")
        with working(db.home, SANGTIN_DEMONSTRATION=f"127.0.0.1:{site.port}") as worker:
            with held(db, "post_key") as lock:
                wait_until_blocked(db, lock, worker)
                worker.process.terminate()
            assert worker.process.wait(60) == 0, worker.said()
    with transaction() as session:
        run = session.query(Run).one()
        assert (run.state, run.attempt) in {(RunState.QUEUED, 0), (RunState.DONE, 1)}, worker.said()
        assert runs.waiting_runs(session) in ([run.id], [])


def test_a_worker_outlives_its_database(db: TestDatabase) -> None:
    """Every connection is cut while it waits; what comes afterwards is worked on."""
    with working(db.home) as worker:
        wait_until(lambda: registered(db), worker)
        with db.superuser() as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid()",
                (db.name,),
            )
            connection.execute(
                "INSERT INTO procrastinate_jobs (queue_name, task_name, queueing_lock) VALUES ('default', 'purge', 'x')"
            )
            wait_until(
                lambda: connection.execute("SELECT count(*) FROM procrastinate_jobs").fetchone() == (0,),
                worker,
            )
        assert worker.process.poll() is None
    assert "Traceback" not in worker.said()


def test_a_job_that_fails_is_kept_and_stops_no_other(db: TestDatabase) -> None:
    """No model: assessing fails. The failed nudge stays visible, the purge behind it runs."""
    with transaction() as session:
        source = save_source(
            session,
            office_by_code(session, ROOT_OFFICE).id,
            SourceRecord("Cổng", SourceKind.FEED, "https://a.example/rss"),
        )
    from models.crypto import vault
    from models.queries.intake import NewPost, store_posts
    from models.vocabulary import PostKind

    with transaction() as session:
        store_posts(session, vault(), source, [NewPost(PostKind.COMMENT, "https://a.example/1", "bí mật")])
        jobs.nudge(session, "assess")
        jobs.nudge(session, "purge")
    said = sangtin("worker", "--until-idle", "--concurrency", "1")
    assert said.exit_code == 0, said
    assert states() == [("assess", "failed")]
    assert "NoModel" in said.err
    assert "bí mật" not in said.err
    assert "Traceback" not in said.err


def test_a_worker_that_ends_when_idle_waits_for_no_server_that_rests(db: TestDatabase) -> None:
    """A server asks to be left alone for an hour: the worker leaves its next run in the queue, asks it nothing more, and ends."""
    with local_site() as site:
        site.pages["/rss"] = Answer(status=429, headers={"Retry-After": "3600"})
        first = new_run(source := add_source(f"{site.url}/rss"))
        for run_id in (first, None):
            run_id = run_id or new_run(source)
            with transaction() as session:
                collect.nudge_runs(session, [run_id])
            said = sangtin("worker", "--until-idle", "--concurrency", "1", SANGTIN_DEMONSTRATION=site.address)
            assert said.exit_code == 0, said
        assert site.paths() == ["/rss"]
    with transaction() as session:
        found = [(run.state, run.error_code, run.attempt) for run in session.query(Run).order_by(Run.id)]
        assert runs.waiting_runs(session) == []
    assert found == [(RunState.FAILED, "source_busy", 1), (RunState.QUEUED, None, 0)]
    assert "collect" not in [task for task, _ in states()]


def test_a_worker_without_a_database_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    nowhere = "postgresql://nobody@127.0.0.1:1/nothing"
    assert sangtin("worker", SANGTIN_DATABASE_URL=nowhere).fails_clearly(1, "database_unavailable")
