"""Collecting at once, for the command line: open runs, collect them one after the other, assess and route."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from models.queries import runs, sources
from models.session import transaction
from models.tables.source import Run
from models.vocabulary import RunState
from pipeline.stages import assess, collect, route


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
    for name, run_id in opened:
        if run_id is None:
            yield Outcome(False, f"{name}: đang được thu thập ở nơi khác.")
            continue
        collect.collect(run_id)
        with transaction() as session:
            run = session.get_one(Run, run_id)
            if run.state in (RunState.QUEUED, RunState.RUNNING):
                yield Outcome(
                    True, f"{name}: lần thu thập dừng giữa chừng, lần sau sẽ đọc tiếp (mã: interrupted)"
                )
            elif run.error_code:
                yield Outcome(True, f"{name}: {run.error_message} (mã: {run.error_code})")
            else:
                yield Outcome(
                    False,
                    f"{name}: {run.pages} trang, {run.posts_new} bài mới, {run.posts_changed} bài sửa,"
                    f" {run.posts_same} bài đã có.",
                )
    assessed, routed = assess.drain(), route.drain()
    yield Outcome(False, f"Đã đánh giá {assessed} bài, chuyển hàng {routed} bài.")
