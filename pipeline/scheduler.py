"""The clock: APScheduler with a memory store, loaded from the ``schedule`` table.

A fire inserts a row unique on (schedule, fire time) and the nudge in one transaction, so two schedulers
do no harm. Changed schedules are picked up within a minute, and so is what should have fired while the machine was off or slept: a
commune's computer is never on at five on Monday morning, when reports are made, nor at night.
"""

from __future__ import annotations

import logging
import signal
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from apscheduler.schedulers.base import BaseScheduler
from apscheduler.schedulers.blocking import BlockingScheduler
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger

from models.errors import TriageError
from models.queries import jobs, schedules
from models.session import transaction
from pipeline import halt, logs

log = logging.getLogger("sangtin.scheduler")

RELOAD = "reload"
RELOAD_SECONDS = 60
MISFIRE_GRACE_SECONDS = 300
"""A fire up to this late (the machine slept) still counts; missed fires of one schedule become one."""
SOON = timedelta(hours=1)
"""What fires again within this time is not caught up: it comes by itself."""
LOOK_BACK = timedelta(days=8)
"""How far back a schedule that has never fired may have missed one; weekly ones are the rarest there are."""


@dataclass(frozen=True, slots=True)
class Plan:
    """A schedule as it is run."""

    schedule_id: int
    name: str
    task: str
    cron: str
    timezone: str


def run() -> None:
    """Run the clock until asked to stop (SIGINT, SIGTERM).

    Raises:
        DatabaseUnavailable: the database does not answer at the start. Later it is waited for.
    """
    logs.install(logging.WARNING if halt.started_by_up() else logging.INFO)
    scheduler = BlockingScheduler(timezone=UTC)
    load(scheduler)
    catch_up(scheduler)
    scheduler.add_job(_reload, IntervalTrigger(seconds=RELOAD_SECONDS), [scheduler], id=RELOAD)

    def stop(*_: object) -> None:
        if not scheduler.running:
            raise SystemExit(0)
        scheduler.shutdown(wait=False)

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    log.info("clock started with %d schedules", len(scheduler.get_jobs()) - 1)
    scheduler.start()


def _reload(scheduler: BaseScheduler) -> None:
    try:
        load(scheduler)
        catch_up(scheduler)
    except TriageError as error:
        log.warning("schedules not read again: %s", error.code)


def load(scheduler: BaseScheduler) -> None:
    """Make the scheduler's jobs match the table. A schedule that cannot be read is left out, said in the log."""
    plans = {f"{plan.schedule_id}:{plan.cron}:{plan.task}:{plan.timezone}": plan for plan in _plans()}
    for job in scheduler.get_jobs():
        if job.id != RELOAD and job.id not in plans:
            job.remove()
    for key, plan in plans.items():
        trigger = _trigger(plan) if scheduler.get_job(key) is None else None
        if trigger is not None:
            scheduler.add_job(
                _tick, trigger, [plan], id=key, coalesce=True, misfire_grace_time=MISFIRE_GRACE_SECONDS
            )


def catch_up(scheduler: BaseScheduler, now: datetime | None = None) -> None:
    """Fire once what should have fired since it fired last, and did not."""
    now = now or datetime.now(UTC)
    with transaction() as session:
        fires = schedules.last_fires(session)
    for job in scheduler.get_jobs():
        if job.id == RELOAD:
            continue
        (plan,) = job.args
        coming = job.trigger.get_next_fire_time(None, now)
        if coming is None or coming - now <= SOON:
            continue
        last = fires.get(plan.schedule_id)
        after = now - LOOK_BACK if last is None else last + timedelta(minutes=1)
        due = job.trigger.get_next_fire_time(None, after)
        if due is not None and due <= now:
            log.info("schedule %s should have fired at %s", plan.name, due.astimezone(UTC))
            _tick(plan, now)


def _trigger(plan: Plan) -> CronTrigger | None:
    try:
        return CronTrigger.from_crontab(plan.cron, timezone=plan.timezone)
    except (ValueError, LookupError):
        log.error("schedule %s: not a cron expression or zone, left out", plan.name)  # noqa: TRY400
        return None


def _tick(plan: Plan, at: datetime | None = None) -> None:
    """A fire the database cannot record is caught up or, where it is a frequent one, the next one comes."""
    try:
        fire(plan, at)
    except TriageError as error:
        log.warning("schedule %s did not fire: %s", plan.name, error.code)


def fire(plan: Plan, at: datetime | None = None) -> bool:
    """Record one fire and nudge its task; False when another scheduler did so already.

    Cron has minutes, so the fire time is the current minute.
    """
    minute = (at or datetime.now(UTC)).replace(second=0, microsecond=0)
    with transaction() as session:
        if not schedules.record_fire(session, plan.schedule_id, minute):
            return False
        jobs.nudge(session, plan.task)
    log.info("schedule %s fired %s", plan.name, plan.task)
    return True


def _plans() -> list[Plan]:
    with transaction() as session:
        return [
            Plan(row.id, row.name, row.task, row.cron, row.timezone)
            for row in schedules.enabled_schedules(session)
        ]
