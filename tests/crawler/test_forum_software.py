"""Discourse and XenForo: where a given address leads, what a list says, and how much is read."""

from __future__ import annotations

import contextlib
import json
import time
from typing import Any

import pytest

from crawler.errors import NotAThread, PageTooLarge
from crawler.items import Lead
from crawler.markup import MAX_BYTES
from crawler.spiders import discourse, xenforo
from models.errors import NotAFeed, TriageError
from models.vocabulary import PostKind
from tests.crawler.frozen import PAGES, read

SITE = "https://dd.example"


@pytest.mark.parametrize(
    ("given", "first", "other"),
    [
        ("", "/latest.json", "/latest.rss"),
        ("/latest?order=views", "/latest.json", "/latest.rss"),
        ("/categories", "/latest.json", "/latest.rss"),
        ("/hoi/dap/latest", "/hoi/dap/latest.json", "/hoi/dap/latest.rss"),
        ("/c/hoi-dap/5", "/c/hoi-dap/5.json", "/c/hoi-dap/5.rss"),
        ("/c/hoi-dap/lai-xe/7/l/latest", "/c/hoi-dap/lai-xe/7.json", "/c/hoi-dap/lai-xe/7.rss"),
        ("/tag/can-cuoc", "/tag/can-cuoc.json", "/tag/can-cuoc.rss"),
        ("/latest.rss", "/latest.json", "/latest.rss"),
        ("/t/dinh-danh/12/3", "/t/12.json", None),
        ("/t/12.json", "/t/12.json", None),
    ],
)
def test_where_an_address_of_discourse_leads(given: str, first: str, other: str | None) -> None:
    lead = discourse.first(SITE + given)
    assert lead.url == SITE + first
    assert [one.url for one in lead.instead] == ([] if other is None else [SITE + other])
    assert {lead.role, *(one.role for one in lead.instead)} <= set(discourse.READERS)


@pytest.mark.parametrize(
    ("given", "role", "other"),
    [
        ("/f/hoi-dap.2/", "start", "/f/hoi-dap.2/index.rss"),
        ("/f/hoi-dap.2/page-3", "start", "/f/hoi-dap.2/index.rss"),
        ("/f/hoi-dap.2/index.rss", "feed", "/f/hoi-dap.2/"),
        ("/", "start", "/forums/-/index.rss"),
        ("/threads/dinh-danh.12/page-2", "start", None),
        ("/index.php?threads/dinh-danh.12/", "start", None),
    ],
)
def test_where_an_address_of_xenforo_leads(given: str, role: str, other: str | None) -> None:
    lead = xenforo.first(SITE + given)
    assert (lead.url, lead.role) == (SITE + given, role)
    assert [one.url for one in lead.instead] == ([] if other is None else [SITE + other])


def listed(**more: Any) -> Lead:
    topic = {"id": 7, "bumped_at": "2026-11-20T01:00:00Z", "posts_count": 3, "title": "Lệ phí", **more}
    body = json.dumps({"topic_list": {"topics": [topic], "more_topics_url": "/latest?page=4"}}).encode()
    return discourse.read_list(body, f"{SITE}/latest.json").leads[0]


def test_a_list_of_discourse_says_when_a_topic_changed_and_not_how_often_it_was_seen() -> None:
    assert listed(views=1).as_of == listed(views=2).as_of
    assert (
        len(
            {
                listed(**more).as_of
                for more in ({}, {"title": "Phí"}, {"posts_count": 4}, {"bumped_at": "nay"})
            }
        )
        == 4
    )
    assert listed(bumped_at=None, posts_count=None).as_of is None


@pytest.mark.parametrize(("page", "leads"), [("4", 2), ("5", 1), ("99999999999999", 1), ("x", 1)])
def test_the_list_of_discourse_is_followed_so_far_and_no_further(page: str, leads: int) -> None:
    body = json.dumps({"topic_list": {"topics": [{"id": 7}], "more_topics_url": f"/latest?page={page}"}})
    assert len(discourse.read_list(body.encode(), f"{SITE}/latest.json").leads) == leads


def topic(stream: int, **post: Any) -> bytes:
    first = {"id": 1, "post_number": 1, "cooked": "<p>Mấy giờ mở cửa?</p>", **post}
    return json.dumps(
        {"id": 7, "title": "Giờ", "post_stream": {"posts": [first], "stream": list(range(1, stream + 1))}}
    ).encode()


