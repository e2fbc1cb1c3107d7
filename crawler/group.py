"""``python -m crawler.group --run-id N``: collect many sources side by side in one process, each from a server of its own.

It begins with one run and takes others that wait, as long as there is room, until it has read its share of pages, holds enough
memory or is old enough; then it takes nothing new, brings what it has to its end, and ends: what a long life of a process
leaves behind goes with it. Each run is claimed with its server, written and concluded as if it were alone (``crawler.run``), so
a killed process loses at most a page of each of its runs (where no pause is kept: what came within a second), which are taken over
when their hearts have stopped.

Runs of the demonstration and others are never in one process: the resolver of the process knows one allowance. A run at its
last attempt is alone in its process: what kills one process after the other must do so under its own name.

Prints one JSON line per run: ids, codes and counts. Exit 0, or 1 when the first run could not be claimed for an error.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import logging
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from scrapy.crawler import AsyncCrawlerProcess

from crawler import quiet, run
from crawler.engine import DirectCrawler
from crawler.errors import Interrupted, TooMuchMemory, Unexpected
from crawler.guard import ALLOWANCE
from crawler.health import Outcome
from crawler.memory import LIMIT_MEGABYTES, own_high_water, own_memory
from crawler.pipelines import TICKET
from crawler.plan import Ledger, Plan
from crawler.process import TOO_MUCH, conclude_ledger, settings_of
from crawler.safety import Allowance
from crawler.walk import SourceSpider
from models.errors import TriageError
from models.queries import company, jobs, runs
from models.queries.runs import RunTicket
from models.session import transaction

log = logging.getLogger("crawler.group")

MEGABYTE = 1_000_000
GARBAGE = 50_000
"""Objects between two collections of the youngest garbage (Python: 700); pages are trees of thousands, and trees free themselves."""


@dataclass(frozen=True, slots=True)
class Share:
    """When a process takes nothing new. Own choices, measured by ``scripts/bench_crawl.py``.

    ``runs``: at a time, each asks one server a page every three seconds at most, so that a hundred fill half a core. ``pages``,
    ``seconds`` and ``megabytes``: what it has read, how old it is, what it holds. ``look``: seconds between two looks for runs that wait.
    """

    runs: int = 100
    pages: int = 5_000
    seconds: float = 1_200.0
    megabytes: int = 400
    look: float = 2.0


class Group(AsyncCrawlerProcess):
    """The runs of one process, all of the demonstration or none. ``prepare`` makes the plan of a run."""

    def __init__(
        self,
        first: RunTicket,
        allowance: Allowance | None,
        share: Share,
        prepare: Callable[[RunTicket, Allowance | None], Plan] = run.prepare,
    ) -> None:
        """``allowance``: what the resolver of this process lets through beside public addresses; see ``main``."""
        own = settings_of(Plan(first.kind, first.url, allowance=allowance), _PIPELINE)
        super().__init__({name: own[name] for name in _OF_THE_PROCESS})
        self._first, self._allowance = first, allowance
        self._prepare, self._share = prepare, share
        self._alone = first.attempt >= runs.MAX_ATTEMPTS
        self._at_work: dict[asyncio.Task[None], int] = {}
        self._ledgers: list[Ledger] = []
        self._begun, self._pages = time.monotonic(), 0
        self._stopping = self._too_large = False

    def work(self) -> None:
        """Collect until nothing waits or the share is done. Blocks; may be called once per process."""
        gc.collect()
        gc.freeze()
        gc.set_threshold(GARBAGE, 20, 20)
        task = asyncio.get_event_loop().create_task(self._work())
        task.add_done_callback(self._stop_reactor)
        self.start(stop_after_crawl=False)

    async def stop(self) -> None:
        """Asked to stop: nothing new, and every run ends after its page and is given back."""
        self._stopping = True
        while self._at_work:
            for crawler in list(self.crawlers):
                with suppress(RuntimeError):  # it has not begun yet; next time
                    if crawler.engine.running:
                        asyncio.get_event_loop().create_task(crawler.stop_async())
            await asyncio.wait(list(self._at_work), timeout=0.1)

    async def _work(self) -> None:
        self._begin(self._first)
        while True:
            if not self._is_done_taking():
                try:
                    await self._take()
                except TriageError as problem:
                    log.warning("no new runs: %s", problem.code)
            if not self._at_work:
                return
            await asyncio.wait(
                list(self._at_work), timeout=self._share.look, return_when=asyncio.FIRST_COMPLETED
            )
            await self._heed_memory()

    def _is_done_taking(self) -> bool:
        """Whether the process has had its share."""
        read = self._pages + sum(ledger.counts.pages for ledger in self._ledgers)
        return (
            self._stopping
            or self._alone
            or read >= self._share.pages
            or time.monotonic() - self._begun >= self._share.seconds
            or (own_memory() or 0) >= self._share.megabytes * MEGABYTE
        )

    async def _take(self) -> None:
        """Runs that wait, the oldest first, while there is room. Others get their turn between two claims."""
        room = self._share.runs - len(self._at_work)
        if room <= 0:
            return
        with transaction() as session:
            waiting = company.waiting_alike(session, self._first.demonstration)
        for run_id in waiting[:room]:
            if self._is_done_taking():
                return
            with transaction() as session:
                ticket = runs.claim_run(session, run_id)
                if ticket is not None and ticket.demonstration != self._first.demonstration:
                    runs.release_run(session, run_id, ticket.attempt)  # somebody changed the source meanwhile
                    ticket = None
            if ticket is not None:
                self._begin(ticket)
            await asyncio.sleep(0)

    def _begin(self, ticket: RunTicket) -> None:
        task = asyncio.get_event_loop().create_task(self._collect(ticket))
        self._at_work[task] = ticket.run_id
        task.add_done_callback(self._at_work.pop)

    async def _collect(self, ticket: RunTicket) -> None:
        """One run to its end, whatever happens to it."""
        try:
            outcome = await self._outcome(ticket)
        except TriageError as problem:
            run.say(ticket.run_id, "failed", code=problem.code)
        except Exception as problem:  # the run is taken over when its heart has stopped; the others go on
            log.error("run %d: %s", ticket.run_id, type(problem).__name__)  # noqa: TRY400 -- no words of others
        else:
            run.say_outcome(ticket.run_id, outcome)

    async def _outcome(self, ticket: RunTicket) -> Outcome:
        plan = self._prepare(ticket, self._allowance)
        ledger = Ledger()
        self._ledgers.append(ledger)
        crawler = DirectCrawler(SourceSpider, settings_of(plan, _PIPELINE, {TICKET: ticket, **_NOT_BY_RUN}))
        try:
            await self.crawl(crawler, plan=plan, ledger=ledger)
        except Exception as problem:
            log.error("run %d did not begin: %s", ticket.run_id, type(problem).__name__)  # noqa: TRY400
            ledger.stop(Unexpected("Trình thu thập không khởi động được."))
        finally:
            self._ledgers.remove(ledger)
            self._pages += ledger.counts.pages
        if self._too_large and not self._alone:
            return _given_up(ticket, ledger)
        if self._too_large:
            ledger.stop(TooMuchMemory(TOO_MUCH))
        conclude_ledger(ledger, crawler)
        outcome = run.conclude(ticket, ledger)
        with transaction() as session:
            jobs.nudge(session, "assess")
        return outcome

    async def _heed_memory(self) -> None:
        """At the limit every run ends. A single one is to blame; of several each gets another attempt, the last one alone."""
        if not self._too_large and (own_high_water() or 0) >= LIMIT_MEGABYTES * 1024 * 1024:
            self._too_large = True
            self._alone = self._alone or len(self._at_work) == 1
            await self.stop()


_PIPELINE = "crawler.pipelines.StorePages"
_OF_THE_PROCESS = (
    ALLOWANCE,
    "LOG_ENABLED",
    "LOG_INSTALL_ROOT_HANDLER",
    "TWISTED_DNS_RESOLVER",
    "TWISTED_REACTOR",
)
"""Settings that hold for the process; everything else is each run's own."""
_NOT_BY_RUN: dict[str, Any] = {"MEMUSAGE_ENABLED": False}
"""Memory is the process's: heeded once for all runs."""


