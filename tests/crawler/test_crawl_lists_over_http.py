"""Sitemaps and lists crawled over HTTP, twice: the second time asks for the lists and for what changed, no more."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import count

import pytest

from models.session import transaction
from models.tables.post import Post
from models.tables.source import Fetch, SetAside
from models.vocabulary import SourceKind
from tests.crawler.crawling import add_source
from tests.crawler.forked import Runs
from tests.crawler.local_site import Answer, Asked, LocalSite
from tests.database import TestDatabase

pytestmark = pytest.mark.database
XML = "application/xml"


def article(number: int, words: str = "Nộp hồ sơ tại Bộ phận một cửa của xã, thời hạn bảy ngày.") -> Answer:
    head = f"<h1>Lịch tiếp dân của xã tuần thứ {number}</h1><p class='author'>Nguyễn Văn Cọ</p>"
    return Answer(f"<html><body><article>{head}<p>{words} Bài {number}.</p></article></body></html>")


def sitemap(site: LocalSite, *rows: tuple[str, str]) -> bytes:
    inside = "".join(
        f"<url><loc>{site.url}{path}</loc>{f'<lastmod>{date}</lastmod>' if date else ''}</url>"
        for path, date in rows
    )
    return f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{inside}</urlset>'.encode()


def index(site: LocalSite, *rows: tuple[str, str]) -> Answer:
    inside = "".join(
        f"<sitemap><loc>{site.url}{path}</loc>{f'<lastmod>{date}</lastmod>' if date else ''}</sitemap>"
        for path, date in rows
    )
    return Answer(f"<sitemapindex>{inside}</sitemapindex>", kind=XML)


def texts() -> list[str]:
    with transaction() as session:
        return sorted(post.text or "" for post in session.query(Post))


def codes() -> list[str]:
    with transaction() as session:
        return sorted(row.error_code for row in session.query(SetAside))


def test_a_site_is_read_by_its_sitemaps_and_left_alone_while_it_says_that_nothing_changed(
    db: TestDatabase, runs: Runs, site: LocalSite
) -> None:
    def packed(*rows: tuple[str, str]) -> Answer:
        return Answer(gzip.compress(sitemap(site, *rows)), kind="application/octet-stream")

    rows = [
        ("/bai/1", "2025-01-01T08:00:00+07:00"),
        ("/bai/2", "2025-01-02"),
        ("/bai/3", ""),
        ("/trang-anh", "2025-01-02"),
    ]
    site.pages |= {f"/bai/{n}": article(n) for n in range(1, 5)}
    site.pages["/trang-anh"] = Answer("<html><body><img src=x></body></html>")
    site.pages["/bai.xml.gz"] = packed(*rows)
    site.pages["/vong.xml"] = index(site, ("/sitemap.xml", ""), ("/vong.xml", ""))
    site.pages["/sitemap.xml"] = index(
        site, ("/bai.xml.gz", "2025-01-02"), ("/vong.xml", ""), ("/author-sitemap.xml", "2025-01-02")
    )
    source = add_source(f"{site.url}/sitemap.xml", SourceKind.SITEMAP)
    first = runs.crawl(source, site)
    assert (first["state"], first["new"], codes()) == ("done", 3, ["no_article"])
    assert site.paths() == [
        "/sitemap.xml", "/bai.xml.gz", "/vong.xml", "/bai/2", "/trang-anh", "/bai/1", "/bai/3"
    ]  # fmt: skip
    assert not [text for text in texts() if "Cọ" in text]

    again = runs.crawl(source, site)
    assert (again["state"], again["unchanged"], again["new"]) == ("done", 1, 0)
    assert site.paths() == ["/sitemap.xml", "/vong.xml"]

    site.pages["/bai/1"] = article(1, "Từ ngày 01/12/2026 thời hạn còn năm ngày làm việc.")
    rows[0] = ("/bai/1", "2099-01-01")  # a date nobody can believe: as if none were given
    now = datetime.now(UTC)
    rows[1] = ("/bai/2", now.isoformat())
    site.pages["/bai.xml.gz"] = packed(("/bai/4", now.isoformat()), *rows)
    site.pages["/sitemap.xml"] = index(site, ("/bai.xml.gz", ""))
    third = runs.crawl(source, site)
    assert (third["new"], third["changed"]) == (1, 0)
    assert site.paths() == ["/sitemap.xml", "/bai.xml.gz", "/bai/4", "/bai/2"]
    with transaction() as session:  # all but the index: the page that was the same rests from now on, too
        assert session.query(Fetch).filter(Fetch.fetched_at >= now).count() == 3


def test_a_list_that_never_stays_the_same_costs_one_request_a_page(
    db: TestDatabase, runs: Runs, site: LocalSite
) -> None:
    visits = count(1)

    def listing(numbers: range, following: str = "") -> Callable[[Asked], Answer]:
        rows = "".join(
            f"<li><h3><a href='/bai/{n}.html'>Lịch tiếp dân của xã tuần thứ {n}</a></h3><i>20/11/2026</i></li>"
            for n in numbers
        )
        return lambda _asked: Answer(
            f"<html><body><nav><a href='/gioi-thieu-chung-ve-xa-nha'>Giới thiệu chung về xã nhà</a></nav><ul>{rows}</ul>"
            f"{following}<p>Lượt truy cập: {next(visits)}</p></body></html>"
        )

    site.pages |= {f"/bai/{n}.html": article(n) for n in range(1, 8)}
    site.pages["/bai/4.html"] = Answer(status=410)
    site.pages["/tin"] = listing(range(2, 5), "<a rel='next' href='/tin?trang=2'>2</a>")
    site.pages["/tin?trang=2"] = listing(range(5, 7), "<a rel='next' href='/tin'>2</a>")
    source = add_source(f"{site.url}/tin", SourceKind.LISTING)
    first = runs.crawl(source, site)
    assert (first["state"], first["new"], codes()) == ("done", 5, ["page_gone"])
    assert len(site.paths()) == 7
    assert sum("Bài" in text for text in texts()) == 4, (
        "the fifth is what the list says of the page that is gone"
    )

    again = runs.crawl(source, site)
    assert (again["state"], again["unchanged"], again["new"]) == ("done", 4, 0)
    assert site.paths() == ["/tin", "/tin?trang=2"]

    site.pages["/tin"] = listing(range(1, 5), "<a rel='next' href='/tin?trang=2'>2</a>")
    assert runs.crawl(source, site)["new"] == 1
    assert site.paths() == ["/tin", "/bai/1.html", "/tin?trang=2"]
