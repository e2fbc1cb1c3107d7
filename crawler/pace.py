"""When a source is read again: by what its last run found. Pure: counts in, seconds out.

**A run that could read the source** sets the pace by its share of news, ``new + changed`` posts among all it met (posts and pages that
were as before count against it). The pace is multiplied by ``1.5 * 3 ** -(share / 0.5)``, the share at most .5: nothing new means half
as long again, half or more new means twice as often, and it stands still at a share of about .18. That is the point of the rule. A list
of 20 entries with 4 new ones can bring five times as much before anything falls off its end unread, so there the pace is right;
below it is wasteful, above it posts are soon missed. It quickens more strongly than it slows, since a post missed is worse than a
request too many. A first run is all new because nothing was read before: it says nothing. Pages never read that the budget left over are
news. The pace stays within an eighth and eight times what people asked for, never under the floor, over a day only where people asked
for that. Night hours need no rule: when nobody writes, the share falls.

**A soft failure** (busy, error of the server, no answer, our own trouble) backs off exponentially with full jitter: a time drawn between
the floor and ``pace * 2 ** failures``, a day at most (Brooker, "Exponential Backoff And Jitter", 2015: full jitter needs the fewest calls
until everybody is through). What a server asks for itself is kept with the server (``models.queries.hosts.rest``).

**A hard failure** would be the same tomorrow. ``AT_ONCE`` are answers of a site to the visitor, plain and meant: asking again is what they
ask us not to do. The others may be somebody's mistake (a page moved in a hurry, an interface closed for an evening): the source is
read ``HARD_AGAIN`` later, and switched off after ``HARD_LIMIT`` in a row, no sooner than half a day after the first.

**A source that went silent** was read, and had nothing: an alarm for people (``crawler.health``), for the pace a run without news.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from crawler.consequences import SETTLED
from crawler.errors import (
    ChallengePage,
    CrawlDelayTooLong,
    HostStopped,
    NothingFound,
    RobotsRefused,
    SourceDisabled,
    WentSilent,
)
from crawler.health import Counts

DAY = 86_400.0
SLOWER = 1.5
FASTER = 0.5
ENOUGH = 0.5
"""Share of news from which the pace is doubled."""
RANGE = 8
"""The pace is at most so many times what people asked for, and at least one part in so many of it."""
JITTER = 0.1
"""A due time is up to this share later than the pace: sources of one server that were added together drift apart."""
HARD_LIMIT = 3
HARD_AGAIN = 6 * 3_600.0

AT_ONCE: frozenset[str] = frozenset({ChallengePage.code, CrawlDelayTooLong.code, RobotsRefused.code})
"""Codes of hard failures that switch a source off the first time."""

HARD: frozenset[str] = AT_ONCE | SETTLED
"""Codes of failures of the source itself that would be the same tomorrow. Any other failure is soft."""

ALARMS: frozenset[str] = frozenset({NothingFound.code, WentSilent.code})
"""Codes of runs that could read the source and found nothing there."""

NOBODYS: frozenset[str] = frozenset({HostStopped.code, SourceDisabled.code})
"""Codes of runs that a person ended: they say nothing of the source."""


@dataclass(frozen=True, slots=True)
class Before:
    """What is known of a source when a run of it ends. ``every`` and ``pace`` in seconds; ``first``: it never gave anything before.

    ``failures`` are runs that could not read it, one after the other, before this one; ``earlier`` the codes of the runs before, the
    latest first.
    """

    every: float
    pace: float
    failures: int = 0
    earlier: tuple[str | None, ...] = ()
    first: bool = False


@dataclass(frozen=True, slots=True)
class Next:
    """What follows: the pace, the failures in a row, seconds until the source is due, and whether it is to be switched off."""

    pace: int
    failures: int
    due_in: float
    disable: bool = False


def follow(
    known: Before, counts: Counts, code: str | None, floor: float, draw: float, unread: int = 0
) -> Next:
    """When a source is due again.

    Args:
        known: the source before this run.
        counts: what the run met.
        code: of the error that ended it; None when it could read the source.
        floor: seconds under which no source is read again.
        draw: a random number from 0 to 1.
        unread: pages never read before that the run's budget left over.
    """
    lower, upper = bounds(known.every, floor)
    held = min(max(known.pace, lower), upper / (1 + JITTER))
    if code in NOBODYS:
        return Next(int(held), known.failures, 0.0)
    if code is None or code in ALARMS:
        pace = held if known.first and not unread else _paced(held, share_of_news(counts, unread))
        pace = min(max(pace, lower), upper / (1 + JITTER))
        return Next(round(pace), 0, min(max(pace * (1 + JITTER * draw), lower), upper))
    failures = known.failures + 1
    if code in HARD:
        due = max(held, min(HARD_AGAIN, DAY / (1 + JITTER))) * (1 + JITTER * draw)
        return Next(
            int(held), failures, due, disable=code in AT_ONCE or hard_in_a_row(known) + 1 >= HARD_LIMIT
        )
    longest = min(DAY, held * 2.0 ** min(failures, 20))
    return Next(int(held), failures, min(max(lower, longest * draw), max(DAY, lower)))


def bounds(every: float, floor: float) -> tuple[float, float]:
    """The shortest and the longest time between two runs of a source that people want read so often.

    >>> bounds(1800, 300)
    (300.0, 14400.0)
    """
    lower = max(60.0, floor, every / RANGE)
    return lower, max(lower * (1 + JITTER), every, min(every * RANGE, DAY))


def share_of_news(counts: Counts, unread: int = 0) -> float:
    """How much of what a run met was new; 0 when it met nothing.

    >>> share_of_news(Counts(pages=1, new=4, same=16))
    0.2
    """
    news = counts.new + counts.changed + unread
    met = news + counts.same + counts.unchanged
    return news / met if met else 0.0


def hard_in_a_row(known: Before) -> int:
    """Hard failures that come right before this run; those before a source was switched on again do not count."""
    told = _of_the_source(known.earlier)
    row = 0
    for code in list(told)[: known.failures]:
        if code not in HARD:
            break
        row += 1
    return row


def _of_the_source(codes: Iterable[str | None]) -> Iterable[str | None]:
    return (code for code in codes if code not in NOBODYS)


def _paced(pace: float, share: float) -> float:
    return pace * SLOWER * math.pow(FASTER / SLOWER, min(1.0, share / ENOUGH))
