"""Deleted posts, kind by kind: which pages tell that a post is gone, and where it is looked for again."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, update

from crawler.items import Found
from crawler.registry import KINDS
from crawler.spiders import discourse, isso, xenforo
from models.session import transaction
from models.tables.post import Post, PostKey
from models.vocabulary import SourceKind
from tests.crawler.crawling import add_source
from tests.crawler.driving import Given, crawl_here
from tests.database import TestDatabase

HOME = "http://127.0.0.1:9"


def as_json(value: object) -> Given:
    return Given(json.dumps(value).encode())


def topic(number: int, replies: int, deleted: int | None = None) -> dict[str, Any]:
    """A topic as Discourse gives it: twenty posts at most, and the numbers of all."""
    numbers = [n for n in range(1, replies + 1) if n != deleted]
    posts = [
        {"id": 100 * number + n, "post_number": n, "post_type": 1, "cooked": f"<p>Câu {n} về lệ phí.</p>"}
        for n in numbers
    ]
    stream = {"posts": posts[:20], "stream": [post["id"] for post in posts]}
    return {"id": number, "title": "Lệ phí", "post_stream": stream}


def thread(*numbers: int, following: str = "") -> bytes:
    """A page of a thread of XenForo 2."""
    posts = "".join(
        f'<article class="message message--post" id="js-post-{n}"><div class="bbWrapper">Câu {n} về lệ phí.</div></article>'
        for n in numbers
    )
    return f"<html><body><h1>Lệ phí</h1>{posts}{following}</body></html>".encode()


def comments(*identifiers: int, deleted: int = 0, **more: Any) -> bytes:
    """A thread of Isso; a deleted comment that has answers stays with ``mode`` 4."""
    replies = [
        {"id": one, "mode": 4 if one == deleted else 1, "text": "<p>Mất 50k.</p>", "replies": [], "hidden_replies": 0}
        for one in identifiers
    ]  # fmt: skip
    return json.dumps({"id": None, "replies": replies, "hidden_replies": 0, **more}).encode()


def told(found: Found) -> tuple[tuple[str, ...], tuple[str, ...] | None]:
    """The threads that begin on a page, and the pages that go on with them, without the host."""
    onward = found.onward
    return (
        tuple(one.removeprefix(HOME) for one in found.whole),
        None if onward is None else tuple(one.removeprefix(HOME) for one in onward),
    )


def test_a_page_tells_where_its_thread_begins_and_goes_on() -> None:
    at = f"{HOME}/t/7.json"
    assert told(discourse.read_topic(json.dumps(topic(7, 20)).encode(), at)) == (("/t/7",), ())
    longer = told(discourse.read_topic(json.dumps(topic(7, 21)).encode(), at))
    assert longer == (("/t/7",), ("/t/7/posts.json?post_ids%5B%5D=721",))
    portion = {"id": 7, "post_stream": {"posts": topic(7, 3)["post_stream"]["posts"]}}
    assert told(discourse.read_topic(json.dumps(portion).encode(), f"{HOME}/t/7/posts.json")) == ((), ())
    assert told(discourse.read_topic(json.dumps(topic(7, 600)).encode(), at)) == ((), None), "not all is read"

    at = f"{HOME}/threads/le-phi.12/"
    following = '<a class="pageNav-jump pageNav-jump--next" href="/threads/le-phi.12/page-2">Tiếp</a>'
    second = ("/threads/le-phi.12/page-2",)
    assert told(xenforo.read_page(thread(1, 2), at)) == (("/threads/12/",), ())
    assert told(xenforo.read_page(thread(1, 2, following=following), at)) == (("/threads/12/",), second)
    assert told(xenforo.read_one_page(thread(1, 2, following=following), at)) == (("/threads/12/",), second)
    assert told(xenforo.read_page(thread(3), f"{at}page-2")) == ((), ())

    at = f"{HOME}/?uri=/tin/&limit=50&nested_limit=10"
    found = isso.read_thread(comments(1, 2, deleted=1), at)
    assert (told(found), len(found.posts)) == ((("/?uri=/tin/",), ()), 1)
    assert told(isso.read_thread(comments(1, hidden_replies=3), at)) == (("/?uri=/tin/",), (f"{at}&offset=1"[len(HOME):],))  # fmt: skip
    assert told(isso.read_thread(comments(3), f"{at}&offset=50")) == ((), ())
    assert told(isso.read_thread(comments(3, id=1), f"{at}&parent=1")) == ((), ())


@pytest.mark.parametrize(
    ("kind", "address", "again", "shown"),
    [
        (SourceKind.DISCOURSE, "/t/7/4", "/t/7.json", "/t/7"),
        (SourceKind.XENFORO, "/threads/12/post-4", "/threads/12/", "/threads/12/"),
        (SourceKind.ISSO, "/?uri=/tin/#isso-4", "/?uri=/tin/&limit=50&nested_limit=10", "/?uri=/tin/"),
        (SourceKind.SITEMAP, "/bai/1", "/bai/1", None),
        (SourceKind.LISTING, "/bai/1", "/bai/1", None),
    ],
)
def test_where_a_post_is_looked_for_again(
    kind: SourceKind, address: str, again: str, shown: str | None
) -> None:
    look = KINDS[kind].again
    assert look is not None
    lead = look(f"{HOME}{address}")
    assert (lead.url, lead.shows) == (f"{HOME}{again}", None if shown is None else f"{HOME}{shown}")
    assert lead.role in KINDS[kind].readers


@pytest.mark.database
def test_a_deleted_reply_and_a_deleted_topic_are_noticed(db: TestDatabase) -> None:
    listed = [{"id": n, "bumped_at": "2026-11-20T01:00:00Z", "posts_count": 3} for n in (7, 8)]
    pages = {
        f"{HOME}/latest.json": as_json({"topic_list": {"topics": listed}}),
        f"{HOME}/t/7.json": as_json(topic(7, 3)),
        f"{HOME}/t/8.json": as_json(topic(8, 2)),
    }
    gone = Given(b"{}", 404)
    source = add_source(f"{HOME}/", SourceKind.DISCOURSE)
    _, first = crawl_here(source, lambda url: pages.get(url, gone))
    assert first.counts.new == 5
    pages[f"{HOME}/latest.json"] = as_json({"topic_list": {"topics": [{**listed[0], "posts_count": 2}]}})
    pages[f"{HOME}/t/7.json"] = as_json(topic(7, 3, deleted=2))
    del pages[f"{HOME}/t/8.json"]
    with transaction() as session:
        session.execute(update(PostKey).values(last_seen_at=func.now() - timedelta(days=2)))
    _, later = crawl_here(source, lambda url: pages.get(url, gone))
    assert later.error is None
    with transaction() as session:
        left = [post.text for post in session.query(Post).filter(Post.gone_at.is_(None))]
    assert left == ["Lệ phí\n\nCâu 1 về lệ phí.", "Câu 3 về lệ phí."]
