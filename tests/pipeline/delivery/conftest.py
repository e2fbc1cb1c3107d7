"""A desk, and servers that receive."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from models.settings import settings
from tests.database import TestDatabase
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
