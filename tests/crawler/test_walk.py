"""What an answer or a failure means, and how leads are taken within the budget."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import pytest
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadTimeoutError,
    IgnoreRequest,
)
from scrapy.http import Response

from crawler import guard
from crawler.consequences import is_settled
from crawler.errors import HostBusy
from crawler.items import Lead
from crawler.plan import Ledger, Plan
from crawler.responses import check_answer, explain
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
