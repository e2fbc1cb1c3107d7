"""Training examples from people's corrections: writing, forgetting, counting and reading them (SPEC §8)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from models.queries.purging import hours_kept, receipt_for
from models.tables.assessment import PostAssessment
from models.tables.item import Item
from models.tables.post import Post
from models.tables.reading import TrainingExample
from models.vocabulary import Label, RetentionClass, Topic


@dataclass(frozen=True, slots=True)
class Example:
    """One example as it is exported. ``text`` is masked; who corrected it is not told."""

    id: int
    text: str = field(repr=False)
    label: Label
    machine_label: Label
    topic: Topic
    model: str
    added_at: datetime


def keep_example(session: Session, item: Item, person_id: int, label: Label, topic: Topic) -> bool:
    """Keep the masked text an item stands on under the label a person gave it; the last correction of an item counts.

    False when there is no text any more. The label of the machine and its model are those of the item's assessment.
    """
    row = session.execute(
        select(Post.text, PostAssessment.label, PostAssessment.model)
        .join(PostAssessment, (PostAssessment.month == Post.month) & (PostAssessment.post_id == Post.id))
        .where(PostAssessment.id == item.assessment_id)
    ).one()
    if not row.text:
        return False
    forget_example(session, item.id)
    session.execute(
        insert(TrainingExample).values(
            office_id=item.office_id,
            item_id=item.id,
            text=row.text,
            label=label,
            machine_label=row.label,
            topic=topic,
            model=row.model,
            added_by=person_id,
        )
    )
    return True


def forget_example(session: Session, item_id: int) -> bool:
    """Delete the example of an item: the correction was taken back, it is an opinion, or somebody asked for erasure."""
    return (
        session.scalar(
            delete(TrainingExample).where(TrainingExample.item_id == item_id).returning(TrainingExample.id)
        )
        is not None
    )


def purge_examples(session: Session) -> int:
    """Delete examples past their time, with a receipt."""
    life = timedelta(hours=hours_kept(session, RetentionClass.TRAINING_EXAMPLE))
    old = session.scalars(
        delete(TrainingExample)
        .where(TrainingExample.added_at <= func.now() - life)
        .returning(TrainingExample.id)
    ).all()
    return receipt_for(session, RetentionClass.TRAINING_EXAMPLE, old)


def count_examples(session: Session, office_ids: Sequence[int]) -> list[tuple[Label, Label, int]]:
    """How often people put which label in the place of which: the machine's, theirs, count; the commonest first."""
    count = func.count()
    rows = session.execute(
        select(TrainingExample.machine_label, TrainingExample.label, count)
        .where(TrainingExample.office_id.in_(office_ids))
        .group_by(TrainingExample.machine_label, TrainingExample.label)
        .order_by(count.desc(), TrainingExample.machine_label, TrainingExample.label)
    )
    return [(machine, person, number) for machine, person, number in rows]


def count_since(session: Session, office_ids: Sequence[int], since: datetime | None = None) -> int:
    """How many corrections of these offices are kept, or were made since."""
    newer = () if since is None else (TrainingExample.added_at > since,)
    wanted = (
        select(func.count())
        .select_from(TrainingExample)
        .where(TrainingExample.office_id.in_(office_ids), *newer)
    )
    return session.scalar(wanted) or 0


def examples_of(
    session: Session, office_ids: Sequence[int] | None = None, batch: int = 500
) -> Iterator[Example]:
    """Every example of these offices (None: of all), the oldest first, read in batches."""
    mine = () if office_ids is None else (TrainingExample.office_id.in_(office_ids),)
    after = 0
    while True:
        rows = session.scalars(
            select(TrainingExample)
            .where(*mine, TrainingExample.id > after)
            .order_by(TrainingExample.id)
            .limit(batch)
        ).all()
        for row in rows:
            yield Example(row.id, row.text, row.label, row.machine_label, row.topic, row.model, row.added_at)
        if len(rows) < batch:
            return
        after = rows[-1].id
