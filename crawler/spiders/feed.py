"""Feeds: RSS 2.0, RSS 1.0, Atom and JSON Feed, and the article pages they lead to.

Entries on the feed's own site are read from their pages; others from the feed's own words, because a site
the office has not listed is not visited. Authors of entries are never read into an item. A page whose entry says what it
said is asked for once a day (``crawler.listed``): many feeds bear the time at which they are asked for, and would else
have all their pages asked for every time.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from crawler.article import read_article_page
from crawler.errors import EmptyFeed
from crawler.feed_document import Entry, read_document
from crawler.incremental import stamp
from crawler.items import Found, Lead, RawPost, Reader, with_title
from crawler.remarks import remarks_on
from crawler.safety import same_site
from models.vocabulary import PostKind


def read_feed(body: bytes, url: str) -> Found:
    """Where the entries of a feed lead, and the posts of entries whose page is not visited.

    Raises:
        EmptyFeed: it has no entry. NotAFeed, PageTooLarge: see ``crawler.feed_document.read_document``.
    """
    document = read_document(body, url)
    entries = document.entries
    if not entries:
        raise EmptyFeed()
    posts: list[RawPost] = []
    leads: list[Lead] = []
    for number, entry in enumerate(entries, start=1):
        post = _as_post(entry, url, number)
        if entry.link is not None and same_site(entry.link, url):
            said = stamp(entry.title, entry.text, entry.published, entry.updated)
            leads.append(Lead(entry.link, "article", fallback=post, as_of=said))
        elif post is not None:
            posts.append(post)
    remarks = remarks_on(entries, document.mended, url, datetime.now(UTC))
    return Found(tuple(posts), tuple(leads), remarks=remarks)


READERS: Mapping[str, Reader] = {"start": read_feed, "article": read_article_page}


def again(address: str) -> Lead:
    """The article itself."""
    return Lead(address.partition("#")[0], "article")


def _as_post(entry: Entry, url: str, number: int) -> RawPost | None:
    text = with_title(entry.title, entry.text)
    if not text:
        return None
    address = entry.link or f"{url}#{number}"
    return RawPost(
        PostKind.ARTICLE, address, text, thread=address, posted_at=entry.published or entry.updated
    )
