"""Processes that collect from many servers at once, killed in the middle: nothing is lost or repeated, and every server is free again."""

from __future__ import annotations

import os
import random
import signal
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from crawler.pipelines import MOST_TOGETHER
from crawler.row import MOST_UNREAD
from models.queries.runs import waiting_runs
from models.session import transaction
from models.tables.post import Post, PostKey
from models.tables.source import Host, Run
from models.vocabulary import RunState
from tests.crawler.crawling import add_source, new_run
from tests.crawler.local_site import Answer, LocalSite, local_site
from tests.crawler.test_crawl_over_http import XML, article, feed, large
from tests.crawler.test_group import Processes, processes, stored, wait_until
from tests.database import TestDatabase

pytestmark = [pytest.mark.database, pytest.mark.soak]

__all__ = ["processes"]  # the fixture

SERVERS, ARTICLES, KILLS = 12, 20, 2
"""A run that was killed three times counts as crashed: two deaths, and the third process brings all to their end."""


@pytest.fixture
def many() -> Iterator[list[LocalSite]]:
    """Servers, each with a feed."""
    with ExitStack() as stack:
        yield [stack.enter_context(local_site()) for _ in range(SERVERS)]


def queued(sites: list[LocalSite]) -> list[int]:
    """A run for each server, under a name of its own. The articles of every other one are large enough to wait to be read."""
    runs = []
    for number, site in enumerate(sites):
        url = f"http://nguon-{number}.example:{site.port}"
        site.pages["/rss"] = Answer(feed(site, ARTICLES).replace(site.url, url), kind=XML)
        for one in range(1, ARTICLES + 1) if number % 2 else ():
            site.pages[f"/bai/{one}"] = large(article(one))
        runs.append(new_run(add_source(f"{url}/rss", demonstration=False)))
    return runs


def written() -> int:
    """How many posts there are while more are being written."""
    with transaction() as session:
        return session.query(PostKey).count()


def held() -> set[int]:
    """Runs that have a server."""
    with transaction() as session:
        return set(session.scalars(select(Host.run_id).where(Host.run_id.is_not(None))))


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_whenever_a_process_of_many_servers_dies_nothing_is_lost_and_they_are_free_again(
    db: TestDatabase, processes: Processes, many: list[LocalSite], seed: int
) -> None:
    chance = random.Random(seed)
    ids = queued(many)
    first = ids[0]
    for death in range(1, KILLS + 1):
        process = processes.start(first)
        some = written() + chance.randint(1, SERVERS * ARTICLES // (2 * KILLS))
        wait_until(lambda wanted=some: written() >= wanted)
        time.sleep(chance.uniform(0.0, 0.05))
        os.kill(process, signal.SIGKILL)
        processes.told()
        assert held() <= set(ids)
        with transaction() as session:
            unfinished = session.query(Run).filter(Run.state != RunState.DONE)
            assert {run.attempt for run in unfinished} <= {0, death}
            assert session.query(Run).filter(Run.state == RunState.RUNNING).count() > 1
            session.execute(
                update(Run)
                .where(Run.state == RunState.RUNNING)
                .values(heartbeat_at=func.now() - timedelta(hours=1))
            )
        with transaction() as session:
            assert set(waiting_runs(session)) == {
                run.id for run in session.query(Run) if run.state is not RunState.DONE
            }
            first = waiting_runs(session)[0]
    with transaction() as session:
        left = waiting_runs(session)
    while left:  # a run at its last attempt is alone in its process
        processes.collect(left[0])
        with transaction() as session:
            left = waiting_runs(session)
    assert held() == set()
    with transaction() as session:
        assert {(run.state, run.error_code) for run in session.query(Run)} == {(RunState.DONE, None)}
        assert {post.version for post in session.query(Post)} == {1}
        by_source = Counter(session.scalars(select(PostKey.source_id)))
    assert stored() == SERVERS * ARTICLES
    assert set(by_source.values()) == {ARTICLES}
    # A death costs the list once more, the pages that waited to be read and written together and, without pauses, the next one.
    for site in many:
        assert len(site.paths()) <= ARTICLES + 1 + (MOST_TOGETHER + MOST_UNREAD + 2) * KILLS
