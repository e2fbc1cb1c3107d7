"""Every reader on its frozen pages: what is taken, exactly, and that nobody is in it."""

from __future__ import annotations

import contextlib
import json
import time
from pathlib import Path

import pytest

from crawler.errors import NoArticle, NotAThread, PageTooLarge, UnreadablePage
from crawler.markup import MAX_BYTES
from crawler.spiders import feed, forum
from models.errors import NotAFeed, TriageError
from models.vocabulary import PostKind
from tests.crawler.frozen import IDENTITIES, READ, as_plain, read


@pytest.mark.parametrize("name", READ)
def test_a_frozen_page_gives_exactly_the_expected_items(name: str, pages: Path) -> None:
    expected = json.loads((pages / f"{name}.expected.json").read_text(encoding="utf-8"))
    assert as_plain(read(name)) == expected


@pytest.mark.parametrize("name", READ)
def test_no_planted_identity_is_handed_on(name: str, pages: Path) -> None:
    page = (pages / name).read_text(encoding="utf-8")
    planted = [identity for identity in IDENTITIES if identity in page]
    handed_on = json.dumps(as_plain(read(name)), ensure_ascii=False)
    assert [identity for identity in planted if identity in handed_on] == []


def test_the_frozen_pages_do_hold_identities(pages: Path) -> None:
    everything = "".join((pages / name).read_text(encoding="utf-8") for name in READ)
    assert [identity for identity in IDENTITIES if identity not in everything] == []


def test_a_feed_that_is_a_web_page_is_named_as_such(pages: Path) -> None:
    with pytest.raises(NotAFeed, match="trang web"):
        feed.read_feed((pages / "feed_is_html.html").read_bytes(), "https://anson.example/")


@pytest.mark.parametrize(
    "body", [b"", b"   ", b"\x00\x01\x02", b"<a/>", b"{}", b"[1]", b'{"items": []}', b"%PDF-1.7"]
)
def test_what_is_no_feed_is_refused(body: bytes) -> None:
    with pytest.raises(NotAFeed):
        feed.read_feed(body, "https://anson.example/rss")


def test_entities_are_neither_expanded_nor_fetched(pages: Path) -> None:
    with pytest.raises(NotAFeed, match="thực thể"):
        feed.read_feed((pages / "entities.xml").read_bytes(), "https://anson.example/rss")


def test_a_feed_cut_in_the_middle_still_gives_what_is_whole(pages: Path) -> None:
    body = (pages / "rss2.xml").read_bytes()
    cut = body[: body.index(b"<pubDate>19 Nov")]
    assert feed.read_feed(cut, "https://anson.example/rss").leads[0].url.endswith("cap-lai-can-cuoc")


def test_an_author_that_a_broken_feed_puts_inside_the_text_is_not_text() -> None:
    body = (
        '<rss xmlns:dc="x"><channel><item><title>Lệ phí</title><description>Không thu phí.'
        "<dc:creator>Nguyễn Thị Bưởi</dc:creator><author><name>buoi_mang_1975</name></author> Hết."
        "</description></item></channel></rss>"
    )
    (post,) = feed.read_feed(body.encode(), "https://anson.example/rss").posts
    assert post.text == "Lệ phí\n\nKhông thu phí. Hết."


def test_a_page_over_the_limit_is_refused() -> None:
    huge = b"<html>" + b"a" * MAX_BYTES
    for reader in (feed.read_feed, feed.read_article_page, forum.read_thread):
        with pytest.raises(PageTooLarge):
            reader(huge, "https://anson.example/")


HOSTILE = {
    "nested posts": b'<div class="post" id="p1">' * 240 + b'<b class="x">a</b>' * 20_000,
    "nested items": b'<div itemscope itemtype="https://schema.org/Comment">' * 240
    + b'<i itemprop="text">x</i>' * 20_000,
    "nested lists": b"<ul><li>" * 120 + b"<a>x</a> y " * 20_000,
    "many names": b"".join(b'<b class="username">ten%d_x</b>' % n for n in range(20_000))
    + b"<article><p>ten1_x",
    "many elements": b"<p>a</p>" * 60_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_page_made_to_take_long_does_not(name: str) -> None:
    start = time.process_time()
    for reader in (feed.read_feed, feed.read_article_page, forum.read_thread):
        with contextlib.suppress(TriageError):
            reader(b"<html><body>" + HOSTILE[name], "https://a.example/")
    assert time.process_time() - start < 30


def test_a_page_without_text_has_no_article() -> None:
    with pytest.raises(NoArticle):
        feed.read_article_page(
            b"<html><body><nav><a href='/'>x</a></nav></body></html>", "https://a.example/"
        )


def test_an_empty_page_is_unreadable() -> None:
    with pytest.raises(UnreadablePage):
        forum.read_thread(b"", "https://a.example/")


def test_a_page_that_is_no_thread_says_so(pages: Path) -> None:
    with pytest.raises(NotAThread, match="chủ đề"):
        forum.read_thread((pages / "article_plain.html").read_bytes(), "https://a.example/")


def test_the_date_of_a_rule_in_the_text_is_not_the_date_of_the_article() -> None:
    assert read("article_plain.html").posts[0].posted_at is None


def test_pages_in_other_encodings_are_read() -> None:
    words = "Lệ phí cấp lại thẻ căn cước là 70.000 đồng, nộp tại Bộ phận một cửa của xã, phường."
    page = f"<html><head><title>T</title></head><body><article><h1>Lệ phí</h1><p>{words}</p></article></body></html>"
    for body in (page.encode("utf-8"), b"\xef\xbb\xbf" + page.encode("utf-8"), page.encode("utf-16")):
        assert words in feed.read_article_page(body, "https://a.example/").posts[0].text


def test_valid_utf8_is_believed_against_its_declaration() -> None:
    page = "<html><head><meta charset='iso-8859-1'></head><body><article><p>Đổi giấy phép lái xe trên Cổng Dịch vụ công quốc gia.</p></article></body></html>"
    assert "Đổi giấy phép" in feed.read_article_page(page.encode(), "https://a.example/").posts[0].text


def test_a_later_page_has_no_opening_post() -> None:
    first, second = read("thread_xenforo.html"), read("thread_page2.html")
    assert [post.kind for post in first.posts][:2] == [PostKind.THREAD, PostKind.COMMENT]
    assert [post.kind for post in second.posts] == [PostKind.COMMENT]
    assert first.posts[0].thread == second.posts[0].thread


def test_the_address_behind_a_link_is_kept_with_the_words() -> None:
    assert "trang này (http://dinhdanh-capnhat.example/nop)" in read("thread_xenforo.html").posts[0].text


def test_links_to_another_site_are_not_followed() -> None:
    assert all(
        "khac.example" not in lead.url for name in ("rss2.xml", "board.html") for lead in read(name).leads
    )
