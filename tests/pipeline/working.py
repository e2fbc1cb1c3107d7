"""Workers as real processes: started, held in the middle of a job by a lock, killed, and what they left compared."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import text

from models.session import transaction
from models.settings import settings
from tests.database import TestDatabase, TestServer, _used

PATIENCE_SECONDS = 120.0
WORKER = [sys.executable, "-m", "pipeline", "worker", "--concurrency", "1"]

CONTENTS = {
    "posts": "SELECT s.name, p.kind, p.text, p.version, p.state, p.attempt, p.retention_class,"
    " p.purge_after IS NOT NULL FROM post p JOIN source s ON s.id = p.source_id",
    "keys": "SELECT s.name, encode(k.address_key, 'hex'), p.text FROM post_key k JOIN source s ON s.id = k.source_id"
    " JOIN post p ON p.id = k.post_id",
    "addresses": "SELECT p.text FROM post_address JOIN post p ON p.id = post_id",
    "candidates": "SELECT p.text, c.kind, encode(c.fingerprint, 'hex') FROM indicator_candidate c"
    " JOIN post p ON p.id = c.post_id",
    "signatures": "SELECT p.text, encode(signature, 'hex') FROM post_signature JOIN post p ON p.id = post_id",
    "bands": "SELECT p.text, band FROM post_band b JOIN post p ON p.id = b.post_id",
    "assessments": "SELECT p.text, a.label, a.abstained, a.current, a.model, a.scores, a.topics,"
    " (SELECT count(*) FROM assessment_slot x WHERE x.assessment_id = a.id),"
    " (SELECT count(*) FROM assessment_finding x WHERE x.assessment_id = a.id),"
    " (SELECT count(*) FROM assessment_indicator x WHERE x.assessment_id = a.id),"
    " (SELECT count(*) FROM assessment_evidence x WHERE x.assessment_id = a.id)"
    " FROM post_assessment a JOIN post p ON p.id = a.post_id",
    "narratives": "SELECT p.text, n.post_count, n.thread_count,"
    " (SELECT count(*) FROM narrative_post x WHERE x.narrative_id = n.id) FROM narrative n JOIN post p ON p.id = n.post_id",
    "items": "SELECT i.headline, i.queue, i.label, i.severity, i.distortion, i.topic, i.state, i.unsure, i.gap,"
    " i.reach, i.harm, i.version FROM item i",
    "events": "SELECT i.headline, e.sequence, e.kind, e.actor_kind, e.note FROM item_event e JOIN item i ON i.id = e.item_id",
    "indicators": "SELECT kind, defanged, lookalike_of, seen_count, (SELECT count(*) FROM item_indicator x"
    " WHERE x.indicator_id = s.id) FROM scam_indicator s",
    "receipts": "SELECT retention_class, sum(purged_count) FROM purge_receipt GROUP BY 1",
    "reports": "SELECT o.code, r.week, r.version, count(*) FROM report_snapshot r JOIN office o ON o.id = r.office_id"
    " GROUP BY 1, 2, 3",
    "orders": "SELECT o.code, week, done_at IS NOT NULL FROM report_order r JOIN office o ON o.id = r.office_id",
    "runs": "SELECT s.name, r.state, r.error_code FROM run r JOIN source s ON s.id = r.source_id",
    "set aside": "SELECT stage, error_code, reason FROM set_aside",
    "fetches": "SELECT s.name, encode(f.url_key, 'hex'), f.status FROM \"fetch\" f JOIN source s ON s.id = f.source_id",
    "jobs": "SELECT task_name, args::text, status::text FROM procrastinate_jobs",
}
"""What a disturbed run must leave exactly as an undisturbed one: everything but numbers and times."""


def contents(database: TestDatabase) -> dict[str, list[tuple[str, ...]]]:
    """Rows of every question, sorted."""
    with database.superuser() as connection:
        return {
            name: sorted(tuple(map(str, row)) for row in connection.execute(question).fetchall())
            for name, question in CONTENTS.items()
        }


@dataclass
class Worker:
    """A worker process in a group of its own; its crawlers are in the group too."""

    process: subprocess.Popen[bytes]
    log: Path
    killed: bool = field(default=False)

    def kill(self, *, crawlers: bool = True) -> None:
        """SIGKILL, with or without the crawl it started."""
        if crawlers:
            os.killpg(self.process.pid, signal.SIGKILL)
        else:
            self.process.kill()
        self.process.wait()
        self.killed = True

    def said(self) -> str:
        """Everything it logged."""
        return self.log.read_text(encoding="utf-8", errors="replace")


@contextmanager
def working(home: Path, **environment: str) -> Iterator[Worker]:
    """A worker that works until the block ends."""
    home.mkdir(parents=True, exist_ok=True)
    log = home / f"worker-{time.monotonic_ns()}.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            WORKER,
            stdout=output,
            stderr=output,
            env={**os.environ, **environment},
            start_new_session=True,
        )
    worker = Worker(process, log)
    try:
        yield worker
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def finish(patience: float = PATIENCE_SECONDS, **environment: str) -> str:
    """A worker that runs until nothing is left to do; what it logged."""
    done = subprocess.run(
        [*WORKER, "--until-idle"],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=patience,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stderr


def undisturbed(**environment: str) -> None:
    """Every waiting job, and every job these ask for, one after the other in this process."""
    from pipeline.jobs import app

    with pytest.MonkeyPatch.context() as patch:
        for name, value in environment.items():
            patch.setenv(name, value)
        settings.cache_clear()
        while (job := _next_job()) is not None:
            app.tasks[job[0]].func(**job[1])
    settings.cache_clear()


def _next_job() -> tuple[str, dict[str, int]] | None:
    with transaction() as session:
        row = session.execute(
            text(
                "SELECT id, task_name, args FROM procrastinate_jobs WHERE status = 'todo' ORDER BY id LIMIT 1"
            )
        ).one_or_none()
        if row is None:
            return None
        session.execute(text("DELETE FROM procrastinate_jobs WHERE id = :id"), {"id": row.id})
        return row.task_name, row.args


@contextmanager
def held(database: TestDatabase, table: str, mode: str = "EXCLUSIVE") -> Iterator[psycopg.Connection]:
    """Hold a lock on a table: whoever writes there waits until the block ends."""
    with database.superuser() as connection, connection.transaction():
        connection.execute(f"LOCK TABLE {table} IN {mode} MODE")
        yield connection


def wait_until_blocked(database: TestDatabase, by: psycopg.Connection, worker: Worker) -> None:
    """Return when somebody waits for the lock ``by`` holds."""
    question = "SELECT count(*) FROM pg_stat_activity WHERE %s = ANY (pg_blocking_pids(pid)) AND datname = %s"
    deadline = time.monotonic() + PATIENCE_SECONDS
    with database.superuser() as connection:
        while not (connection.execute(question, (by.info.backend_pid, database.name)).fetchone() or (0,))[0]:
            assert worker.process.poll() is None, worker.said()
            assert time.monotonic() < deadline, f"nobody came to the lock:\n{worker.said()}"
            time.sleep(0.02)


def wait_until(happened: Callable[[], object], worker: Worker) -> None:
    """Return when it has happened; fails when the worker ends before."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not happened():
        assert worker.process.poll() is None, worker.said()
        assert time.monotonic() < deadline, worker.said()
        time.sleep(0.05)


