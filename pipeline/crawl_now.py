"""Collecting at once, for the command line: open runs, collect them one after the other, assess and route.

A run whose server is read by another run or rests comes last, and waits its turn for ``PATIENCE_SECONDS``; then it is left to the
workers, where it stands in the queue.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from models.queries import hosts, runs, sources
from models.session import transaction
from models.tables.source import Run
from models.vocabulary import BUDGET_NAMES, RunState
from pipeline.stages import assess, collect, route
from triage_api.formats import moment

PATIENCE_SECONDS = 150.0
"""Longer than the longest pause between two requests, and than it takes until a dead run's server is free."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one source went, in a sentence."""

    failed: bool
    sentence: str


def crawl_now(names: Sequence[str]) -> Iterator[Outcome]:
    """Collect the named sources (all enabled ones when empty), then assess and route what came.

    Raises:
        NotFound: a name that no source has; nothing is collected then.
    """
    with transaction() as session:
        chosen = (
            sources.sources_named(session, names)
            if names
            else [
                row for row in sources.list_sources(session) if row.enabled and row.kind in runs.CRAWLED_KINDS
            ]
        )
        opened = [
            (source.name, runs.queue_run(session, source) or runs.waiting_run(session, source.id))
            for source in chosen
        ]
    late: list[tuple[str, int]] = []
    for name, run_id in opened:
        if run_id is None:
            yield Outcome(False, f"{name}: đang được thu thập ở nơi khác.")
        elif _is_its_turn(run_id, 0.0):
            yield _collected(name, run_id)
        else:
            late.append((name, run_id))
    until = time.monotonic() + PATIENCE_SECONDS
    for name, run_id in late:
        if _is_its_turn(run_id, until - time.monotonic()):
            yield _collected(name, run_id)
        else:
            yield Outcome(False, f"{name}: {_why_not(run_id)}; lần thu thập đã xếp hàng chờ.")
    assessed, routed = assess.drain(), route.drain()
    yield Outcome(False, f"Đã đánh giá {assessed} bài, chuyển hàng {routed} bài.")


def _collected(name: str, run_id: int) -> Outcome:
    collect.collect_alone(run_id)
    with transaction() as session:
        run = session.get_one(Run, run_id)
        if run.state in (RunState.QUEUED, RunState.RUNNING):
            return Outcome(
                True, f"{name}: lần thu thập dừng giữa chừng, lần sau sẽ đọc tiếp (mã: interrupted)"
            )
        if run.error_code:
            return Outcome(True, f"{name}: {run.error_message} (mã: {run.error_code})")
        return Outcome(
            False,
            f"{name}: {run.pages} trang, {run.posts_new} bài mới, {run.posts_changed} bài sửa,"
            f" {run.posts_same} bài đã có{_budget(run)}.",
        )


def _budget(run: Run) -> str:
    if run.cut_short is None:
        return ""
    return f"; {BUDGET_NAMES[run.cut_short]}, còn {run.left_over} trang để lần sau"


def _is_its_turn(run_id: int, patience: float) -> bool:
    until = time.monotonic() + patience
    while True:
        with transaction() as session:
            if runs.may_start(session, run_id):
                return True
        if time.monotonic() >= until:
            return False
        time.sleep(1)


def _why_not(run_id: int) -> str:
    with transaction() as session:
        host = hosts.host_of(runs.run_urls(session, [run_id])[run_id])
        standing = hosts.standings(session, [host])[host]
    if standing.run_id is not None:
        return "máy chủ của nguồn đang được đọc trong một lần thu thập khác"
    if standing.rests_until is not None:
        return f"máy chủ của nguồn đề nghị quay lại sau, đến {moment(standing.rests_until)}"
    return "chưa đến lượt đọc máy chủ của nguồn"