def test_a_long_topic_is_asked_for_in_portions_the_newest_kept() -> None:
    leads = discourse.read_topic(topic(10_001), f"{SITE}/t/7.json").leads
    assert len(leads) == discourse.MAX_POSTS // discourse.PORTION
    assert all(lead.more and lead.as_of for lead in leads)
    assert leads[-1].url.endswith("=10001")
    grown = discourse.read_topic(topic(10_005), f"{SITE}/t/7.json").leads
    assert len({lead.url for lead in leads} & {lead.url for lead in grown}) >= len(leads) - 2


@pytest.mark.parametrize(
    "post",
    [{"hidden": True}, {"deleted_at": "2026-11-20"}, {"user_deleted": True}, {"post_type": 3}, {"post_type": 4}, {"cooked": ""},
     {"cooked": None}, {"post_number": "1"}, {"post_number": True}],
)  # fmt: skip
def test_what_nobody_says_in_public_is_not_handed_on(post: dict[str, Any]) -> None:
    assert discourse.read_topic(topic(1, **post), f"{SITE}/t/7.json").posts == ()
    assert len(discourse.read_topic(topic(1), f"{SITE}/t/7.json").posts) == 1


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{}", b"<html></html>", b'{"topic_list": 1}', b'{"post_stream": {}}', b"[" * 90_000]
)
def test_what_is_no_discourse_says_so(body: bytes) -> None:
    for reader in (discourse.read_list, discourse.read_topic):
        with pytest.raises(NotAThread, match="Discourse"):
            reader(body, f"{SITE}/latest.json")
    with pytest.raises(NotAFeed):
        discourse.read_feed(body, f"{SITE}/latest.rss")


def test_what_is_no_xenforo_says_so_and_a_page_over_the_limit_is_refused() -> None:
    body = (PAGES / "article_plain.html").read_bytes()
    for reader in (xenforo.read_page, xenforo.read_one_page):
        with pytest.raises(NotAThread, match="XenForo"):
            reader(body, f"{SITE}/f/a.1/")
        with pytest.raises(PageTooLarge):
            reader(b"<html>" + b"a" * MAX_BYTES, SITE)
    for json_reader in (discourse.read_list, discourse.read_topic):
        with pytest.raises(PageTooLarge):
            json_reader(b"{" + b" " * MAX_BYTES, SITE)


def test_the_feed_gives_the_opening_post_as_the_topic_does() -> None:
    by_feed, by_topic = read("discourse_latest.rss").posts[0], read("discourse_topic.json").posts[0]
    assert by_feed == by_topic


def test_a_list_of_xenforo_says_when_a_thread_changed_and_not_how_often_it_was_seen() -> None:
    body = (PAGES / "xenforo_board.html").read_bytes()
    before = read("xenforo_board.html").leads
    assert read("xenforo_board.html", body.replace(b"<dd>90041</dd>", b"<dd>90042</dd>")).leads == before
    changed = read("xenforo_board.html", body.replace(b"<dd>41</dd>", b"<dd>42</dd>")).leads
    assert [one.url for one, other in zip(before, changed, strict=True) if one != other] == [f"{SITE}/t/dinh-danh.12/page-3"]  # fmt: skip


def test_posts_of_xenforo_keep_their_address_when_the_thread_is_renamed_or_moves_pages() -> None:
    body = (PAGES / "xenforo_thread.html").read_bytes()
    renamed = xenforo.read_page(body.replace(b"dinh-danh.12", b"ten-moi.12"), f"{SITE}/t/ten-moi.12/")
    posts = read("xenforo_thread.html").posts
    assert [post.address for post in renamed.posts] == [post.address for post in posts]
    later = xenforo.read_page(body, f"{SITE}/t/dinh-danh.12/page-2").posts
    assert {post.kind for post in later} == {PostKind.COMMENT}
    assert later[1:] == posts[1:]


HOSTILE = {
    "nested posts": (xenforo.read_page, b"<article class='message message--post'>" * 240 + b"<div class=bbWrapper>x</div>" * 4_000),
    "nested titles": (xenforo.read_page, b"<div class='structItem'>" + b"<div class='structItem-title'>" * 240 + b"<a href=x>x</a>" * 4_000),
    "nested previews": (discourse.read_topic, topic(1, cooked="<aside class='onebox'>" * 240 + "<b class='onebox'>x</b>" * 4_000)),
    "many ids": (discourse.read_topic, topic(200_000)),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_a_page_made_to_take_long_does_not(name: str) -> None:
    reader, body = HOSTILE[name]
    start = time.process_time()
    with contextlib.suppress(TriageError):
        reader(body, f"{SITE}/t/7.json")
    assert time.process_time() - start < 5
