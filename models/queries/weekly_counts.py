"""How many: the counts a weekly report is made of, before anything is hidden.

Every function takes the offices meant (an office and those below) and the half-open span ``start``,
``end`` (aware). Counts are true; ``reports.disclosure`` decides what is said of them.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, null, or_, select
from sqlalchemy.orm import Session

from models.queries.source_health import Health
from models.queries.weekly_outages import missed_in
from models.queries.weekly_spans import (
    alive_at,
    assessed_now,
    closing_in,
    concluded_in,
    first_topic,
    opened_in,
    received,
)
from models.tables.assessment import PostAssessment
from models.tables.decision import StandingVerdict
from models.tables.item import Item, ItemEvent
from models.tables.narrative import NarrativePost
from models.tables.official import Document
from models.tables.post import Post
from models.tables.source import Run, Source
from models.vocabulary import Label, Queue, RunState, Topic, Verdict

K = TypeVar("K")
WITHOUT_TOPIC = (Label.OPINION, Label.OFF_TOPIC)
"""Labels that are one grand total: nothing is counted of them but how many there were (SPEC §1)."""
PostKey = tuple[str | None, Label | None, Topic | None]
"""Model, label and first topic of a post."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """Live items of one queue and topic at the end of the span."""

    overdue: int
    next_due: datetime


@dataclass(frozen=True, slots=True)
class SourcesRead:
    """Sources that were read or brought posts, and those a reading of which failed."""

    read: int
    failed: int


def posts_by_model(
    session: Session, office_ids: Sequence[int], start: datetime, end: datetime
) -> dict[PostKey, int]:
    """Posts received, each once, by model, label and first topic, in one pass. No label and no model: not assessed yet.

    A post without a topic counts under ``khac``; opinions and what is off topic have no topic at all.
    """
    return posts_by_model_of(session, office_ids, [start], end)[start]


def posts_by_model_of(
    session: Session, office_ids: Sequence[int], starts: Sequence[datetime], end: datetime
) -> dict[datetime, dict[PostKey, int]]:
    """The same of several spans that follow each other, still in one pass; by the start of each."""
    topic = case(
        (or_(PostAssessment.label.is_(None), PostAssessment.label.in_(WITHOUT_TOPIC)), null()),
        else_=first_topic(),
    )
    rows = session.execute(
        select(PostAssessment.model, PostAssessment.label, topic.label("topic"), *_in_each(starts, end))
        .select_from(Post)
        .outerjoin(PostAssessment, assessed_now(starts[0], end))
        .where(received(office_ids, starts[0], end))
        .group_by(PostAssessment.model, PostAssessment.label, topic)
    )
    return _by_start(
        starts,
        (((model, label, None if name is None else Topic(name)), each) for model, label, name, *each in rows),
    )


def by_label(posts: Mapping[PostKey, int]) -> dict[tuple[Label | None, Topic | None], int]:
    """The same of all models together."""
    found: Counter[tuple[Label | None, Topic | None]] = Counter()
    for (_model, label, topic), count in posts.items():
        found[label, topic] += count
    return dict(found)


def models_of(posts: Mapping[PostKey, int]) -> list[str]:
    """Versions of the label model behind the counts, sorted."""
    return sorted({model for model, _label, _topic in posts if model is not None})


def scam_posts_by_narrative(
    session: Session, office_ids: Sequence[int], start: datetime, end: datetime
) -> dict[int | None, int]:
    """Posts received and labelled scam, by narrative; under None those of no narrative."""
    return scam_posts_of(session, office_ids, [start], end)[start]


def scam_posts_of(
    session: Session, office_ids: Sequence[int], starts: Sequence[datetime], end: datetime
) -> dict[datetime, dict[int | None, int]]:
    """The same of several spans that follow each other, in one pass; by the start of each."""
    rows = session.execute(
        select(NarrativePost.narrative_id, *_in_each(starts, end))
        .select_from(Post)
        .join(PostAssessment, assessed_now(starts[0], end))
        .outerjoin(NarrativePost, and_(NarrativePost.month == Post.month, NarrativePost.post_id == Post.id))
        .where(received(office_ids, starts[0], end), PostAssessment.label == Label.SCAM)
        .group_by(NarrativePost.narrative_id)
    )
    return _by_start(starts, ((narrative, each) for narrative, *each in rows))


def items_opened(
    session: Session, office_ids: Sequence[int], start: datetime, end: datetime
) -> Counter[tuple[Queue, Topic]]:
    """Items opened in the span."""
    return _by_queue_and_topic(
        session,
        select(Item.queue, Item.topic, func.count())
        .where(Item.office_id.in_(office_ids), opened_in(start, end))
        .group_by(Item.queue, Item.topic),
    )


def items_closed(
    session: Session, office_ids: Sequence[int], start: datetime, end: datetime
) -> Counter[tuple[Queue, Topic]]:
    """Items a person closed in the span, also those reopened since: the events say so for good."""
    return _by_queue_and_topic(
        session,
        select(Item.queue, Item.topic, func.count(Item.id.distinct()))
        .join(ItemEvent, ItemEvent.item_id == Item.id)
        .where(Item.office_id.in_(office_ids), closing_in(start, end))
        .group_by(Item.queue, Item.topic),
    )


def items_waiting(
    session: Session, office_ids: Sequence[int], end: datetime
) -> dict[tuple[Queue, Topic], Waiting]:
    """Items alive at the end of the span as their events tell it, however they stand today."""
    rows = session.execute(
        select(
            Item.queue,
            Item.topic,
            func.count().filter(Item.due_at < end),
            func.min(Item.due_at),
        )
        .where(Item.office_id.in_(office_ids), alive_at(end))
        .group_by(Item.queue, Item.topic)
    )
    return {(queue, topic): Waiting(overdue, due) for queue, topic, overdue, due in rows}


def verdicts(session: Session, office_ids: Sequence[int], start: datetime, end: datetime) -> Counter[Verdict]:
    """Verdicts reached in the span that still stand; one withdrawn since is not repeated."""
    rows = session.execute(
        select(StandingVerdict.verdict, func.count())
        .where(StandingVerdict.office_id.in_(office_ids), concluded_in(start, end))
        .group_by(StandingVerdict.verdict)
    )
    return Counter(dict(iter(rows)))


def sources_read(
    session: Session, office_ids: Sequence[int], start: datetime, end: datetime, health: Sequence[Health]
) -> SourcesRead:
    """Sources with a finished run or a new post in the span; of those that could not be read, or brought nothing against their
    own history at its end (``health``, as of then), only how many. One switched off before the span is not missed.
    """
    finished = (Run.office_id.in_(office_ids), Run.finished_at >= start, Run.finished_at < end)
    brought = exists().where(Post.source_id == Source.id, received(office_ids, start, end))
    seen = select(func.count()).where(
        Source.office_id.in_(office_ids), or_(exists().where(Run.source_id == Source.id, *finished), brought)
    )
    failed = set(session.scalars(select(Run.source_id).where(*finished, Run.state == RunState.FAILED)))
    failed |= {one.source.id for one in health if missed_in(one, start, end)}
    return SourcesRead(read=session.scalar(seen) or 0, failed=len(failed))


def official_base(session: Session, end: datetime) -> str:
    """A short name of the official base as it was at ``end``: the same documents, the same name."""
    digests = session.scalars(
        select(Document.sha256).where(Document.obtained_at < end).order_by(Document.sha256)
    )
    return hashlib.sha256(b"".join(digests)).hexdigest()[:12]


def _in_each(starts: Sequence[datetime], end: datetime) -> list[ColumnElement[int]]:
    """How many posts were received in each of the spans that follow each other, a column for each.

    Grouped by a number of the span instead, the database expects as many groups as there are moments, and sorts a million posts on the
    disk to make thirty of them: twice the time.
    """
    if len(starts) == 1:
        return [func.count()]
    return [
        func.count().filter(Post.collected_at >= start, Post.collected_at < until)
        for start, until in zip(starts, [*starts[1:], end], strict=True)
    ]


def _by_start(
    starts: Sequence[datetime], rows: Iterable[tuple[K, Sequence[int]]]
) -> dict[datetime, dict[K, int]]:
    """What was counted of each key, by the start of the span; without what a span had none of."""
    found: dict[datetime, dict[K, int]] = {start: {} for start in starts}
    for key, each in rows:
        for start, count in zip(starts, each, strict=True):
            if count:
                found[start][key] = count
    return found


def _by_queue_and_topic(
    session: Session, statement: Select[Queue, Topic, int]
) -> Counter[tuple[Queue, Topic]]:
    return Counter({(queue, topic): count for queue, topic, count in session.execute(statement)})
