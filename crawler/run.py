"""``python -m crawler.run --run-id N``: collect one source, in a process of its own.

Takes the run's row, crawls, and writes how it went. Prints one JSON line: ids, codes and counts, never text
or addresses. Exit 0 when the run is done or belongs to somebody else, 1 when it failed.
"""

from __future__ import annotations

import argparse
import fcntl
import hashlib
import json
import logging
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any
from urllib.parse import urlsplit

from crawler import quiet
from crawler.errors import HostBusy, Interrupted
from crawler.health import Outcome, judge
from crawler.incremental import Validators
from crawler.pipelines import BEAT_SECONDS, TICKET, body_key, remember
from crawler.plan import Ledger, Plan
from crawler.process import crawl
from crawler.registry import KINDS
from crawler.safety import Allowance
from models.crypto import vault
from models.errors import HomeNotWritable, TriageError
from models.queries import fetches, runs, sources, vanishing
from models.queries.runs import RunTicket
from models.session import transaction
from models.settings import settings

HOST_WAIT_SECONDS = 900.0
"""How long a run waits for another run on the same host before it gives up."""

REVISITED = 5
"""Threads with stored posts that a run looks at again, those not seen for longest. Own choice: few requests, and every thread in turn."""

log = logging.getLogger("crawler.run")


def main(argv: Sequence[str] | None = None) -> int:
    """Collect one run; see the module."""
    parser = argparse.ArgumentParser(
        prog="python -m crawler.run", description="Thu thập một lần từ một nguồn."
    )
    parser.add_argument("--run-id", type=int, required=True, help="số của lần thu thập")
    parser.add_argument("--demonstration", metavar="HOST:PORT", help="máy chủ trình diễn trên máy này")
    given = parser.parse_args(argv)
    quiet.install()
    try:
        allowance = Allowance.parse(given.demonstration) if given.demonstration else None
        with transaction() as session:
            ticket = runs.claim_run(session, given.run_id)
        if ticket is None:
            return _say(given.run_id, "skipped", 0)
        outcome = collect(ticket, allowance)
    except TriageError as problem:
        return _say(given.run_id, "failed", 1, code=problem.code, message=problem.message)
    error = outcome.error
    return _say(
        ticket.run_id,
        "failed" if error else "done",
        1 if error else 0,
        code=error.code if error else None,
        message=error.message if error else None,
        **asdict(outcome.counts),
    )


def collect(ticket: RunTicket, allowance: Allowance | None) -> Outcome:
    """Crawl a claimed run and write its outcome.

    Raises:
        DatabaseUnavailable: the outcome could not be written; the run is taken over later.
    """
    plan = plan_for(ticket, allowance)
    try:
        with alone_on_host(ticket):
            ledger = crawl(plan, "crawler.pipelines.StorePages", {TICKET: ticket})
    except HostBusy as problem:
        ledger = Ledger(stopped_by=problem)
    outcome = judge(ledger.counts, ticket.had_posts_before, ledger.stopped_by)
    if isinstance(outcome.error, Interrupted):
        with transaction() as session:
            runs.release_run(session, ticket.run_id)
        return outcome
    with transaction() as session:
        if not ledger.incomplete:
            for page in ledger.remember_at_end:
                remember(session, vault(), ticket.source_id, page)
        error = outcome.error
        runs.finish_run(
            session,
            ticket.run_id,
            error_code=error.code if error else None,
            error_message=error.message if error else None,
        )
        retry_at = getattr(error, "retry_at", None)
        if retry_at is not None:
            sources.postpone(session, ticket.source_id, retry_at)
    return outcome


def plan_for(ticket: RunTicket, allowance: Allowance | None) -> Plan:
    """The plan of a run. The allowance counts only for a source marked as demonstration."""
    keys = vault()

    def recall(url: str) -> fetches.FetchState | None:
        with transaction() as session:
            return fetches.fetch_state(session, keys, ticket.source_id, url)

    def unchanged(url: str, body_hash: bytes) -> bool:
        known = recall(url)
        return known is not None and known.body_key == body_key(keys, Validators(None, None, body_hash))

    unseen: list[str] = []
    if KINDS[ticket.kind].again is not None:
        with transaction() as session:
            unseen = vanishing.longest_unseen(session, keys, ticket.source_id, REVISITED)
    return Plan(
        kind=ticket.kind,
        url=ticket.url,
        delay=ticket.delay_seconds,
        max_pages=ticket.max_pages,
        allowance=allowance if ticket.demonstration else None,
        recall=recall,
        unchanged=unchanged,
        revisit=tuple(unseen),
    )


@contextmanager
def alone_on_host(ticket: RunTicket) -> Iterator[None]:
    """Politeness is per process, so two runs never work on one host of this machine at once.

    Raises:
        HostBusy: the other run took too long. HomeNotWritable: no place for the lock.
    """
    host = hashlib.sha256((urlsplit(ticket.url).hostname or "").encode()).hexdigest()[:16]
    directory = settings().home / "locks"
    try:
        directory.mkdir(parents=True, exist_ok=True, mode=0o700)
        lock = (directory / f"host-{host}").open("w")
    except OSError:
        raise HomeNotWritable("Không ghi được thư mục dữ liệu (SANGTIN_HOME) của chương trình.") from None
    with lock:
        waited = 0.0
        while not _locked(lock):
            if waited >= HOST_WAIT_SECONDS:
                raise HostBusy("Một lần thu thập khác trên cùng máy chủ kéo dài quá lâu; lần sau sẽ đọc.")
            if waited % BEAT_SECONDS < 1:
                with transaction() as session:
                    runs.beat(session, ticket.run_id)
            time.sleep(1)
            waited += 1
        yield


def _locked(lock: Any) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _say(run_id: int, state: str, exit_code: int, **more: Any) -> int:
    sys.stdout.write(json.dumps({"run": run_id, "state": state, **more}, ensure_ascii=False) + "\n")
    return exit_code


if __name__ == "__main__":
    sys.exit(main())
