"""What became of a text somebody reported: how far it has come and where it lies. Never its text."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from models.tables.item import Item
from models.tables.narrative import Narrative, NarrativePost
from models.tables.post import HeardQuestion, Post, PostKey
from models.tables.source import Source
from models.vocabulary import ItemState, PlaceLevel, PostState, Queue, SourceKind, Topic


@dataclass(frozen=True, slots=True)
class Fate:
    """How far a reported post has come. ``joined``: it lies with posts that said the same before."""

    post_id: int
    state: PostState
    reported_at: datetime
    heard: bool
    item_id: int | None
    queue: Queue | None
    item_state: ItemState | None
    joined: bool
    posts: int


def post_of(session: Session, source_id: int, address_key: bytes) -> tuple[date, int] | None:
    """Month and id of the post that an address of a source became."""
    row = session.execute(
        select(PostKey.month, PostKey.post_id).where(
            PostKey.source_id == source_id, PostKey.address_key == address_key
        )
    ).one_or_none()
    return None if row is None else (row.month, row.post_id)


def fate_of(session: Session, office_ids: Collection[int], post_id: int) -> Fate | None:
    """What became of a post that was reported to one of these offices; None when there is none such."""
    post = session.execute(
        select(Post.id, Post.month, Post.state, Post.collected_at, HeardQuestion.post_id.label("heard"))
        .join(Source, Source.id == Post.source_id)
        .outerjoin(HeardQuestion, (HeardQuestion.month == Post.month) & (HeardQuestion.post_id == Post.id))
        .where(Post.id == post_id, Post.office_id.in_(office_ids), Source.kind == SourceKind.FORM)
    ).one_or_none()
    if post is None:
        return None
    place = session.execute(
        select(Narrative.post_id, Narrative.month, Narrative.post_count, Item)
        .join(NarrativePost, NarrativePost.narrative_id == Narrative.id)
        .outerjoin(Item, Item.narrative_id == Narrative.id)
        .where(NarrativePost.month == post.month, NarrativePost.post_id == post_id)
    ).one_or_none()
    item = place.Item if place else None
    while item is not None and item.merged_into is not None:
        item = session.get_one(Item, item.merged_into)
    first = place is None or (place.month, place.post_id) == (post.month, post.id)
    return Fate(
        post_id=post.id,
        state=post.state,
        reported_at=post.collected_at,
        heard=post.heard is not None,
        item_id=item.id if item else None,
        queue=item.queue if item else None,
        item_state=item.state if item else None,
        joined=not first,
        posts=place.post_count if place else 1,
    )


def note_heard(
    session: Session, key: tuple[date, int], heard_on: date, place: PlaceLevel, topic: Topic
) -> None:
    """Note that a post is a question heard at a meeting; once."""
    session.execute(
        insert(HeardQuestion)
        .values(month=key[0], post_id=key[1], heard_on=heard_on, place=place, topic=topic)
        .on_conflict_do_nothing()
    )


def key_of(session: Session, source_id: int, post_id: int) -> tuple[date, int]:
    """Month and id of a post of a source."""
    month = session.scalars(
        select(PostKey.month).where(PostKey.source_id == source_id, PostKey.post_id == post_id)
    ).one()
    return month, post_id
