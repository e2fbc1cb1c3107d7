"""Proposals on frozen pages: what a reader reads is proposed, in an order a person would choose, with few questions."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest

from crawler.errors import (
    ChallengePage,
    HostBusy,
    LoginRequired,
    NothingFound,
    PageGone,
    RobotsRefused,
    Unreachable,
)
from crawler.look import PAGES as LOOKED_AT
from crawler.pasted import read_pasted
from crawler.previewed import Findings, Proposal
from crawler.propose import propose
from crawler.scrapy_settings import FLOOR_SECONDS
from crawler.searching import MAX_PAGES, Answer
from crawler.signs import signs_of
from models.errors import TriageError
from models.settings import Settings
from models.vocabulary import SourceKind
from tests.crawler.frozen import IDENTITIES, PAGES, READ
from triage_api import waiting_looks

NOW = datetime(2026, 11, 27, tzinfo=UTC)
POSTS = "?per_page=20&orderby=modified&_fields=id,link,date_gmt,modified_gmt,title,content"
HEAD = "<html><head><title>Cổng thông tin xã Đồng Mây</title>{}</head><body><h1>Tin</h1>{}</body></html>"
RSS = '<link rel="alternate" type="application/rss+xml" href="{}">'


@dataclass
class FrozenSite:
    """Answers from pages; what is not there is 404. ``asked`` are the addresses in their order."""

    pages: dict[str, bytes | str | TriageError | Answer]
    named: tuple[str, ...] = ()
    asked: list[str] = field(default_factory=list)

    async def read(self, url: str, _packed: bool) -> Answer:
        self.asked.append(url)
        found = self.pages.get(url, Answer(url, 404, b"", PageGone("404")))
        if isinstance(found, TriageError):
            raise found
        if isinstance(found, Answer):
            return found
        body = found if isinstance(found, bytes) else (PAGES / found).read_bytes()
        return Answer(url, 200, body)

    def sitemaps(self) -> tuple[str, ...]:
        return self.named


def look(text: str, site: FrozenSite) -> Findings:
    """What is found for a pasted text."""
    return asyncio.run(propose(read_pasted(text), site, NOW))


def ways(found: Findings) -> list[tuple[str, str]]:
    """Kinds and addresses, best first."""
    return [(one.kind.value, one.url) for one in found.proposals]


def best(text: str, site: FrozenSite) -> Proposal:
    """The first proposal."""
    return look(text, site).proposals[0]


@pytest.mark.parametrize(
    ("name", "kind", "posts", "threads"),
    [
        ("rss2.xml", "feed", 3, False),
        ("atom.xml", "feed", 1, False),
        ("feed.json", "feed", 1, False),
        ("sitemap.xml", "sitemap", 6, False),
        ("sitemap_news.xml", "sitemap", 3, False),
        ("sitemap.txt", "sitemap", 3, False),
        ("listing_nukeviet.html", "listing", 3, False),
        ("listing_sharepoint.html", "listing", 3, False),
        ("listing_liferay.html", "listing", 3, False),
        ("listing_newspaper.html", "listing", 4, False),
        ("thread_microdata.html", "forum", 2, False),
        ("thread_jsonld.html", "forum", 2, False),
        ("thread_phpbb.html", "forum", 2, False),
        ("board.html", "forum", 2, True),
        ("xenforo_board.html", "xenforo", 3, True),
        ("xenforo_thread.html", "xenforo", 3, False),
        ("xenforo1_board.html", "xenforo", 1, True),
        ("discourse_latest.json", "discourse", 3, True),
        ("discourse_topic.json", "discourse", 3, False),
        ("isso_latest.json", "isso", 2, True),
    ],
)
def test_each_kind_of_page_is_told_by_the_reader_of_its_kind(
    name: str, kind: str, posts: int, threads: bool
) -> None:
    url = READ[name][1]
    site = FrozenSite({url: name})
    one = best(url, site)
    assert (one.kind.value, one.url, one.posts, one.threads) == (kind, url, posts, threads)
    assert one.why
    assert len(site.asked) <= MAX_PAGES
    shown = str((one.samples, one.warnings))
    assert [identity for identity in IDENTITIES if identity in shown] == []
    assert all(len(sample.beginning) <= 80 for sample in one.samples)


def test_a_page_leads_to_its_feed_its_interface_and_its_sitemap() -> None:
    head = (
        '<meta name="generator" content="WordPress 6.6"><link rel="https://api.w.org/" href="https://dm.example/wp-json/">'
        '<link rel="alternate" type="application/json" href="https://dm.example/wp-json/wp/v2/categories/5">'
        + RSS.format("/feed/")
        + RSS.format("/comments/feed/")
    )
    page = "https://dm.example/chuyen-muc/tin/"
    interface = "https://dm.example/wp-json/wp/v2/posts?categories=5"
    site = FrozenSite(
        {
            page: HEAD.format(head, "").encode(),
            f"{interface.partition('?')[0]}{POSTS}&categories=5": "wordpress_posts.json",
            "https://dm.example/feed/": "rss2.xml",
            "https://dm.example/news.xml": READ_NEWS.replace(
                b"https://bao-anson.example", b"https://dm.example"
            ),
        },
        named=("https://dm.example/bai.xml", "https://khac.example/news.xml", "https://dm.example/news.xml"),
    )
    found = look(f"{page}?utm_source=x", site)
    assert ways(found) == [
        ("wordpress", interface), ("feed", "https://dm.example/feed/"), ("sitemap", "https://dm.example/news.xml"),
    ]  # fmt: skip
    assert found.title == "Cổng thông tin xã Đồng Mây"
    assert found.notes == ("Đã bỏ phần theo dõi người đọc khỏi địa chỉ.",)
    assert "Gồm bài của cả trang, không riêng chuyên mục đã dán." in found.proposals[1].warnings
    assert (
        "Bài nằm ở máy chủ khác nên chỉ đọc phần tóm tắt trong nguồn cấp tin." in found.proposals[1].warnings
    )
    assert found.proposals[0].warnings == ()
    assert found.asked == len(site.asked) == 4
    assert not any("khac.example" in url for url in site.asked)


READ_NEWS = (PAGES / "sitemap_news.xml").read_bytes()


def test_a_closed_interface_falls_back_to_the_feed_and_says_so() -> None:
    closed = Answer("", 401, b'{"code":"rest_not_logged_in"}', LoginRequired("401"))
    gone = Answer("", 404, b'{"code":"rest_no_route"}', PageGone("404"))
    first = f"https://dm.example/wp-json/wp/v2/posts{POSTS}"
    plain = f"https://dm.example/?rest_route=/wp/v2/posts&{POSTS[1:]}"
    pages: dict[str, bytes | str | TriageError | Answer] = {
        "https://dm.example/": HEAD.format('<link rel="https://api.w.org/" href="/wp-json/">', "").encode(),
        first: gone, plain: gone, "https://dm.example/feed/": "rss2.xml",
    }  # fmt: skip
    found = look("dm.example", FrozenSite(pages))
    assert ("wordpress", "https://dm.example/") in ways(found)
    one = next(one for one in found.proposals if one.kind is SourceKind.WORDPRESS)
    assert "không có bình luận, trả lời" in " ".join(one.warnings)
    site = FrozenSite({**pages, first: closed})
    with pytest.raises(NothingFound):  # a door that is closed to visitors is not gone round
        look("dm.example", site)
    assert site.asked[-1] == first


def test_a_feed_of_a_forum_leads_to_the_forum() -> None:
    board, feed = "https://dd.example/f/hoi-dap.2/", "https://dd.example/f/hoi-dap.2/index.rss"
    found = look(feed, FrozenSite({feed: "xenforo_board.rss", board: "xenforo_board.html"}))
    assert ways(found)[:2] == [("feed", feed), ("xenforo", board)]


def test_an_index_of_sitemaps_is_followed_and_without_anything_in_it_is_no_proposal() -> None:
    url = READ["sitemap_index.xml"][1]
    inner = (PAGES / "sitemap.xml").read_bytes()
    found = look(
        url, FrozenSite({url: "sitemap_index.xml", "https://anson.example/post-sitemap2.xml": inner})
    )
    assert ways(found) == [("sitemap", url)]
    assert found.proposals[0].posts == 6
    with pytest.raises(NothingFound):
        look(url, FrozenSite({url: "sitemap_index.xml"}))


def test_a_page_of_feeds_leads_to_one_of_them() -> None:
    page = HEAD.format("", '<p><a href="/rss">RSS</a></p>').encode()
    feeds = HEAD.format(
        "", '<a href="/rss/tin.rss">Tin</a> <a href="https://khac.example/a.rss">Khác</a>'
    ).encode()
    site = FrozenSite(
        {
            "https://bao.example/": page,
            "https://bao.example/rss": feeds,
            "https://bao.example/rss/tin.rss": "rss2.xml",
        }
    )
    assert ways(look("bao.example", site))[0] == ("feed", "https://bao.example/rss/tin.rss")


def test_what_lies_on_another_site_is_named_and_not_asked() -> None:
    isso = '<script data-isso="//binhluan.example/" src="//binhluan.example/js/embed.min.js"></script>'
    page = HEAD.format(RSS.format("https://feeds.example/tin"), isso).encode()
    site = FrozenSite({"https://dm.example/": page, "https://dm.example/sitemap.xml": "sitemap.txt"})
    with pytest.raises(NothingFound, match=r"feeds\.example"):
        look("https://dm.example/", FrozenSite({"https://dm.example/": page}))
    site.pages["https://dm.example/sitemap.xml"] = b"https://dm.example/tin/1\nhttps://dm.example/tin/2\n"
    found = look("https://dm.example/", site)
    assert found.elsewhere == ("https://feeds.example/tin", "https://binhluan.example/")
    assert not any("feeds.example" in url or "binhluan" in url for url in site.asked)


def test_old_and_single_posts_are_warned_of_and_stand_behind() -> None:
    page = HEAD.format(RSS.format("/cu.rss"), "").encode()
    old = (
        (PAGES / "rss2.xml")
        .read_bytes()
        .replace(b"2026", b"2023")
        .replace(b"https://anson.example", b"https://dm.example")
    )
    new = (
        (PAGES / "sitemap_news.xml")
        .read_bytes()
        .replace(b"2025", b"2026")
        .replace(b"bao-anson.example", b"dm.example")
    )
    site = FrozenSite(
        {"https://dm.example/": page, "https://dm.example/cu.rss": old, "https://dm.example/sitemap.xml": new}
    )
    found = look("https://dm.example/", site)
    assert [kind for kind, _ in ways(found)] == ["sitemap", "feed"]
    assert "hơn một năm" in found.proposals[1].warnings[0]
    assert found.proposals[0].newest is not None
    assert found.proposals[0].newest.startswith("2026-11-20")


def test_the_page_of_one_article_is_told_from_a_list() -> None:
    url = READ["article_jsonld.html"][1]
    site = FrozenSite({url: "article_jsonld.html"})
    with pytest.raises(NothingFound, match="trang của một bài"):
        look(url, site)
    assert site.asked[-1] == "https://anson.example/tin/"
    list_page = (PAGES / "listing_nukeviet.html").read_bytes()
    found = look(url, FrozenSite({url: "article_jsonld.html", "https://anson.example/tin/": list_page}))
    assert ways(found) == [("listing", "https://anson.example/tin/")]


def test_a_page_that_needs_scripts_is_told() -> None:
    page = b"<html><head><title>a</title></head><body><div id=app></div><script src=/a.js></script></body></html>"
    with pytest.raises(NothingFound, match="JavaScript"):
        look("https://dm.example/", FrozenSite({"https://dm.example/": page}))


@pytest.mark.parametrize(
    "problem", [RobotsRefused("r"), ChallengePage("c"), LoginRequired("l"), HostBusy("b")]
)
def test_a_closed_door_is_said_and_nothing_else_is_asked(problem: TriageError) -> None:
    for answer in (problem, Answer("https://m.dm.example/", 403, b"", problem)):
        site = FrozenSite({"https://dm.example/": answer})
        with pytest.raises(type(problem)):
            look("m.dm.example", site)
        assert site.asked == ["https://dm.example/"]


def test_what_was_found_before_a_closed_door_is_kept() -> None:
    page = HEAD.format(RSS.format("/rss"), "").encode()
    site = FrozenSite(
        {"https://dm.example/": page, "https://dm.example/rss": "rss2.xml", "https://dm.example/sitemap.xml": ChallengePage("Dừng ở đây.")}
    )  # fmt: skip
    found = look("https://dm.example/", site)
    assert [kind for kind, _ in ways(found)] == ["feed"]
    assert found.notes == ("Dừng ở đây.",)


def test_the_other_forms_of_an_address_are_asked_only_where_the_first_does_not_answer() -> None:
    away = Unreachable("u")
    site = FrozenSite(
        {
            "https://dm.example/rss": away,
            "https://m.dm.example/rss": away,
            "http://dm.example/rss": "rss2.xml",
        }
    )
    assert ways(look("m.dm.example/rss", site)) == [("feed", "http://dm.example/rss")]
    assert site.asked == ["https://dm.example/rss", "https://m.dm.example/rss", "http://dm.example/rss"]
    with pytest.raises(Unreachable):
        look("dm.example", FrozenSite({"https://dm.example/": away, "http://dm.example/": away}))


def test_a_comment_server_is_known_by_how_it_refuses_its_front_page() -> None:
    front = "https://binhluan.example/"
    site = FrozenSite(
        {
            front: Answer(front, 400, b"missing uri query", PageGone("400")),
            f"{front}latest?limit=1000": "isso_latest.json",
        }
    )
    assert ways(look(front, site)) == [("isso", front)]


def test_never_more_is_asked_than_the_budget() -> None:
    links = "".join(RSS.format(f"/rss/{number}.rss") for number in range(50))
    head = links + '<meta name="generator" content="WordPress Discourse XenForo">'
    site = FrozenSite(
        {"https://dm.example/a/b": HEAD.format(head, "").encode()}, named=("https://dm.example/s.xml",)
    )
    with pytest.raises(NothingFound):
        look("https://dm.example/a/b", site)
    assert len(site.asked) == len(set(site.asked)) <= MAX_PAGES


def test_the_title_is_masked_before_it_becomes_a_name() -> None:
    page = HEAD.replace("xã Đồng Mây", "liên hệ 0900 000 123").format(RSS.format("/rss"), "").encode()
    found = look(
        "https://dm.example/", FrozenSite({"https://dm.example/": page, "https://dm.example/rss": "rss2.xml"})
    )
    assert found.title == "Cổng thông tin liên hệ [SĐT]"


@pytest.mark.parametrize(
    "body", [b"", b"\x00\xff", b"<", b"<html>", b"{", b"[]", b"<?xml version='1.0'?><a", b"<rss><channel>"]
)
def test_signs_of_anything_are_signs(body: bytes) -> None:
    assert signs_of(body, "https://dm.example/").feeds == ()


def test_signs_tell_the_software_and_never_a_page_of_comments_first() -> None:
    named = RSS.replace("<link", '<link title="Tin » Comments Feed"').format("/tin/bai/feed/")
    head = named + RSS.format("/feed/") + RSS.format("/tin/feed/")
    page = HEAD.format(head, '<div id="comments"></div>').replace("<html>", '<html id="XF">').encode()
    signs = signs_of(page, "https://dm.example/tin/")
    assert signs.feeds == tuple(
        f"https://dm.example{path}" for path in ("/tin/feed/", "/feed/", "/tin/bai/feed/")
    )
    assert signs.software == {"xenforo"}
    assert signs.comments
    assert not signs.article


def test_what_the_page_about_sources_says_of_proposals_is_true() -> None:
    words = " ".join((PAGES.parents[2] / "docs" / "sources.md").read_text(encoding="utf-8").split())
    assert f"hỏi nhiều nhất {MAX_PAGES} trang cùng tên miền" in words
    assert f"đọc thử thêm {LOOKED_AT} trang" in words
    assert f"ít nhất {FLOOR_SECONDS:.0f} giây; đọc thử" in words
    assert f"nhiều nhất {waiting_looks.SECONDS // 60} phút, chỉ người" in words
    assert f"hoàn tác được trong {Settings.model_fields['undo_minutes'].default} phút" in words
    assert " rồi mới tới `/sitemap.xml`, `/rss.xml`, `/feed/`" in words
