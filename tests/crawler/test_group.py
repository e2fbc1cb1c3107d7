"""Many runs in one process: side by side, each on its own; nothing of one spoils another, nothing is lost with the process."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta

import pytest
from sqlalchemy import func, text, update

from crawler.command import group_command
from models.queries.runs import MAX_ATTEMPTS, claim_run, waiting_alike
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
NAMED = """
import sys
from dataclasses import replace
from twisted.internet import asyncioreactor
asyncioreactor.install()
from twisted.internet import reactor
from crawler import group, quiet, run
from crawler.safety import Allowance
from models.queries import runs
from models.session import transaction

class Names:
    def __init__(self, inner): self._inner = inner
    def resolveHostName(self, receiver, name, *rest, **more):
        return self._inner.resolveHostName(receiver, "127.0.0.1", *rest, **more)

class Every(Allowance):
    def covers(self, host, port): return host.endswith(".example")

reactor.installNameResolver(Names(reactor.nameResolver))
every = Every("127.0.0.1", 1)
quiet.install()
with transaction() as session:
    first = runs.claim_run(session, int(sys.argv[1]))
{before}
group.Group(first, every, group.Share(look=0.1{share}), lambda ticket, _: replace(run.prepare(ticket, None), allowance=every)).work()
"""
"""A process of a group whose servers have names of their own, all on this machine: by an allowance that no command line can give."""


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


def started(run_id: int, share: str = "", before: str = "") -> subprocess.Popen[str]:
    """The process, beginning with a run."""
    program = NAMED.format(share=share, before=before)
    return subprocess.Popen([sys.executable, "-c", program, str(run_id)], stdout=subprocess.PIPE, text=True)


def told(process: subprocess.Popen[str]) -> dict[int, str]:
    """What it said of each run when it had ended."""
    out, _ = process.communicate(timeout=PATIENCE)
    return {line["run"]: line.get("code") or line["state"] for line in map(json.loads, out.splitlines())}


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
    db: TestDatabase, sites: list[LocalSite]
) -> None:
    """The first waits for its server; the second fails, the third is done meanwhile, and one that comes later is taken too."""
    ids = queued(sites)
    sites[1].pages["/rss"] = Answer("<!doctype html><html><body><p>Trang chủ</p></body></html>")
    go_on = held_back(sites[0])
    process = started(ids[0])
    wait_until(lambda: [state for state, _, _ in states()][1:] == [RunState.FAILED, RunState.DONE])
    assert "/bai/2" in sites[0].paths()
    with local_site() as late:
        ids.append(new_run(add_source(named(late, 9), demonstration=False)))
        wait_until(lambda: states()[-1][0] is RunState.DONE)
        assert states()[0][0] is RunState.RUNNING
    go_on()
    assert told(process) == {ids[0]: "done", ids[1]: "not_a_feed", ids[2]: "done", ids[3]: "done"}
    assert (process.returncode, stored()) == (0, 9)
    with transaction() as session:
        jobs = session.scalars(text("SELECT task_name FROM procrastinate_jobs")).all()
    assert jobs == ["assess"]


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_a_process_that_ends_loses_nothing_of_its_runs(
    db: TestDatabase, sites: list[LocalSite], how: signal.Signals
) -> None:
    ids = queued(sites[:2])
    let_go = [held_back(site) for site in sites[:2]]
    process = started(ids[0])
    wait_until(lambda: all("/bai/3" in site.paths() for site in sites[:2]))
    process.send_signal(how)
    if how is signal.SIGTERM:
        for go_on in let_go:
            go_on()
    said = told(process)
    if how is signal.SIGTERM:
        assert said == dict.fromkeys(ids, "run_interrupted")
        assert states() == [(RunState.QUEUED, None, 0)] * 2
    else:
        assert states() == [(RunState.RUNNING, None, 1)] * 2
        with transaction() as session:
            session.execute(update(Run).values(heartbeat_at=func.now() - timedelta(hours=1)))
        for go_on in let_go:
            go_on()
    assert told(started(ids[0])) == dict.fromkeys(ids, "done")
    assert stored() == 6
    with transaction() as session:
        assert {post.version for post in session.query(Post)} == {1}


def test_a_process_that_has_had_its_share_takes_nothing_new(db: TestDatabase, sites: list[LocalSite]) -> None:
    """The first run is brought to its end; the others wait for the next process."""
    ids = queued(sites)
    assert told(started(ids[0], share=", megabytes=1")) == {ids[0]: "done"}
    assert told(started(ids[1], share=", pages=0")) == {ids[1]: "done"}
    assert told(started(ids[2], share=", runs=1")) == {ids[2]: "done"}
    assert stored() == 9


def test_too_much_memory_gives_every_run_another_attempt_and_the_last_is_alone(
    db: TestDatabase, sites: list[LocalSite]
) -> None:
    ids = queued(sites[:2])
    let_go = [held_back(site) for site in sites[:2]]
    small = "group.LIMIT_MEGABYTES = 1"
    process = started(ids[0], before=small)
    for go_on in let_go:
        go_on()
    assert told(process) == dict.fromkeys(ids, "run_interrupted")
    assert states() == [(RunState.QUEUED, None, 1)] * 2
    with transaction() as session:
        session.execute(update(Run).values(attempt=MAX_ATTEMPTS - 1))
        assert waiting_alike(session, demonstration=False) == []
    assert told(started(ids[0], before=small)) == {ids[0]: "too_much_memory"}
    assert told(started(ids[1])) == {ids[1]: "done"}


def test_a_source_of_the_demonstration_shares_no_process_and_no_allowance(
    db: TestDatabase, site: LocalSite
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
        said = told(subprocess.Popen(group_command(run_id, site.address), stdout=subprocess.PIPE, text=True))
        assert said == {run_id: wanted}
    assert "/khac" not in site.paths()


def test_a_run_that_is_taken_is_skipped(db: TestDatabase, site: LocalSite) -> None:
    run_id = new_run(add_source(f"{site.url}/rss"))
    with transaction() as session:
        assert claim_run(session, run_id) is not None
    said = told(subprocess.Popen(group_command(run_id, site.address), stdout=subprocess.PIPE, text=True))
    assert said == {run_id: "skipped"}
