"""A page that could not be read is set aside, tried again first when somebody asks, and gone from there once it was read."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from scrapy.http import Response

from crawler.errors import NoArticle, NotAThread, PageGone, Unexpected, Unreachable, UnreadablePage
from crawler.health import worth_trying_again
from crawler.plan import Ledger, Plan
from crawler.walk import SourceSpider
from models.errors import TriageError
from models.queries import set_aside
from models.queries.set_aside import PAGE, Retry
from models.session import transaction
from models.tables.post import Post, PostKey
from models.tables.source import Run, SetAside, SetAsideAddress
from models.vocabulary import SourceKind
from tests.crawler.crawling import add_source
from tests.crawler.driving import Given, crawl_here, walk
from tests.database import TestDatabase

HOME = "http://127.0.0.1:9"
TEXT = "Bà con nộp hồ sơ cấp đổi giấy phép lái xe ở Bộ phận một cửa, không mất phí khi nộp trực tuyến. " * 4


@dataclass
class Site:
    """A feed with articles; ``broken`` maps paths to the status they answer."""

    broken: dict[str, int] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def answer(self, url: str) -> Given:
        path = url.removeprefix(HOME)
        self.asked.append(path)
        if path in self.broken:
            return Given(b"", self.broken[path], "text/html")
        if path == "/rss":
            items = "".join(
                f"<item><title>Tin {n}</title><link>{HOME}/bai/{n}</link><description>Tóm tắt {n}.</description></item>"
                for n in (1, 2, 3)
            )
            return Given(
                f"<rss version='2.0'><channel><title>Tin</title>{items}</channel></rss>".encode(),
                kind="text/xml",
            )
        return Given(
            f"<html><body><article><h1>{path}</h1><p>{TEXT}</p></article></body></html>".encode(),
            kind="text/html",
        )


@pytest.fixture
def site(db: TestDatabase) -> Site:
    return Site()


def pages() -> list[SetAside]:
    """The pages that were set aside one by one."""
    with transaction() as session:
        return session.query(SetAside).filter_by(stage=PAGE).order_by(SetAside.id).all()


def ask(source_id: int, which: str = "server_error") -> int:
    with transaction() as session:
        return set_aside.ask_again(session, source_id, which)


@pytest.mark.database
def test_a_page_that_failed_is_tried_first_when_asked_for_and_gone_when_read(site: Site) -> None:
    source_id = add_source(f"{HOME}/rss")
    site.broken = {"/bai/2": 503}
    crawl_here(source_id, site.answer)
    (page,) = pages()
    assert (page.error_code, page.role, page.status, page.times) == ("server_error", "article", 503, 1)
    site.asked.clear()
    assert ask(source_id) == 1
    crawl_here(source_id, site.answer)
    assert site.asked[:2] == ["/bai/2", "/rss"]
    assert site.asked.count("/bai/2") == 1
    assert [(one.times, one.resolved_at) for one in pages()] == [(2, None)]
    site.broken.clear()
    ask(source_id)
    crawl_here(source_id, site.answer)
    (page,) = pages()
    assert (page.status, page.resolved_at is None) == (200, False)
    with transaction() as session:
        assert session.query(SetAsideAddress).count() == 0
        assert session.query(PostKey).count() == session.query(Post).count() == 3, "summary became article"
        assert all(TEXT[:40] in (post.text or "") for post in session.query(Post))


@pytest.mark.database
def test_it_is_gone_too_when_the_walk_reads_it_by_itself_or_finds_it_gone(site: Site) -> None:
    source_id = add_source(f"{HOME}/rss")
    site.broken = {"/bai/1": 503, "/bai/2": 500}
    crawl_here(source_id, site.answer)
    assert len(pages()) == 2
    site.broken = {"/bai/2": 404}
    crawl_here(source_id, site.answer)
    assert [(one.status, one.error_code, one.resolved_at is None) for one in pages()] == [
        (200, "server_error", False),
        (404, "page_not_found", False),
    ]


@pytest.mark.database
def test_a_summary_stays_when_its_page_is_gone_at_a_retry(site: Site) -> None:
    source_id = add_source(f"{HOME}/rss")
    site.broken = {"/bai/2": 503}
    crawl_here(source_id, site.answer)
    ask(source_id)
    site.broken = {"/bai/2": 404}
    crawl_here(source_id, site.answer)
    with transaction() as session:
        assert [post.gone_at for post in session.query(Post)] == [None] * 3


@pytest.mark.database
def test_what_ends_a_run_is_told_by_the_run(site: Site) -> None:
    site.broken = {"/rss": 503}
    run_id, outcome = crawl_here(add_source(f"{HOME}/rss"), site.answer)
    assert outcome.error is not None
    assert pages() == []
    with transaction() as session:
        assert [row.stage for row in session.query(SetAside)] == [set_aside.RUN]
        assert session.get_one(Run, run_id).set_aside == 1


def test_retries_are_whole_and_use_half_of_the_pages() -> None:
    retry = tuple(Retry(f"{HOME}/bai/{n}", "article") for n in range(9))
    unknown = Retry(f"{HOME}/x", "no_such_role")
    site = Site()
    walked = walk(
        Plan(
            kind=SourceKind.FEED,
            url=f"{HOME}/rss",
            max_pages=6,
            unchanged=lambda _url, _hash: True,
            retry=(unknown, *retry),
        ),
        site.answer,
    )
    assert site.asked[:4] == ["/bai/0", "/bai/1", "/bai/2", "/rss"]
    assert [page.unchanged for page in walked.pages] == [False, False, False, True]


@pytest.mark.parametrize("stands", [True, False])
def test_an_article_that_took_the_place_of_its_summary_keeps_the_address(stands: bool) -> None:
    asked, found = f"{HOME}/bai/1", f"{HOME}/bai/1-moi"
    spider = SourceSpider(
        Plan(kind=SourceKind.FEED, url=f"{HOME}/rss", retry=(Retry(asked, "article", stands),)), Ledger()
    )
    (request, _first) = asyncio.run(_all(spider.start()))
    assert (request.url, request.headers, request.priority) == (asked, {}, 2)
    given = Site().answer(asked)
    moved = Response(found, headers={"Content-Type": given.kind}, body=given.body, request=request)
    (page,) = spider.on_page(moved, **request.cb_kwargs)
    assert [post.address for post in page.posts] == [asked if stands else found]


async def _all(requests: AsyncIterator[Any]) -> list[Any]:
    return [request async for request in requests]


@pytest.mark.parametrize(
    ("problem", "again"),
    [
        (Unreachable(""), True),
        (Unexpected(""), True),
        (UnreadablePage(""), True),
        (NotAThread(""), True),
        (NoArticle(""), False),
        (PageGone(""), False),
    ],
)
def test_only_what_a_second_look_may_change_is_kept_page_by_page(problem: TriageError, again: bool) -> None:
    assert worth_trying_again(problem) is again
