"""The site answers over real HTTP what the content files say, and behaves like a decent server."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from html import unescape

import httpx
import pytest
from lxml import etree, html

from models.errors import PortInUse
from pipeline.demo.content import load_content
from pipeline.demo.expectations import DOCUMENTS, PLANTED_IDENTITIES, SOURCES, load_expectations
from pipeline.demo.site import BIG_PAGE_BYTES, DemoSite, serve

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def site() -> Iterator[DemoSite]:
    with serve(now=NOW, with_bad_pages=True) as running:
        yield running


@pytest.fixture(scope="module")
def client(site: DemoSite) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=site.url, timeout=20) as running:
        yield running


def words(markup: str) -> str:
    return " ".join(html.fromstring(markup).text_content().split())


def page_of(client: httpx.Client, path: str) -> httpx.Response:
    """The page that shows a post: a reply's address is its place in the thread, on whichever page that is now."""
    first, _, anchor = path.partition("#")
    answer, number = client.get(first), 1
    while anchor and f'id="{anchor}"' not in answer.text and answer.status_code == 200:
        number += 1
        answer = client.get(f"{first}trang-{number}/")
    return answer


def test_every_post_is_served_at_its_address(client: httpx.Client) -> None:
    for given in load_expectations():
        anchor = given.path.partition("#")[2]
        answer = page_of(client, given.path)
        assert answer.status_code == 200, given.path
        assert answer.headers["content-type"] == "text/html; charset=utf-8"
        tree = html.fromstring(answer.text)
        where = tree.get_element_by_id(anchor) if anchor else tree
        assert " ".join(given.text.split("\n\n")[-1].split()) in " ".join(where.text_content().split()), (
            given.key
        )


def test_a_post_is_text_and_never_markup(client: httpx.Client) -> None:
    (given,) = (given for given in load_expectations() if "<3" in given.text)
    body = page_of(client, given.path).text
    assert "&lt;3" in body
    assert "xã &amp; các bạn" in body
    assert given.text in unescape(body)


def test_feeds_list_their_posts_with_times_counted_back_from_now(
    client: httpx.Client, site: DemoSite
) -> None:
    content = load_content()
    rss = etree.fromstring(client.get("/portal/rss.xml").content)
    times = {
        item.findtext("link"): parsedate_to_datetime(item.findtext("pubDate")) for item in rss.iter("item")
    }
    assert times == {
        f"{site.url}/portal/bai/{post.slug}.html": NOW - timedelta(hours=post.hours_ago)
        for post in content.portal
    }
    atom = etree.fromstring(client.get("/cong-dong/atom.xml").content)
    space = {"a": "http://www.w3.org/2005/Atom"}
    texts = {entry.text for entry in atom.iterfind("a:entry/a:content", space)}
    assert texts == {post.text for post in content.community}


def test_one_thread_goes_on_on_a_second_page(client: httpx.Client) -> None:
    first = html.fromstring(client.get("/dien-dan/dang-ky-tai-khoan-dich-vu-cong/").text)
    (following,) = first.xpath("//link[@rel='next']/@href")
    second = html.fromstring(client.get(following).text)
    assert len(first.xpath("//article")) == 8
    assert second.xpath("//article")
    assert second.xpath("//link[@rel='prev']")
    assert not second.xpath("//link[@rel='next']")


def test_forum_pages_are_marked_as_discussions(client: httpx.Client) -> None:
    tree = html.fromstring(client.get("/dien-dan/chuyen-que/").text)
    (posts,) = (len(thread.posts) for thread in load_content().threads if thread.slug == "chuyen-que")
    (thread,) = tree.xpath("//*[@itemtype='https://schema.org/DiscussionForumPosting']")
    assert len(thread.xpath(".//*[@itemtype='https://schema.org/Comment']")) == posts - 1
    assert len(thread.xpath(".//*[@itemprop='author']")) == posts
    assert len(thread.xpath(".//*[@itemprop='datePublished']/@datetime")) == posts


def test_planted_identities_are_really_served(client: httpx.Client) -> None:
    paths = {given.path.partition("#")[0] for given in load_expectations()} | {
        source.path for source in SOURCES
    }
    served = unescape("".join(client.get(path).text for path in sorted(paths)))
    compact = served.replace(" ", "")
    missing = [given for given in PLANTED_IDENTITIES if given not in served and given not in compact]
    authors = {post.author.key for _, post in load_content().posts()}
    assert missing == []
    assert authors == set(load_content().people)


