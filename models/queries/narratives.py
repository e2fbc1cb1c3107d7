"""What belongs to an item's narrative: its posts and the narratives it must not be confused with."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import Select, case, or_, select
from sqlalchemy.orm import Session

from models.tables.assessment import PostAssessment
from models.tables.item import Item
from models.tables.narrative import Narrative, NarrativeLookalike, NarrativePost
from models.tables.post import Post, PostAddress
from models.tables.source import Source
from models.vocabulary import PostKind


@dataclass(frozen=True, slots=True)
class MemberPost:
    """A post of a narrative as a reviewer may see it; ``text`` None once purged, ``gone_at`` when its page was found to hold it no more."""

    month: date
    id: int
    version: int
    kind: PostKind
    source_name: str
    text: str | None = field(repr=False)
    posted_at: datetime | None
    collected_at: datetime
    gone_at: datetime | None = None

    @property
    def at(self) -> datetime:
        """When it was posted, or first seen where that is unknown."""
        return self.posted_at or self.collected_at


@dataclass(frozen=True, slots=True)
class Lookalike:
    """A narrative alike in wording. ``difference`` names what keeps it apart; ``merged``: its item is in another now."""

    narrative_id: int
    item_id: int | None
    merged: bool
    difference: str
    ours: str
    theirs: str
    text: str | None = field(repr=False)
    source_name: str
    posted_at: datetime | None


def posts_after(session: Session, narrative_id: int, after: int, limit: int) -> list[MemberPost]:
    """The narrative's posts with a number above ``after``, in the order of their numbers."""
    return _members(
        session,
        _posts_in(narrative_id).where(Post.id > after).order_by(Post.id).limit(limit),
    )


def posts_of(session: Session, narrative_id: int, limit: int = 50) -> list[MemberPost]:
    """The narrative's posts, the earliest first."""
    return _members(
        session,
        _posts_in(narrative_id).order_by(Post.posted_at.asc().nulls_last(), Post.id).limit(limit),
    )


def _posts_in(narrative_id: int) -> Select[Post, str]:
    """The posts of a narrative, each with the name of its source."""
    return (
        select(Post, Source.name)
        .join(NarrativePost, (NarrativePost.month == Post.month) & (NarrativePost.post_id == Post.id))
        .join(Source, Source.id == Post.source_id)
        .where(NarrativePost.narrative_id == narrative_id)
    )


def _members(session: Session, statement: Select[Post, str]) -> list[MemberPost]:
    return [
        MemberPost(
            post.month,
            post.id,
            post.version,
            post.kind,
            name,
            post.text,
            post.posted_at,
            post.collected_at,
            post.gone_at,
        )
        for post, name in session.execute(statement)
    ]


def lookalikes_of(
    session: Session, narrative_id: int, item_id: int | None = None, limit: int = 20
) -> list[Lookalike]:
    """Narratives the machine did not merge with this one, and in what they differ; those with an item first.

    ``item_id`` is the item of this one: what a person has merged into it, or it into, is left out.
    """
    ours_first = NarrativeLookalike.narrative_id == narrative_id
    other_id = case((ours_first, NarrativeLookalike.other_id), else_=NarrativeLookalike.narrative_id)
    rows = session.execute(
        select(NarrativeLookalike, Narrative.id, Post.text, Source.name, Post.posted_at, Item)
        .join(Narrative, Narrative.id == other_id)
        .join(Post, (Narrative.month == Post.month) & (Narrative.post_id == Post.id))
        .join(Source, Source.id == Post.source_id)
        .outerjoin(Item, Item.narrative_id == Narrative.id)
        .where(or_(ours_first, NarrativeLookalike.other_id == narrative_id))
        .order_by(Item.id.is_(None), NarrativeLookalike.narrative_id, NarrativeLookalike.other_id)
        .limit(limit)
    ).all()
    return [
        Lookalike(
            narrative_id=other,
            item_id=item.id if item is not None else None,
            merged=item is not None and item.merged_into is not None,
            difference=row.difference,
            ours=row.ours if row.narrative_id == narrative_id else row.theirs,
            theirs=row.theirs if row.narrative_id == narrative_id else row.ours,
            text=text,
            source_name=name,
            posted_at=posted_at,
        )
        for row, other, text, name, posted_at, item in rows
        if item is None or item_id is None or item.merged_into != item_id
    ]


def first_post_of(session: Session, item: Item) -> MemberPost:
    """The post an item stands on, wherever a merge has taken it."""
    month, post_id = session.execute(
        select(PostAssessment.month, PostAssessment.post_id).where(PostAssessment.id == item.assessment_id)
    ).one()
    return _members(
        session,
        select(Post, Source.name)
        .join(Source, Source.id == Post.source_id)
        .where(Post.month == month, Post.id == post_id),
    )[0]


def sealed_address(session: Session, month: date, post_id: int) -> bytes | None:
    """The encrypted address of a post; reading it is the caller's to audit."""
    return session.scalar(
        select(PostAddress.sealed).where(PostAddress.month == month, PostAddress.post_id == post_id)
    )
