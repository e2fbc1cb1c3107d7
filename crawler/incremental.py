"""Asking only for what changed: validators sent, 304 and identical bodies recognised.

When validators may be remembered is what keeps nothing from being lost:

* a page with posts: together with its posts, in their transaction;
* a page that leads to others (a feed, a board): only at the end of a run in which every page it led to was
  read or is settled. Remembered earlier, a killed run would leave articles behind a 304 for good;
* a page with a continuation: never, since "page 1 has not changed" says nothing about page 2. What it leads to besides is
  not asked for again while its bytes are the same (``remember_onward``); they are kept under an address of their own and compared
  when the page has come, so that the continuation can be followed;
* another page of a thread of several: by its bytes alone (``by_bytes``).

A sitemap or a list names hundreds of pages each time. Those that were read already rest: nothing is asked while the site
itself says that they have not changed, or, where it says nothing, more often than once in a while (``may_rest``).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from crawler.items import Found, Lead

MAX_ETAG = 300
MAX_LAST_MODIFIED = 60

ONWARD = "#onward"
"""No page has this address: a fragment is never sent."""

DOUBT = timedelta(hours=1)
"""A page counts as read after its last change only when it was read this much later: clocks differ, and what a run
remembers at its end (``plan.RUN_SECONDS``) was read some time before."""

REFUSED_RESTS = timedelta(days=1)
"""A page that is no article, is gone or is not for us rests so long at most: a site that locks us out for an hour must
not lose its articles for a month."""


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server said about the version of a page, and the fingerprint of its bytes."""

    etag: str | None
    last_modified: str | None
    body_hash: bytes | None = field(repr=False)


NOTHING_KEPT = Validators(None, None, None)
"""What is remembered of a page that was refused for good: that it was asked, and nothing that could pass for health."""


def conditional_headers(etag: str | None, last_modified: str | None) -> dict[str, str]:
    """Headers that turn a request into "only if it changed". An ETag wins (RFC 9110, 13.1.3)."""
    if etag:
        return {"If-None-Match": etag}
    if last_modified:
        return {"If-Modified-Since": last_modified}
    return {}


def validators(etag: str | None, last_modified: str | None, body_hash: bytes) -> Validators:
    """Validators fit to be stored; over-long or unprintable ones are left out rather than cut. ``body_hash``: see ``fingerprint``."""
    return Validators(
        etag=_usable(etag, MAX_ETAG),
        last_modified=_usable(last_modified, MAX_LAST_MODIFIED),
        body_hash=body_hash,
    )


def by_bytes(given: Validators) -> Validators:
    """Of validators what does not keep a page from being sent: which posts of its thread are gone is known only when
    all its pages were seen (``crawler.gathered``), the unchanged ones too."""
    return Validators(None, None, given.body_hash)


def fingerprint(body: bytes) -> bytes:
    """SHA-256 of the bytes of a page."""
    return hashlib.sha256(body).digest()


def stamp(*said: object) -> str:
    """What a listing says of a page's state, as a ``Lead`` carries it: a digest, so that no words go along."""
    return fingerprint(repr(said).encode("utf-8", "replace")).hex()


def remember_now(found: Found) -> bool:
    """Whether a page's validators may be stored with its posts: it has some and leads nowhere.

    A page without either is not remembered: behind a 304 its silence would look like health.
    """
    return bool(found.posts) and not found.leads


def remember_later(found: Found) -> bool:
    """Whether they may be stored at the end of a complete run: it leads on, but has no continuation."""
    return bool(found.leads) and not any(lead.more for lead in found.leads)


def remember_onward(found: Found) -> bool:
    """Whether a page leads on to a continuation and to pages of which nothing but itself says whether they have changed."""
    others = [lead for lead in found.leads if not lead.more]
    plain = bool(others) and not any(lead.rest or lead.as_of for lead in others)
    return plain and not found.posts and len(others) < len(found.leads)


def may_rest(lead: Lead, fetched_at: datetime | None, refused: bool, now: datetime) -> bool:
    """Whether a page asked for at ``fetched_at`` need not be asked for again yet.

    >>> from datetime import UTC
    >>> noon = datetime(2026, 11, 20, 12, tzinfo=UTC)
    >>> lead = Lead("https://a.example/1", "article", changed_at=noon, rest=timedelta(days=30))
    >>> may_rest(lead, noon + timedelta(hours=2), refused=False, now=noon + timedelta(days=20))
    True
    >>> may_rest(lead, noon - timedelta(hours=2), refused=False, now=noon)
    False
    """
    if lead.rest is None or fetched_at is None:
        return False
    if lead.changed_at is not None and fetched_at < lead.changed_at + DOUBT:
        return False
    return now - fetched_at < (min(lead.rest, REFUSED_RESTS) if refused else lead.rest)


def _usable(value: str | None, limit: int) -> str | None:
    return value if value and len(value) <= limit and value.isascii() and value.isprintable() else None
