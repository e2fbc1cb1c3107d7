"""``sangtin serve`` on more than one core: two real processes, one address, and neither needs a person when the other dies."""

from __future__ import annotations

import os
import signal
from contextlib import suppress
from pathlib import Path

import httpx
import pytest

from models.queries import sessions
from models.session import transaction
from models.staff import BrowserKind
from pipeline.default_model import install_default_model
from tests.browser.running import web
from tests.database import TestDatabase
from tests.pipeline.working import children, is_gone, wait_for
from tests.triage_api.desk import make_desk
from triage_api import security

pytestmark = [
    pytest.mark.database,
    pytest.mark.skipif(not Path("/proc/self").exists(), reason="looks at processes through /proc"),
]


def serving() -> dict[str, int]:
    """Process ids: the ``first`` is a child of these tests, the one ``beside`` it a child of the first."""
    found = {}
    for name, parent in (("first", os.getpid()), ("beside", 0)):
        for pid in children(parent or found.get("first", 0)):
            if b"serve" in (Path("/proc") / str(pid) / "cmdline").read_bytes().split(b"\0"):
                found[name] = pid
    return found


def test_two_processes_serve_one_desk(db: TestDatabase, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SANGTIN_WEB_PROCESSES", "2")
    desk, token = make_desk(), security.new_token()
    with transaction() as session:
        person = desk.person("ctv01")
        sessions.open_session(session, security.hashed(token), person.id, BrowserKind.DESKTOP)
    install_default_model()
    cookies = {security.cookie_name(security.COOKIE): token}

    def asked(url: str, address: str, seconds: float = 30) -> int:
        return httpx.get(url + address, cookies=cookies, timeout=seconds).status_code

    with web() as url:
        before = serving()
        assert set(before) == {"first", "beside"}
        for _ in range(8):  # each on a connection of its own: some come to either
            assert asked(url, "/hang-viec") == asked(url, "/kiem-tra") == asked(url, "/van-ban") == 200

        os.kill(before["first"], signal.SIGSTOP)  # the desk does not wait for the first
        try:
            answers = []
            for _ in range(8):
                with suppress(httpx.TimeoutException):
                    answers.append(asked(url, "/hang-viec", 3))
        finally:
            os.kill(before["first"], signal.SIGCONT)
        assert answers
        assert set(answers) == {200}

        os.kill(before["beside"], signal.SIGKILL)  # started again; until then the first serves alone
        assert asked(url, "/hang-viec") == 200
        wait_for(lambda: serving().get("beside", before["beside"]) != before["beside"])
        again = serving()
        assert again["first"] == before["first"]
        assert asked(url, "/hang-viec") == 200

        os.kill(again["first"], signal.SIGKILL)
        wait_for(lambda: is_gone(again["beside"]))
