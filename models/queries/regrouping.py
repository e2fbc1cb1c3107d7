"""What people regroup: posts taken from one narrative to another, and the item a post taken out gets.

Made in the router's turn only (``grouping.keep_router_out``) and under the locks of the items concerned.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session, joinedload

from models.queries.grouping import count_again
from models.queries.routing import add_opened
from models.tables.assessment import PostAssessment
from models.tables.item import Item, ItemEvent
from models.tables.narrative import Narrative, NarrativeMove, NarrativePost
from models.tables.post import Post
from models.tables.retention import RetentionRule
from models.vocabulary import (
    PROTECTED_LABELS,
    ActorKind,
    Distortion,
    EventKind,
    PostState,
    Queue,
    Relation,
    RetentionClass,
    Topic,
)


@dataclass(frozen=True, slots=True)
class Move:
    """A post that was taken from one narrative to another."""

    month: date
    post_id: int
    from_id: int
    to_id: int


def move_posts(
    session: Session, event_id: int, from_id: int, to_id: int, keys: Sequence[tuple[date, int]] | None = None
) -> int:
    """Take posts of one narrative to another, all or those of ``keys``, and count both again. How many were taken."""
    wanted = NarrativePost.narrative_id == from_id
    if keys is not None:
        wanted &= tuple_(NarrativePost.month, NarrativePost.post_id).in_(list(keys))
    taken = session.execute(
        update(NarrativePost)
        .where(wanted)
        .values(narrative_id=to_id)
        .returning(NarrativePost.month, NarrativePost.post_id)
        .execution_options(synchronize_session=False)
    ).all()
    if taken:
        session.execute(
            insert(NarrativeMove),
            [
                {"event_id": event_id, "month": month, "post_id": post_id, "from_id": from_id, "to_id": to_id}
                for month, post_id in taken
            ],
        )
    for narrative_id in (from_id, to_id):
        count_again(session, narrative_id)
    return len(taken)


def moves_of(session: Session, event_id: int) -> list[Move]:
    """What an event took where."""
    rows = session.scalars(
        select(NarrativeMove)
        .where(NarrativeMove.event_id == event_id)
        .order_by(NarrativeMove.month, NarrativeMove.post_id)
    )
    return [Move(row.month, row.post_id, row.from_id, row.to_id) for row in rows]


def last_event(session: Session, item_id: int, *kinds: EventKind) -> ItemEvent | None:
    """The latest event of these kinds in an item's history."""
    return session.scalar(
        select(ItemEvent)
        .where(ItemEvent.item_id == item_id, ItemEvent.kind.in_(kinds))
        .order_by(ItemEvent.sequence.desc())
        .limit(1)
    )


def merged_into(session: Session, item_id: int) -> Sequence[Item]:
    """Items that were merged into this one, the earliest first, with the assessment each stands on."""
    return session.scalars(
        select(Item).where(Item.merged_into == item_id).options(joinedload(Item.assessment)).order_by(Item.id)
    ).all()


def member_key(session: Session, narrative_id: int, post_id: int) -> tuple[date, int] | None:
    """Month and id of a post, if it belongs to the narrative. Numbers of posts run on over months."""
    month = session.scalar(
        select(NarrativePost.month).where(
            NarrativePost.narrative_id == narrative_id, NarrativePost.post_id == post_id
        )
    )
    return None if month is None else (month, post_id)


def narrative_standing_on(session: Session, key: tuple[date, int]) -> Narrative | None:
    """The narrative that a post was the first of, wherever the post is now."""
    return session.scalar(select(Narrative).where(Narrative.month == key[0], Narrative.post_id == key[1]))


def narrative_of_its_own(session: Session, key: tuple[date, int]) -> Narrative:
    """An empty narrative for a post that is about to leave another."""
    post = session.get_one(Post, key)
    seen = post.posted_at or post.collected_at
    narrative = Narrative(
        office_id=post.office_id, month=post.month, post_id=post.id, first_seen_at=seen, last_seen_at=seen
    )
    session.add(narrative)
    session.flush()
    return narrative


def open_split_item(
    session: Session,
    parent: Item,
    narrative: Narrative,
    assessment: PostAssessment,
    headline: str,
    person_id: int,
) -> Item | None:
    """An item for a post taken out of another's narrative, opened by a person; it keeps the parent's urgency and times.

    None where there can be none (I2): a claim needs a slot of its own, a grievance the office's own channel, and what the
    machine takes for opinion or grievance, or may, is not put up for rebuttal.
    """
    protected = {assessment.label.value, *assessment.rivals} & {label.value for label in PROTECTED_LABELS}
    if protected and parent.queue in (Queue.SCAM, Queue.CLAIMS):
        return None
    post = session.get_one(Post, (narrative.month, narrative.post_id))
    slot = next(
        (one for one in assessment.slots if parent.primary_slot and one.kind is parent.primary_slot.kind),
        next(iter(assessment.slots), None),
    )
    if (parent.queue is Queue.CLAIMS and slot is None) or parent.own_channel is not post.own_channel:
        return None
    item = Item(
        office_id=parent.office_id,
        narrative_id=narrative.id,
        assessment_id=assessment.id,
        queue=parent.queue,
        label=parent.label,
        severity=parent.severity,
        distortion=_distortion(assessment) if parent.queue is Queue.CLAIMS else None,
        topic=Topic(assessment.topics[0]) if assessment.topics else parent.topic,
        headline=headline,
        primary_slot_id=slot.id if slot is not None and parent.queue is Queue.CLAIMS else None,
        own_channel=parent.own_channel,
        unsure=assessment.abstained,
        gap=parent.queue is Queue.QUESTIONS and not assessment.evidence,
        due_at=parent.due_at,
        escalate_at=parent.escalate_at,
        harm=parent.harm,
        reach=0,
        novelty=parent.novelty,
        doubt=parent.doubt,
    )
    add_opened(session, item, ActorKind.PERSON, person_id)
    return item


def let_go(session: Session, key: tuple[date, int]) -> None:
    """A post that stands in no item any more: its text is kept as that of unqueued posts is."""
    hours = session.scalars(
        select(RetentionRule.keep_hours).where(RetentionRule.retention_class == RetentionClass.UNQUEUED_TEXT)
    ).one()
    session.execute(
        update(Post)
        .where(Post.month == key[0], Post.id == key[1], Post.state == PostState.ROUTED)
        .values(retention_class=RetentionClass.UNQUEUED_TEXT, purge_after=func.now() + timedelta(hours=hours))
        .execution_options(synchronize_session=False)
    )


def _distortion(assessment: PostAssessment) -> Distortion:
    against = [row for row in assessment.evidence if row.relation is Relation.CONTRADICTS]
    return (against[0].distortion or Distortion.CONTRADICTED) if against else Distortion.UNVERIFIED
