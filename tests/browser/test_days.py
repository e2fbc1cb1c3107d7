"""From the crawl to the report: the demonstration, crawled over HTTP, masked, assessed and queued once; it keeps what it
promises, on it one post is followed all the way, and every role spends a whole day.
"""

from __future__ import annotations

from collections.abc import Iterator
from types import ModuleType

import pytest

from models.settings import settings
from tests.browser.days import (
    administrator,
    analyst,
    approver,
    coordinator,
    inspector,
    leader,
    one_post,
    reviewer,
)
from tests.browser.days.place import Place
from tests.browser.running import browser, collected_site, web
from tests.database import TestServer, _used
from tests.pipeline.demo.promises import keeps_its_promises

pytestmark = pytest.mark.database
DAYS = (leader, one_post, reviewer, approver, analyst, administrator, coordinator, inspector)
"""Leaders first, since nobody has asked for a report yet; then one post that is followed from the crawl to the report. A
coordinator's new document sets every post back to be assessed again, so it comes late.
"""


@pytest.fixture(scope="module")
def collected(
    cluster: TestServer, migrated_database: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[None]:
    """One collection for everybody. No verdict is drawn for a second look at random."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SANGTIN_SECOND_REVIEW_SHARE", "0")
        with _used(cluster, migrated_database, tmp_path_factory.mktemp("days"), patch):
            settings.cache_clear()
            with collected_site():
                yield


def test_the_demonstration_shows_what_it_promises(collected: None) -> None:
    """First, as long as nobody has worked on it; needs no browser."""
    keeps_its_promises()


@pytest.fixture(scope="module")
def place(collected: None, chromium: str) -> Iterator[Place]:
    """The collection served, and a browser."""
    with web() as url, browser(chromium) as opened:
        yield Place(url, opened, {one_post.claim_with_a_wrong_fee()})


@pytest.mark.browser
@pytest.mark.parametrize("role", DAYS, ids=lambda module: module.__name__.rpartition(".")[2])
def test_a_whole_day(place: Place, role: ModuleType) -> None:
    role.day(place)
