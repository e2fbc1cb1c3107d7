"""The reports of a large office, of a week and of a month: a million posts, fifty thousand items, under ten seconds and half a gigabyte.

Made by the command people use, with its three files, in a process of its own. The figures are printed, and how the database
finds the posts; run it alone (``make soak`` or ``pytest -m soak tests/soak/test_report_speed.py -s``).
"""

from __future__ import annotations

import json
import os
import re
import resource
import subprocess
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import event

from models.queries.sources import office_by_code
from models.session import engine, transaction
from models.vocabulary import Label, Queue, Topic, Verdict
from reports.making import make
from reports.period import parse_period, parse_week
from tests.database import TestDatabase
from tests.reports.factory import (
    answer,
    close,
    decide,
    local,
    make_indicator,
    make_item,
    make_office,
    make_passage,
    make_person,
    make_posts,
    make_run,
    make_source,
)
from tests.soak.test_desk_load import FIRST, copied

pytestmark = [pytest.mark.database, pytest.mark.soak]

POSTS, ITEMS = 1_000_000, 50_000
WEEK = parse_week("2026-W47")
PERIODS = ("2026-W47", "2026-10")
"""A week, and a month none of whose weeks has a report: each of them is counted for it, as for a draft."""
MOST_SECONDS, MOST_MEGABYTES, CORES = 10.0, 500, 2
LABELS = "(ARRAY['opinion','off_topic','question','scam','claim','question','grievance','off_topic','opinion','scam_awareness'])"
TOPICS = "(ARRAY['dich_vu_cong','an_sinh','bhxh_bhyt','thue_ho_kinh_doanh','khac'])"


def fill(db: TestDatabase, end: datetime, weeks: int) -> None:
    """One of each through the real tables, then many times over: so many weeks of posts up to ``end``, all of them assessed, a tenth of
    the items scams; every second item concluded, answered and closed a day after it was opened.
    """
    with transaction() as session:
        town = make_office(session, "xa-lon", "UBND xã Lớn")
        people = make_person(session, town), make_person(session, town)
        make_run(session, make_source(session, town), local(17))
        for months in (9, 10):
            make_posts(session, town, 1, Label.OFF_TOPIC, at=local(28, month=months))
        posts = make_posts(session, town, 1, Label.QUESTION, Topic.AN_SINH, at=local(18))
        item = make_item(session, posts, Queue.QUESTIONS, Topic.AN_SINH, at=local(18))
        passage = make_passage(session, town)
        decide(session, item, people[0], Verdict.ANSWERED, at=local(19), passages=[passage])
        answer(session, item, people, passage, at=local(19, 15), channel="Trang của xã")
        close(session, item, people[1], at=local(19, 15))
        make_indicator(session, item, "khoasim[.]example")
        make_posts(session, make_office(session, "xa-nho", "UBND xã Nhỏ"), 9, Label.QUESTION, at=local(18))
    with db.superuser() as owner:
        owner.execute("SET session_replication_role = replica")
        _copy(owner, end, weeks)
        owner.execute("VACUUM ANALYZE")


