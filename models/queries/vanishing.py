"""Posts that are no longer where they were found: deleted by who wrote them, or by the site.

Nothing says so by itself: a page that lists all posts of its thread without them does, or an answer that the page is gone. Their
text goes with a purge a day later (``models.queries.purging``), or when the item that needs it ends; one that a page shows again before
then is kept.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.orm import Session

from models.crypto import Purpose, Vault
from models.tables.post import Post, PostAddress, PostKey
from models.vocabulary import PostState

UNSEEN = timedelta(days=1)
"""A thread seen within a day is not looked at again: an unchanged source costs one request per listing page. Own choice."""


def mark_gone(session: Session, vault: Vault, source_id: int, thread: str, there: Collection[str]) -> int:
    """Mark what is stored of a thread and not among the addresses that were ``there``; returns how many."""
    kept = [vault.fingerprint(address, Purpose.ADDRESS) for address in there]
    return _mark(session, source_id, Post.thread_key == vault.fingerprint(thread, Purpose.THREAD), kept)


def mark_page_gone(session: Session, vault: Vault, source_id: int, address: str) -> int:
    """Mark the post of an address, and every post of the thread of that address; returns how many."""
    return _mark(session, source_id, _of(vault, address), ())


def mark_seen(session: Session, vault: Vault, source_id: int, address: str) -> None:
    """The page of this address was looked at and shows what it showed, or cannot be read and tells nothing."""
    shown = select(PostKey.id).join(Post, (Post.month == PostKey.month) & (Post.id == PostKey.post_id))
    shown = shown.where(PostKey.source_id == source_id, _of(vault, address))
    session.execute(
        update(PostKey)
        .where(PostKey.id.in_(shown))
        .values(last_seen_at=func.now())
        .execution_options(synchronize_session=False)
    )


def _of(vault: Vault, address: str) -> ColumnElement[bool]:
    """The post of an address, and every post of the thread of that address."""
    in_thread = Post.thread_key == vault.fingerprint(address, Purpose.THREAD)
    return in_thread | (PostKey.address_key == vault.fingerprint(address, Purpose.ADDRESS))


def _mark(session: Session, source_id: int, which: ColumnElement[bool], kept: Collection[bytes]) -> int:
    found = session.execute(
        select(Post.month, Post.id)
        .join(PostKey, (PostKey.month == Post.month) & (PostKey.post_id == Post.id))
        .where(
            PostKey.source_id == source_id,
            Post.state != PostState.PURGED,
            Post.gone_at.is_(None),
            which,
            PostKey.address_key.not_in(kept),
        )
    ).all()
    for month in {one.month for one in found}:
        ids = [one.id for one in found if one.month == month]
        session.execute(update(Post).where(Post.month == month, Post.id.in_(ids)).values(gone_at=func.now()))
    return len(found)


def longest_unseen(session: Session, vault: Vault, source_id: int, limit: int) -> list[str]:
    """Of each thread none of whose posts was seen for ``UNSEEN`` one address, those first not seen for longest.

    Posts that are gone count as seen when that was noticed, so that a thread which is no more does not hold up the others.
    """
    seen = func.max(func.greatest(PostKey.last_seen_at, Post.gone_at))
    oldest = (
        select(Post.thread_key, seen.label("seen"), func.min(Post.id).label("post_id"))
        .join(PostKey, (PostKey.month == Post.month) & (PostKey.post_id == Post.id))
        .where(PostKey.source_id == source_id, Post.state != PostState.PURGED)
        .group_by(Post.thread_key)
        .having(seen <= func.now() - UNSEEN)
        .order_by("seen")
        .limit(limit)
        .subquery()
    )
    sealed = session.scalars(
        select(PostAddress.sealed)
        .join(oldest, oldest.c.post_id == PostAddress.post_id)
        .order_by(oldest.c.seen)
    )
    return [vault.open(one, Purpose.ADDRESS) for one in sealed]
