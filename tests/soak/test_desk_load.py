"""A full desk under load: a million posts, fifty thousand items, fifty people acting once in two seconds on this machine.

The server is the one ``sangtin serve`` starts on a machine with two cores: two processes. What people do: take the next item, conclude
on it, look at the list; each acts when it suits them, on average every two seconds, and does not wait for the others.
The first seconds, in which the server reads its templates and makes its statements, are printed apart and not judged. Run it alone
(``make soak`` or ``pytest -m soak tests/soak/test_desk_load.py -s``).
"""

from __future__ import annotations

import random
import threading
import time
from collections import defaultdict
from dataclasses import dataclass, field
from statistics import quantiles

import httpx
import pytest

from models.queries import sessions
from models.session import transaction
from models.settings import settings
from models.staff import BrowserKind
from models.vocabulary import Verdict
from pipeline.default_model import install_default_model
from tests.browser.running import web
from tests.database import TestDatabase
from tests.soak.copies import FIRST, copied
from tests.triage_api.desk import Desk, conclusion, make_desk
from triage_api import security

pytestmark = [pytest.mark.database, pytest.mark.soak]

POSTS, ITEMS, PEOPLE = 1_000_000, 50_000, 50
COLD_SECONDS, SECONDS, PAUSE = 15, 60, 2.0
MOST = {"lease": ("p99", 0.150), "decide": ("p99", 0.150), "list": ("p95", 0.300)}
"""Seconds; issue of the desk, point on load."""


def fill(db: TestDatabase, desk: Desk) -> None:
    """The desk's one item and all that belongs to it, many times over."""
    desk.item()
    same = f"{FIRST} + g"
    with db.superuser() as owner:
        owner.execute("SET session_replication_role = replica")
        copied(
            owner, "post", POSTS,
            thread_key="decode(lpad(to_hex(g), 16, '0'), 'hex')",
            state=f"CASE WHEN g > {ITEMS} THEN 'routed' ELSE t.state END",
            collected_at="t.collected_at - make_interval(secs => g % 2000000)",
        )  # fmt: skip
        copied(owner, "narrative", ITEMS, post_id=same)
        copied(owner, "narrative_post", ITEMS, post_id=same, narrative_id=same)
        copied(owner, "post_assessment", ITEMS, post_id=same)
        copied(owner, "assessment_slot", ITEMS, assessment_id=same)
        copied(owner, "assessment_evidence", ITEMS, assessment_id=same, slot_id=same)
        copied(
            owner, "item", ITEMS,
            narrative_id=same, assessment_id=same, primary_slot_id=same,
            state="(ARRAY['open', 'closed', 'awaiting_reply', 'open', 'closed'])[1 + g % 5]",
            ended_at="CASE WHEN g % 5 IN (1, 4) THEN now() END",
            priority="(20 + g % 60) / 100.0", harm="(g % 100) / 100.0",
            due_at="now() + make_interval(mins => g % 4000)",
            escalate_at="now() + make_interval(mins => 4000 + g % 4000)",
        )  # fmt: skip
        copied(owner, "item_event", ITEMS, item_id=same)
        owner.execute("VACUUM ANALYZE")


@dataclass
class Day:
    """What fifty people met."""

    warm: float
    until: float
    cold: list[float] = field(default_factory=list)
    times: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    wrong: list[str] = field(default_factory=list)
    guard: threading.Lock = field(default_factory=threading.Lock)

    def timed(self, what: str, ask: httpx.Response, began: float) -> httpx.Response:
        """Note how long an answer took."""
        with self.guard:
            (self.times[what] if began >= self.warm else self.cold).append(time.monotonic() - began)
            if ask.status_code >= 400:
                self.wrong.append(f"{what}: {ask.status_code} {ask.text[:200]}")
        return ask


def work(day: Day, url: str, desk: Desk, token: str, number: int) -> None:
    """One person: list, take, conclude; late by what the server takes, they act the sooner, as a queue of people would."""
    chance = random.Random(number)
    headers = {security.CSRF_HEADER: security.csrf_token(token)}
    at = time.monotonic() + chance.random() * PAUSE
    time.sleep(at - time.monotonic())
    with httpx.Client(
        base_url=url, cookies={security.cookie_name(security.COOKIE): token}, headers=headers, timeout=30
    ) as client:
        held = None
        while time.monotonic() < day.until:
            began = time.monotonic()
            if held is not None:
                given = conclusion(desk, Verdict.MISSING_CONTEXT)
                body = {
                    "idempotency_key": f"tai-{number}-{held}",
                    "verdict": given.verdict.value,
                    "sentence": given.sentence,
                    "rationale": given.rationale,
                    "passages": list(given.passage_ids),
                }
                day.timed("decide", client.post(f"/api/v1/items/{held}/decisions", json=body), began)
                held = None
            elif chance.random() < 0.4:
                day.timed("list", client.get("/hang-viec"), began)
            else:
                found = day.timed("lease", client.post("/api/v1/items/lease", json={}), began)
                held = found.json()["id"] if found.status_code == 200 else None
            at += chance.uniform(0.5 * PAUSE, 1.5 * PAUSE)
            time.sleep(max(0.0, at - time.monotonic()))


def test_fifty_people_at_a_full_desk(db: TestDatabase, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SANGTIN_WEB_PROCESSES", "2")
    desk = make_desk()
    tokens = []
    with transaction() as session:
        for number in range(PEOPLE):
            token = security.new_token()
            person = desk.person(f"ctv{number:02}")
            sessions.open_session(session, security.hashed(token), person.id, BrowserKind.DESKTOP)
            tokens.append(token)
    install_default_model()
    begin = time.monotonic()
    fill(db, desk)
    filled = time.monotonic() - begin
    settings.cache_clear()
    with web() as url:
        start = time.monotonic()
        day = Day(start + COLD_SECONDS, start + COLD_SECONDS + SECONDS)
        threads = [
            threading.Thread(target=work, args=(day, url, desk, token, number))
            for number, token in enumerate(tokens)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    print(f"\n{POSTS} posts, {ITEMS} items in {filled:.0f} s; {PEOPLE} people, {SECONDS} s")  # noqa: T201
    print(f"cold    {len(day.cold):5} times  worst {1000 * max(day.cold):.0f} ms")  # noqa: T201
    figures = {}
    for what, seconds in day.times.items():
        cuts = quantiles(seconds, n=100)
        figures[what] = {"p50": cuts[49], "p95": cuts[94], "p99": cuts[98]}
        told = "  ".join(f"{name} {1000 * value:.0f} ms" for name, value in figures[what].items())
        print(f"{what:7} {len(seconds):5} times  {told}")  # noqa: T201
    assert day.wrong == []
    with db.superuser() as owner:
        twice = owner.execute(
            "SELECT item_id FROM item_event WHERE kind = 'leased' GROUP BY item_id HAVING count(*) > 1"
        ).fetchall()
    assert twice == []
    for what, (name, most) in MOST.items():
        assert figures[what][name] < most, f"{what} {name}: {1000 * figures[what][name]:.0f} ms"
