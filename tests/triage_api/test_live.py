"""Events over a real server: what others do arrives, nothing is exhausted, and a session that ends is told nothing more."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import httpx
import pytest

from models.queries import offices, sessions
from models.session import transaction
from models.vocabulary import OfficeLevel, Role, Verdict
from tests.browser.serving import served
from tests.triage_api.desk import PASSWORD, Desk, conclusion
from triage_api import live as stream
from triage_api import security
from triage_api.services import decide, lease
from triage_api.services.live import Listening

pytestmark = pytest.mark.database
EVENTS = {"accept": "text/event-stream"}
SOON = 15.0


@pytest.fixture
def url(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The application on a port of its own, reading often."""
    for name in ("ctv01", "ctv02"):
        desk.person(name)
    monkeypatch.setattr(stream, "READ_SECONDS", 0.2)
    with served() as address:
        yield address


@contextmanager
def browser(url: str, username: str) -> Iterator[httpx.Client]:
    """A signed-in client."""
    many = httpx.Limits(max_connections=None)
    with httpx.Client(base_url=url, timeout=SOON, limits=many) as client:
        client.get("/dang-nhap")
        csrf = security.csrf_token(client.cookies[security.FORM_COOKIE])
        answer = client.post("/dang-nhap", data={"username": username, "password": PASSWORD, "csrf": csrf})
        assert answer.status_code == 303, answer.text
        yield client


def states(lines: Iterator[str]) -> Iterator[dict[str, Any]]:
    """The states of a stream, one after the other; ends with it."""
    for line in lines:
        if line.startswith("data: "):
            yield json.loads(line[6:])


@contextmanager
def listening(client: httpx.Client, address: str = "/su-kien") -> Iterator[Iterator[dict[str, Any]]]:
    """An open stream."""
    with client.stream("GET", address, headers=EVENTS) as answer:
        assert answer.status_code == 200, answer.status_code
        assert answer.headers["content-type"].startswith("text/event-stream")
        assert answer.headers["cache-control"] == "no-cache"
        assert answer.headers["x-accel-buffering"] == "no"
        assert "content-encoding" not in answer.headers
        yield states(answer.iter_lines())


def until(found: Iterator[dict[str, Any]], wanted: Any) -> dict[str, Any]:
    """The first state that is as wanted; the client's time limit ends a stream that is silent."""
    return next(state for state in found if wanted(state))


def test_what_another_person_does_arrives(desk: Desk, url: str) -> None:
    item_id = desk.item()
    with (
        browser(url, "ctv01") as one,
        browser(url, "ctv02") as other,
        listening(one, f"/su-kien?viec={item_id}") as found,
    ):
        first = next(found)
        assert first["counts"]["claims"] == 1
        assert first["counts"]["mine"] == 0
        assert first["item"] == {"watching": "", "holder": "", "state": "open"}
        other.get(f"/viec/{item_id}")
        assert until(found, lambda state: state["item"]["watching"])["item"]["watching"] == "CTV02 đang xem"
        with transaction() as session:
            lease.lease(session, desk.person("ctv02"), item_id)
        taken = until(found, lambda state: state["item"]["state"] == "assigned")
        assert taken["item"]["holder"] == "CTV02 đang giữ việc này"
        assert taken["item"]["watching"] == ""
        with transaction() as session:
            decide.decide(session, desk.person("ctv02"), item_id, conclusion(desk, Verdict.FALSE))
        blind = until(found, lambda state: state["item"]["state"] == "second_review")
        assert blind["counts"]["second"] == 1
        assert blind["counts"]["claims"] == 0
        assert "CTV02" not in json.dumps(blind, ensure_ascii=False), "who concluded is not told"


