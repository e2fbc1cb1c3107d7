"""robots.txt by the book, pauses by the site's wish."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from crawler.errors import CrawlDelayTooLong, RobotsRefused, RobotsUnreachable
from crawler.manners import JITTER, padded, seconds_to_wait
from crawler.robots import MAX_ROBOTS, read_robots

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
