"""The crawler's own readers find every post of the site over HTTP, with its words, its time and no author."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from crawler.items import Lead, RawPost
from crawler.spiders import feed, forum
from models.vocabulary import SourceKind
from nlp.privacy import mask
from pipeline.demo.content import load_content
from pipeline.demo.expectations import PLANTED_IDENTITIES, SOURCES, load_expectations
from pipeline.demo.site import DemoSite, serve

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
READERS = {SourceKind.FEED: feed.READERS, SourceKind.FORUM: forum.READERS}


@pytest.fixture(scope="module")
def site() -> Iterator[DemoSite]:
    with serve(now=NOW) as running:
        yield running


@pytest.fixture(scope="module")
def found(site: DemoSite) -> dict[str, RawPost]:
    """Every post under its path, following leads as a spider does, without waiting in between."""
    posts: dict[str, RawPost] = {}
    seen: set[str] = set()
    for source in SOURCES:
        waiting = [Lead(site.url + source.path, "start")]
        while waiting:
            lead = waiting.pop(0)
            if lead.url in seen:
                continue
            seen.add(lead.url)
            answer = httpx.get(lead.url).raise_for_status()
            result = READERS[source.kind][lead.role](answer.content, lead.url)
            posts |= {post.address.removeprefix(site.url): post for post in result.posts}
            waiting.extend(result.leads)
    return posts


def test_every_post_is_found_and_nothing_else(found: dict[str, RawPost]) -> None:
    assert set(found) == {given.path for given in load_expectations()}


def test_times_are_read(found: dict[str, RawPost]) -> None:
    for given in load_expectations():
        assert found[given.path].posted_at == NOW - timedelta(hours=given.hours_ago), given.key


def test_words_are_read_whole_and_quotations_left_out(found: dict[str, RawPost]) -> None:
    planted = {post.key for _, post in load_content().posts() if post.planted}
    for given in load_expectations():
        if given.key not in planted:  # their author's name is already taken out by the reader
            assert found[given.path].text.split() == given.text.split(), given.key


def test_no_author_is_left_where_the_page_says_who_wrote(found: dict[str, RawPost]) -> None:
    everything = "\n".join(post.text for post in found.values())
    people = load_content().people.values()
    signatures = [person.signature for person in people if person.signature]
    assert not [person.handle for person in people if person.handle in everything]
    assert not [line for line in signatures if line in everything]


def test_nothing_planted_is_left_once_a_post_is_masked(found: dict[str, RawPost]) -> None:
    masked = "\n".join(mask(post.text).text for post in found.values())
    compact = masked.replace(" ", "")
    assert not [given for given in PLANTED_IDENTITIES if given in masked or given in compact]
