"""The clock: each fire once however many clocks run; schedules changed by hand are picked up."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from apscheduler.schedulers.background import BackgroundScheduler
from sqlalchemy import text

from models.errors import DatabaseUnavailable
from models.session import transaction
from pipeline import scheduler
from pipeline.jobs import app
from reports.period import last_full_week
from tests.database import TestDatabase
from tests.pipeline.commanding import sangtin
from tests.pipeline.working import wait_for

pytestmark = pytest.mark.database

AT = datetime(2026, 11, 20, 3, 5, 42, tzinfo=UTC)


def plan(task: str = "purge") -> scheduler.Plan:
    return next(one for one in scheduler._plans() if one.task == task)


def waiting() -> list[str]:
    with transaction() as session:
        return list(session.scalars(text("SELECT task_name FROM procrastinate_jobs ORDER BY id")))


def change(statement: str) -> None:
    with transaction() as session:
        session.execute(text(statement))


def test_a_fire_of_a_minute_counts_once(db: TestDatabase) -> None:
    assert scheduler.fire(plan(), AT)
    assert not scheduler.fire(plan(), AT + timedelta(seconds=10))
    assert waiting() == ["purge"]
    assert scheduler.fire(plan(), AT + timedelta(minutes=1))
    assert waiting() == ["purge"], "the first nudge still waits"


def test_two_clocks_fire_once(db: TestDatabase) -> None:
    together = threading.Barrier(6)
    fired: list[bool] = []

    def tick() -> None:
        together.wait(30)
        fired.append(scheduler.fire(plan("assess"), AT))

    threads = [threading.Thread(target=tick) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(fired) == [False] * 5 + [True]
    assert waiting() == ["assess"]


def test_a_fire_and_its_nudge_are_one_transaction(db: TestDatabase, monkeypatch: pytest.MonkeyPatch) -> None:
    def lost(*_: object) -> None:
        raise DatabaseUnavailable("Mất kết nối.")

    with monkeypatch.context() as patch:
        patch.setattr(scheduler.jobs, "nudge", lost)
        scheduler._tick(plan())
    assert scheduler.fire(plan(), datetime.now(UTC)), "the fire that could not nudge was not recorded"


def test_the_clock_follows_the_table(db: TestDatabase) -> None:
    clock = BackgroundScheduler(timezone=UTC)
    clock.start(paused=True)
    try:
        scheduler.load(clock)
        before = {job.id for job in clock.get_jobs()}
        assert before
        assert len(before) == len(scheduler._plans())
        change("UPDATE schedule SET cron = '1 2 * * *' WHERE task = 'purge'")
        change("UPDATE schedule SET enabled = false WHERE task = 'report'")
        change("INSERT INTO schedule (name, task, cron) VALUES ('sai', 'purge', 'mỗi ngày')")
        change(
            "INSERT INTO schedule (name, task, cron, timezone) VALUES ('lạc', 'purge', '* * * * *', 'Sao/Hỏa')"
        )
        scheduler.load(clock)
        after = {job.id for job in clock.get_jobs()}
        assert len(after) == len(before) - 1, "what cannot be read is left out, the rest goes on"
        assert len(before & after) == len(before) - 2
        assert any("1 2 * * *" in key for key in after)
    finally:
        clock.shutdown(wait=False)


def test_every_schedule_names_a_task_there_is(db: TestDatabase) -> None:
    assert {one.task for one in scheduler._plans()} <= set(app.tasks)


def test_hours_are_those_of_the_office(db: TestDatabase) -> None:
    """The weekly report's five in the morning is Hanoi's: ten in the evening before, in London."""
    trigger = scheduler._trigger(plan("report"))
    assert trigger is not None
    fire = trigger.get_next_fire_time(None, datetime(2026, 11, 20, tzinfo=UTC))
    assert fire is not None
    assert fire.astimezone(UTC) == datetime(2026, 11, 22, 22, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "fires", "week"),
    [
        ("2026-11-22T21:59:59", "2026-11-22T22:00:00", "2026-W47"),
        ("2026-11-22T22:00:01", "2026-11-29T22:00:00", "2026-W48"),
        ("2026-11-23T00:00:00", "2026-11-29T22:00:00", "2026-W48"),
        ("2026-12-31T16:59:59", "2027-01-03T22:00:00", "2026-W53"),
        ("2026-12-31T17:00:00", "2027-01-03T22:00:00", "2026-W53"),
        ("2027-01-03T22:00:01", "2027-01-10T22:00:00", "2027-W01"),
        ("2027-02-05T17:00:00", "2027-02-07T22:00:00", "2027-W05"),
    ],
    ids=[
        "before",
        "after",
        "midnight in London",
        "last second of the year here",
        "New Year here",
        "week 53 is done",
        "first of Tết",
    ],
)
def test_the_week_that_is_reported_ended_five_hours_before(
    db: TestDatabase, now: str, fires: str, week: str
) -> None:
    """At the turn of the day, the year and week 53, and in Tết, of the job as the clock holds it."""
    clock = BackgroundScheduler(timezone=UTC)
    clock.start(paused=True)
    try:
        scheduler.load(clock)
        (job,) = [one for one in clock.get_jobs() if one.args and one.args[0].task == "report"]
        following = job.trigger.get_next_fire_time(None, job.next_run_time + timedelta(seconds=1))
        assert following - job.next_run_time == timedelta(weeks=1)
        fire = job.trigger.get_next_fire_time(None, datetime.fromisoformat(f"{now}+00:00"))
    finally:
        clock.shutdown(wait=False)
    assert fire.astimezone(UTC) == datetime.fromisoformat(f"{fires}+00:00")
    assert fire.isoformat().endswith("T05:00:00+07:00")
    ended = last_full_week(fire.date())
    assert (ended.code, fire - ended.end) == (week, timedelta(hours=5))


def test_no_week_of_ten_years_is_left_out_or_reported_twice(db: TestDatabase) -> None:
    trigger = scheduler._trigger(plan("report"))
    assert trigger is not None
    at, weeks = datetime(2026, 1, 1, tzinfo=UTC), []
    while at.year < 2036:
        at = trigger.get_next_fire_time(None, at + timedelta(seconds=1)).astimezone(UTC)
        weeks.append(last_full_week((at + timedelta(hours=7)).date()))
    assert all(one.following() == two for one, two in pairwise(weeks))
    assert {week.code for week in weeks} >= {"2026-W53", "2032-W53"}


def caught_up(now: datetime) -> list[str]:
    """What a clock that starts catches up."""
    change("DELETE FROM procrastinate_jobs")
    clock = BackgroundScheduler(timezone=UTC)
    clock.start(paused=True)
    try:
        scheduler.load(clock)
        scheduler.catch_up(clock, now)
    finally:
        clock.shutdown(wait=False)
    return sorted(waiting())


def test_a_machine_that_was_off_makes_its_report_when_it_starts(db: TestDatabase) -> None:
    """On at half past seven, as in an office; off each night. What comes within the hour is not caught up."""
    monday = datetime(2026, 11, 23, 0, 30, tzinfo=UTC)
    assert caught_up(monday) == ["evidence", "report", "trail"], "never fired, on its first morning"
    assert caught_up(monday + timedelta(minutes=1)) == [], "once, also with a second clock"
    assert caught_up(monday + timedelta(days=1)) == ["evidence", "trail"]
    assert scheduler.fire(plan("evidence"), datetime(2026, 11, 29, 17, 5, tzinfo=UTC))
    assert caught_up(monday + timedelta(days=7)) == ["report", "trail"]
    assert caught_up(monday + timedelta(days=28)) == ["evidence", "report", "trail"], (
        "four weeks off: once each"
    )
    assert caught_up(monday + timedelta(days=28, minutes=1)) == []


def test_a_clock_that_slept_over_a_fire_catches_it_up_when_it_reads_the_table(db: TestDatabase) -> None:
    clock = BackgroundScheduler(timezone=UTC)
    clock.start(paused=True)
    try:
        scheduler._reload(clock)
        assert "report" in waiting()
        change("DELETE FROM procrastinate_jobs")
        scheduler._reload(clock)
        assert waiting() == []
    finally:
        clock.shutdown(wait=False)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_clock_stops_when_asked(db: TestDatabase, tmp_path: Path, number: signal.Signals) -> None:
    log = tmp_path / "log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "pipeline", "scheduler"], stdout=output, stderr=output
        )
        try:
            wait_for(
                lambda: (
                    f"clock started with {len(scheduler._plans())} " in log.read_text()
                    or process.poll() is not None
                )
            )
            os.kill(process.pid, number)
            assert process.wait(30) == 0, log.read_text()
        finally:
            process.kill()
            process.wait()
    assert "Traceback" not in log.read_text()


def test_a_clock_without_a_database_says_so() -> None:
    nowhere = "postgresql://nobody@127.0.0.1:1/nothing"
    assert sangtin("scheduler", SANGTIN_DATABASE_URL=nowhere).fails_clearly(1, "database_unavailable")
