"""Whether answers helped: does a narrative that was answered come back less than one like it that was not?

Each narrative answered in the eight weeks whose following seven days are over is set beside one that was never answered: of the same
queue, as widely told in the seven days before (few, some, many posts), looked at at the same age, and opened at the nearest
time. A narrative comes back when a post of it is published in the seven days after. The two shares are subtracted, with the interval
of Newcombe (1998, method 10). It is an observation, not a trial: an office answers what it finds important.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import partial

from models.queries import narrative_comparison
from models.queries.narrative_comparison import Around, Told
from models.queries.narrative_return import WINDOW_DAYS
from models.session import Session
from models.vocabulary import Queue
from reports.disclosure import Spread, spread
from reports.lines import Lines
from reports.period import local_day
from reports.shares import Range, Share, difference, share
from reports.wording import quoted

WINDOW = timedelta(days=WINDOW_DAYS)
SPAN = timedelta(weeks=8)
TRIES = 8
WITHIN = 100
"""Unanswered narratives tried for each answered one: of the hundred opened nearest before and after it the nearest eight that were not
tried eight times already, so that many answered on one day do not all try the same.
"""
FEW_PAIRS = 30
"""Up to so many pairs the reader is warned: one narrative more or less moves a share by three points."""


class Finding(StrEnum):
    """What may be said of the comparison."""

    TOO_FEW = "too_few"
    UNCLEAR = "unclear"
    LESS = "less"
    MORE = "more"


@dataclass(frozen=True, slots=True)
class Compared:
    """Two shares that came back and their difference, in points. ``few``: the reader is warned."""

    answered: Share
    unanswered: Share
    difference: Range
    few: bool


@dataclass(frozen=True, slots=True)
class ReturnLine:
    """An answered narrative, and how widely it was told before and after; None after: not at all."""

    sentence: str
    queue: Queue
    answered: date
    before: Spread | None
    after: Spread | None
    item_id: int | None = None


@dataclass(frozen=True, slots=True)
class Helped:
    """Everything section 6 may use."""

    compared: Compared | None = None
    lines: Lines[ReturnLine] = field(default_factory=lambda: Lines(()))

    @property
    def finding(self) -> Finding:
        """What the interval says: nothing, as long as it holds zero."""
        if self.compared is None:
            return Finding.TOO_FEW
        if self.compared.difference.high < 0:
            return Finding.LESS
        return Finding.MORE if self.compared.difference.low > 0 else Finding.UNCLEAR


@dataclass(frozen=True, slots=True)
class Pair:
    """An answered narrative and one like it: whether a post of each came after."""

    answered: bool
    unanswered: bool


def gather(session: Session, offices: Sequence[int], start: datetime, until: datetime) -> Helped:
    """From rows to what may be printed; three questions."""
    seen_until = until - WINDOW
    answered = narrative_comparison.answered(session, offices, seen_until - SPAN, seen_until)
    others: Sequence[Told] = ()
    if answered:
        oldest = min(one.opened_at for one in answered)
        others = narrative_comparison.unanswered(session, offices, oldest - SPAN, until)
    tried = list(_tried(answered, others, seen_until))
    moments = [(one.narrative_id, at) for one, at in _moments(answered, tried)]
    counts = narrative_comparison.around(session, moments, until)
    own, rest = counts[: len(answered)], iter(counts[len(answered) :])
    choices = [[(other, next(rest)) for other, _ in several] for several in tried]
    lines = [
        _line(one, around)
        for one, around in zip(answered, own, strict=True)
        if one.answered_at is not None and one.answered_at + WINDOW >= start
    ]
    return protect(pairs(own, choices), lines)


def protect(found: Sequence[Pair], lines: Sequence[ReturnLine]) -> Helped:
    """Hide what must not be printed: shares instead of counts, words instead of numbers in the list."""
    came_back = share(sum(pair.answered for pair in found), len(found))
    others = share(sum(pair.unanswered for pair in found), len(found))
    compared = None
    if came_back is not None and others is not None:
        few = came_back.above < FEW_PAIRS
        compared = Compared(came_back, others, difference(came_back, others), few)
    return Helped(compared, Lines.first(lines))


def pairs(answered: Sequence[Around], choices: Sequence[Sequence[tuple[Told, Around]]]) -> list[Pair]:
    """Each answered narrative with the first of its choices that is as widely told and not taken yet; without one it is left out.

    An answered narrative nobody told any more in the seven days before could not come back as one that was; it is left out too.
    """
    taken: set[int] = set()
    found = []
    for own, several in zip(answered, choices, strict=True):
        if own.before == 0:
            continue
        for other, around in several:
            alike = around.before > 0 and spread(around.before) is spread(own.before)
            if alike and other.item_id not in taken:
                taken.add(other.item_id)
                found.append(Pair(own.after > 0, around.after > 0))
                break
    return found


def _tried(
    answered: Sequence[Told], others: Sequence[Told], seen_until: datetime
) -> Iterator[list[tuple[Told, datetime]]]:
    """For each answered narrative those opened nearest to it in its queue, each with the moment it was as old."""
    by_queue: Mapping[Queue, list[Told]] = {
        queue: [one for one in others if one.queue is queue] for queue in Queue
    }
    times: Counter[int] = Counter()
    for one in answered:
        age = (one.answered_at or one.opened_at) - one.opened_at
        queue = by_queue[one.queue]
        place = bisect_left(queue, one.opened_at, key=lambda other: other.opened_at)
        near = [
            other
            for other in queue[max(0, place - WITHIN) : place + WITHIN]
            if other.opened_at + age < seen_until and times[other.item_id] < TRIES
        ]
        near = sorted(near, key=partial(_apart, one))[:TRIES]
        times.update(other.item_id for other in near)
        yield [(other, other.opened_at + age) for other in near]


def _apart(one: Told, other: Told) -> tuple[timedelta, int]:
    return abs(other.opened_at - one.opened_at), other.item_id


def _moments(
    answered: Sequence[Told], tried: Sequence[Sequence[tuple[Told, datetime]]]
) -> Iterator[tuple[Told, datetime]]:
    for one in answered:
        yield one, one.answered_at or one.opened_at
    for several in tried:
        yield from several


def _line(one: Told, around: Around) -> ReturnLine:
    return ReturnLine(
        sentence=quoted(one.sentence),
        queue=one.queue,
        answered=local_day(one.answered_at or one.opened_at),
        before=spread(around.before) if around.before else None,
        after=spread(around.after) if around.after else None,
        item_id=one.item_id,
    )
