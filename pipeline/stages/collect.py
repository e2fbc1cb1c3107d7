"""Crawling: each run is a Scrapy process of its own, one at a time per host."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from urllib.parse import urlsplit

from crawler.run import command
from models.queries import jobs
from models.queries.runs import queue_due_runs, run_urls, waiting_runs
from models.session import Session, transaction
from models.settings import settings

TIMEOUT_SECONDS = 3600
"""A crawl that takes longer is ended; its run is taken over by the next claim."""


def hand_out() -> int:
    """Open due runs and nudge a collector for every run nobody works on; returns how many."""
    with transaction() as session:
        queue_due_runs(session)
        waiting = waiting_runs(session)
        nudge_runs(session, waiting)
        return len(waiting)


def nudge_runs(session: Session, run_ids: Sequence[int]) -> None:
    """One job per run; runs of one host wait for each other."""
    for run_id, url in run_urls(session, run_ids).items():
        jobs.nudge(session, "collect", lock=f"host:{urlsplit(url).hostname}", run_id=run_id)


def collect(run_id: int) -> int:
    """Run the crawler for one run and ask for an assessment of what it brought. Returns its exit code."""
    try:
        finished = subprocess.run(
            command(run_id, settings().demonstration),
            timeout=TIMEOUT_SECONDS,
            check=False,
            stdin=subprocess.DEVNULL,
        ).returncode
    except subprocess.TimeoutExpired:
        finished = 1
    with transaction() as session:
        jobs.nudge(session, "assess")
    return finished
