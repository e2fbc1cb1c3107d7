"""A worker: runs jobs, takes back jobs whose worker died, and outlives a database that goes away for a while."""

from __future__ import annotations

import asyncio
import logging
import signal

from procrastinate import App
from procrastinate.exceptions import ConnectorException

from models.errors import DatabaseError
from models.queries import jobs
from models.session import transaction
from pipeline import halt, logs
from pipeline.jobs import opened
from pipeline.stages import collect

log = logging.getLogger("sangtin.worker")

HEARTBEAT_SECONDS = 5.0
STALLED_SECONDS = 20.0
"""A worker silent for this long is taken to be dead (four missed heartbeats)."""
AGAIN_SECONDS = 3.0
"""Pause before a database that went away is tried again."""


def run(concurrency: int = 2, until_idle: bool = False) -> None:
    """Work until asked to stop (SIGINT, SIGTERM), or until no job is left.

    ``concurrency`` jobs at a time, each in a thread. Before and while working, jobs of dead workers go
    back to the queue, and runs whose crawler died are handed out again. Asked to stop, crawls give
    their runs back, and work in batches ends after its batch.

    Raises:
        DatabaseUnavailable: the database does not answer at the start. Later it is waited for.
    """
    halt.asked.clear()
    logs.install(logging.WARNING if halt.started_by_up() else logging.INFO)
    with transaction() as session:
        jobs.waiting_jobs(session)
    asyncio.run(_run(concurrency, until_idle))


async def _run(concurrency: int, until_idle: bool) -> None:
    work = asyncio.ensure_future(_keep_working(concurrency, until_idle))

    def stop() -> None:
        halt.asked.set()
        collect.stop_all()
        work.cancel()

    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop)
    try:
        await work
    except asyncio.CancelledError:
        if not halt.asked.is_set():
            raise


async def _keep_working(concurrency: int, until_idle: bool) -> None:
    while True:
        try:
            async with opened(min_size=1, max_size=concurrency + 3).open_async() as app:
                await _work(app, concurrency, until_idle)
        except (ConnectorException, DatabaseError) as error:
            log.warning("the database went away (%s); trying again", type(error).__name__)
            await asyncio.sleep(AGAIN_SECONDS)
        else:
            return


async def _work(app: App, concurrency: int, until_idle: bool) -> None:
    await asyncio.to_thread(take_back)
    keeper = asyncio.create_task(_keep_taking_back())
    try:
        while True:
            await app.run_worker_async(
                concurrency=concurrency,
                wait=not until_idle,
                fetch_job_polling_interval=2.0,
                delete_jobs="successful",
                update_heartbeat_interval=HEARTBEAT_SECONDS,
                stalled_worker_timeout=STALLED_SECONDS,
                install_signal_handlers=False,
            )
            if not until_idle or not await asyncio.to_thread(_something_waits):
                return
            await asyncio.sleep(0.2)  # asked for meanwhile, or waiting for the lock of a running job
    finally:
        keeper.cancel()


def take_back() -> int:
    """Put jobs of dead workers back in the queue and hand out runs of dead crawlers; returns how many jobs."""
    with transaction() as session:
        taken = jobs.take_back_stalled(session, STALLED_SECONDS)
    if taken:
        log.warning("%d jobs of dead workers taken back", taken)
    collect.hand_out_waiting()
    return taken


async def _keep_taking_back() -> None:
    while True:
        await asyncio.sleep(STALLED_SECONDS)
        try:
            await asyncio.to_thread(take_back)
        except DatabaseError as error:
            log.warning("jobs of dead workers not looked for: %s", error.code)


def _something_waits() -> bool:
    with transaction() as session:
        return jobs.ready_jobs(session) > 0


def nudge_waiting() -> None:
    """Ask for everything that waits: used when a machine starts after a stop."""
    collect.hand_out()
    with transaction() as session:
        for task in ("assess", "route"):
            jobs.nudge(session, task)
