"""The reports of a large office, of a week and of a month: a million posts, fifty thousand items, under ten seconds and half a gigabyte.

Made by the command people use, with its three files, in a process of its own. The figures are printed, and how the database
finds the posts; run it alone (``make soak`` or ``pytest -m soak tests/soak/test_report_speed.py -s``).
"""

from __future__ import annotations

import json
import os
import re
import resource
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from models.queries.sources import office_by_code
from models.session import engine, transaction
from reports.making import make
from reports.period import parse_period, parse_week
from tests.database import TestDatabase
from tests.soak.large_office import LARGE, SMALL, fill, postmaster_of, taken_by

pytestmark = [pytest.mark.database, pytest.mark.soak]

WEEK = parse_week("2026-W47")
PERIODS = ("2026-W47", "2026-10")
"""A week, and a month none of whose weeks has a report: each of them is counted for it, as for a draft."""
MOST_SECONDS, MOST_MEGABYTES, CORES = 10.0, 500, 2


def measured(db: TestDatabase, period: str, tmp_path: Path) -> None:
    """Three runs of the command, printed and held against the bounds: the middle one by the processor (vacuuming falls into some run),
    every one by the clock where the machine does nothing else.
    """
    postmaster = postmaster_of(db.superuser)
    runs = [taken_by(period, tmp_path / f"{period}-{number}", postmaster) for number in range(3)]
    megabytes = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    load = os.getloadavg()[0]
    told = {"period": period, "load": round(load, 1), "megabytes": round(megabytes), "runs": runs}
    print(json.dumps(told))  # noqa: T201
    assert sorted(run["processor"] for run in runs)[1] < CORES * MOST_SECONDS
    if load < CORES:
        assert max(run["seconds"] for run in runs) < MOST_SECONDS
    assert megabytes < MOST_MEGABYTES


def plans(code: str) -> list[tuple[str, str]]:
    """Every question the report of an office asks about posts or their assessments, with how the database would answer it."""
    asked: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_more: Any) -> None:
        if re.search(r"\bFROM post\b|\bJOIN post\b|\bpost_assessment\b", statement):
            asked.append((statement, parameters))

    event.listen(engine(), "before_cursor_execute", note)
    try:
        with transaction() as session:
            make(session, office_by_code(session, code), WEEK)
    finally:
        event.remove(engine(), "before_cursor_execute", note)
    with engine().connect() as connection:
        return [
            (
                statement,
                "\n".join(row for (row,) in connection.exec_driver_sql(f"EXPLAIN {statement}", parameters)),
            )
            for statement, parameters in asked
        ]


def test_the_reports_of_a_large_office(fresh_db: TestDatabase, tmp_path: Path) -> None:
    fill(fresh_db.superuser, WEEK.end, weeks=8)
    for period in PERIODS:
        measured(fresh_db, period, tmp_path)
    for statement, plan in plans(SMALL):
        assert not re.search(r"Seq Scan on (post_2\d+_\d+|post_assessment)\b", plan), f"{statement}\n{plan}"
    for statement, plan in plans(LARGE):
        touched = set(re.findall(r"Seq Scan on post_(2\d+_\d+)\b.*?cost=0\.00\.\.(?!0\.00)", plan))
        assert touched <= {"2026_10", "2026_11"}, f"months that are not asked about\n{statement}\n{plan}"
        shown = " ".join(statement.split())[:90]
        print("months read through:", sorted(touched), shown)  # noqa: T201


def test_a_month_that_holds_all_of_them(fresh_db: TestDatabase, tmp_path: Path) -> None:
    """A million posts and fifty thousand items in the four weeks of one month."""
    month = parse_period("2026-10")
    fill(fresh_db.superuser, month.end, weeks=4)
    measured(fresh_db, month.code, tmp_path)
