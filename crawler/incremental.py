"""Asking only for what changed: validators sent, 304 and identical bodies recognised.

When validators may be remembered is what keeps nothing from being lost:

* a page with posts: together with its posts, in their transaction;
* a page that leads to others (a feed, a board): only at the end of a run in which every page it led to was
  read or is settled. Remembered earlier, a killed run would leave articles behind a 304 for good;
* a page with a continuation: never. "Page 1 has not changed" says nothing about page 2.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

from crawler.items import Found

MAX_ETAG = 300
MAX_LAST_MODIFIED = 60


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server said about the version of a page, and the fingerprint of its bytes."""

    etag: str | None
    last_modified: str | None
    body_hash: bytes = field(repr=False)


def conditional_headers(etag: str | None, last_modified: str | None) -> dict[str, str]:
    """Headers that turn a request into "only if it changed". An ETag wins (RFC 9110, 13.1.3)."""
    if etag:
        return {"If-None-Match": etag}
    if last_modified:
        return {"If-Modified-Since": last_modified}
    return {}


def validators(etag: str | None, last_modified: str | None, body: bytes) -> Validators:
    """Validators fit to be stored; over-long or unprintable ones are left out rather than cut."""
    return Validators(
        etag=_usable(etag, MAX_ETAG),
        last_modified=_usable(last_modified, MAX_LAST_MODIFIED),
        body_hash=fingerprint(body),
    )


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


def _usable(value: str | None, limit: int) -> str | None:
    return value if value and len(value) <= limit and value.isascii() and value.isprintable() else None
