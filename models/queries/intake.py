"""Storing posts: masked text in, one row per address of a source, nothing repeated.

The only way a post enters the database, whether crawled, imported or reported by a person.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Row, delete, func, select, text, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session

from models.crypto import Purpose, Vault
from models.tables.post import IndicatorCandidate, Post, PostAddress, PostKey
from models.vocabulary import IndicatorKind, PostKind, PostState

LOCAL = ZoneInfo("Asia/Ho_Chi_Minh")
_Stored = Row[int, bytes, bytes, date, int]
"""A row of ``post_key``: its id, the fingerprints of address and text, and the post."""


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
class _Keyed:
    """A post with the fingerprints of its address and its text."""

    post: NewPost
    address_key: bytes
    content_key: bytes


_TURN = text(
    "SELECT office_id, own_channel, at.now, at.month, ensure_post_partition(at.month),"
    " pg_advisory_xact_lock(hashtext('intake'), CAST(:source AS integer)) FROM source,"
    " (SELECT given.now, CAST(date_trunc('month', given.now AT TIME ZONE 'Asia/Ho_Chi_Minh') AS date) AS month"
    " FROM (SELECT coalesce(CAST(:now AS timestamptz), now()) AS now) given) at WHERE source.id = :source"
)
"""The source, the month of now and its table, and our turn to write."""

_INSERT = text(
    "WITH given AS MATERIALIZED (SELECT nextval(pg_get_serial_sequence('post', 'id')) AS id, one.* FROM unnest("
    "CAST(:kinds AS text[]), CAST(:threads AS bytea[]), CAST(:texts AS text[]), CAST(:posted AS timestamptz[]),"
    " CAST(:addresses AS bytea[]), CAST(:contents AS bytea[]), CAST(:sealed AS bytea[]))"
    " WITH ORDINALITY AS one(kind, thread_key, text, posted_at, address_key, content_key, sealed, place) ORDER BY place),"
    " posts AS (INSERT INTO post (id, month, office_id, source_id, run_id, kind, own_channel, thread_key, text, posted_at,"
    " collected_at) SELECT id, :month, :office, :source, :run, kind, :own, thread_key, text, posted_at, :now FROM given),"
    " keys AS (INSERT INTO post_key (source_id, address_key, content_key, month, post_id, last_seen_at)"
    " SELECT :source, address_key, content_key, :month, id, :now FROM given),"
    " addresses AS (INSERT INTO post_address (month, post_id, sealed) SELECT :month, id, sealed FROM given)"
    " SELECT id FROM given ORDER BY place"
)
"""All new posts of a page in one statement: one by one, writing them took longer than reading the page."""


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
    turn = session.execute(_TURN, {"source": source_id, "now": now}).one()
    wanted = [_Keyed(post, *_keys(vault, post)) for post in _last_of_each_address(map(_writable, posts))]
    known = _known(session, source_id, [one.address_key for one in wanted])
    fresh = [one for one in wanted if one.address_key not in known]
    if fresh:
        _insert(session, vault, source_id, run_id, turn, fresh)
    changed = 0
    seen_again: list[_Stored] = []
    for one in wanted:
        key = known.get(one.address_key)
        if key is not None and key.content_key != one.content_key:
            _change(session, vault, key, one, turn.now)
            changed += 1
        elif key is not None:
            seen_again.append(key)
    if seen_again:
        _there_again(session, seen_again, turn.now)
    return StoreCounts(len(fresh), changed, len(seen_again))


def keys_of(vault: Vault, post: NewPost) -> tuple[bytes, bytes]:
    """What a post is known by: the fingerprints of its address and of its masked text, as ``store_posts`` makes them."""
    return _keys(vault, _writable(post))


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


def _keys(vault: Vault, written: NewPost) -> tuple[bytes, bytes]:
    return vault.fingerprint(written.address, Purpose.ADDRESS), vault.fingerprint(
        written.text, Purpose.CONTENT
    )


_KNOWN = text(
    "SELECT id, address_key, content_key, month, post_id FROM post_key"
    " WHERE source_id = :source AND address_key = ANY(CAST(:keys AS bytea[]))"
)


def _known(session: Session, source_id: int, address_keys: list[bytes]) -> dict[bytes, _Stored]:
    """What is stored under these addresses. A statement of its own: it must see what was written while we waited."""
    if not address_keys:
        return {}
    rows = session.execute(_KNOWN, {"source": source_id, "keys": address_keys})
    return {row.address_key: row for row in rows}


def _insert(
    session: Session,
    vault: Vault,
    source_id: int,
    run_id: int | None,
    turn: Any,
    fresh: Sequence[_Keyed],
) -> None:
    posts = [one.post for one in fresh]
    ids = session.scalars(
        _INSERT,
        {
            "source": source_id,
            "run": run_id,
            "office": turn.office_id,
            "own": turn.own_channel,
            "month": turn.month,
            "now": turn.now,
            "kinds": [post.kind.value for post in posts],
            "threads": [vault.fingerprint(post.thread or post.address, Purpose.THREAD) for post in posts],
            "texts": [post.text for post in posts],
            "posted": [post.posted_at for post in posts],
            "addresses": [one.address_key for one in fresh],
            "contents": [one.content_key for one in fresh],
            "sealed": [vault.seal(post.address, Purpose.ADDRESS) for post in posts],
        },
    )
    rows = [
        row
        for post_id, post in zip(ids, posts, strict=True)
        for row in _candidates(vault, turn.month, post_id, post.candidates)
    ]
    _keep_candidates(session, rows)


def _change(session: Session, vault: Vault, known: _Stored, one: _Keyed, now: datetime) -> None:
    post = one.post
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
    _keep_candidates(session, _candidates(vault, known.month, known.post_id, post.candidates))
    session.execute(
        update(PostKey).where(PostKey.id == known.id).values(content_key=one.content_key, last_seen_at=now)
    )


def _there_again(session: Session, keys: Sequence[_Stored], now: datetime) -> None:
    """Seen now; and a post that had been missed (a page that was cut short) is not gone after all."""
    session.execute(update(PostKey).where(PostKey.id.in_([key.id for key in keys])).values(last_seen_at=now))
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


_KEEP_CANDIDATES = text(
    "INSERT INTO indicator_candidate (month, post_id, kind, fingerprint, sealed) SELECT * FROM unnest(CAST(:months AS date[]),"
    " CAST(:posts AS bigint[]), CAST(:kinds AS text[]), CAST(:fingerprints AS bytea[]), CAST(:sealed AS bytea[]))"
)
_Row = tuple[date, int, str, bytes, bytes]
"""A row of ``indicator_candidate``: the post, and kind, fingerprint and sealed value of the candidate."""


def _keep_candidates(session: Session, rows: Sequence[_Row]) -> None:
    if rows:
        columns = zip(
            ("months", "posts", "kinds", "fingerprints", "sealed"), zip(*rows, strict=True), strict=True
        )
        session.execute(_KEEP_CANDIDATES, {name: list(column) for name, column in columns})


def _candidates(vault: Vault, month: date, post_id: int, candidates: tuple[Candidate, ...]) -> list[_Row]:
    rows = {
        (one.kind.value, vault.fingerprint(one.value, Purpose.INDICATOR)): one.value for one in candidates
    }
    return [
        (month, post_id, kind, fingerprint, vault.seal(value, Purpose.INDICATOR))
        for (kind, fingerprint), value in rows.items()
    ]