@pytest.mark.parametrize(
    "path", ["/portal/rss.xml", "/dien-dan/chuyen-que/", "/robots.txt", "/van-ban/kh-05-tu.txt"]
)
def test_an_unchanged_page_is_not_sent_again(client: httpx.Client, path: str) -> None:
    first = client.get(path)
    same = client.get(path, headers={"If-None-Match": first.headers["etag"]})
    assert (same.status_code, same.content) == (304, b"")
    since = client.get(path, headers={"If-Modified-Since": first.headers["last-modified"]})
    assert since.status_code == 304
    older = parsedate_to_datetime(first.headers["last-modified"]) - timedelta(seconds=1)
    changed = client.get(path, headers={"If-Modified-Since": older.strftime("%a, %d %b %Y %H:%M:%S GMT")})
    assert changed.status_code == 200
    both = client.get(
        path,
        headers={
            "If-None-Match": '"khac"',
            "If-Modified-Since": first.headers["last-modified"],
        },
    )
    assert both.status_code == 200


def test_a_page_is_the_same_from_one_start_to_the_next_when_now_is(
    client: httpx.Client, site: DemoSite
) -> None:
    path = "/dien-dan/chuyen-que/"
    with serve(now=NOW) as again:
        assert httpx.get(again.url + path).headers["etag"] == client.get(path).headers["etag"]


def test_documents_are_served_as_they_are(client: httpx.Client) -> None:
    for document in DOCUMENTS:
        assert client.get(f"/van-ban/{document.file}").content == document.path.read_bytes()


def test_only_reading_is_possible_and_every_request_is_logged(client: httpx.Client, site: DemoSite) -> None:
    before = len(site.requests)
    refused = client.post("/dien-dan/", content=b"x" * 50_000)
    assert (refused.status_code, refused.headers["connection"]) == (405, "close")
    assert client.delete("/dien-dan/").status_code == 405
    assert client.head("/dien-dan/").content == b""
    assert client.get("/khong-co").status_code == 404
    assert client.get("/../../etc/passwd").status_code == 404
    assert [method for method, _ in site.requests[before:]] == ["POST", "DELETE", "HEAD", "GET", "GET"]


def test_robots_allow_the_sources_and_close_the_profiles(client: httpx.Client) -> None:
    from protego import Protego

    rules = Protego.parse(client.get("/robots.txt").text)
    assert all(rules.can_fetch(source.path, "sangtin") for source in SOURCES)
    assert not rules.can_fetch("/thanh-vien/bacthuyennan.html", "sangtin")
    assert client.get("/thanh-vien/bacthuyennan.html").status_code == 200


def test_bad_pages_are_bad(client: httpx.Client) -> None:
    assert "text/html" in client.get("/hong/feed-la-html").headers["content-type"]
    big = client.get("/hong/trang-20mb")
    assert len(big.content) >= BIG_PAGE_BYTES == 20_000_000
    away = client.get("/hong/chuyen-huong-noi-bo")
    assert (away.status_code, away.headers["location"]) == (302, "http://10.0.0.1/")
    assert client.get("/hong/500-robots").status_code == 500


def test_a_visitor_who_leaves_a_long_page_does_no_harm(
    site: DemoSite, client: httpx.Client, capfd: pytest.CaptureFixture[str]
) -> None:
    with httpx.stream("GET", f"{site.url}/hong/trang-20mb") as leaving:
        next(leaving.iter_raw())
    assert client.get("/").status_code == 200
    time.sleep(0.2)
    assert capfd.readouterr().err == ""


def test_bad_pages_and_a_failing_robots_file_come_only_when_asked_for() -> None:
    with serve() as plain:
        assert httpx.get(f"{plain.url}/hong/feed-la-html").status_code == 404
        assert httpx.get(f"{plain.url}/robots.txt").status_code == 200
    with serve(robots_status=503) as failing:
        assert httpx.get(f"{failing.url}/robots.txt").status_code == 503
        assert httpx.get(f"{failing.url}/").status_code == 200


def test_a_taken_port_is_said_so(site: DemoSite) -> None:
    with pytest.raises(PortInUse, match=str(site.port)), serve(port=site.port):
        pass


def test_only_this_machine_can_ask(site: DemoSite) -> None:
    """127.0.0.2 is loopback too, and another interface than the one the site listens on."""
    with socket.socket() as other:
        other.settimeout(2)
        assert other.connect_ex(("127.0.0.2", site.port)) != 0
