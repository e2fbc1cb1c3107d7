"""How long the reports of a large office take, beside the plain count of the same posts in the same database.

``make bench`` writes ``var/bench_report.json`` with 100,000 posts and 5,000 items, in about a minute; ``--posts 1000000`` is the size the
report is made for (10 s and 500 MB on two cores; a twentieth as many items as posts). Ours is the command people use, with its three
files, in a process of its own: of a week, of a month of which no week has a report yet, and of an office that has nothing, which is
what starting Python, looking at migrations and writing Word take. The count is what a report of volume needs at the least: posts of
two weeks by label and topic, asked in SQL. Seconds on the clock are told with those of the processor, of command and database
together, and the load of the machine. The middle of three runs counts.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
POSTS, ITEMS_OF = 100_000, 20
WEEK, MONTH, WEEKS, RUNS = "2026-W47", "2026-10", 8, 3
EMPTY = "xa-trong"
WANTED_SECONDS, WANTED_MEGABYTES = 10.0, 500
COUNT = """
SELECT a.label, coalesce(a.topics[1], 'khac'), count(*)
FROM post p JOIN post_assessment a ON a.month = p.month AND a.post_id = p.id AND a.current
WHERE p.collected_at >= %s AND p.collected_at < %s GROUP BY 1, 2
"""
NAMES = {
    "count": "plain count by label",
    "empty": "report of an empty office",
    "week": "report of a week",
    "month": "report of a month",
}
Measured = Mapping[str, float]


def main(arguments: list[str]) -> int:
    """Measure, print a line for each, and write the figures."""
    asked = argparse.ArgumentParser()
    asked.add_argument("out", type=Path)
    asked.add_argument("--posts", type=int, default=POSTS)
    given = asked.parse_args(arguments)
    sys.path[:0] = [str(ROOT)]
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True, prefix="sangtin-") as home:
        os.environ["SANGTIN_HOME"] = home
        found = measure(Path(home), given.posts)
    for line in told(found):
        sys.stdout.write(f"{line}\n")
    given.out.parent.mkdir(parents=True, exist_ok=True)
    given.out.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    return 0


def measure(home: Path, posts: int) -> dict[str, Any]:
    """Everything about an office with so many posts, in a database of its own."""
    import psycopg

    from models.cluster.embedded import EmbeddedCluster
    from models.migrate import ensure_migrated
    from models.session import dispose, transaction
    from reports.period import parse_week
    from tests.reports.factory import make_office
    from tests.soak.large_office import LARGE, fill, postmaster_of, taken_by

    server = EmbeddedCluster(home)
    database = str(psycopg.conninfo.conninfo_to_dict(server.ensure().owner)["dbname"])
    connect = partial(psycopg.connect, server.superuser(database), autocommit=True)
    ensure_migrated()
    try:
        week = parse_week(WEEK)
        fill(connect, week.end, WEEKS, posts, posts // ITEMS_OF)
        with transaction() as session:
            make_office(session, EMPTY, "UBND xã Trống")
        running = postmaster_of(connect)

        def report(period: str, office: str) -> Measured:
            with tempfile.TemporaryDirectory(dir=home) as out:
                return taken_by(period, Path(out), running, office)

        def count() -> Measured:
            with connect() as owner:
                began = time.monotonic()
                owner.execute(COUNT, [week.previous().start, week.end]).fetchall()
                return {"seconds": time.monotonic() - began, "processor": 0.0}

        return {
            "posts": posts,
            "items": posts // ITEMS_OF,
            "load": round(os.getloadavg()[0], 1),
            "count": middle(count),
            "empty": middle(lambda: report(WEEK, EMPTY)),
            "week": middle(lambda: report(WEEK, LARGE)),
            "month": middle(lambda: report(MONTH, LARGE)),
            "megabytes": round(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024),
        }
    finally:
        dispose()
        server.stop(force=True)


def middle(measured: Callable[[], Measured]) -> dict[str, float]:
    """The middle of three runs, each figure by itself."""
    runs = [measured() for _ in range(RUNS)]
    return {name: round(statistics.median(run[name] for run in runs), 2) for name in ("seconds", "processor")}


def told(found: Mapping[str, Any]) -> list[str]:
    """The figures in lines, times beside the plain count."""
    least = found["count"]["seconds"]
    head = f"{found['posts']:,} posts, {found['items']:,} items, load {found['load']}"
    lines = [f"{head:<44}{'clock s':>9}{'processor s':>13}{'× count':>9}"]
    for code, name in NAMES.items():
        one = found[code]
        processor = f"{one['processor']:.2f}" if one["processor"] else "–"
        lines.append(
            f"{name:<44}{one['seconds']:>9.2f}{processor:>13}{one['seconds'] / max(least, 0.01):>9.1f}"
        )
    lines.append(
        f"memory of the command: {found['megabytes']} MB; wanted with 1,000,000 posts on two idle cores: at most"
        f" {WANTED_SECONDS:g} s and {WANTED_MEGABYTES} MB"
    )
    return lines


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
