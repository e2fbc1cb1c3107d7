"""A large office for looking at how fast its reports are: by the soak tests and by ``make bench``."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg

from models.session import transaction
from models.vocabulary import Label, Queue, Topic, Verdict
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
from tests.soak.copies import FIRST, copied

Connect = Callable[[], psycopg.Connection]
"""A new connection that no grant stops."""
POSTS, ITEMS = 1_000_000, 50_000
LARGE, SMALL = "xa-lon", "xa-nho"
LABELS = "(ARRAY['opinion','off_topic','question','scam','claim','question','grievance','off_topic','opinion','scam_awareness'])"
TOPICS = "(ARRAY['dich_vu_cong','an_sinh','bhxh_bhyt','thue_ho_kinh_doanh','khac'])"


def fill(connect: Connect, end: datetime, weeks: int, posts: int = POSTS, items: int = ITEMS) -> None:
    """One of each through the real tables, then many times over: so many weeks of posts up to ``end``, all of them assessed, a tenth of
    the items scams; every second item concluded, answered and closed a day after it was opened.
    """
    with transaction() as session:
        town = make_office(session, LARGE, "UBND xã Lớn")
        people = make_person(session, town), make_person(session, town)
        make_run(session, make_source(session, town), local(17))
        for months in (9, 10):
            make_posts(session, town, 1, Label.OFF_TOPIC, at=local(28, month=months))
        asked = make_posts(session, town, 1, Label.QUESTION, Topic.AN_SINH, at=local(18))
        item = make_item(session, asked, Queue.QUESTIONS, Topic.AN_SINH, at=local(18))
        passage = make_passage(session, town)
        decide(session, item, people[0], Verdict.ANSWERED, at=local(19), passages=[passage])
        answer(session, item, people, passage, at=local(19, 15), channel="Trang của xã")
        close(session, item, people[1], at=local(19, 15))
        make_indicator(session, item, "khoasim[.]example")
        make_posts(session, make_office(session, SMALL, "UBND xã Nhỏ"), 9, Label.QUESTION, at=local(18))
    with connect() as owner:
        owner.execute("SET session_replication_role = replica")
        _copy(owner, end, weeks, posts, items)
        owner.execute("VACUUM ANALYZE")


def _copy(owner: psycopg.Connection, end: datetime, weeks: int, posts: int, items: int) -> None:
    same, half = f"{FIRST} + g", f"{FIRST} + 2 * g"
    until = f"timestamptz '{end.isoformat()}'"
    span = int(timedelta(weeks=weeks) / timedelta(seconds=1))
    got = f"({until} - make_interval(secs => ((g * 7919::bigint) % {span})))"
    month = f"date_trunc('month', {got} AT TIME ZONE 'Asia/Ho_Chi_Minh')::date"
    opened = f"({until} - make_interval(secs => ((g * 7919::bigint) % {span})))"
    copied(owner, "post", posts, month=month, collected_at=got, posted_at=got,
           thread_key="decode(lpad(to_hex(g), 16, '0'), 'hex')")  # fmt: skip
    copied(owner, "post_assessment", posts, month=month, post_id=same,
           label=f"{LABELS}[1 + g % 10]", topics=f"ARRAY[{TOPICS}[1 + g % 5]]")  # fmt: skip
    copied(owner, "narrative", items, month=month, post_id=same, first_seen_at=got, last_seen_at=got)
    copied(owner, "narrative_post", posts // 4, month=month, post_id=same, narrative_id=f"{FIRST} + 1 + (g - 1) % {items}",
           joined_at=got)  # fmt: skip
    queue = "(ARRAY['questions','questions','claims','questions','scam','questions','questions','grievances','questions','questions'])[1 + g % 10]"
    label = "(ARRAY['question','question','claim','question','scam','question','question','grievance','question','question'])[1 + g % 10]"
    copied(owner, "item", items, narrative_id=same, assessment_id=same, queue=queue, label=label,
           own_channel="g % 10 = 7", primary_slot_id="CASE WHEN g % 10 = 2 THEN t.id END", topic=f"{TOPICS}[1 + g % 5]",
           state="CASE WHEN g % 2 = 0 THEN 'closed' ELSE 'open' END",
           opened_at=opened, timed_from=opened, due_at=f"{opened} + interval '24 hours'",
           escalate_at=f"{opened} + interval '48 hours'",
           ended_at=f"CASE WHEN g % 2 = 0 THEN {opened} + interval '1 day' END")  # fmt: skip
    events = "(SELECT * FROM item_event WHERE sequence = {0} ORDER BY id LIMIT 1)"
    for sequence, most, number, at in ((1, items, same, got), (2, items // 2, half, None)):
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
        items // 2,
        item_id=half,
        idempotency_key="'khoa-' || g",
        decided_at=done,
        verdict=verdict,
    )
    copied(owner, "decision_passage", items // 2, decision_id=same)
    copied(
        owner,
        "standing_verdict",
        items // 2,
        item_id=half,
        decision_id=same,
        stands_since=done,
        verdict=verdict,
    )
    copied(owner, "reply", items // 2, item_id=half, drafted_at=done, approved_at=done)
    copied(owner, "reply_posting", items // 2, item_id=half, reply_id=same, answer_id=same, posted_at=done,
           thread_key="decode(lpad(to_hex(g), 16, '0'), 'hex')")  # fmt: skip


def worked(postmaster: int) -> float:
    """Seconds of the processor of the command's processes and of connections to the database, of all that ended so far."""
    ours = resource.getrusage(resource.RUSAGE_CHILDREN)
    ended = _stat(postmaster)[13:15]
    return ours.ru_utime + ours.ru_stime + sum(map(int, ended)) / os.sysconf("SC_CLK_TCK")


def _stat(process: int) -> list[str]:
    """What stands after the name of a process: its state, its parent, …, the times of its children that ended (14th and 15th)."""
    return Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()


def postmaster_of(connect: Connect) -> int:
    """The process that starts one for each connection."""
    with connect() as owner:
        backend = owner.info.backend_pid
        return int(_stat(backend)[1])


def taken_by(period: str, out: Path, postmaster: int, office: str = LARGE) -> dict[str, Any]:
    """Seconds on the clock and of the processor (command and database), and the bytes of each file, of the command for the report of an
    office.
    """
    command = [sys.executable, "-m", "pipeline", "report", "weekly", "--week", period, "--office", office, "--out", str(out)]  # fmt: skip
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