def test_sixty_open_streams_leave_the_desk_answering(
    desk: Desk, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """More than the pool has threads (40) or the engine connections (20)."""
    monkeypatch.setattr(stream, "PER_SESSION", 100)
    with browser(url, "ctv01") as client, ExitStack() as opened:
        streams = [opened.enter_context(listening(client)) for _ in range(60)]
        for found in streams:
            next(found)
        begun = time.monotonic()
        for _ in range(5):
            assert client.get("/hang-viec").status_code == 200
        assert time.monotonic() - begun < SOON
        assert database_connections() <= 10


def database_connections() -> int:
    """How many connections of the application the database has now."""
    with transaction() as session:
        found = session.connection().exec_driver_sql(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'sangtin'"
        )
        return int(found.scalar_one())


def test_a_browser_has_four_streams_at_most_and_gets_a_place_back(url: str) -> None:
    with browser(url, "ctv01") as client, browser(url, "ctv01") as second:
        with ExitStack() as opened:
            streams = [opened.enter_context(listening(client)) for _ in range(stream.PER_SESSION)]
            for one in streams:
                next(one)
            refused = client.get("/su-kien", headers=EVENTS)
            assert refused.status_code == 429
            assert refused.headers["retry-after"] == str(stream.AFTER_SECONDS)
            with listening(second) as found:
                assert next(found)["counts"]["all"] == 0, "another browser is not refused"
        deadline = time.monotonic() + SOON
        assert client.get("/su-kien", headers={"accept": "text/html"}).status_code == 406
        while True:  # the server has noticed that they are gone
            with client.stream("GET", "/su-kien", headers=EVENTS) as answer:
                if answer.status_code == 200:
                    break
            assert time.monotonic() < deadline
            time.sleep(0.1)


@pytest.mark.parametrize("way", ["signed out", "revoked", "disabled"])
def test_a_session_that_ends_closes_its_stream(desk: Desk, url: str, way: str) -> None:
    with browser(url, "ctv01") as client, browser(url, "ctv01") as same:
        with client.stream("GET", "/su-kien", headers=EVENTS) as answer:
            lines = answer.iter_lines()
            next(line for line in lines if line.startswith('data: {"counts"'))
            if way == "signed out":
                csrf = security.csrf_token(client.cookies[security.COOKIE])
                same.cookies = client.cookies
                same.post("/dang-xuat", data={"csrf": csrf})
            else:
                with transaction() as session:
                    if way == "revoked":
                        sessions.end_sessions(session, desk.people["ctv01"])
                    else:
                        session.connection().exec_driver_sql(
                            "UPDATE account SET disabled_at = now() WHERE username = 'ctv01'"
                        )
            assert "event: end" in list(lines)
        again = client.get("/su-kien", headers=EVENTS)
        assert again.status_code in (303, 401)


def test_who_may_not_see_an_item_does_not_listen_at_it(desk: Desk, url: str) -> None:
    with transaction() as session:
        beside = offices.ensure_office(
            session, "dongthap", "UBND xã Đồng Tháp", OfficeLevel.COMMUNE, "songlam"
        )
    theirs, ours = desk.item(office_id=beside), desk.item()
    desk.person("khac01", Role.REVIEWER, office_id=beside)
    with browser(url, "ctv01") as client:
        for wrong in (theirs, 999999, "x", "1" * 30, "-1"):
            assert client.get(f"/su-kien?viec={wrong}", headers=EVENTS).status_code == 404, wrong
        with listening(client) as found:
            assert next(found)["counts"]["all"] == 1, "only the own office's counts"
    with browser(url, "khac01") as client, listening(client, f"/su-kien?viec={theirs}") as found:
        assert next(found)["counts"]["all"] == 1
    assert ours != theirs


def test_the_reader_rests_while_nobody_listens_and_outlives_a_failure() -> None:
    import asyncio

    asked = Listening(b"t", 1, 1, (1,))
    read = []

    def states_of(listeners: Any) -> Any:
        read.append(len(listeners))
        if len(read) == 1:
            raise RuntimeError("the database is away")
        return {one: {"counts": {}} for one in listeners}

    async def life() -> list[str]:
        board = stream.Board(states_of, read_seconds=0.01)
        listener = board.join(asked)
        found = stream.events(listener, ping_seconds=0.005)
        told = [await anext(found) for _ in range(2)]
        while not told[-1].startswith("data"):
            told.append(await anext(found))
        board.leave(listener)
        await asyncio.sleep(0.05)
        count = len(read)
        await asyncio.sleep(0.05)
        assert len(read) == count
        assert len(board) == 0
        return told

    told = asyncio.run(life())
    assert told[0].startswith("retry: ")
    assert ":\n\n" in told, "silence is broken by a comment"
    assert threading.active_count() < 50
