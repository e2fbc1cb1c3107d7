"""Many posts at once, two workers: each is assessed once, nothing is left over, memory stays flat."""

from __future__ import annotations

import json
import os
import subprocess
import time
from pathlib import Path

import psycopg
import pytest

from nlp.corpus.load import load_posts
from pipeline.default_model import install_default_model
from tests.database import TestDatabase
from tests.pipeline.commanding import sangtin
from tests.pipeline.working import WORKER

pytestmark = [pytest.mark.database, pytest.mark.soak]

POSTS = 20_000
WORKERS = 2
MOST_MEGABYTES = 1_200
"""Of one worker at its highest: model, official base and a batch in hand (own measurement: about half of it)."""


def written(place: Path) -> Path:
    """The corpus over and over, each round with another word at the end: many posts of few narratives."""
    texts = [post.text for post in load_posts()]
    file = place / "bai.jsonl"
    with file.open("w", encoding="utf-8") as out:
        for number in range(POSTS):
            words = f"{texts[number % len(texts)]} (chép lần {number // len(texts) + 1})"
            line = {"id": str(number), "text": words, "address": f"https://a.example/{number}"}
            out.write(json.dumps(line, ensure_ascii=False) + "\n")
    return file


def highest_megabytes(process: subprocess.Popen[bytes]) -> float:
    """The most memory a process has held so far; 0 where it has ended."""
    try:
        status = Path(f"/proc/{process.pid}/status").read_text()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in status.splitlines() if "VmHWM" in line), 0.0)


def counted(connection: psycopg.Connection, question: str) -> int:
    row = connection.execute(question).fetchone()
    return int(row[0]) if row else 0


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="reads memory from /proc")
def test_many_posts_are_each_assessed_once(db: TestDatabase, tmp_path: Path) -> None:
    install_default_model()
    file = written(tmp_path)
    assert sangtin("import", file).exit_code == 0
    begin = time.monotonic()
    log = (tmp_path / "log").open("wb")
    workers = [
        subprocess.Popen([*WORKER, "--until-idle"], stdout=log, stderr=log, env=dict(os.environ))
        for _ in range(WORKERS)
    ]
    most = 0.0
    while any(worker.poll() is None for worker in workers):
        most = max(most, *(highest_megabytes(worker) for worker in workers))
        assert time.monotonic() - begin < 3_600
        time.sleep(0.2)
    seconds = time.monotonic() - begin
    assert [worker.returncode for worker in workers] == [0] * WORKERS, (tmp_path / "log").read_text()[-2000:]
    with db.superuser() as connection:
        assert counted(connection, "SELECT count(*) FROM post") == POSTS
        assert counted(connection, "SELECT count(*) FROM post WHERE state IN ('pending', 'assessed')") == 0
        assert counted(connection, "SELECT count(*) FROM post_assessment") == POSTS
        assert (
            counted(connection, "SELECT count(DISTINCT post_id) FROM post_assessment WHERE current") == POSTS
        )
        assert counted(connection, "SELECT count(*) FROM procrastinate_jobs WHERE status <> 'succeeded'") == 0
        assert counted(connection, "SELECT count(*) FROM set_aside") == 0
        narratives = counted(connection, "SELECT count(*) FROM item")
    assert most < MOST_MEGABYTES
    print(f"\n{POSTS / seconds:.0f} posts/s by {WORKERS} workers, {most:.0f} MB at most, {narratives} items")  # noqa: T201
    again = sangtin("import", file)
    assert again.exit_code == 0
    with db.superuser() as connection:
        assert counted(connection, "SELECT count(*) FROM post") == POSTS
