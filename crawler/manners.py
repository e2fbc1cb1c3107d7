"""Good manners: robots.txt before anything else, pauses as long as the site asks, and leaving when asked."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK

from crawler.challenge import is_challenge
from crawler.errors import HostBusy
from crawler.plan import Ledger, Plan
from crawler.platforms import APIS
from crawler.robots import Rules, read_robots, rules_only
from models.errors import TriageError
from models.queries.hosts import host_of
from models.vocabulary import Budget

JITTER = 0.2
"""Pauses vary by this share around the padded delay, and are never shorter than the delay asked for."""

MAX_WAIT = 60.0
"""Seconds of Retry-After that a run waits for; a site that asks for more is left alone by every run for as long."""

MAX_WAITS = 2

UNSAID_WAIT = 600.0
"""Seconds for which a site that is busy and does not say how long is left alone by every run. Own choice: two runs at the floor."""

BREATH = 0.5
"""Seconds after which a run that waits before its first request looks whether it is still wanted."""


def padded(delay: float) -> float:
    """The delay to configure so that, with jitter, no pause is shorter than ``delay`` seconds."""
    return delay / (1 - JITTER)


class RobotsGate:
    """Downloader middleware: before the first request to a server it is made sure of, and its robots.txt is known and obeyed.

    The robots.txt is asked for only where nothing is known of it that still counts (``crawler.plan.Servers``). Crawl-delay is applied.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._rules: dict[str, Rules] = {}
        self._failures: dict[str, Exception] = {}
        self._entered: set[str] = set()
        self._one_at_a_time = asyncio.Lock()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> RobotsGate:
        """As Scrapy builds it."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Let the request through or refuse it.

        Raises:
            HostHeld, HostStopped: the server may not be asked by this run now.
            RobotsRefused, RobotsUnreachable, CrawlDelayTooLong: see ``crawler.robots.Rules.check``.
            IgnoreRequest: the bytes of the run are spent.
            Exception: whatever kept robots.txt from being asked for (the page itself would fail alike).
        """
        if request.meta.get("robots"):
            return
        plan, ledger = self._run()
        if ledger.received >= plan.max_bytes:
            ledger.cut(Budget.BYTES)
            raise IgnoreRequest("stopped")
        if plan.kind in APIS:
            return  # an interface the office has a token for; AddressGate lets nothing else through
        parts = urlsplit(request.url)
        origin = f"{parts.scheme}://{parts.netloc}"
        async with self._one_at_a_time:
            await self._enter(request.url)
            if origin not in self._rules and origin not in self._failures:
                await self._open(origin)
        if origin in self._failures:
            raise self._failures[origin]
        rules = self._rules[origin]
        rules.check(request.url)
        self._slow_down(host_of(request.url), rules.crawl_delay)

    def _run(self) -> tuple[Plan, Ledger]:
        spider: Any = self._crawler.spider
        return spider.plan, spider.ledger

    async def _enter(self, url: str) -> None:
        plan, ledger = self._run()
        host = host_of(url)
        if host in self._entered:
            return
        until = time.monotonic() + plan.servers.enter(url)
        while (left := until - time.monotonic()) > 0 and ledger.stopped_by is None:
            await asyncio.sleep(min(left, BREATH))
        self._entered.add(host)
        ledger.pauses[host] = self._crawler.settings.getfloat("DOWNLOAD_DELAY") * (1 - JITTER)

    async def _open(self, origin: str) -> None:
        """Learn the rules of a server: as they are known, or by asking."""
        plan, _ = self._run()
        address = f"{origin}/robots.txt"
        known = plan.servers.robots(address)
        if known is not None:
            self._rules[origin] = read_robots(known.status, known.body)
            return
        request = Request(
            address,
            priority=1_000,
            dont_filter=True,
            meta={"robots": True, "dont_retry": True},
            callback=NO_CALLBACK,
        )
        engine: Any = self._crawler.engine
        try:
            response = await engine.download_async(request)
        except IgnoreRequest:
            counts = plan.servers.robots_read(address, 0, b"")
        except TriageError as error:
            self._failures[origin] = error
            return
        except Exception as error:
            counts = plan.servers.robots_read(address, 0, b"")
            if counts.read_at is None:
                self._failures[origin] = error
                return
        else:
            asked = _asked_to_wait(response)
            if asked is not None:
                plan.servers.leave(address, asked)
            counts = plan.servers.robots_read(address, response.status, rules_only(response.body))
        self._rules[origin] = read_robots(counts.status, counts.body)

    def _slow_down(self, host: str, crawl_delay: float) -> None:
        """Scrapy parses Crawl-delay and forgets it; idle slots are collected, so the default is set too."""
        if crawl_delay <= 0:
            return
        _, ledger = self._run()
        ledger.pauses[host] = max(ledger.pauses.get(host, 0.0), crawl_delay)
        downloader: Any = getattr(self._crawler.engine, "downloader", None)
        if downloader is None:
            return
        delay = max(padded(crawl_delay), self._crawler.settings.getfloat("DOWNLOAD_DELAY"))
        downloader.per_slot_settings[host] = {"concurrency": 1, "delay": delay}
        slot = downloader.slots.get(host)
        if slot is not None:
            slot.delay = max(slot.delay, delay)


class RetryAfterGate:
    """Downloader middleware: a short Retry-After is waited for, a long one ends the run for this site."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> RetryAfterGate:
        """As Scrapy builds it."""
        return cls(crawler)

    def process_response(self, request: Request, response: Response) -> Request | Response:
        """The response, or the same request again after the pause the site asked for.

        Raises:
            HostBusy: the pause is too long, or was asked for too often.
        """
        if request.meta.get("robots") or response.status not in {429, 503} or is_challenge(response):
            return response
        wait = _asked_to_wait(response)
        waits = int(request.meta.get("waits", 0))
        if wait is None or wait > MAX_WAIT or waits >= MAX_WAITS:
            problem = HostBusy("Trang báo đang bận và đề nghị quay lại sau; lần chạy sau sẽ đọc tiếp.")
            spider: Any = self._crawler.spider
            # Here already: by the time the error is handled, the next request would be out.
            spider.ledger.stop(problem)
            spider.plan.servers.leave(response.url, UNSAID_WAIT if wait is None else wait)
            raise problem
        downloader: Any = getattr(self._crawler.engine, "downloader", None)
        slot = downloader.slots.get(urlsplit(request.url).hostname or "") if downloader else None
        if slot is not None:
            slot.lastseen = time.monotonic() + wait
        return request.replace(dont_filter=True, meta={**request.meta, "waits": waits + 1})


def _asked_to_wait(response: Response) -> float | None:
    """Seconds that an answer which is none asks to wait."""
    header = response.headers.get("Retry-After") if response.status in {429, 503} else None
    return seconds_to_wait(header.decode("latin-1") if header else None, datetime.now(UTC))


def seconds_to_wait(header: str | None, now: datetime) -> float | None:
    """Retry-After as seconds from now: a number or an HTTP date (RFC 9110, 10.2.3). None when it says nothing.

    >>> seconds_to_wait("120", datetime(2026, 11, 20, tzinfo=UTC))
    120.0
    """
    text = (header or "").strip()
    if text.isascii() and text.isdigit() and len(text) <= 9:
        return float(text)
    try:
        until = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError):
        return None
    return max(0.0, (until.replace(tzinfo=until.tzinfo or UTC) - now).total_seconds())
