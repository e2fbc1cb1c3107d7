"""I6, the long way: workers killed again and again at moments nobody chose, from the crawl to the report."""

from __future__ import annotations

import random
import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from pprint import pformat

import pytest
from sqlalchemy import text

from models.queries import jobs, reporting
from models.queries.sources import ROOT_OFFICE, SourceRecord, office_by_code, save_source
from models.session import transaction
from pipeline.default_model import install_default_model
from pipeline.demo.expectations import SOURCES
from pipeline.demo.site import serve
from tests.database import TestDatabase, TestServer
from tests.pipeline.working import contents, finish, fresh_database, let_time_pass, undisturbed, working

pytestmark = [pytest.mark.database, pytest.mark.soak]

NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
KILLS = 25
LONGEST_LIFE_SECONDS = 9.0
"""Long enough for a worker to start, which takes most of it, and to get anywhere into any job."""

Rows = list[tuple[str, ...]]


def everything(url: str) -> None:
    """All sources of the demonstration are due, and a report is ordered."""
    install_default_model()
    with transaction() as session:
        office = office_by_code(session, ROOT_OFFICE).id
        for one in SOURCES:
            record = SourceRecord(one.name, one.kind, url + one.path, delay_seconds=0, demonstration=True)
            save_source(session, office, record)
        reporting.order_report(session, office, "2026-W46")
        for task in ("crawl", "report"):
            jobs.nudge(session, task)


def crawl_again() -> None:
    """As if the next hour had come: a run given up after too many deaths is followed by the source's next one."""
    with transaction() as session:
        session.execute(text("UPDATE source SET next_due_at = now() - interval '1 minute'"))
        jobs.nudge(session, "crawl")


def same(database: TestDatabase) -> dict[str, Rows]:
    """What must not depend on who died when. How often a page was asked for, and which run brought it, may."""
    found = contents(database)
    assert [row for row in found["runs"] if row[1] not in ("done", "failed")] == []
    return {name: rows for name, rows in found.items() if name not in ("events", "runs", "fetches")}


def differences(wanted: dict[str, Rows], found: dict[str, Rows]) -> dict[str, tuple[Rows, Rows]]:
    """Per question, the rows that are missing and the rows too many."""
    return {
        name: (missing, extra)
        for name in wanted
        if (missing := list((Counter(wanted[name]) - Counter(found[name])).elements()))
        + (extra := list((Counter(found[name]) - Counter(wanted[name])).elements()))
    }


@pytest.mark.parametrize("seed", [1, 2])
def test_whoever_dies_whenever_nothing_is_lost_or_repeated(
    cluster: TestServer, migrated_database: str, tmp_path: Path, seed: int
) -> None:
    chance = random.Random(seed)
    with serve(now=NOW) as site:
        allowed = f"127.0.0.1:{site.port}"
        with fresh_database(cluster, migrated_database, tmp_path / "undisturbed") as database:
            everything(site.url)
            undisturbed(SANGTIN_DEMONSTRATION=allowed)
            crawl_again()
            undisturbed(SANGTIN_DEMONSTRATION=allowed)
            wanted = same(database)
        assert len(wanted["posts"]) > 50
        assert len(wanted["items"]) > 5
        with fresh_database(cluster, migrated_database, tmp_path / "disturbed") as database:
            everything(site.url)
            for _ in range(KILLS):
                with working(tmp_path / "logs", SANGTIN_DEMONSTRATION=allowed) as worker:
                    time.sleep(chance.uniform(1.0, LONGEST_LIFE_SECONDS))
                    worker.kill(crawlers=chance.random() < 0.7)
                let_time_pass(database)
            finish(900, SANGTIN_DEMONSTRATION=allowed)
            crawl_again()
            finish(900, SANGTIN_DEMONSTRATION=allowed)
            left = differences(wanted, same(database))
            assert not left, pformat(left, width=200)
