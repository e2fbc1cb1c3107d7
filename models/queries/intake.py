"""Storing posts: masked text in, one row per address of a source, nothing repeated.

The only way a post enters the database, whether crawled, imported or reported by a person.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import delete, func, insert, select, text, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session

from models.crypto import Purpose, Vault
from models.tables.post import IndicatorCandidate, Post, PostAddress, PostKey
from models.tables.source import Source
from models.vocabulary import IndicatorKind, PostKind, PostState

LOCAL = ZoneInfo("Asia/Ho_Chi_Minh")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A possible scam indicator that was masked out of a text; ``value`` is raw and goes encrypted."""

    kind: IndicatorKind
    value: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class NewPost:
    """One masked post, ready to be written. ``thread`` is the address of the page it belongs to."""

    kind: PostKind
    address: str = field(repr=False)
    text: str = field(repr=False)
    thread: str | None = field(default=None, repr=False)
    posted_at: datetime | None = None
    candidates: tuple[Candidate, ...] = ()


@dataclass(frozen=True, slots=True)
class StoreCounts:
    """What became of a batch."""

    new: int = 0
    changed: int = 0
    same: int = 0


def store_posts(
    session: Session,
    vault: Vault,
    source_id: int,
    posts: Sequence[NewPost],
    run_id: int | None = None,
    now: datetime | None = None,
) -> StoreCounts:
    """Store a batch of masked posts of one source; idempotent by address.

    A known address with the same text is only marked as seen, and as there again; with another text the post gets a new
    version and is assessed again. Call inside one transaction per page or batch: writers of one source
    take turns until they commit, so that two processes reading the same page store it once.
    """
    source = session.get_one(Source, source_id)
    now = now or session.scalar(select(func.now()))
    assert now is not None  # noqa: S101  (now() always answers)
    month = now.astimezone(LOCAL).date().replace(day=1)
    session.execute(select(func.ensure_post_partition(month)))
    session.execute(
        text("SELECT pg_advisory_xact_lock(hashtext('intake'), CAST(:source AS integer))"),
        {"source": source_id},
    )
    new = changed = 0
    seen_again: list[PostKey] = []
    for post in _last_of_each_address(map(_writable, posts)):
        address_key, content_key = keys_of(vault, post)
        known = session.scalar(
            select(PostKey).where(PostKey.source_id == source_id, PostKey.address_key == address_key)
        )
        if known is None:
            _insert(session, vault, source, post, run_id, month, now, address_key, content_key)
            new += 1
        elif known.content_key != content_key:
            _change(session, vault, known, post, content_key, now)
            changed += 1
        else:
            known.last_seen_at = now
            seen_again.append(known)
    _there_again(session, seen_again)
    session.flush()
    return StoreCounts(new, changed, len(seen_again))


def keys_of(vault: Vault, post: NewPost) -> tuple[bytes, bytes]:
    """What a post is known by: the fingerprints of its address and of its masked text, as ``store_posts`` makes them."""
    written = _writable(post)
    return vault.fingerprint(written.address, Purpose.ADDRESS), vault.fingerprint(
        written.text, Purpose.CONTENT
    )


def known_contents(session: Session, source_id: int, address_keys: Iterable[bytes]) -> dict[bytes, bytes]:
    """Of the posts of a source with these addresses, the fingerprint of the text each has now."""
    rows = session.execute(
        select(PostKey.address_key, PostKey.content_key).where(
            PostKey.source_id == source_id, PostKey.address_key.in_(list(address_keys))
        )
    )
    return {row.address_key: row.content_key for row in rows}


def prepare_months(session: Session) -> None:
    """Make the months ahead, long before anybody needs one. In a transaction that wrote nothing before.

    A new month locks the tables that posts refer to: made in the middle of other work it could wait for
    somebody who waits for us.
    """
    today = session.scalars(select(func.now())).one().astimezone(LOCAL).date()
    for months_ahead in range(3):
        session.execute(
            select(func.ensure_post_partition(today.replace(day=1) + timedelta(days=31 * months_ahead)))
        )


