"""The kinds of source that are crawled. To add one: a module in ``spiders``, a frozen page, one line here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from crawler.items import Lead, Reader
from crawler.spiders import feed, forum, listing, sitemap
from models.vocabulary import SourceKind


def at_its_address(url: str) -> Lead:
    """The source's own address is its first page."""
    return Lead(url, "start")


@dataclass(frozen=True, slots=True)
class Kind:
    """How a kind of source is read: the reader of each role, and the first page for the address that people gave.

    ``lists`` are roles of pages that only lead on: at most half of a run's pages are spent on them. Pages of the roles
    ``packed`` may be gzip files.
    """

    readers: Mapping[str, Reader]
    first: Callable[[str], Lead] = at_its_address
    lists: frozenset[str] = frozenset()
    packed: frozenset[str] = frozenset()


KINDS: Mapping[SourceKind, Kind] = {
    SourceKind.FEED: Kind(feed.READERS),
    SourceKind.SITEMAP: Kind(sitemap.READERS, lists=sitemap.LISTS, packed=sitemap.LISTS),
    SourceKind.LISTING: Kind(listing.READERS, lists=listing.LISTS),
    SourceKind.FORUM: Kind(forum.READERS),
}
