"""How well the machine suggested, by what people made of it in the four weeks up to the end of the week.

Shares only (``reports.shares``), never counts: conclusions are counted in section 1, and two counts could be subtracted.

All queues together come first. Single queues are told only where none of them hides a small number: the share of all less that of
one would tell what another hides ("dưới 5" of 11 twice, and 35 % of all, are 4 and 4).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from models.queries.reading_quality import QueueReading, ReadingCounts, reading_counts
from models.session import Session
from models.vocabulary import Label, Queue
from nlp.measures.sampled import LABEL_OF, missed
from reports.period import local_day
from reports.shares import Said, Share, share

SPAN = timedelta(weeks=4)
"""One week of a commune is too little to make shares of."""


@dataclass(frozen=True, slots=True)
class QueueShares:
    """Of what the machine put in a queue and a person read: what belonged there, and what was an opinion. None: too few to say."""

    queue: Queue | None
    right: Share | None
    opinions: Share | None


@dataclass(frozen=True, slots=True)
class MissedShare:
    """Of the random sample of what the machine put in no queue: what a person calls ``label`` and the machine did not."""

    label: Label
    missed: Share | None


@dataclass(frozen=True, slots=True)
class Machine:
    """Everything section 7 may use. ``since``: the first day read. ``all``: of all queues together; ``queues``: each, or none."""

    since: date | None = None
    all: QueueShares | None = None
    queues: Sequence[QueueShares] = ()
    sample: Sequence[MissedShare] = ()


def gather(session: Session, offices: Sequence[int], until: datetime) -> Machine:
    """From rows to what may be printed; two questions."""
    return protect(
        reading_counts(session, offices, until - SPAN, until, unqueued=False), local_day(until - SPAN)
    )


def protect(counts: ReadingCounts, since: date) -> Machine:
    """Hide what must not be printed. Nothing read: nothing said."""
    queues = [one for one in counts.queues if one.read]
    sample = Counter({(one.machine_label, one.label): one.count for one in counts.sample})
    if not queues and not sample:
        return Machine()
    read, right, opinions = (
        sum(one) for one in zip(*[(one.read, one.right, one.opinions) for one in counts.queues], strict=True)
    )
    return Machine(
        since=since,
        all=QueueShares(None, share(right, read), share(opinions, read)) if queues else None,
        queues=_queues(queues),
        sample=[MissedShare(label, _missed(sample, label)) for label in LABEL_OF.values()] if sample else [],
    )


def _queues(read: Sequence[QueueReading]) -> list[QueueShares]:
    """What may be said of each queue beside the share of all; of one alone, which is all, everything."""
    told = [QueueShares(one.queue, share(one.right, one.read), share(one.opinions, one.read)) for one in read]
    if len(told) == 1:
        return told
    if not all(_plain(one.right) for one in told):
        return []
    opinions = all(_plain(one.opinions) for one in told)
    return told if opinions else [replace(one, opinions=None) for one in told]


def _plain(one: Share | None) -> bool:
    """Whether a share hides nothing under five."""
    return one is not None and one.said in (Said.NONE, Said.RATE, Said.ALL)


def _missed(sample: Counter[tuple[Label, Label]], label: Label) -> Share | None:
    found = missed(sample, label)
    return share(found.hits, found.trials)
