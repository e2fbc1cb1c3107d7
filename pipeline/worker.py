"""A worker: runs jobs, and takes back jobs whose worker died."""

from __future__ import annotations

import asyncio
import logging

from procrastinate import App

from models.queries import jobs
from models.session import transaction
from pipeline.jobs import opened
from pipeline.stages import collect

log = logging.getLogger("sangtin.worker")

HEARTBEAT_SECONDS = 5.0
STALLED_SECONDS = 20.0
"""A worker silent for this long is taken to be dead (four missed heartbeats)."""


def run(concurrency: int = 2, until_idle: bool = False) -> None:
    """Work until interrupted, or until no job is left.

    ``concurrency`` jobs at a time, each in a thread. Before and while working, jobs of dead workers go
    back to the queue, and runs whose crawler died are handed out again.
    """
    asyncio.run(_run(concurrency, until_idle))


async def _run(concurrency: int, until_idle: bool) -> None:
    async with opened(min_size=1, max_size=concurrency + 3).open_async() as app:
        await take_back_stalled(app)
        keeper = asyncio.create_task(_keep_taking_back(app))
        try:
            await _work(app, concurrency, until_idle)
            while until_idle and _something_waits():  # jobs that running jobs asked for meanwhile
                await _work(app, concurrency, until_idle)
        finally:
            keeper.cancel()


async def _work(app: App, concurrency: int, until_idle: bool) -> None:
    await app.run_worker_async(
        concurrency=concurrency,
        wait=not until_idle,
        fetch_job_polling_interval=2.0,
        delete_jobs="successful",
        update_heartbeat_interval=HEARTBEAT_SECONDS,
        stalled_worker_timeout=STALLED_SECONDS,
        install_signal_handlers=True,
    )


def _something_waits() -> bool:
    with transaction() as session:
        return jobs.waiting_jobs(session).get("todo", 0) > 0


async def take_back_stalled(app: App) -> int:
    """Put jobs of dead workers back in the queue; returns how many."""
    stalled = list(await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_SECONDS))
    for job in stalled:
        log.warning("job %s (%s) of a dead worker taken back", job.id, job.task_name)
        await app.job_manager.retry_job(job)
    return len(stalled)


async def _keep_taking_back(app: App) -> None:
    while True:
        await asyncio.sleep(STALLED_SECONDS)
        await take_back_stalled(app)


def nudge_waiting() -> None:
    """Ask for everything that waits: used when a machine starts after a stop."""
    collect.hand_out()
    with transaction() as session:
        for task in ("assess", "route"):
            jobs.nudge(session, task)
