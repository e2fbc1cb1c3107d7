"""Fixtures of the crawler's tests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.crawler.forked import Runs
from tests.crawler.local_site import LocalSite, local_site

PAGES = Path(__file__).parent / "pages"


@pytest.fixture
def pages() -> Path:
    """Frozen pages, written for this project."""
    return PAGES


@pytest.fixture
def site() -> Iterator[LocalSite]:
    """A local web server."""
    with local_site() as running:
        yield running


@pytest.fixture(scope="session")
def runs() -> Runs:
    """Crawls of one source after the other, over HTTP."""
    return Runs()
