"""Runs the crawler's own process against a local server and a real database, as a worker would."""

from __future__ import annotations

import json
import subprocess
from dataclasses import dataclass
from typing import Any

from crawler.command import command
from models.queries.runs import queue_run
from models.queries.sources import ROOT_OFFICE, SourceRecord, office_by_code, save_source
from models.session import transaction
from models.tables.source import Run, Source
from models.vocabulary import SourceKind
from tests.crawler.forked import forks

PATIENCE = 120


@dataclass
class Done:
    """How a crawl process ended."""

    exit_code: int
    said: dict[str, Any]
    output: str
    run: Run


def add_source(
    url: str,
    kind: SourceKind = SourceKind.FEED,
    *,
    demonstration: bool = True,
    delay: float = 0.0,
    pages: int = 50,
) -> int:
    """A source of the root office; returns its id."""
    record = SourceRecord(
        name=f"Nguồn {url}",
        kind=kind,
        url=url,
        delay_seconds=delay,
        max_pages=pages,
        demonstration=demonstration,
    )
    with transaction() as session:
        return save_source(session, office_by_code(session, ROOT_OFFICE).id, record)


def new_run(source_id: int) -> int:
    """Open a run of a source."""
    with transaction() as session:
        run_id = queue_run(session, session.get_one(Source, source_id))
    assert run_id is not None
    return run_id


def start(run_id: int, allowed: str | None) -> subprocess.Popen[str]:
    """The crawl process of a run."""
    return subprocess.Popen(
        command(run_id, allowed), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def crawl(source_id: int, allowed: str | None) -> Done:
    """Run the process of one new run to its end."""
    run_id = new_run(source_id)
    return _done(run_id, *forks().crawl(run_id, allowed))


def finish(process: subprocess.Popen[str], run_id: int) -> Done:
    """Wait for a crawl process and read how it went."""
    out, err = process.communicate(timeout=PATIENCE)
    return _done(run_id, process.returncode, out, err)


def _done(run_id: int, exit_code: int, out: str, err: str) -> Done:
    lines = out.splitlines()
    assert len(lines) == 1, out + err
    with transaction() as session:
        run = session.get_one(Run, run_id)
    return Done(exit_code, json.loads(lines[0]), out + err, run)
