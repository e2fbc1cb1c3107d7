"""A request is begun and ended by one thread: a crowd that is larger than the pool of connections waits, and does not stand still."""

from __future__ import annotations

import threading
from collections import Counter

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from models import session as connections
from tests.triage_api.desk import Desk, sign_in
from triage_api import app as application

pytestmark = pytest.mark.database


def test_more_people_than_threads_and_connections(
    app: FastAPI, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.person("ctv")
    monkeypatch.setattr(application, "THREADS", 2)
    monkeypatch.setattr(connections, "CONNECTIONS", 2)
    connections.dispose()
    answers: Counter[int] = Counter()
    with TestClient(app, raise_server_exceptions=False) as client:
        sign_in(client, "ctv")
        crowd = [
            threading.Thread(target=lambda: answers.update([client.get("/hang-viec").status_code]))
            for _ in range(16)
        ]
        for one in crowd:
            one.start()
        for one in crowd:
            one.join()
    connections.dispose()
    assert answers == {200: 16}