def _given_up(ticket: RunTicket, ledger: Ledger) -> Outcome:
    with transaction() as session:
        runs.release_run(session, ticket.run_id, ticket.attempt, counts=True)
    return Outcome(ledger.counts, Interrupted("Lần thu thập bị dừng giữa chừng; lần sau sẽ đọc tiếp."))


def main(argv: Sequence[str] | None = None) -> int:
    """Collect a run and those that wait beside it; see the module."""
    parser = argparse.ArgumentParser(
        prog="python -m crawler.group", description="Thu thập nhiều nguồn cùng lúc trong một tiến trình."
    )
    parser.add_argument("--run-id", type=int, required=True, help="số của lần thu thập đầu tiên")
    parser.add_argument("--demonstration", metavar="HOST:PORT", help="máy chủ trình diễn trên máy này")
    given = parser.parse_args(argv)
    quiet.install()
    try:
        allowance = Allowance.parse(given.demonstration) if given.demonstration else None
        with transaction() as session:
            ticket = runs.claim_run(session, given.run_id)
    except TriageError as problem:
        return run.say(given.run_id, "failed", 1, code=problem.code, message=problem.message)
    if ticket is None:
        return run.say(given.run_id, "skipped")
    Group(ticket, allowance if ticket.demonstration else None, Share()).work()
    return 0


if __name__ == "__main__":
    sys.exit(main())
