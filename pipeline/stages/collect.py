"""Crawling: runs of many servers side by side in a process of the crawler, one at a time per server.

A worker keeps at most one such process at work (and one for the demonstration, which shares with nobody): it takes what waits within
seconds (``crawler.group``), and the worker's other jobs go on beside it. A run at its last attempt has a process of its own.

Two locks, both in the database, so both hold for all machines. The queue runs jobs with the same ``host:…`` one after the other:
that spares starting a crawl in vain. The turn a run takes with its claim (``models.queries.hosts``) is what is relied on: it also
knows of crawls started from the command line, of a crawler that outlived its worker, and of the other servers of a site. A run that
could not have its turn now is handed out again when it can; nobody waits for it in a process, and the oldest comes first.
"""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Sequence

from crawler.command import command, group_command
from models.queries import intake, jobs
from models.queries.company import company_of
from models.queries.hosts import host_of
from models.queries.runs import may_start, queue_due_runs, run_urls, waiting_runs
from models.session import Session, transaction
from models.settings import settings

TIMEOUT_SECONDS = 3600.0
"""A process that takes longer is ended; its runs are taken over. (It takes nothing new after 20 minutes, and a run lasts 30 at most.)"""
STOP_SECONDS = 8.0
"""How long a crawl asked to stop may take to finish its page and give its run back."""

_running: set[subprocess.Popen[bytes]] = set()
_companies: list[bool | None] = []
"""What the processes at work take: runs of the demonstration, others, or (None) one run alone."""
_guard = threading.Lock()


def hand_out() -> int:
    """Open due runs and nudge a collector for every run nobody works on; returns how many."""
    with transaction() as session:
        intake.prepare_months(session)
    with transaction() as session:
        queue_due_runs(session)
    return hand_out_waiting()


def hand_out_waiting() -> int:
    """Nudge a collector for every run that could be claimed now, also those whose crawler died; returns how many."""
    with transaction() as session:
        waiting = waiting_runs(session)
        nudge_runs(session, waiting)
        return len(waiting)


def nudge_runs(session: Session, run_ids: Sequence[int]) -> None:
    """One job per run; runs of one host wait for each other."""
    for run_id, url in run_urls(session, run_ids).items():
        jobs.nudge(session, "collect", lock=f"host:{host_of(url)}", run_id=run_id)


def collect(run_id: int) -> int:
    """Start a process that collects this run and others that wait, and wait for its end. Returns its exit code; 0 when none is needed:
    it is not the run's turn, or a process that takes what waits is at work.
    """
    with transaction() as session:
        if not may_start(session, run_id):
            return 0
        company = company_of(session, run_id)
    with _guard:
        if company is not None and company in _companies:
            return 0
        _companies.append(company)
    try:
        code = _run(group_command(run_id, settings().demonstration))
    finally:
        with _guard:
            _companies.remove(company)
    hand_out_waiting()
    return code


def collect_alone(run_id: int) -> int:
    """Collect one run in a process of its own and ask for an assessment of what it brought. Returns its exit code."""
    code = _run(command(run_id, settings().demonstration))
    with transaction() as session:
        jobs.nudge(session, "assess")
    return code


def _run(line: list[str]) -> int:
    process = subprocess.Popen(line, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    with _guard:
        _running.add(process)
    try:
        return process.wait(timeout=TIMEOUT_SECONDS)
    except subprocess.TimeoutExpired:
        return 1
    finally:
        _end(process)
        with _guard:
            _running.discard(process)


def stop_all() -> None:
    """Ask every crawl of this process to stop; each gives its run back and its ``collect`` returns."""
    with _guard:
        running = list(_running)
    for process in running:
        process.terminate()


def _end(process: subprocess.Popen[bytes]) -> None:
    """Nothing we started outlives us, unless we are killed."""
    if process.poll() is not None:
        return
    process.terminate()
    try:
        process.wait(timeout=STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
