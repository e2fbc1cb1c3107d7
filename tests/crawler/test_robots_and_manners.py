"""robots.txt by the book, pauses by the site's wish."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from protego import Protego
from scrapy import Request
from scrapy.http import Response

from crawler.errors import CrawlDelayTooLong, HostBusy, RobotsRefused, RobotsUnreachable
from crawler.manners import JITTER, MAX_WAIT, UNSAID_WAIT, RetryAfterGate, padded, seconds_to_wait
from crawler.plan import Ledger, NoServers, Plan
from crawler.robots import MAX_ROBOTS, PRODUCT, read_robots, rules_only
from models.vocabulary import SourceKind

RULES = b"""User-agent: *
Disallow: /
User-agent: SangTin
Disallow: /rieng
Allow: /rieng/mo
Crawl-delay: 7
"""


def test_the_rules_for_our_own_name_are_the_ones_that_count() -> None:
    rules = read_robots(200, RULES)
    rules.check("https://a.example/tin")
    rules.check("https://a.example/rieng/mo/1")
    with pytest.raises(RobotsRefused):
        rules.check("https://a.example/rieng/1")
    assert rules.crawl_delay == 7


@pytest.mark.parametrize("status", [500, 502, 503, 429, 304, 302])
def test_a_server_that_cannot_answer_is_left_alone(status: int) -> None:
    with pytest.raises(RobotsUnreachable):
        read_robots(status, b"").check("https://a.example/")


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410])
def test_no_robots_means_no_rules(status: int) -> None:
    rules = read_robots(status, b"Disallow: /")
    rules.check("https://a.example/")
    assert rules.crawl_delay == 0


@pytest.mark.parametrize(
    "body", [b"", b"\xff\xfe\x00", b"<html>", b"Disallow /\n" * 10, b"User-agent: *\nCrawl-delay: nhanh"]
)
def test_odd_robots_are_no_rules(body: bytes) -> None:
    read_robots(200, body).check("https://a.example/")


def test_only_the_beginning_of_a_huge_robots_counts() -> None:
    read_robots(200, b"#" * MAX_ROBOTS + b"\nUser-agent: *\nDisallow: /").check("https://a.example/")


def test_a_pause_longer_than_a_run_is_no_invitation() -> None:
    with pytest.raises(CrawlDelayTooLong):
        read_robots(200, b"User-agent: *\nCrawl-delay: 3600").check("https://a.example/")


def test_with_jitter_no_pause_is_shorter_than_asked_for() -> None:
    assert padded(3.0) * (1 - JITTER) == pytest.approx(3.0)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("30", 30.0),
        (" 0 ", 0.0),
        ("Fri, 20 Nov 2026 00:01:00 GMT", 60.0),
        ("Thu, 19 Nov 2026 00:00:00 GMT", 0.0),
        ("sớm", None),
        ("", None),
        (None, None),
        ("-5", None),
        ("٣", None),
    ],
)
def test_retry_after(header: str | None, seconds: float | None) -> None:
    assert seconds_to_wait(header, datetime(2026, 11, 20, tzinfo=UTC)) == seconds


LINES = st.sampled_from(
    ["User-agent: *", "user-agent: SangTin # ta", "User-agent: KhacBot", "Disallow: /a", "Disallow:", "Allow: /a/b", "disalow: /c", "Crawl-delay: 4",
     "Sitemap: https://a.example/s.xml", "Host: a.example", "", "# Web: Nguyễn Văn Cọ", "Contact: co@a.example", "x:", "Noindex: /a", "Liên hệ", "User agent *",
     "Request-rate: 1/5", "Clean-param: a /b"]
)  # fmt: skip


@given(st.lists(LINES, max_size=12))
def test_without_comments_a_robots_txt_says_the_same(lines: list[str]) -> None:
    whole, kept = "\n".join(lines), rules_only("\n".join(lines).encode()).decode()
    one, other = Protego.parse(whole), Protego.parse(kept)
    for path in ("/", "/a", "/a/b", "/c", "/d"):
        url = f"https://a.example{path}"
        assert one.can_fetch(url, PRODUCT) is other.can_fetch(url, PRODUCT)
    assert one.crawl_delay(PRODUCT) == other.crawl_delay(PRODUCT)
    assert not [word for word in ("Cọ", "co@", "Liên hệ", "#") if word in kept]


@given(st.binary(max_size=300))
def test_any_bytes_are_rules_that_can_be_kept(body: bytes) -> None:
    kept = rules_only(body)
    assert rules_only(kept) == kept
    assert len(rules_only(body * 2000)) <= MAX_ROBOTS


@pytest.mark.parametrize(
    ("status", "header", "left"),
    [(429, None, UNSAID_WAIT), (503, "sớm", UNSAID_WAIT), (503, "90", 90.0), (429, "864000", 864_000.0)],
)
def test_a_busy_site_is_left_alone_for_as_long_as_it_says(
    status: int, header: str | None, left: float
) -> None:
    class Servers(NoServers):
        def leave(self, _url: str, seconds: float) -> None:
            told.append(seconds)

    told: list[float] = []
    spider = SimpleNamespace(
        plan=Plan(SourceKind.FEED, "https://a.example", servers=Servers()), ledger=Ledger()
    )
    crawler: Any = SimpleNamespace(spider=spider, engine=None)
    headers = {"Retry-After": header} if header else {}
    answer = Response("https://a.example/1", status=status, headers=headers)
    with pytest.raises(HostBusy):
        RetryAfterGate(crawler).process_response(Request(answer.url), answer)
    assert told == [left]
    assert spider.ledger.stopped_by is not None


def test_a_short_wait_is_waited_for() -> None:
    spider = SimpleNamespace(plan=Plan(SourceKind.FEED, "https://a.example"), ledger=Ledger())
    crawler: Any = SimpleNamespace(spider=spider, engine=None)
    answer = Response("https://a.example/1", status=503, headers={"Retry-After": f"{MAX_WAIT:.0f}"})
    again = RetryAfterGate(crawler).process_response(Request(answer.url), answer)
    assert isinstance(again, Request)
    assert spider.ledger.stopped_by is None
