"""WordPress against a stand-in that speaks its documented interface: what is asked, what comes, what is an error."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest
from scrapy import Request
from twisted.python.failure import Failure

from crawler.errors import ApiClosed, ApiMissing, NotJson, RobotsRefused
from crawler.plan import Ledger, Page, Plan
from crawler.spiders import wordpress
from crawler.walk import SourceSpider
from models.session import transaction
from models.tables.post import Post
from models.tables.source import Source
from models.vocabulary import PostKind, SourceKind
from tests.crawler.crawling import add_source
from tests.crawler.driving import Given, Walked, crawl_here, walk
from tests.crawler.wordpress_stub import PEOPLE, WordPress, error
from tests.database import TestDatabase

SITE = "https://dd.example/tin/"
FEED = (
    '<rss version="2.0"><channel><item><title>Lệ phí</title><description>Không thu phí.</description>'
    "<link>https://khac.example/1</link></item></channel></rss>"
)


def collect(site: Any, url: str = SITE, pages: int = 50) -> Walked:
    return walk(Plan(SourceKind.WORDPRESS, url, max_pages=pages), site)


def site_of(posts: int, comments: int = 0, home: str = SITE) -> WordPress:
    site = WordPress(home)
    for number in range(1, posts + 1):
        site.publish(number, f"Nội dung thứ {number}.", day=number % 28 + 1)
    for number in range(1, comments + 1):
        site.comment(number, number % posts + 1, f"Ý kiến thứ {number}.")
    return site


@pytest.fixture(autouse=True)
def _small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages of four articles and ten comments: the same walk with fewer texts."""
    monkeypatch.setattr(wordpress, "POSTS", 4)
    monkeypatch.setattr(wordpress, "COMMENTS", 10)


@pytest.mark.parametrize(("posts", "comments"), [(1, 0), (3, 3), (4, 10), (9, 33)])
def test_everything_published_is_reached_once(posts: int, comments: int) -> None:
    """Also where the last page is full, and asking on is an error of the interface."""
    walked = collect(site_of(posts, comments))
    addresses = [post.address for post in walked.posts]
    assert len(addresses) == len(set(addresses)) == posts + comments
    assert (walked.codes, walked.ledger.incomplete) == ([], False)
    threads = {post.thread for post in walked.posts if post.kind is PostKind.ARTICLE}
    assert {post.thread for post in walked.posts} == threads


def test_no_field_of_a_person_is_asked_for_or_sent() -> None:
    site = site_of(3, 5)
    walked = collect(site)
    assert len(walked.asked) == 2, "one request serves the comments of all articles of a page"
    assert not [url for url in walked.asked if "author" in url]
    sent = b"".join(site(url).body for url in walked.asked).decode()
    assert [one for one in PEOPLE if one in sent] == []
    assert [one for one in PEOPLE if one in site(f"{SITE}wp-json/wp/v2/comments").body.decode()]


@pytest.mark.database
def test_an_article_that_was_changed_gets_a_new_version(db: TestDatabase) -> None:
    site = site_of(9, 2, home := "http://127.0.0.1:9/")
    source = add_source(home, SourceKind.WORDPRESS)
    _, first = crawl_here(source, site)
    assert (first.error, first.counts.new) == (None, 11)
    site.publish(2, "Từ ngày 01/12/2026 thời hạn còn năm ngày làm việc.", day=29)
    site.comment(3, 2, "Nhanh hơn trước rồi.")
    with transaction() as session:
        session.get_one(Source, source).max_pages = 2
    _, later = crawl_here(source, site)
    assert (later.counts.changed, later.counts.new) == (1, 1), "what was changed comes first"
    with transaction() as session:
        assert [post.version for post in session.query(Post) if post.version > 1] == [2]


