"""Sitemaps: ``urlset``, indexes of sitemaps, news sitemaps, plain lists of addresses, each also as a gzip file.

The newest pages first, by the dates the site gives; what has not changed by these dates since it was read is not
asked for.

It cannot see: pages over ``MAX_ENTRIES``, sitemaps over ``CHILDREN``, and a change the site keeps to itself.
"""

from __future__ import annotations

import heapq
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import chain, islice, zip_longest

from crawler.article import read_article_page
from crawler.errors import NotASitemap
from crawler.items import Found, Lead, RawPost, Reader
from crawler.sitemap_file import Entry, parse_sitemap
from models.vocabulary import PostKind

MAX_ENTRIES = 500
"""Pages taken from one sitemap, the newest."""
CHILDREN = (8, 2, 0)
"""Sitemaps taken from an index, the newest: from the source's own address, from one below it, from one below that."""

KNOWN_RESTS = timedelta(days=30)
"""A page the site has dated is asked for again after so long in any case: the dates of some sites never move."""
UNDATED_RESTS = timedelta(days=1)

_OF_PERSONS = re.compile(
    r"(?:^|[-_.])(?:users?|authors?|members?|tac-?gia)(?:[-_.&\d]|$)|=(?:user|author|member|tac-?gia)"
)
_OF_OTHER_THINGS = re.compile(
    r"(?:^|[-_.=])(?:tags?|taxonom(?:y|ies)|categor(?:y|ies)|images?|videos?|products?)(?:[-_.&\d]|$)"
)


def read_sitemap(body: bytes, url: str, depth: int = 0, now: datetime | None = None) -> Found:
    """Where a sitemap leads: its newest pages, or the newest sitemaps of an index. ``depth`` counts indexes above it.

    Raises:
        NotASitemap, PageTooLarge: see ``parse_sitemap``; an index under two others.
    """
    sitemap = parse_sitemap(body, url, now or datetime.now(UTC))
    if not sitemap.of_sitemaps:
        return Found((), tuple(_page_lead(entry) for entry in _newest(sitemap.entries, MAX_ENTRIES)))
    if not CHILDREN[depth]:
        raise NotASitemap("Sơ đồ trang lồng nhau quá hai tầng nên không đọc tiếp.")
    children = _worth_reading(sitemap.entries)
    role = _ROLES[depth + 1]
    return Found((), tuple(_sitemap_lead(entry, role) for entry in _newest(children, CHILDREN[depth])))


_ROLES = ("start", "nested", "innermost")
LISTS = frozenset(_ROLES)
READERS: Mapping[str, Reader] = {
    **{role: partial(read_sitemap, depth=depth) for depth, role in enumerate(_ROLES)},
    "article": read_article_page,
}


def _page_lead(entry: Entry) -> Lead:
    """A page to read; what a news sitemap says of it stands in where it cannot be read, and dates it."""
    post = None
    if entry.title:
        post = RawPost(
            PostKind.ARTICLE, entry.address, entry.title, thread=entry.address, posted_at=entry.published
        )
    rest = UNDATED_RESTS if entry.changed_at is None else KNOWN_RESTS
    return Lead(entry.address, "article", fallback=post, changed_at=entry.changed_at, rest=rest)


def _sitemap_lead(entry: Entry, role: str) -> Lead:
    """A sitemap without a date is asked for every time; the dates of the others are not believed for long.

    It continues the index (``more``), which is therefore never remembered: an index without dates stays the same
    whatever happens in its sitemaps.
    """
    rest = None if entry.changed_at is None else UNDATED_RESTS
    return Lead(entry.address, role, more=True, changed_at=entry.changed_at, rest=rest)


def _worth_reading(entries: Iterable[Entry]) -> list[Entry]:
    """Sitemaps without those of persons; those of tags, pictures and the like only where there is nothing else."""
    named = [(entry.address.rpartition("/")[2].lower(), entry) for entry in entries]
    kept = [(name, entry) for name, entry in named if not _OF_PERSONS.search(name)]
    articles = [entry for name, entry in kept if not _OF_OTHER_THINGS.search(name)]
    return articles or [entry for _, entry in kept]


def _newest(entries: Iterable[Entry], limit: int) -> list[Entry]:
    """At most ``limit`` entries, each address once: by date, then the undated ones.

    Nobody says at which end of a file the newest undated ones stand, so they are taken from both in turn.
    """
    latest: dict[str, Entry] = {}
    for entry in entries:
        known = latest.get(entry.address)
        if known is None or (known.changed_at or _NEVER) < (entry.changed_at or _NEVER):
            latest[entry.address] = entry
    dated = [entry for entry in latest.values() if _date_of(entry) > _NEVER]
    undated = [entry for entry in latest.values() if _date_of(entry) == _NEVER]
    both_ends = chain.from_iterable(zip_longest(reversed(undated), undated))
    in_turn = dict.fromkeys(entry for entry in islice(both_ends, 2 * limit) if entry is not None)
    return [*heapq.nlargest(limit, dated, key=_date_of), *in_turn][:limit]


_NEVER = datetime.min.replace(tzinfo=UTC)


def _date_of(entry: Entry) -> datetime:
    return entry.changed_at or entry.published or _NEVER
