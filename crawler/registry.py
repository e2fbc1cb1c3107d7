"""The kinds of source that are crawled. To add one: a module in ``spiders``, a frozen page, one line here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from crawler.items import Lead, Reader
from crawler.spiders import feed, forum
from models.vocabulary import SourceKind


def at_its_address(url: str) -> Lead:
    """The source's own address is its first page."""
    return Lead(url, "start")


@dataclass(frozen=True, slots=True)
class Kind:
    """How a kind of source is read: the reader of each role, the first page for the address that people gave, and the page that
    shows whether a post is still there, by the post's address (None: its own page tells nothing)."""

    readers: Mapping[str, Reader]
    first: Callable[[str], Lead] = at_its_address
    again: Callable[[str], Lead] | None = None


KINDS: Mapping[SourceKind, Kind] = {
    SourceKind.FEED: Kind(feed.READERS, again=feed.again),
    SourceKind.FORUM: Kind(forum.READERS, again=forum.again),
}