def test_a_site_without_permalinks_is_read_too() -> None:
    site = site_of(5, 4)
    site.pretty = False
    walked = collect(site)
    assert len(walked.posts) == 9
    assert walked.codes == ["page_not_found"], "why the first way was left is set aside"
    assert (walked.ledger.counts.errors, walked.ledger.counts.refused) == (0, 0)
    given = collect(site, f"{SITE}?rest_route=/wp/v2/posts")
    assert [post.address for post in given.posts] == [post.address for post in walked.posts]


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (error("rest_forbidden", 401), ApiClosed.code),
        (error("rest_no_route", 404), ApiMissing.code),
        (error("rest_login_required", 403), ApiClosed.code),
        (Given(b"<!doctype html><title>Trang ch\xe1\xbb\xa7</title>", 200, "text/html"), NotJson.code),
        (Given(b'[{"id": 1, "link"'), NotJson.code),
    ],
    ids=["401", "no route", "plug-in", "html", "cut"],
)
def test_where_the_interface_is_closed_the_feed_is_read(answer: Given, code: str) -> None:
    site = site_of(3)
    site.closed["posts"] = answer
    feed = Given(FEED.encode(), kind="application/rss+xml")
    walked = collect(lambda url: feed if url == f"{SITE}feed/" else site(url))
    assert [post.text for post in walked.posts] == ["Lệ phí\n\nKhông thu phí."]
    assert walked.codes == [code], "one row for the first of the ways"
    assert (walked.ledger.counts.errors, walked.ledger.counts.refused) == (0, 0)


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (error("rest_forbidden", 401), ApiClosed.code),
        (error("rest_cannot_read", 403), ApiClosed.code),
        (error("rest_login_required", 401), ApiClosed.code),
        (error("rest_no_route", 404), ApiMissing.code),
        (error("rest_invalid_param", 400), "page_refused"),
        (Given(b"<html>", 200, "text/html"), NotJson.code),
        (Given(b"<html>", 403, "text/html"), "page_forbidden"),
        (Given(b"{", 500), "server_error"),
    ],
)
def test_comments_that_cannot_be_read_say_why_and_articles_stay(answer: Given, code: str) -> None:
    site = site_of(3, 3)
    site.closed["comments"] = answer
    walked = collect(site)
    assert (len(walked.posts), walked.codes) == (3, [code])
    assert walked.ledger.stopped_by is None


def test_an_interface_that_robots_txt_forbids_is_left_alone() -> None:
    spider = SourceSpider(Plan(SourceKind.WORDPRESS, SITE), Ledger())
    lead = wordpress.first(SITE)
    spider._first.add(lead.url)
    failure: Any = Failure(RobotsRefused("Không cho đọc."))
    failure.request = Request(lead.url, cb_kwargs={"lead": lead})
    aside, asked = spider.on_failure(failure)
    assert aside == Page(lead.url, 0, problem=failure.value)
    assert asked.url.startswith(f"{SITE}?rest_route=/wp/v2/posts&")
    assert spider.ledger.stopped_by is None


def test_an_error_under_a_good_status_is_named() -> None:
    with pytest.raises(ApiClosed):
        wordpress.read_posts(error("rest_forbidden", 200).body, SITE)
    with pytest.raises(ApiMissing):
        wordpress.read_posts(b'{"name": "dd"}', SITE)
    with pytest.raises(ApiMissing):
        wordpress.read_comments(b"3", SITE)


@pytest.mark.parametrize(
    ("url", "begun"),
    [
        ("https://dd.example", "https://dd.example/wp-json/wp/v2/posts?per_page=4"),
        (
            "https://dd.example/blog/index.php?a=1#x",
            "https://dd.example/blog/wp-json/wp/v2/posts?per_page=4",
        ),
        ("https://dd.example/b/wp-json/", "https://dd.example/b/wp-json/wp/v2/posts?per_page=4"),
        ("https://dd.example/?rest_route=/", "https://dd.example/?rest_route=/wp/v2/posts&per_page=4"),
    ],
)
def test_where_a_walk_begins(url: str, begun: str) -> None:
    asked = wordpress.first(url).url
    assert asked == f"{begun}&orderby=modified&_fields=id,link,date_gmt,modified_gmt,title,content"


def test_a_category_an_administrator_chose_is_kept_on_every_page() -> None:
    lead = wordpress.first("https://dd.example/wp-json/wp/v2/posts?categories=5&author=7&per_page=100")
    assert "categories=5" in lead.url
    assert "author" not in lead.url
    full = json.dumps([{"id": n, "link": f"/{n}"} for n in range(1, 5)]).encode()
    assert "categories=5" in wordpress.read_posts(full, lead.url).leads[-1].url


def test_brackets_of_people_stay_and_marks_of_plug_ins_go() -> None:
    text = "Hồ sơ [mẫu 01] gồm [video src=”a.mp4”][/video] [b]hai[/b] tờ [TÊN] [sđt] [su_note note_color=”#fff”]Lưu ý[/su_note]"
    kept = wordpress.without_shortcodes(text)
    assert kept == "Hồ sơ [mẫu 01] gồm  hai tờ [TÊN] [sđt] Lưu ý"
    noise = "".join(random.Random(1).choices("[]/ab =\n", k=200_000))
    wordpress.without_shortcodes(noise + "[" * 100_000)
