"""DJ Press, a blog nobody here wrote: read by its feed, its sitemap and its pages; changed, deleted, read again."""

from __future__ import annotations

from pathlib import Path

import pytest

from models.session import transaction
from models.tables.post import Post
from models.vocabulary import PostKind, SourceKind
from tests.crawler.crawling import add_source
from tests.crawler.django_server import DjangoServer, django_server
from tests.crawler.forked import Runs
from tests.crawler.real_servers import found_anywhere, gone, two_days_pass, versions
from tests.database import TestDatabase

PEOPLE = ("buoi_mang_1975", "buoi.mang@anson.example")
TITLES = (
    "Lệ phí cấp lại thẻ căn cước",
    "Giờ làm việc của bộ phận một cửa",
    "Lịch cắt điện thôn Đông tuần này",
    "Tiêm chủng cho trẻ em tháng 12",
    "Họp thôn bàn việc sửa nhà văn hóa",
    "Đường tạm qua cầu trong thời gian sửa",
    "Tuyển quân năm 2027 tại xã",
)
WORDS = [
    f"{title}\n\nThông báo số {number} của xã: bà con xem kỹ ngày giờ và mang đủ giấy tờ khi tới bộ phận một cửa."
    for number, title in enumerate(TITLES, start=1)
]
"""The oldest first. Three on a page, three in the feed."""


def fields(text: str, number: int) -> dict[str, str]:
    """The form of an article."""
    title, _, content = text.partition("\n\n")
    given = {"title": title, "slug": f"bai-{number}", "content": content, "author": "1", "post_type": "post"}
    return given | {
        "status": "published",
        "published_at_0": "2026-11-20",
        "published_at_1": f"08:0{number}:00",
    }


def asked(server: DjangoServer, runs: Runs, source: int) -> tuple[dict[str, int], list[str]]:
    """One run: new and changed, and what it asked for."""
    server.paths()
    said = runs.crawl(source, server)
    assert (said["state"], said["errors"]) == ("done", 0), said
    return {name: said[name] for name in ("new", "changed")}, server.paths()


@pytest.mark.database
def test_feed_sitemap_and_pages_of_a_blog(db: TestDatabase, runs: Runs, tmp_path: Path) -> None:
    with django_server("djpress", tmp_path) as server:
        administrator = server.browser().log_in("buoi_mang_1975")
        for number, text in enumerate(WORDS, start=1):
            administrator.send("admin/djpress/post/add/", **fields(text, number))
        assert PEOPLE[0] in server.browser().get(""), "the names are there to be read"
        feed = add_source(f"{server.url}rss/", SourceKind.FEED)
        sitemap = add_source(f"{server.url}sitemap.xml", SourceKind.SITEMAP)
        listing = add_source(server.url, SourceKind.LISTING)

        for source, articles, lists in ((feed, WORDS[-3:], 1), (sitemap, WORDS, 1), (listing, WORDS, 3)):
            found, paths = asked(server, runs, source)
            assert (found, len(paths)) == ({"new": len(articles), "changed": 0}, len(articles) + lists)
            assert versions(source) == dict.fromkeys(articles, 1)
            found, paths = asked(server, runs, source)
            assert (found, len(paths)) == ({"new": 0, "changed": 0}, lists), "one request per page of a list"

        corrected = (
            f"{TITLES[5]}\n\nXã sửa lại thông báo số 6: đường tạm qua cầu mở cho xe máy từ ngày 2 tháng 12."
        )
        administrator.send("admin/djpress/post/6/change/", **fields(corrected, 6))
        administrator.send("admin/djpress/post/7/delete/", post="yes")
        for source in (feed, sitemap):
            found, _ = asked(server, runs, source)
            assert found["changed"] == 1
            assert versions(source)[corrected] == 2
        two_days_pass()
        for source, left in ((feed, WORDS[4:5]), (sitemap, WORDS[:5]), (listing, WORDS[:5])):
            # Five pages a run are looked at again, so seven articles take two.
            changed = sum(asked(server, runs, source)[0]["changed"] for _ in range(2))
            assert changed == (source == listing)
            assert gone(source) == {WORDS[6]}
            assert {corrected: 2, **dict.fromkeys(left, 1)}.items() <= versions(source).items()

    with transaction() as session:
        posts = session.query(Post).all()
    assert {post.kind for post in posts} == {PostKind.ARTICLE}
    assert found_anywhere(db, PEOPLE) == []
