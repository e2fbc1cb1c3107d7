"""A whole day of a role on the demonstration: crawled over HTTP, masked, assessed and queued once for all of them."""

from __future__ import annotations

from collections.abc import Iterator
from types import ModuleType

import pytest

from models.settings import settings
from tests.browser.days import coordinator, inspector, leader
from tests.browser.days.place import Place
from tests.browser.running import browser, collected_site, web
from tests.database import TestServer, _used

pytestmark = [pytest.mark.database, pytest.mark.browser]
DAYS = (leader, coordinator, inspector)
"""Leaders first, since nobody has asked for a report yet."""


@pytest.fixture(scope="module")
def place(
    cluster: TestServer, migrated_database: str, tmp_path_factory: pytest.TempPathFactory, chromium: str
) -> Iterator[Place]:
    """One collection, server and browser for everybody. No verdict is drawn for a second look at random."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SANGTIN_SECOND_REVIEW_SHARE", "0")
        with _used(cluster, migrated_database, tmp_path_factory.mktemp("days"), patch):
            settings.cache_clear()
            with collected_site(), web() as url, browser(chromium) as opened:
                yield Place(url, opened)


@pytest.mark.parametrize("role", DAYS, ids=lambda module: module.__name__.rpartition(".")[2])
def test_a_whole_day(place: Place, role: ModuleType) -> None:
    role.day(place)