def wait_for(happened: Callable[[], object]) -> None:
    """Return when it has happened."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not happened():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def let_time_pass(database: TestDatabase) -> None:
    """As if an hour had gone by since anybody was last heard of; returns when their connections are gone."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    with database.superuser() as connection:
        connection.execute("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '1 hour'")
        connection.execute("UPDATE run SET heartbeat_at = now() - interval '1 hour' WHERE state = 'running'")
        while (
            connection.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = %s AND state <> 'idle'"
                " AND pid <> pg_backend_pid()",
                (database.name,),
            ).fetchone()
            or (0,)
        )[0]:
            assert time.monotonic() < deadline, "the dead worker's transaction does not end"
            time.sleep(0.02)


@contextmanager
def fresh_database(server: TestServer, template: str, place: Path) -> Iterator[TestDatabase]:
    """A migrated database that this process and its subprocesses use inside the block."""
    place.mkdir(parents=True, exist_ok=True)
    with pytest.MonkeyPatch.context() as patch, _used(server, template, place, patch) as database:
        patch.setenv("SANGTIN_SECRET_KEY", "k" * 40)  # so that fingerprints of two databases compare
        settings.cache_clear()
        yield database


def living() -> Iterator[tuple[int, int]]:
    """Every process that has not ended, with its parent."""
    for path in Path("/proc").glob("[0-9]*"):
        with suppress(OSError, ValueError):
            state = (path / "stat").read_text().rsplit(")", 1)[1].split()
            if state[0] != "Z":
                yield int(path.name), int(state[1])


def is_gone(pid: int) -> bool:
    """Whether a process has ended."""
    return pid not in dict(living())


def children(parent: int) -> set[int]:
    """Living processes another one started."""
    return {pid for pid, started_by in living() if started_by == parent}
