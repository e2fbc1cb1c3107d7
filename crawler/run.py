"""``python -m crawler.run --run-id N``: collect one source, in a process of its own.

Takes the run's row, crawls, and writes how it went. Prints one JSON line: ids, codes and counts, never text
or addresses. Exit 0 when the run is done or belongs to somebody else, 1 when it failed.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from random import SystemRandom
from typing import Any

from crawler import quiet
from crawler.errors import Interrupted
from crawler.health import Outcome, judge
from crawler.memories import Memory, remember
from crawler.pace import HARD_LIMIT, Before, follow
from crawler.pipelines import TICKET
from crawler.plan import Ledger, Plan
from crawler.process import crawl
from crawler.registry import KINDS
from crawler.safety import Allowance
from crawler.servers import KeptServers
from models.crypto import vault
from models.errors import TriageError
from models.queries import hosts, runs, set_aside, sources, vanishing
from models.queries.runs import RunTicket, Spent
from models.session import Session, transaction
from models.settings import settings

REVISITED = 5
"""Threads with stored posts that a run looks at again, those not seen for longest. Own choice: few requests, and every thread in turn."""


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
            return say(given.run_id, "skipped")
        outcome = collect(ticket, allowance)
    except TriageError as problem:
        return say(given.run_id, "failed", 1, code=problem.code, message=problem.message)
    return say_outcome(ticket.run_id, outcome)


def collect(ticket: RunTicket, allowance: Allowance | None) -> Outcome:
    """Crawl a claimed run and write its outcome.

    Raises:
        DatabaseUnavailable: the outcome could not be written; the run is taken over later.
    """
    plan = prepare(ticket, allowance)
    return conclude(ticket, crawl(plan, "crawler.pipelines.StorePages", {TICKET: ticket}))


def prepare(ticket: RunTicket, allowance: Allowance | None) -> Plan:
    """The plan of a claimed run. The allowance counts only for a source marked as demonstration."""
    memory = Memory(ticket.source_id)
    with transaction() as session:
        retry = set_aside.to_retry(session, vault(), ticket.source_id, ticket.max_pages)
    unseen: list[str] = []
    if KINDS[ticket.kind].again is not None:
        with transaction() as session:
            unseen = vanishing.longest_unseen(session, vault(), ticket.source_id, REVISITED)
    return Plan(
        kind=ticket.kind,
        url=ticket.url,
        delay=ticket.delay_seconds,
        max_pages=ticket.max_pages,
        allowance=allowance if ticket.demonstration else None,
        servers=KeptServers(ticket),
        recall=memory.recall,
        unchanged=memory.unchanged,
        revisit=tuple(unseen),
        retry=tuple(retry),
    )


def conclude(ticket: RunTicket, ledger: Ledger) -> Outcome:
    """Write how a run went, free its server, and say when the source is due again. Asked to stop, the run is given back.

    Nothing is written when the run went to somebody else meanwhile.

    Raises:
        DatabaseUnavailable: nothing was written; the run is taken over later.
    """
    outcome = judge(ledger.counts, ticket.had_posts_before, ledger.stopped_by)
    error = outcome.error
    with transaction() as session:
        if isinstance(error, Interrupted):
            runs.release_run(session, ticket.run_id, ticket.attempt)
            _rest(session, ledger)
            return outcome
        known = sources.cadence(session, ticket.source_id, HARD_LIMIT * 2)
        spent = Spent(
            ledger.requests, ledger.received, ledger.counts.unchanged, ledger.cut_short, ledger.left_over
        )
        code, message = (error.code, error.message) if error else (None, None)
        if not runs.finish_run(session, ticket.run_id, code, message, spent, ticket.attempt):
            return outcome
        if not ledger.incomplete:
            remember(session, vault(), ticket.source_id, ledger.remember_at_end)
        _rest(session, ledger)
        _settle(session, ticket, known, outcome, ledger.unread)
    return outcome


def _rest(session: Session, ledger: Ledger) -> None:
    """The pause after the last request holds for the next run too."""
    for host, seconds in sorted(ledger.pauses.items()):
        hosts.rest(session, host, seconds)


def _settle(
    session: Session, ticket: RunTicket, known: sources.Cadence, outcome: Outcome, unread: int
) -> None:
    before = Before(
        known.every_seconds, known.pace_seconds, known.failures, known.earlier, not ticket.had_posts_before
    )
    code = outcome.error.code if outcome.error else None
    floor = settings().crawl_floor_seconds
    then = follow(before, outcome.counts, code, floor, SystemRandom().random(), unread)
    sources.settle(session, ticket.source_id, then.pace, then.failures, then.due_in)
    retry_at = getattr(outcome.error, "retry_at", None)
    if retry_at is not None:
        sources.postpone(session, ticket.source_id, retry_at)
    if then.disable and outcome.error is not None:
        sources.disable(session, ticket.source_id, outcome.error.message, code=outcome.error.code)


def say_outcome(run_id: int, outcome: Outcome) -> int:
    """Tell how a run went; its exit code."""
    error = outcome.error
    return say(
        run_id,
        "failed" if error else "done",
        1 if error else 0,
        code=error.code if error else None,
        message=error.message if error else None,
        **asdict(outcome.counts),
    )


def say(run_id: int, state: str, exit_code: int = 0, **more: Any) -> int:
    """One line of JSON about a run; gives the exit code back."""
    sys.stdout.write(json.dumps({"run": run_id, "state": state, **more}, ensure_ascii=False) + "\n")
    sys.stdout.flush()
    return exit_code


if __name__ == "__main__":
    sys.exit(main())
