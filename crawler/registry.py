"""The kinds of source that are crawled. To add one: a module in ``spiders``, a frozen page, one line here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from crawler import youtube_refusals
from crawler.article import read_article_page
from crawler.items import Found, Lead, Reader
from crawler.spiders import (
    discourse,
    facebook,
    feed,
    forum,
    isso,
    listing,
    sitemap,
    wordpress,
    xenforo,
    youtube,
    zalo,
)
from models.vocabulary import SourceKind


def at_its_address(url: str) -> Lead:
    """The source's own address is its first page."""
    return Lead(url, "start")


def says_nothing(_status: int, _body: bytes) -> Found | None:
    """An answer with an error status is what its status says."""
    return None


@dataclass(frozen=True, slots=True)
class Kind:
    """How a kind of source is read: the reader of each role, and the first page for the address that people gave.

    ``again`` gives the page that shows whether a post is still there, by the post's address (None: nothing would tell).
    ``refused`` reads an answer of status 400 and over: it raises what the answer means, gives what an error that
    is none stands for (the end of a list), or None where the status says all.
    ``lists`` are roles of pages that only lead on: at most half of a run's pages are spent on them. Pages of the roles
    ``packed`` may be gzip files.
    """

    readers: Mapping[str, Reader]
    first: Callable[[str], Lead] = at_its_address
    refused: Callable[[int, bytes], Found | None] = says_nothing
    again: Callable[[str], Lead] | None = None
    lists: frozenset[str] = frozenset()
    packed: frozenset[str] = frozenset()

    def is_article(self, role: str) -> bool:
        """Whether pages of a role are articles: each is read by itself and leads nowhere."""
        return self.readers[role] is read_article_page


KINDS: Mapping[SourceKind, Kind] = {
    SourceKind.FEED: Kind(feed.READERS, again=feed.again),
    SourceKind.WORDPRESS: Kind(
        {**wordpress.READERS, "feed": feed.read_feed, "article": read_article_page},
        wordpress.first,
        wordpress.refused,
        again=wordpress.again,
    ),
    SourceKind.SITEMAP: Kind(sitemap.READERS, again=feed.again, lists=sitemap.LISTS, packed=sitemap.LISTS),
    SourceKind.LISTING: Kind(listing.READERS, again=feed.again, lists=listing.LISTS),
    SourceKind.FORUM: Kind(forum.READERS, again=forum.again),
    SourceKind.ISSO: Kind(isso.READERS, isso.first, isso.refused, again=isso.again),
    SourceKind.DISCOURSE: Kind(discourse.READERS, discourse.first, again=discourse.again),
    SourceKind.XENFORO: Kind(xenforo.READERS, xenforo.first, again=xenforo.again),
    SourceKind.FACEBOOK_PAGE: Kind(facebook.READERS, facebook.first, facebook.refused, again=facebook.again),
    SourceKind.YOUTUBE: Kind(
        youtube.READERS, youtube.first, youtube_refusals.refused, again=youtube.again, lists=youtube.LISTS
    ),
    SourceKind.ZALO_OA: Kind(zalo.READERS, zalo.first, zalo.refused, again=zalo.again, lists=zalo.LISTS),
}
