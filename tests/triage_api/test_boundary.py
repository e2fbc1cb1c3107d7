"""Around every request: an error nobody foresaw is an answer, or breaks off what has begun; its words stay out of logs."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator

import pytest
from fastapi import FastAPI
from fastapi.responses import StreamingResponse
from fastapi.testclient import TestClient

from triage_api import security
from triage_api.boundary import Boundary

SECRET = "bà Lý ở thôn Đông"


@pytest.fixture
def client() -> TestClient:
    """Two addresses: one that fails at once, one that fails when half is sent."""
    application = FastAPI()

    @application.get("/at-once")
    def at_once() -> None:
        raise RuntimeError(SECRET)

    @application.get("/halfway")
    def halfway() -> StreamingResponse:
        async def half() -> AsyncIterator[str]:
            yield "half"
            raise RuntimeError(SECRET)

        return StreamingResponse(half())

    application.add_middleware(Boundary)
    return TestClient(application, raise_server_exceptions=False)


def test_an_error_at_once_is_an_answer_with_headers(
    client: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        answer = client.get("/at-once")
    assert answer.status_code == 500
    assert {name: answer.headers.get(name) for name in security.HEADERS} == security.HEADERS
    assert SECRET not in answer.text + caplog.text


def test_an_error_halfway_breaks_off(client: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        answer = client.get("/halfway")
    assert answer.text == "half"
    assert "RuntimeError" in caplog.text
    assert SECRET not in caplog.text
