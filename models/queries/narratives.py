"""What belongs to an item's narrative: its posts and the narratives it must not be confused with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from models.tables.item import Item
from models.tables.narrative import Narrative, NarrativeLookalike, NarrativePost
from models.tables.post import Post, PostAddress
from models.tables.source import Source
from models.vocabulary import PostKind


@dataclass(frozen=True, slots=True)
class MemberPost:
    """A post of a narrative as a reviewer may see it; ``text`` None once purged."""

    month: date
    id: int
    version: int
    kind: PostKind
    source_name: str
    text: str | None = field(repr=False)
    posted_at: datetime | None
    collected_at: datetime

    @property
    def at(self) -> datetime:
        """When it was posted, or first seen where that is unknown."""
        return self.posted_at or self.collected_at


@dataclass(frozen=True, slots=True)
class Lookalike:
    """A narrative alike in wording that differs in one telling thing."""

    narrative_id: int
    item_id: int | None
    difference: str
    ours: str
    theirs: str
    text: str | None = field(repr=False)
    source_name: str
    posted_at: datetime | None


def posts_of(session: Session, narrative_id: int, limit: int = 50) -> list[MemberPost]:
    """The narrative's posts, the earliest first."""
    return _members(
        session,
        select(Post, Source.name)
        .join(NarrativePost, (NarrativePost.month == Post.month) & (NarrativePost.post_id == Post.id))
        .join(Source, Source.id == Post.source_id)
        .where(NarrativePost.narrative_id == narrative_id)
        .order_by(Post.posted_at.asc().nulls_last(), Post.id)
        .limit(limit),
    )


def member_of(session: Session, narrative_id: int, month: date, post_id: int) -> MemberPost | None:
    """One post, if it belongs to the narrative."""
    found = _members(
        session,
        select(Post, Source.name)
        .join(NarrativePost, (NarrativePost.month == Post.month) & (NarrativePost.post_id == Post.id))
        .join(Source, Source.id == Post.source_id)
        .where(
            NarrativePost.narrative_id == narrative_id,
            NarrativePost.month == month,
            NarrativePost.post_id == post_id,
        ),
    )
    return found[0] if found else None


def _members(session: Session, statement: Select[Post, str]) -> list[MemberPost]:
    return [
        MemberPost(
            post.month, post.id, post.version, post.kind, name, post.text, post.posted_at, post.collected_at
        )
        for post, name in session.execute(statement)
    ]


def lookalikes_of(session: Session, narrative_id: int) -> Sequence[Lookalike]:
    """Narratives the machine did not merge with this one, and in what they differ."""
    rows = session.scalars(
        select(NarrativeLookalike)
        .where(
            or_(NarrativeLookalike.narrative_id == narrative_id, NarrativeLookalike.other_id == narrative_id)
        )
        .order_by(NarrativeLookalike.narrative_id, NarrativeLookalike.other_id)
    ).all()
    found = []
    for row in rows:
        ours_first = row.narrative_id == narrative_id
        other_id = row.other_id if ours_first else row.narrative_id
        text, source_name, posted_at = session.execute(
            select(Post.text, Source.name, Post.posted_at)
            .join(Narrative, (Narrative.month == Post.month) & (Narrative.post_id == Post.id))
            .join(Source, Source.id == Post.source_id)
            .where(Narrative.id == other_id)
        ).one()
        found.append(
            Lookalike(
                narrative_id=other_id,
                item_id=session.scalar(select(Item.id).where(Item.narrative_id == other_id)),
                difference=row.difference,
                ours=row.ours if ours_first else row.theirs,
                theirs=row.theirs if ours_first else row.ours,
                text=text,
                source_name=source_name,
                posted_at=posted_at,
            )
        )
    return found


def sealed_address(session: Session, month: date, post_id: int) -> bytes | None:
    """The encrypted address of a post; reading it is the caller's to audit."""
    return session.scalar(
        select(PostAddress.sealed).where(PostAddress.month == month, PostAddress.post_id == post_id)
    )
