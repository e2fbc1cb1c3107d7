"""How well the machine sorts, by people's readings: counts for section 7 of the weekly report and the analysts' pages.

What was queued was read by whoever concluded on it or took it out; what was not queued was read in a random sample. Both are
plain counts of a span of time and some offices; ``nlp.measures.sampled`` makes shares and intervals of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from models.queries.readings import TAKEN_OUT, last_readings, machine_queue, taken_back
from models.queries.weekly_spans import received
from models.tables.assessment import PostAssessment
from models.tables.decision import Decision
from models.tables.item import Item, ItemEvent
from models.tables.post import Post
from models.tables.reading import SampleReading
from models.vocabulary import EventKind, Label, PostState, Queue, RetentionClass, Verdict


@dataclass(frozen=True, slots=True)
class QueueReading:
    """Items of a queue that people read in the span: how many, how many belonged there, how many were opinions."""

    queue: Queue
    read: int
    right: int
    opinions: int


@dataclass(frozen=True, slots=True)
class SampleCount:
    """How often people gave ``label`` to sampled posts the machine had called ``machine_label``."""

    machine_label: Label
    label: Label
    count: int


@dataclass(frozen=True, slots=True)
class ReadingCounts:
    """Everything about a span. ``unqueued``: posts the machine put in no queue, of which the sample was drawn; 0 where nobody asked."""

    queues: tuple[QueueReading, ...]
    sample: tuple[SampleCount, ...]
    unqueued: int


def reading_counts(
    session: Session, office_ids: Sequence[int], start: datetime, end: datetime, *, unqueued: bool = True
) -> ReadingCounts:
    """Count what people read in [start, end) in these offices. Without ``unqueued`` no posts are counted, which of a million takes a second.

    An item counts once, in the queue where the machine had put it, by its last reading of the span. It was right when somebody
    concluded on it under the machine's label and not as "Không phải lừa đảo"; an item moved to another queue or taken out
    was not. A dismissal that was undone is no reading.
    """
    return ReadingCounts(
        queues=tuple(_queues(session, office_ids, start, end)),
        sample=tuple(_sample(session, office_ids, start, end)),
        unqueued=_unqueued(session, office_ids, start, end) if unqueued else 0,
    )


def _queues(
    session: Session, office_ids: Sequence[int], start: datetime, end: datetime
) -> list[QueueReading]:
    readings = last_readings(office_ids, start, end)
    undone = taken_back(readings)
    kind = (
        select(ItemEvent.kind)
        .where(ItemEvent.item_id == readings.c.item_id, ItemEvent.sequence == readings.c.last)
        .scalar_subquery()
    )
    harmless = exists().where(
        Decision.item_id == readings.c.item_id, Decision.verdict == Verdict.NOT_SCAM, Decision.current
    )
    found = (
        select(
            PostAssessment.label.label("machine"),
            Item.label.label("now"),
            kind.label("kind"),
            harmless.label("harmless"),
            Item.queue.label("queue"),
        )
        .select_from(readings)
        .join(Item, Item.id == readings.c.item_id)
        .join(PostAssessment, PostAssessment.id == Item.assessment_id)
        .where(~undone)
        .subquery()
    )
    queue = machine_queue(found.c.machine, found.c.queue)
    out = found.c.kind.in_(TAKEN_OUT)
    moved = (queue != found.c.queue) & ~out
    rows = session.execute(
        select(
            queue,
            func.count(),
            func.count().filter(~out & ~moved & ~found.c.harmless),
            func.count().filter(found.c.kind == EventKind.DISMISSED_OPINION),
        ).group_by(queue)
    ).all()
    by_queue = {Queue(name): (read, right, opinions) for name, read, right, opinions in rows}
    return [QueueReading(name, *by_queue.get(name, (0, 0, 0))) for name in Queue]


def _sample(session: Session, office_ids: Sequence[int], start: datetime, end: datetime) -> list[SampleCount]:
    rows = session.execute(
        select(SampleReading.machine_label, SampleReading.label, func.count())
        .where(
            SampleReading.office_id.in_(office_ids),
            SampleReading.read_at >= start,
            SampleReading.read_at < end,
        )
        .group_by(SampleReading.machine_label, SampleReading.label)
        .order_by(SampleReading.machine_label, SampleReading.label)
    )
    return [SampleCount(machine, person, count) for machine, person, count in rows]


def _unqueued(session: Session, office_ids: Sequence[int], start: datetime, end: datetime) -> int:
    """Posts collected in the span that went into no queue; texts purged since count too."""
    return (
        session.scalar(
            select(func.count())
            .select_from(Post)
            .where(
                received(office_ids, start, end),
                Post.state.in_((PostState.ROUTED, PostState.PURGED)),
                Post.retention_class.in_(
                    (
                        RetentionClass.PROTECTED_TEXT,
                        RetentionClass.AUDIT_SAMPLE,
                        RetentionClass.UNQUEUED_TEXT,
                    )
                ),
            )
        )
        or 0
    )
