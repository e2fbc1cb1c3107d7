"""What one crawl is about to do, and what it has met so far."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Protocol

from crawler.consequences import is_settled
from crawler.gathered import Gathered
from crawler.health import Counts
from crawler.incremental import Validators
from crawler.items import RawPost
from crawler.robots import could_be_read
from crawler.safety import Allowance
from models.errors import TriageError
from models.queries.robots import RobotsCopy
from models.queries.set_aside import Retry
from models.vocabulary import Budget, SourceKind

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


class Servers(Protocol):
    """What holds for servers beyond one run: whose turn it is, their robots.txt, how long they want to be left alone."""

    def enter(self, url: str, /) -> float:
        """Make sure that nobody else asks this server; seconds to wait before the first request.

        Raises:
            HostHeld, HostStopped: it may not be asked now.
        """

    def robots(self, url: str, /) -> RobotsCopy | None:
        """What is known of the robots.txt that counts for an address and need not be asked for again."""

    def robots_read(self, url: str, status: int, body: bytes, /) -> RobotsCopy:
        """Note an answer to robots.txt (status 0: there was none); what counts from now on. ``read_at`` None: it was never read."""

    def leave(self, url: str, seconds: float, /) -> None:
        """Leave this server alone for so long, beyond this run."""


class NoServers:
    """Nothing is kept: for a look at a source that leaves no trace."""

    def enter(self, _url: str) -> float:
        """Nobody to wait for."""
        return 0.0

    def robots(self, _url: str) -> RobotsCopy | None:
        """Nothing is known."""
        return None

    def robots_read(self, _url: str, status: int, body: bytes) -> RobotsCopy:
        """The answer itself."""
        return RobotsCopy(status, body, datetime.now(UTC) if could_be_read(status) else None)

    def leave(self, _url: str, seconds: float) -> None:
        """Not kept."""


def nothing_known(_urls: Sequence[str]) -> Mapping[str, Known]:
    """Nothing was fetched before."""
    return {}


@dataclass(frozen=True, slots=True)
class Plan:
    """One crawl of one source. ``delay`` in seconds; ``max_pages``, ``max_bytes`` and ``max_seconds`` per run.

    ``recall`` gives what is stored of addresses, of those that are known; ``unchanged`` whether these are the bytes seen last time.
    ``revisit``: addresses of stored posts to look at again, whether or not anything still leads there. ``retry``: pages that could not be read, which somebody
    asked to try again: they come first, and use at most half of the run's pages.
    """

    kind: SourceKind
    url: str = field(repr=False)
    delay: float = 3.0
    max_pages: int = 50
    max_bytes: int = RUN_BYTES
    max_seconds: float = RUN_SECONDS
    allowance: Allowance | None = None
    servers: Servers = field(default_factory=NoServers, repr=False)
    recall: Callable[[Sequence[str]], Mapping[str, Known]] = field(default=nothing_known, repr=False)
    unchanged: Callable[[str, bytes], bool] = field(default=lambda _url, _hash: False, repr=False)
    revisit: tuple[str, ...] = field(default=(), repr=False)
    retry: tuple[Retry, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Page:
    """One page as it is stored: its posts, its validators and what was wrong, in one transaction.

    ``gathered`` are threads that have now been read to their end, ``remarks``: see ``crawler.items.Found``. ``gone``: the page answered
    that it is no more; ``unchanged``: that it is as it was. ``listed`` are the states that listings gave of pages which have now been
    read to their end. ``shows``: see ``crawler.items.Lead``. ``role`` is how the page is read; None where it is the source's own first
    page, or one of several ways to it.
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
    role: str | None = None
    remarks: tuple[TriageError, ...] | None = None

    @property
    def only_adds(self) -> bool:
        """Whether it may wait: what tells that something is gone or went wrong is written at once, after all before it."""
        return not (self.problem or self.gone or self.gathered or self.remarks is not None)

    @property
    def tells_nothing(self) -> bool:
        """Whether a page that was looked at shows neither that its posts are there nor that they are gone."""
        return self.shows is not None if self.problem is None else is_settled(self.problem)


@dataclass(frozen=True, slots=True, eq=False)
class Unread:
    """An answer that is an article, by its bytes and headers, and waits to be read with others. ``size`` in bytes; ``read`` gives what is to
    be stored of it, and may stop the run as reading it at once would have."""

    size: int
    read: Callable[[], Iterable[Page]] = field(repr=False)


@dataclass(slots=True, eq=False)
class Ledger:
    """The state of a running crawl, in memory. What must survive a kill is in rows, not here.

    ``asked`` pages were planned to be asked for, ``answered`` are over; ``put_off`` did not fit into the budget ``cut_short`` names,
    ``unread`` of them never read before. ``requests`` were sent and ``received`` bytes came. ``pauses``: seconds between two requests
    to each server that was asked.
    """

    counts: Counts = field(default_factory=Counts)
    stopped_by: TriageError | None = None
    incomplete: bool = False
    asked: int = 0
    answered: int = 0
    put_off: int = 0
    unread: int = 0
    requests: int = 0
    received: int = 0
    cut_short: Budget | None = None
    pauses: dict[str, float] = field(default_factory=dict)
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

    def cut(self, budget: Budget) -> None:
        """A budget is spent; the first one counts."""
        self.cut_short = self.cut_short or budget
        self.incomplete = True

    @property
    def left_over(self) -> int:
        """Pages the run knew of and left for the next one."""
        return self.put_off + max(0, self.asked - self.answered)
