"""Many runs in one process: side by side, each on its own; nothing of one spoils another, nothing is lost with the process."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, text, update

from crawler.command import group_command
from models.queries.company import waiting_alike
from models.queries.runs import MAX_ATTEMPTS, claim_run
from models.session import transaction
from models.tables.post import Post, PostKey
from models.tables.source import Run
from models.vocabulary import RunState
from tests.crawler.crawling import add_source, new_run
from tests.crawler.local_site import Answer, Asked, LocalSite, local_site
from tests.crawler.test_crawl_over_http import XML, feed
from tests.database import TestDatabase

pytestmark = pytest.mark.database

PATIENCE = 60
PROCESSES = """
import json, os, sys
import aiohttp.web, requests, scrapy.core.engine, scrapy.core.downloader.handlers.http11
from dataclasses import replace
from sqlalchemy.orm import configure_mappers
from crawler import group, quiet, run
from crawler.safety import Allowance
from models.queries import runs
from models.session import transaction
from nlp.privacy import mask

class Names:
    def __init__(self, inner): self._inner = inner
    def resolveHostName(self, receiver, name, *rest, **more):
        return self._inner.resolveHostName(receiver, "127.0.0.1", *rest, **more)

class Every(Allowance):
    def covers(self, host, port): return host.endswith(".example")

def collect(run_id, share, limit):
    from twisted.internet import asyncioreactor
    asyncioreactor.install()
    from twisted.internet import reactor
    reactor.installNameResolver(Names(reactor.nameResolver))
    quiet.install()
    group.LIMIT_MEGABYTES = limit
    every = Every("127.0.0.1", 1)
    with transaction() as session:
        first = runs.claim_run(session, run_id)
    prepare = lambda ticket, _: replace(run.prepare(ticket, None), allowance=every)
    group.Group(first, every, group.Share(look=0.1, **share), prepare).work()

def say(**words):
    print(json.dumps(words), flush=True)