def _writable(post: NewPost) -> NewPost:
    """Without what PostgreSQL cannot hold: zero bytes, and halves of a character."""
    return replace(
        post,
        text=_clean(post.text),
        address=_clean(post.address),
        thread=None if post.thread is None else _clean(post.thread),
        candidates=tuple(replace(found, value=_clean(found.value)) for found in post.candidates),
    )


def _clean(words: str) -> str:
    return words.replace("\x00", "").encode("utf-8", "replace").decode()


def _last_of_each_address(posts: Iterable[NewPost]) -> Iterable[NewPost]:
    return {post.address: post for post in posts}.values()


def _insert(
    session: Session,
    vault: Vault,
    source: Source,
    post: NewPost,
    run_id: int | None,
    month: date,
    now: datetime,
    address_key: bytes,
    content_key: bytes,
) -> None:
    row = Post(
        month=month,
        office_id=source.office_id,
        source_id=source.id,
        run_id=run_id,
        kind=post.kind,
        own_channel=source.own_channel,
        thread_key=vault.fingerprint(post.thread or post.address, Purpose.THREAD),
        text=post.text,
        posted_at=post.posted_at,
        collected_at=now,
    )
    session.add(row)
    session.flush()
    session.add(
        PostKey(
            source_id=source.id,
            address_key=address_key,
            content_key=content_key,
            month=row.month,
            post_id=row.id,
            last_seen_at=now,
        )
    )
    _keep_address(session, vault, row.month, row.id, post.address)
    _add_candidates(session, vault, row.month, row.id, post.candidates)


def _change(
    session: Session, vault: Vault, known: PostKey, post: NewPost, content_key: bytes, now: datetime
) -> None:
    session.execute(
        update(Post)
        .where(Post.month == known.month, Post.id == known.post_id)
        .values(
            text=post.text,
            version=Post.version + 1,
            state=PostState.PENDING,
            attempt=0,
            retention_class=None,
            purge_after=None,
            gone_at=None,
        )
    )
    _keep_address(session, vault, known.month, known.post_id, post.address)
    session.execute(
        delete(IndicatorCandidate).where(
            IndicatorCandidate.month == known.month, IndicatorCandidate.post_id == known.post_id
        )
    )
    _add_candidates(session, vault, known.month, known.post_id, post.candidates)
    known.content_key = content_key
    known.last_seen_at = now


def _there_again(session: Session, keys: Sequence[PostKey]) -> None:
    """A post that had been missed (a page that was cut short) is not gone after all."""
    for month in {key.month for key in keys}:
        ids = [key.post_id for key in keys if key.month == month]
        session.execute(
            update(Post)
            .where(Post.month == month, Post.id.in_(ids), Post.gone_at.is_not(None))
            .values(gone_at=None)
        )


def _keep_address(session: Session, vault: Vault, month: date, post_id: int, address: str) -> None:
    """A purged post that was written anew has lost its address; otherwise it is there already."""
    session.execute(
        upsert(PostAddress)
        .values(month=month, post_id=post_id, sealed=vault.seal(address, Purpose.ADDRESS))
        .on_conflict_do_nothing()
    )


def _add_candidates(
    session: Session, vault: Vault, month: date, post_id: int, candidates: tuple[Candidate, ...]
) -> None:
    rows = {
        (candidate.kind, vault.fingerprint(candidate.value, Purpose.INDICATOR)): candidate.value
        for candidate in candidates
    }
    if rows:
        session.execute(
            insert(IndicatorCandidate),
            [
                {
                    "month": month,
                    "post_id": post_id,
                    "kind": kind,
                    "fingerprint": fingerprint,
                    "sealed": vault.seal(value, Purpose.INDICATOR),
                }
                for (kind, fingerprint), value in rows.items()
            ],
        )