def _copy(owner: psycopg.Connection, end: datetime, weeks: int) -> None:
    same, half = f"{FIRST} + g", f"{FIRST} + 2 * g"
    until = f"timestamptz '{end.isoformat()}'"
    span = int(timedelta(weeks=weeks) / timedelta(seconds=1))
    got = f"({until} - make_interval(secs => ((g * 7919::bigint) % {span})))"
    month = f"date_trunc('month', {got} AT TIME ZONE 'Asia/Ho_Chi_Minh')::date"
    opened = f"({until} - make_interval(secs => ((g * 7919::bigint) % {span})))"
    copied(owner, "post", POSTS, month=month, collected_at=got, posted_at=got,
           thread_key="decode(lpad(to_hex(g), 16, '0'), 'hex')")  # fmt: skip
    copied(owner, "post_assessment", POSTS, month=month, post_id=same,
           label=f"{LABELS}[1 + g % 10]", topics=f"ARRAY[{TOPICS}[1 + g % 5]]")  # fmt: skip
    copied(owner, "narrative", ITEMS, month=month, post_id=same, first_seen_at=got, last_seen_at=got)
    copied(owner, "narrative_post", POSTS // 4, month=month, post_id=same, narrative_id=f"{FIRST} + 1 + (g - 1) % {ITEMS}",
           joined_at=got)  # fmt: skip
    queue = "(ARRAY['questions','questions','claims','questions','scam','questions','questions','grievances','questions','questions'])[1 + g % 10]"
    label = "(ARRAY['question','question','claim','question','scam','question','question','grievance','question','question'])[1 + g % 10]"
    copied(owner, "item", ITEMS, narrative_id=same, assessment_id=same, queue=queue, label=label,
           own_channel="g % 10 = 7", primary_slot_id="CASE WHEN g % 10 = 2 THEN t.id END", topic=f"{TOPICS}[1 + g % 5]",
           state="CASE WHEN g % 2 = 0 THEN 'closed' ELSE 'open' END",
           opened_at=opened, timed_from=opened, due_at=f"{opened} + interval '24 hours'",
           escalate_at=f"{opened} + interval '48 hours'",
           ended_at=f"CASE WHEN g % 2 = 0 THEN {opened} + interval '1 day' END")  # fmt: skip
    events = "(SELECT * FROM item_event WHERE sequence = {0} ORDER BY id LIMIT 1)"
    for sequence, most, number, at in ((1, ITEMS, same, got), (2, ITEMS // 2, half, None)):
        at = (
            at or f"({until} - make_interval(secs => (((2 * g) * 7919::bigint) % {span}))) + interval '1 day'"
        )
        owner.execute(f"CREATE TEMP TABLE one_event AS {events.format(sequence)}")
        owner.execute(
            "INSERT INTO item_event (id, item_id, sequence, kind, from_state, to_state, actor_kind, actor_id, at)"  # noqa: S608
            " OVERRIDING SYSTEM VALUE"
            f" SELECT {FIRST} * {sequence} + g, {number}, sequence, kind, from_state, to_state, actor_kind, actor_id, {at}"
            f" FROM one_event CROSS JOIN generate_series(1, {most}) g"
        )
        owner.execute("DROP TABLE one_event")
    done = f"({until} - make_interval(secs => (((2 * g) * 7919::bigint) % {span}))) + interval '1 day'"
    verdict = "(ARRAY['answered','answered','scam','false','answered'])[1 + g % 5]"
    copied(
        owner,
        "decision",
        ITEMS // 2,
        item_id=half,
        idempotency_key="'khoa-' || g",
        decided_at=done,
        verdict=verdict,
    )
    copied(owner, "decision_passage", ITEMS // 2, decision_id=same)
    copied(
        owner,
        "standing_verdict",
        ITEMS // 2,
        item_id=half,
        decision_id=same,
        stands_since=done,
        verdict=verdict,
    )
    copied(owner, "reply", ITEMS // 2, item_id=half, drafted_at=done, approved_at=done)
    copied(owner, "reply_posting", ITEMS // 2, item_id=half, reply_id=same, answer_id=same, posted_at=done,
           thread_key="decode(lpad(to_hex(g), 16, '0'), 'hex')")  # fmt: skip


def worked(postmaster: int) -> float:
    """Seconds of the processor of the command's processes and of connections to the database, of all that ended so far."""
    ours = resource.getrusage(resource.RUSAGE_CHILDREN)
    ended = _stat(postmaster)[13:15]
    return ours.ru_utime + ours.ru_stime + sum(map(int, ended)) / os.sysconf("SC_CLK_TCK")


def _stat(process: int) -> list[str]:
    """What stands after the name of a process: its state, its parent, …, the times of its children that ended (14th and 15th)."""
    return Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()


def postmaster_of(db: TestDatabase) -> int:
    """The process that starts one for each connection."""
    with db.superuser() as owner:
        backend = owner.info.backend_pid
        return int(_stat(backend)[1])


def taken_by(period: str, out: Path, postmaster: int) -> dict[str, Any]:
    """Seconds on the clock and of the processor (command and database), and the bytes of each file, of the command for the report of
    the large office.
    """
    command = [sys.executable, "-m", "pipeline", "report", "weekly", "--week", period, "--office", "xa-lon", "--out", str(out)]  # fmt: skip
    before, began = worked(postmaster), time.monotonic()
    made = subprocess.run(command, capture_output=True, text=True, check=False)
    seconds = time.monotonic() - began
    assert made.returncode == 0, made.stderr
    time.sleep(0.5)  # the database notices that a connection ended
    return {
        "seconds": round(seconds, 2),
        "processor": round(worked(postmaster) - before, 2),
        "bytes": {one.suffix: one.stat().st_size for one in out.iterdir()},
    }


def measured(db: TestDatabase, period: str, tmp_path: Path) -> None:
    """Three runs of the command, printed and held against the bounds: the middle one by the processor (vacuuming falls into some run),
    every one by the clock where the machine does nothing else.
    """
    postmaster = postmaster_of(db)
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


def test_the_reports_of_a_large_office(db: TestDatabase, tmp_path: Path) -> None:
    fill(db, WEEK.end, weeks=8)
    for period in PERIODS:
        measured(db, period, tmp_path)
    for statement, plan in plans("xa-nho"):
        assert not re.search(r"Seq Scan on (post_2\d+_\d+|post_assessment)\b", plan), f"{statement}\n{plan}"
    for statement, plan in plans("xa-lon"):
        touched = set(re.findall(r"Seq Scan on post_(2\d+_\d+)\b.*?cost=0\.00\.\.(?!0\.00)", plan))
        assert touched <= {"2026_10", "2026_11"}, f"months that are not asked about\n{statement}\n{plan}"
        shown = " ".join(statement.split())[:90]
        print("months read through:", sorted(touched), shown)  # noqa: T201


def test_a_month_that_holds_all_of_them(db: TestDatabase, tmp_path: Path) -> None:
    """A million posts and fifty thousand items in the four weeks of one month."""
    month = parse_period("2026-10")
    fill(db, month.end, weeks=4)
    measured(db, month.code, tmp_path)