mask("Gọi 0900 000 123 nhé.")
configure_mappers()
for line in sys.stdin:
    given = json.loads(line)
    child = os.fork()
    if child == 0:
        os.environ.update(given["environment"])
        if "main" in given:
            sys.exit(group.main(given["main"]))
        collect(given["run_id"], given["share"], given["limit"])
        sys.exit(0)
    say(pid=child)
    say(ended=os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""
"""Processes of groups, each forked from one that has imported everything. But for ``main``, their servers have names of their own,
all on this machine: by an allowance that no command line can give."""


@dataclass
class Processes:
    """One process of a group after the other."""

    parent: subprocess.Popen[str]

    def start(self, run_id: int, limit: int = 1_024, **share: int) -> int:
        """Begin with a run; the process's id."""
        return self._ask({"run_id": run_id, "share": share, "limit": limit})

    def main(self, run_id: int, allowed: str) -> dict[int, str]:
        """The command line; what it said."""
        self._ask({"main": group_command(run_id, allowed)[3:]})
        return self.told()

    def told(self) -> dict[int, str]:
        """What the process said of each run until it ended."""
        said = {}
        while "ended" not in (line := self._line()):
            said[line["run"]] = line.get("code") or line["state"]
        assert line["ended"] in (0, -signal.SIGKILL)
        return said

    def collect(self, run_id: int, limit: int = 1_024, **share: int) -> dict[int, str]:
        """A whole process."""
        self.start(run_id, limit, **share)
        return self.told()

    def _ask(self, given: dict[str, Any]) -> int:
        assert self.parent.stdin is not None
        given["environment"] = {key: value for key, value in os.environ.items() if key.startswith("SANGTIN_")}
        self.parent.stdin.write(json.dumps(given) + "\n")
        self.parent.stdin.flush()
        pid: int = self._line()["pid"]
        return pid

    def _line(self) -> dict[str, Any]:
        assert self.parent.stdout is not None
        line: dict[str, Any] = json.loads(self.parent.stdout.readline())
        return line


@pytest.fixture(scope="module")
def processes() -> Iterator[Processes]:
    """The parent of all."""
    with subprocess.Popen(
        [sys.executable, "-c", PROCESSES], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as parent:
        yield Processes(parent)
        parent.communicate(timeout=PATIENCE)


@pytest.fixture
def sites() -> Iterator[list[LocalSite]]:
    """Three servers."""
    with ExitStack() as stack:
        yield [stack.enter_context(local_site()) for _ in range(3)]


def named(site: LocalSite, number: int) -> str:
    """A server's address under a name of its own, its feed there with three articles."""
    url = f"http://nguon-{number}.example:{site.port}"
    site.pages["/rss"] = Answer(feed(site).replace(site.url, url), kind=XML)
    return f"{url}/rss"


def queued(sites: list[LocalSite]) -> list[int]:
    """A run for each server."""
    return [
        new_run(add_source(named(site, number), demonstration=False)) for number, site in enumerate(sites)
    ]


def states() -> list[tuple[RunState, str | None, int]]:
    with transaction() as session:
        return [(run.state, run.error_code, run.attempt) for run in session.query(Run).order_by(Run.id)]


def stored() -> int:
    with transaction() as session:
        keys = session.query(PostKey).count()
        assert session.query(Post).count() == keys
        return keys


def wait_until(happened: Callable[[], object]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not happened():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def held_back(site: LocalSite) -> Callable[[], None]:
    """The third article of a server is not given before this is called."""
    page, held = site.pages["/bai/3"], [True]

    def answer(asked: Asked) -> Answer:
        while held[0]:
            time.sleep(0.02)
        return page(asked) if callable(page) else page

    site.pages["/bai/3"] = answer
    return lambda: held.__setitem__(0, False)


def test_runs_go_side_by_side_and_the_failure_of_one_is_its_own(
    db: TestDatabase, processes: Processes, sites: list[LocalSite]
) -> None:
    """The first waits for its server; the second fails, the third is done meanwhile, and one that comes later is taken too."""
    ids = queued(sites)
    sites[1].pages["/rss"] = Answer("<!doctype html><html><body><p>Trang chủ</p></body></html>")
    go_on = held_back(sites[0])
    processes.start(ids[0])
    wait_until(lambda: [state for state, _, _ in states()][1:] == [RunState.FAILED, RunState.DONE])
    assert "/bai/2" in sites[0].paths()
    with local_site() as late:
        ids.append(new_run(add_source(named(late, 9), demonstration=False)))
        wait_until(lambda: states()[-1][0] is RunState.DONE)
        assert states()[0][0] is RunState.RUNNING
    go_on()
    assert processes.told() == {ids[0]: "done", ids[1]: "not_a_feed", ids[2]: "done", ids[3]: "done"}
    assert stored() == 9
    with transaction() as session:
        jobs = session.scalars(text("SELECT task_name FROM procrastinate_jobs")).all()
    assert jobs == ["assess"]


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_a_process_that_ends_loses_nothing_of_its_runs(
    db: TestDatabase, processes: Processes, sites: list[LocalSite], how: signal.Signals
) -> None:
    ids = queued(sites[:2])
    let_go = [held_back(site) for site in sites[:2]]
    process = processes.start(ids[0])
    wait_until(lambda: all("/bai/3" in site.paths() for site in sites[:2]))
    os.kill(process, how)
    if how is signal.SIGTERM:
        for go_on in let_go:
            go_on()
    said = processes.told()
    if how is signal.SIGTERM:
        assert said == dict.fromkeys(ids, "run_interrupted")
        assert states() == [(RunState.QUEUED, None, 0)] * 2
    else:
        assert states() == [(RunState.RUNNING, None, 1)] * 2
        with transaction() as session:
            session.execute(update(Run).values(heartbeat_at=func.now() - timedelta(hours=1)))
        for go_on in let_go:
            go_on()
    assert processes.collect(ids[0]) == dict.fromkeys(ids, "done")
    assert stored() == 6
    with transaction() as session:
        assert {post.version for post in session.query(Post)} == {1}


def test_a_process_that_has_had_its_share_takes_nothing_new(
    db: TestDatabase, processes: Processes, sites: list[LocalSite]
) -> None:
    """The first run is brought to its end; the others wait for the next process."""
    ids = queued(sites)
    assert processes.collect(ids[0], megabytes=1) == {ids[0]: "done"}
    assert processes.collect(ids[1], pages=0) == {ids[1]: "done"}
    assert processes.collect(ids[2], runs=1) == {ids[2]: "done"}
    assert stored() == 9


def test_too_much_memory_gives_every_run_another_attempt_and_the_last_is_alone(
    db: TestDatabase, processes: Processes, sites: list[LocalSite]
) -> None:
    ids = queued(sites[:2])
    let_go = [held_back(site) for site in sites[:2]]
    processes.start(ids[0], limit=1)
    for go_on in let_go:
        go_on()
    assert processes.told() == dict.fromkeys(ids, "run_interrupted")
    assert states() == [(RunState.QUEUED, None, 1)] * 2
    with transaction() as session:
        session.execute(update(Run).values(attempt=MAX_ATTEMPTS - 1))
        assert waiting_alike(session, demonstration=False) == []
    assert processes.collect(ids[0], limit=1) == {ids[0]: "too_much_memory"}
    assert processes.collect(ids[1]) == {ids[1]: "done"}


def test_a_source_of_the_demonstration_shares_no_process_and_no_allowance(
    db: TestDatabase, processes: Processes, site: LocalSite
) -> None:
    """Beside it waits a source on the same server that is not marked: it is not taken, and alone it reaches nothing."""
    site.pages["/rss"] = Answer(feed(site), kind=XML)
    site.pages["/khac"] = Answer(feed(site), kind=XML)
    marked = new_run(add_source(f"{site.url}/rss"))
    other = new_run(add_source(f"{site.url}/khac", demonstration=False))
    for run_id, wanted in ((marked, "done"), (other, "address_refused")):
        with transaction() as session:
            assert run_id in waiting_alike(session, demonstration=run_id == marked)
            assert run_id not in waiting_alike(session, demonstration=run_id != marked)
        assert processes.main(run_id, site.address) == {run_id: wanted}
    assert "/khac" not in site.paths()


def test_a_run_that_is_taken_is_skipped(db: TestDatabase, processes: Processes, site: LocalSite) -> None:
    run_id = new_run(add_source(f"{site.url}/rss"))
    with transaction() as session:
        assert claim_run(session, run_id) is not None
    assert processes.main(run_id, site.address) == {run_id: "skipped"}
