"""What an answer or a failure means, and how leads are taken within the budget."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import pytest
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadTimeoutError,
    IgnoreRequest,
)
from scrapy.http import Response

from crawler import guard, walk
from crawler.consequences import is_settled
from crawler.errors import HostBusy
from crawler.incremental import fingerprint
from crawler.items import Lead
from crawler.plan import Ledger, Page, Plan, Unread
from crawler.responses import check_answer, explain, read_answer
from crawler.row import SMALL
from crawler.walk import SourceSpider
from models.errors import TriageError
from models.vocabulary import SourceKind

SECRET = "https://dd.example/u/buoi_mang_1975"


@pytest.mark.parametrize(
    ("status", "kind", "code", "settled"),
    [
        (404, "text/html", "page_not_found", True),
        (403, "text/html", "page_forbidden", True),
        (410, "text/html", "page_gone", True),
        (400, "text/html", "page_refused", True),
        (500, "text/html", "server_error", False),
        (429, "text/html", "source_busy", False),
        (204, "text/html", "http_error", False),
        (301, "text/html", "bad_redirect", False),
        (200, "image/png", "not_a_page", True),
        (200, "application/pdf", "not_a_page", True),
        (200, "application/octet-stream", "not_a_page", True),
    ],
)
def test_an_answer_that_is_no_page(status: int, kind: str, code: str, settled: bool) -> None:
    with pytest.raises(TriageError) as caught:
        check_answer(Response(SECRET, status=status, headers={"Content-Type": kind}))
    assert (caught.value.code, is_settled(caught.value)) == (code, settled)


@pytest.mark.parametrize(
    "kind",
    [
        "text/html; charset=utf-8",
        "application/rss+xml",
        "application/json",
        "application/feed+json",
        "TEXT/XML",
        "",
    ],
)
def test_an_answer_that_is_a_page(kind: str) -> None:
    check_answer(Response(SECRET, status=200, headers={"Content-Type": kind} if kind else {}))


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (DownloadCancelledError(SECRET), "page_too_large"),
        (IgnoreRequest("max redirections reached"), "redirect_loop"),
        (CannotResolveHostError(SECRET), "dns_failed"),
        (DownloadTimeoutError(SECRET), "timed_out"),
        (DownloadConnectionRefusedError(SECRET), "connection_refused"),
        (ValueError(SECRET), "source_unreachable"),
        (HostBusy("bận"), "source_busy"),
    ],
)
def test_a_failure_is_one_of_ours_and_says_nothing_of_the_page(error: Exception, code: str) -> None:
    problem = explain(error, SECRET)
    assert problem.code == code
    assert "buoi" not in problem.message


def test_a_name_that_resolved_to_a_private_address_is_said_to_have() -> None:
    guard.refused_hosts.add("dd.example")
    try:
        assert explain(CannotResolveHostError(""), SECRET).code == "address_refused"
        assert explain(CannotResolveHostError(""), "https://khac.example/?dd.example").code == "dns_failed"
    finally:
        guard.refused_hosts.clear()


@dataclass
class Before:
    etag: str | None = '"1"'
    last_modified: str | None = None
    fetched_at: datetime | None = None
    refused: bool = False


def spider(max_pages: int = 3, known: frozenset[str] = frozenset()) -> SourceSpider:
    plan = Plan(
        kind=SourceKind.FEED,
        url="https://a.example/rss",
        max_pages=max_pages,
        recall=lambda urls: {url: Before() for url in urls if url in known},
    )
    return SourceSpider(plan, Ledger())


def test_pages_never_seen_come_first_and_the_budget_is_noticed() -> None:
    leads = tuple(Lead(f"https://a.example/{n}", "article") for n in range(5))
    walker = spider(max_pages=3, known=frozenset({leads[0].url, leads[1].url}))
    requests = list(walker._requests(leads))
    assert [request.url[-1] for request in requests] == ["2", "3", "4"]
    assert walker.ledger.incomplete
    assert [request.headers.get("If-None-Match") for request in requests] == [None] * 3


def test_a_known_page_is_asked_for_conditionally_and_no_page_twice() -> None:
    lead = Lead("https://a.example/1", "article")
    walker = spider(known=frozenset({lead.url}))
    (request,) = walker._requests((lead, lead))
    assert request.headers["If-None-Match"] == b'"1"'
    assert list(walker._requests((lead,))) == []
    assert not walker.ledger.incomplete


def test_two_runs_that_have_met_the_same_are_two() -> None:
    """A process keeps the ledgers of its runs in a list and takes out its own; another's that looks the same is not it."""
    mine, another = Ledger(), Ledger()
    kept = [another, mine]
    kept.remove(mine)
    assert kept[0] is another


