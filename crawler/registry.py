"""The kinds of source that are crawled. To add one: a module in ``spiders``, a frozen page, one line here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from crawler.items import Lead, Reader
from crawler.spiders import discourse, feed, forum, xenforo
from models.vocabulary import SourceKind


def at_its_address(url: str) -> Lead:
    """The source's own address is its first page."""
    return Lead(url, "start")


@dataclass(frozen=True, slots=True)
class Kind:
    """How a kind of source is read: the reader of each role, and the first page for the address that people gave."""

    readers: Mapping[str, Reader]
    first: Callable[[str], Lead] = at_its_address


KINDS: Mapping[SourceKind, Kind] = {
    SourceKind.FEED: Kind(feed.READERS),
    SourceKind.FORUM: Kind(forum.READERS),
    SourceKind.DISCOURSE: Kind(discourse.READERS, discourse.first),
    SourceKind.XENFORO: Kind(xenforo.READERS, xenforo.first),
}
