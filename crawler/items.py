"""What a parser may hand on. An allow-list: there is no field a person could be put in.

The texts here are raw. They live in the memory of the process that fetched them, are kept out of
every ``repr`` (Scrapy logs what it drops), and are masked before anything is written.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from models.errors import TriageError
from models.vocabulary import PostKind

MAX_TEXT = 30_000
"""Code points of a post that are read; the rest of a longer page is left out."""


@dataclass(frozen=True, slots=True)
class RawPost:
    """One public text as found. ``thread`` is the address of the page it belongs to."""

    kind: PostKind
    address: str = field(repr=False)
    text: str = field(repr=False)
    thread: str | None = field(default=None, repr=False)
    posted_at: datetime | None = None

    def dated(self, posted_at: datetime | None) -> RawPost:
        """The same post with another date."""
        return replace(self, posted_at=posted_at)


@dataclass(frozen=True, slots=True)
class Lead:
    """A page to fetch next. ``role`` names the reader; ``fallback`` stands in when it cannot be read.

    ``more`` marks the continuation of the same listing or thread. ``instead`` are pages that tell the same another way,
    asked for only when this one cannot be read. ``changed_at`` is when the page changed last, by the site's own word.
    ``rest`` is how long a page that was read is left alone while no such word is newer; None: it is asked every time.
    ``as_of`` is what the listing says of the state of the page (a date and a count, as a digest): read to its end in just
    this state, it is not asked for again that day (``crawler.listed``). ``shows`` is the address of the post or thread the
    page is about, where that is not its own.
    """

    url: str = field(repr=False)
    role: str
    fallback: RawPost | None = field(default=None, repr=False)
    more: bool = False
    instead: tuple[Lead, ...] = field(default=(), repr=False)
    changed_at: datetime | None = None
    rest: timedelta | None = None
    as_of: str | None = field(default=None, repr=False)
    shows: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Found:
    """Everything one page had: posts in the order of the page, and where to go from it.

    ``onward``: the pages that go on with the threads of this one, which shows every post between its beginning and them; None
    where a page does not tell. ``whole``: the addresses of threads that begin here, so that this page and those onward
    from it show all posts there are; what is stored of such a thread and was on none of them is gone (``crawler.gathered``).
    ``besides``: addresses of these threads that are there although no page shows them (the video its comments stand under).
    ``remarks``: what is wrong with the page though it could be read; None where nothing was looked at.
    """

    posts: tuple[RawPost, ...] = ()
    leads: tuple[Lead, ...] = ()
    whole: tuple[str, ...] = field(default=(), repr=False)
    onward: tuple[str, ...] | None = field(default=None, repr=False)
    besides: tuple[str, ...] = field(default=(), repr=False)
    remarks: tuple[TriageError, ...] | None = None

    @property
    def in_parts(self) -> bool:
        """Whether this is one page of a thread of several."""
        return self.onward is not None and not (self.whole and not self.onward)


_UNSTORABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")

Reader = Callable[[bytes, str], Found]
"""A pure parse function. Raises ``TriageError`` and nothing else."""


def tidy(text: str) -> str:
    """A text the database can hold: no control characters, no half surrogates, at most ``MAX_TEXT``."""
    return _UNSTORABLE.sub("", text)[:MAX_TEXT].strip()


def with_title(title: str, body: str) -> str:
    """Title and body as one text, the title once, cut at ``MAX_TEXT``.

    >>> with_title("Thu 50k", "Từ 1/12 thu 50k.")
    'Thu 50k\\n\\nTừ 1/12 thu 50k.'
    >>> with_title("Thu 50k", "Thu 50k từ 1/12.")
    'Thu 50k từ 1/12.'
    """
    title, body = tidy(title), tidy(body)
    first, _, rest = body.partition("\n")
    if title and first.strip() == title and rest:
        body = rest.strip()
    elif not title or body.startswith(title):
        return body
    return tidy(f"{title}\n\n{body}")
