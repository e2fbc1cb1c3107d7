"""Posts that are gone from their page: noticed, looked at again, deleted after a day, kept when they are back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from models.crypto import Vault
from models.queries import purging
from models.queries.intake import NewPost, store_posts
from models.queries.vanishing import UNSEEN, longest_unseen, mark_gone, mark_page_gone, mark_seen
from models.tables.post import Post, PostKey
from models.vocabulary import PostKind, PostState, SourceKind
from tests.models.rows import Rows

pytestmark = pytest.mark.database

VAULT = Vault(b"k" * 32)
THREAD = "https://songlam.example/t/1/"


def post(number: int, thread: str = THREAD) -> NewPost:
    return NewPost(PostKind.COMMENT, f"{thread}#{number}", f"Nộp hồ sơ mất {number}0k", thread)


def stored(rows: Rows, *posts: NewPost) -> int:
    source = rows.source().id
    store_posts(rows.session, VAULT, source, posts)
    return source


def gone(rows: Rows, source: int) -> list[str]:
    found = rows.session.scalars(
        select(Post.text).where(Post.source_id == source, Post.gone_at.is_not(None)).order_by(Post.text)
    )
    return [text or "" for text in found]


def test_what_a_whole_thread_no_longer_holds_is_gone_and_other_threads_are_not(rows: Rows) -> None:
    elsewhere = post(9, "https://songlam.example/t/2/")
    source = stored(rows, post(1), post(2), post(3), elsewhere)
    assert mark_gone(rows.session, VAULT, source, THREAD, [post(1).address, post(3).address]) == 1
    assert gone(rows, source) == ["Nộp hồ sơ mất 20k"]
    assert mark_gone(rows.session, VAULT, source, THREAD, [post(1).address]) == 1, (
        "the second is marked already"
    )


def test_a_page_that_is_no_more_takes_its_thread_along(rows: Rows) -> None:
    source, other = stored(rows, post(1), post(2)), stored(rows, post(1))
    assert mark_page_gone(rows.session, VAULT, source, THREAD) == 2
    assert gone(rows, other) == [], "another source has not said so"
    assert mark_page_gone(rows.session, VAULT, other, post(1).address) == 1


def test_what_is_back_is_not_gone(rows: Rows) -> None:
    source = stored(rows, post(1), post(2))
    mark_page_gone(rows.session, VAULT, source, THREAD)
    changed = NewPost(PostKind.COMMENT, post(2).address, "Đã sửa: không mất phí", THREAD)
    store_posts(rows.session, VAULT, source, [post(1), changed])
    rows.session.expire_all()
    assert gone(rows, source) == []


def test_the_text_goes_a_day_later(rows: Rows) -> None:
    source = stored(rows, post(1), post(2))
    mark_gone(rows.session, VAULT, source, THREAD, [post(2).address])
    purging.purge_texts(rows.session, 10)
    assert gone(rows, source) == ["Nộp hồ sơ mất 10k"]
    past = func.now() - purging.GRACE
    rows.session.execute(update(Post).where(Post.gone_at.is_not(None)).values(gone_at=past))
    purging.purge_texts(rows.session, 10)
    rows.session.expire_all()
    states = rows.session.scalars(select(Post.state).where(Post.source_id == source).order_by(Post.id)).all()
    assert states == [PostState.PURGED, PostState.PENDING]


def test_what_is_deleted_already_is_not_marked(rows: Rows) -> None:
    source = stored(rows, post(1), post(2))
    first = rows.session.scalars(select(Post.id).where(Post.source_id == source).order_by(Post.id)).first()
    rows.session.execute(update(Post).where(Post.id == first).values(purge_after=func.now()))
    purging.purge_texts(rows.session, 10)
    assert mark_page_gone(rows.session, VAULT, source, THREAD) == 1


def test_threads_not_seen_for_a_day_are_looked_at_again_the_longest_unseen_first(rows: Rows) -> None:
    threads = [f"https://songlam.example/t/{number}/" for number in range(1, 5)]
    source = stored(rows, *(post(1, thread) for thread in threads), post(2, threads[0]))
    assert longest_unseen(rows.session, VAULT, source, 5) == []
    keys = rows.session.scalars(select(PostKey).where(PostKey.source_id == source).order_by(PostKey.id)).all()
    now = rows.session.scalars(select(func.now())).one()
    for days, key in enumerate(keys[:3], start=1):
        key.last_seen_at = now - days * UNSEEN - timedelta(minutes=1)
    rows.session.flush()
    unseen = [post(1, threads[2]).address, post(1, threads[1]).address]
    assert longest_unseen(rows.session, VAULT, source, 5) == unseen, (
        "a page of the first thread was seen today"
    )
    keys[4].last_seen_at = keys[0].last_seen_at
    rows.session.flush()
    found = longest_unseen(rows.session, VAULT, source, 2)
    assert found == unseen
    mark_seen(rows.session, VAULT, source, threads[2])
    mark_seen(rows.session, VAULT, source, post(1, threads[1]).address)
    assert longest_unseen(rows.session, VAULT, source, 2) == [post(1, threads[0]).address]
    mark_page_gone(rows.session, VAULT, source, threads[0])
    assert longest_unseen(rows.session, VAULT, source, 2) == [], "looked at, whatever was found"


def test_what_a_platform_lets_us_keep_for_a_month_alone_goes_when_it_was_not_read_again(rows: Rows) -> None:
    """Also where the source no longer runs; not what an open item needs, and not what other kinds of source gave."""
    life = purging.UNREAD[SourceKind.YOUTUBE]
    now = rows.session.scalars(select(func.now())).one()
    states = {}
    for name, kind, unread, item in (
        ("old", SourceKind.YOUTUBE, life, False),
        ("fresh", SourceKind.YOUTUBE, life - timedelta(minutes=1), False),
        ("needed", SourceKind.YOUTUBE, life, True),
        ("other", SourceKind.FEED, life, False),
    ):
        source = rows.source(kind=kind, enabled=False)
        one = rows.post(source=source, state=PostState.ROUTED)
        if item:
            rows.item(post=one)
        rows.session.add(
            PostKey(
                source_id=source.id,
                address_key=name.encode(),
                content_key=b"c",
                month=one.month,
                post_id=one.id,
                last_seen_at=now - unread,
            )
        )
        states[name] = one
    rows.session.flush()
    purging.purge_texts(rows.session, 10)
    rows.session.expire_all()
    assert [name for name, one in states.items() if one.state is PostState.PURGED] == ["old"]
