"""A desk, and servers that receive."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from models.settings import settings
from tests.database import TestDatabase
from tests.pipeline.delivery.mailing import Mailbox, mail_server
from tests.pipeline.delivery.receiving import Receiver, receiving
from tests.triage_api.desk import Desk, make_desk


@pytest.fixture
def desk(db: TestDatabase, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """One office's desk in an empty database."""
    monkeypatch.setenv("SANGTIN_SECOND_REVIEW_SHARE", "0")
    settings.cache_clear()
    return make_desk()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """A server that takes webhooks."""
    with receiving() as found:
        yield found


@pytest.fixture
def mailbox(monkeypatch: pytest.MonkeyPatch, desk: Desk) -> Iterator[Mailbox]:
    """A real server on a port of its own, without encryption, which the settings of the test allow."""
    handler = Mailbox()
    with mail_server(handler) as port:
        for name, value in (
            ("HOST", "127.0.0.1"),
            ("PORT", str(port)),
            ("STARTTLS", "0"),
            ("FROM", "sangtin@songlam.example"),
        ):
            monkeypatch.setenv(f"SANGTIN_SMTP_{name}", value)
        settings.cache_clear()
        yield handler
    settings.cache_clear()
