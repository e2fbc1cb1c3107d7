"""Reports are made from rows of a database that one test after the other uses."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.database import Clones, TestDatabase


@pytest.fixture
def db(
    clones: Clones, migrated_database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[TestDatabase]:
    """A migrated database, empty, which this process and its subprocesses use."""
    with clones.used(migrated_database, tmp_path, monkeypatch) as database:
        yield database