ARTICLE = Lead("https://a.example/bai/1", "article")
WORDS = "".join(
    f"<p>Người dân nộp hồ sơ tại Bộ phận một cửa, thời hạn {days} ngày làm việc.</p>" for days in range(40)
)
PAGE = f"<html><body><article><h1>Tin của xã</h1>{WORDS}</article><!--{'x' * SMALL}--></body></html>".encode()
GATE = f"<html><head><title>Just a moment...</title></head><body><script>window._cf_chl_opt={{}};//{'x' * SMALL}</script></body></html>".encode()


def got(
    walker: SourceSpider, body: bytes, lead: Lead = ARTICLE, status: int = 200, **headers: str
) -> list[Any]:
    given = {"Content-Type": "text/html; charset=utf-8"} | {
        key.replace("_", "-"): value for key, value in headers.items()
    }
    return list(walker.on_page(Response(lead.url, status=status, headers=given, body=body), lead))


def waiting() -> SourceSpider:
    walker = spider()
    walker.waits = True
    return walker


def test_an_article_that_waits_is_read_when_it_is_asked_for_as_at_once() -> None:
    (at_once,) = got(spider(), PAGE)
    walker = waiting()
    (unread,) = got(walker, PAGE)
    assert isinstance(unread, Unread)
    assert (unread.size, walker.ledger.received, walker.ledger.answered) == (len(PAGE), len(PAGE), 1)
    assert walker.ledger.counts.pages == 0
    assert list(unread.read()) == [at_once]
    assert isinstance(at_once, Page)
    assert walker.ledger.counts.pages == 1


def test_what_is_no_article_or_leads_on_or_is_small_is_read_at_once() -> None:
    feed = "<rss version='2.0'><channel><item><title>Tin</title><link>https://a.example/1</link></item></channel></rss>"
    start, small = Lead("https://a.example/rss", "start"), PAGE.replace(b"x" * SMALL, b"")
    assert len(small) < SMALL
    for body, lead in (
        (feed.encode() + b" " * SMALL, start),
        (small, ARTICLE),
        (PAGE, replace(ARTICLE, instead=(start,))),
    ):
        assert not [one for one in got(waiting(), body, lead) if isinstance(one, Unread)]


def test_what_is_known_without_reading_is_told_at_once() -> None:
    """Errors, announced gates, what is no page, and what has not changed."""
    (missing,) = got(waiting(), PAGE, status=404)
    assert missing.gone
    walker = waiting()
    (gate,) = got(walker, PAGE, cf_mitigated="challenge")
    assert gate.problem is not None
    assert gate.problem is walker.ledger.stopped_by
    (file,) = got(waiting(), PAGE, Content_Type="image/png")
    assert file.problem.code == "not_a_page"
    known = waiting()
    known.plan = replace(known.plan, unchanged=lambda _url, read: read == fingerprint(PAGE))
    (same,) = got(known, PAGE)
    assert same.unchanged


def test_a_gate_that_is_known_by_its_looks_alone_stops_the_run_when_it_is_read() -> None:
    walker = waiting()
    (unread,) = got(walker, GATE)
    assert walker.ledger.stopped_by is None
    (page,) = unread.read()
    assert page.problem.code == "challenge_page"
    assert walker.ledger.stopped_by is page.problem


def test_times_that_count_back_do_so_from_when_the_article_came(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[datetime | None] = []
    walker = waiting()
    (unread,) = got(walker, PAGE)
    came = datetime.now(UTC)
    monkeypatch.setattr(walk, "read_answer", lambda *given: seen.append(given[-1]) or read_answer(*given))
    list(unread.read())
    assert seen[0] is not None
    assert seen[0] <= came
