"""What one crawl is about to do, and what it has met so far."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from crawler.errors import is_settled
from crawler.gathered import Gathered
from crawler.health import Counts
from crawler.incremental import Validators
from crawler.items import RawPost
from crawler.safety import Allowance
from models.errors import TriageError
from models.vocabulary import SourceKind

RUN_BYTES = 50_000_000
"""Bytes a run may read altogether."""

RUN_SECONDS = 1_800
"""Seconds after which a run stops asking; the next one goes on."""


class Known(Protocol):
    """What is stored of an address from an earlier fetch."""

    @property
    def etag(self) -> str | None: ...
    @property
    def last_modified(self) -> str | None: ...
    @property
    def fetched_at(self) -> datetime | None: ...
    @property
    def refused(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Plan:
    """One crawl of one source. ``delay`` in seconds, ``max_pages`` and ``max_bytes`` per run.

    ``recall`` gives what is stored of an address; ``unchanged`` whether these are the bytes seen last time. ``revisit``: addresses of
    stored posts to look at again, whether or not anything still leads there.
    """

    kind: SourceKind
    url: str = field(repr=False)
    delay: float = 3.0
    max_pages: int = 50
    max_bytes: int = RUN_BYTES
    allowance: Allowance | None = None
    recall: Callable[[str], Known | None] = field(default=lambda _url: None, repr=False)
    unchanged: Callable[[str, bytes], bool] = field(default=lambda _url, _hash: False, repr=False)
    revisit: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Page:
    """One page as it is stored: its posts, its validators and what was wrong, in one transaction.

    ``gathered`` are threads that have now been read to their end. ``gone``: the page answered that it is no more; ``unchanged``: that it is as it was.
    ``listed`` are the states that listings gave of pages which have now been read to their end. ``shows``: see ``crawler.items.Lead``.
    """

    url: str = field(repr=False)
    status: int
    posts: tuple[RawPost, ...] = field(default=(), repr=False)
    validators: Validators | None = field(default=None, repr=False)
    problem: TriageError | None = None
    gathered: tuple[Gathered, ...] = field(default=(), repr=False)
    gone: bool = False
    unchanged: bool = False
    listed: tuple[Page, ...] = field(default=(), repr=False)
    shows: str | None = field(default=None, repr=False)


@dataclass(slots=True)
class Ledger:
    """The state of a running crawl, in memory. What must survive a kill is in rows, not here."""

    counts: Counts = field(default_factory=Counts)
    stopped_by: TriageError | None = None
    incomplete: bool = False
    asked: int = 0
    received: int = 0
    remember_at_end: list[Page] = field(default_factory=list, repr=False)

    def note(self, problem: TriageError) -> None:
        """Count a page that could not be collected."""
        if is_settled(problem):
            self.counts = self.counts.plus(refused=1)
        else:
            self.counts = self.counts.plus(errors=1)
            self.incomplete = True

    def stop(self, problem: TriageError) -> None:
        """Ask nothing more; the first reason counts."""
        self.stopped_by = self.stopped_by or problem
        self.incomplete = True
