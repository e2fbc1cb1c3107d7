"""What a worker starts for a run that waits: one process for all that may share it, none beside it, one alone for a last attempt."""

from __future__ import annotations

import threading

import pytest
from sqlalchemy import update

from models.queries.runs import MAX_ATTEMPTS
from models.session import transaction
from models.tables.source import Run
from pipeline.stages import collect
from tests.crawler.crawling import add_source, new_run
from tests.database import TestDatabase

pytestmark = pytest.mark.database


class Processes:
    """Stands for the processes of the crawler: each goes on until it may end."""

    def __init__(self) -> None:
        self.begun: list[list[str]] = []
        self.may_end, self.at_work = threading.Event(), threading.Semaphore(0)

    def __call__(self, line: list[str]) -> int:
        self.begun.append(line)
        self.at_work.release()
        assert self.may_end.wait(30)
        return 0


@pytest.fixture
def processes(monkeypatch: pytest.MonkeyPatch) -> Processes:
    """In place of real ones."""
    started = Processes()
    monkeypatch.setattr(collect, "_run", started)
    return started


def test_one_process_is_at_work_and_one_for_each_who_may_not_share_it(
    db: TestDatabase, processes: Processes
) -> None:
    first, second, shown, last = (
        new_run(
            add_source(
                f"http://127.0.0.1:8{number}/rss" if number == 3 else f"https://nguon-{number}.example/rss",
                demonstration=number == 3,
            )
        )
        for number in range(1, 5)
    )
    with transaction() as session:
        session.execute(update(Run).where(Run.id == last).values(attempt=MAX_ATTEMPTS - 1))
    threads = [threading.Thread(target=collect.collect, args=(run_id,)) for run_id in (first, shown, last)]
    for thread in threads:
        thread.start()
        assert processes.at_work.acquire(timeout=30)
    assert collect.collect(second) == 0
    assert [line[2:5] for line in processes.begun] == [
        ["crawler.group", "--run-id", str(run_id)] for run_id in (first, shown, last)
    ]
    processes.may_end.set()
    for thread in threads:
        thread.join(30)
    assert collect.collect(second) == 0
    assert processes.begun[-1][4] == str(second)


def test_the_command_line_collects_one_source_by_itself(db: TestDatabase, processes: Processes) -> None:
    processes.may_end.set()
    run_id = new_run(add_source("https://nguon-1.example/rss", demonstration=False))
    assert collect.collect_alone(run_id) == 0
    assert processes.begun[0][2:] == ["crawler.run", "--run-id", str(run_id)]
