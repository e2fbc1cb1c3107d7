"""How a source is, told from its own history. One pure function; pages, the count at the top and the report ask it.

A source is never compared with another one: a forum of a ward has a post a week, a newspaper forty a day. Thresholds without
another source are own choices, made so that nights and weekends do not alarm and a source that broke is noticed within days.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from statistics import mean, median

SILENCE_CHANCE = 0.001
"""A silence is noticed when posts that came at the source's usual rate would leave such a gap less often than this (Poisson:
``exp(-rate × days)``): about seven posts are missing."""

OWN_GAP = 1.25
"""... and when it is longer, by a quarter, than any gap the source had itself: posts cluster in working hours, and a Poisson bound
alone would call every weekend of a busy office a silence."""

ENOUGH_DAYS = 7
"""Days with a completed look before a source has a history: a week holds one weekend."""

LONG_SILENCE = timedelta(days=28)
"""A source that had posts and has had none for so long needs a look, whatever its rate was."""

DROP = 0.25
"""A week with at most this share of the median of the weeks before is a drop, when Poisson allows it less often than
``SILENCE_CHANCE``: three left of twelve do not, two do."""

UNREAD_SHARE, UNREAD_LEAST = 1 / 3, 5
"""Pages that could not be read among those read, in a day, and how many there must be, before the source needs a look."""

FAILURES = 3
"""Runs that failed one after the other, for reasons that may pass (``PASSING``), before somebody is asked to look; others at once."""

OURS = frozenset({"host_held", "host_stopped", "run_interrupted", "source_disabled"})
"""Ends of runs that say nothing of the source."""
PASSING = frozenset(
    {
        "broken_compression",
        "connection_cut",
        "connection_refused",
        "crashed",
        "dns_failed",
        "http_error",
        "not_http",
    }
    | {"not_json", "quota_used_up", "rate_limited", "robots_unreachable", "server_error", "source_busy"}
    | {"source_unreachable", "timed_out", "too_much_memory"}
)
"""Failures that often pass by themselves: some in a row are waited for before anybody is asked to look (``FAILURES``). All others mean
a source that answers, and not with what it should."""

LATE = timedelta(hours=1)
"""How long after its time a run may begin, beside twice the pace: longer, and nobody is working."""

WEEK, WEEKS = 7, 3


class SourceState(StrEnum):
    """How a source is, worst first."""

    STOPPED = "stopped"
    LOOK = "look"
    NEW = "new"
    RUNNING = "running"
    GOOD = "good"


class Cause(StrEnum):
    """Why a source is stopped or needs a look."""

    DISABLED = "disabled"
    HOST_STOPPED = "host_stopped"
    FAILING = "failing"
    SILENT = "silent"
    DROPPED = "dropped"
    UNREAD = "unread"
    LATE = "late"


@dataclass(frozen=True, slots=True)
class Signs:
    """What a state is told from. Times are aware.

    ``days``: new posts per day before today, oldest first; None for a day without a completed look, or before the source was
    added. ``longest_gap``: the longest time between two looks that brought posts, before the last of them. ``unread``: open pages
    that failed within a day; ``read``: pages of the best run of that day. ``crawled``: False for what people bring.
    """

    now: datetime
    enabled: bool = True
    host_stopped: bool = False
    crawled: bool = True
    running: bool = False
    due_at: datetime | None = None
    pace: timedelta = timedelta(minutes=30)
    last_look: datetime | None = None
    last_post: datetime | None = None
    longest_gap: timedelta | None = None
    days: Sequence[int | None] = ()
    failures: int = 0
    passing: bool = True
    unread: int = 0
    read: int = 0


@dataclass(frozen=True, slots=True)
class Standing:
    """The state of a source, why, and since when nothing of it is seen (None: it is seen)."""

    state: SourceState
    cause: Cause | None = None
    blind_since: datetime | None = None


def standing(signs: Signs) -> Standing:
    """The state of a source.

    >>> from datetime import UTC
    >>> noon = datetime(2026, 11, 20, 12, tzinfo=UTC)
    >>> look = noon - timedelta(minutes=20)
    >>> busy = Signs(noon, last_look=look, last_post=noon - timedelta(hours=30), longest_gap=timedelta(hours=10), days=(16,) * 27)
    >>> standing(busy).cause.value, standing(Signs(noon)).state.value
    ('silent', 'new')
    """
    if not signs.enabled:
        return Standing(SourceState.STOPPED, Cause.DISABLED, signs.last_look or signs.now)
    if signs.host_stopped:
        return Standing(SourceState.STOPPED, Cause.HOST_STOPPED, signs.last_look or signs.now)
    if not signs.crawled:
        return Standing(SourceState.GOOD if signs.last_post else SourceState.NEW)
    cause = _cause(signs)
    if cause is not None:
        return Standing(SourceState.LOOK, cause, _blind_since(signs, cause))
    if signs.running:
        return Standing(SourceState.RUNNING)
    return Standing(SourceState.GOOD if signs.last_look else SourceState.NEW)


def usual(days: Sequence[int | None]) -> float | None:
    """Posts a day that are usual for a source: the median of the days it was looked at, or their mean where that is 0.

    None without a history. The first day is left out: it brought everything that had been there before.

    >>> usual((90, 4, 5, None, 6, 5, 5, 4, 7)), usual((9, 0, 0, 1, 0, 0, 0, 6)), usual((3, 4))
    (5, 1, None)
    """
    known = [count for count in days if count is not None][1:]
    if len(known) < ENOUGH_DAYS:
        return None
    return median(known) or mean(known)


def is_silent(signs: Signs) -> bool:
    """Whether a source that brought posts has brought none for longer than chance and its own gaps explain.

    Only time until the last completed look counts: what nobody looked at is not known to be silent.
    """
    if signs.last_post is None or signs.last_look is None:
        return False
    silence = signs.last_look - signs.last_post
    if silence >= LONG_SILENCE:
        return True
    before = signs.days[: len(signs.days) - max(0, (signs.now - signs.last_post).days)]
    rate = usual(before)
    if not rate:
        return False
    missing = math.exp(-rate * silence / timedelta(days=1)) < SILENCE_CHANCE
    return missing and silence > (signs.longest_gap or timedelta(0)) * OWN_GAP


def has_dropped(days: Sequence[int | None]) -> bool:
    """Whether the last week brought a fraction of the weeks before. Needs three whole weeks, and one day in two looked at.

    >>> has_dropped((90,) + (6, 6, 6, 6, 6, 0, 0) * 3 + (1, 0, 0, 1, 0, 0, 0))
    True
    >>> has_dropped((90,) + (6, 6, 6, 6, 6, 0, 0) * 4)
    False
    """
    first = next((place for place, count in enumerate(days) if count is not None), len(days))
    known = days[first + 1 :]
    weeks = [known[len(known) - WEEK * (back + 1) : len(known) - WEEK * back] for back in range(WEEKS + 1)]
    if len(known) < WEEK * (WEEKS + 1) or any(2 * week.count(None) > WEEK for week in map(list, weeks)):
        return False
    now, *before = (
        sum(count or 0 for count in week) * WEEK / (WEEK - list(week).count(None)) for week in weeks
    )
    expected = median(before)
    return now <= DROP * expected and _at_most(round(now), expected) < SILENCE_CHANCE


def _cause(signs: Signs) -> Cause | None:
    if signs.failures >= (FAILURES if signs.passing else 1):
        return Cause.FAILING
    if is_silent(signs):
        return Cause.SILENT
    if has_dropped(signs.days):
        return Cause.DROPPED
    if signs.unread >= UNREAD_LEAST and signs.unread >= UNREAD_SHARE * (signs.unread + signs.read):
        return Cause.UNREAD
    late = signs.due_at is not None and signs.now - signs.due_at > max(LATE, 2 * signs.pace)
    return Cause.LATE if late and not signs.running else None


def _blind_since(signs: Signs, cause: Cause) -> datetime | None:
    """Since when nothing is seen: of a source that brings less, or some of whose pages cannot be read, something is."""
    if cause is Cause.SILENT:
        return signs.last_post
    if cause in (Cause.FAILING, Cause.LATE):
        return signs.last_look or signs.due_at
    return None


def _at_most(count: int, expected: float) -> float:
    """The chance of at most ``count`` posts where ``expected`` are usual (Poisson)."""
    if expected <= 0:
        return 1.0
    logs = (k * math.log(expected) - expected - math.lgamma(k + 1) for k in range(count + 1))
    return min(1.0, math.fsum(math.exp(one) for one in logs))
