"""Looks for the ways to read an address, in a process of its own: ``python -m crawler.seek``.

The same gates as a crawl (address guard, robots.txt, pauses, sizes), one page at a time, nothing kept. Prints what was
found, or the error, as one JSON line. There is no way to pass the demonstration's allowance on the command line.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import AsyncIterator, Iterable
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any, Self, cast
from urllib.parse import urljoin, urlsplit

from protego import Protego
from scrapy import Request, Spider, signals
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK

from crawler import quiet
from crawler.errors import MovedElsewhere, Unexpected, Unreachable
from crawler.pasted import Pasted
from crawler.plan import Ledger, Plan
from crawler.previewed import Findings
from crawler.process import crawl
from crawler.propose import propose
from crawler.responses import check_answer, explain
from crawler.robots import MAX_ROBOTS
from crawler.safety import Allowance, same_site
from crawler.searching import Answer
from models.errors import TriageError
from models.vocabulary import SourceKind

SECONDS = 75.0
"""How long questions are asked; what was found by then is proposed. A person waits for it."""
MAX_SITEMAPS = 20


class SeekSpider(Spider):
    """Asks what ``crawler.propose`` wants to know. ``kept`` takes what came of it."""

    name = "seek"

    def __init__(
        self, plan: Plan, ledger: Ledger, pasted: Pasted, kept: list[Findings | TriageError], **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        self.plan, self.ledger = plan, ledger
        self._pasted, self._kept = pasted, kept
        self._sitemaps: list[str] = []
        self._moved: str | None = None
        self._until = time.monotonic() + SECONDS

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """As Scrapy builds it. Every answer is heard, those that middlewares take for themselves too."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        crawler.signals.connect(spider.on_answer, signal=signals.response_downloaded)
        return spider

    async def start(self) -> AsyncIterator[Any]:
        """All of the asking; there is nothing to schedule."""
        try:
            self._kept.append(await propose(self._pasted, self, datetime.now(UTC)))
        except TriageError as problem:
            self._kept.append(problem)
        except Exception:
            self.logger.exception("the search failed")
            self._kept.append(Unexpected("Lỗi của chương trình khi tìm cách đọc trang."))
        unscheduled: tuple[Request, ...] = ()
        for request in unscheduled:
            yield request

    async def read(self, url: str, packed: bool) -> Answer:
        """One page, through every gate."""
        if time.monotonic() > self._until:
            raise Unreachable("Trang trả lời chậm nên chưa xem hết.")
        engine: Any = self.crawler.engine
        try:
            response = await engine.download_async(Request(url, dont_filter=True, callback=NO_CALLBACK))
        except Exception as error:
            if self.ledger.stopped_by is not None:
                raise self.ledger.stopped_by from None
            raise self._explained(error, url) from None
        problem: TriageError | None = None
        try:
            check_answer(response, packed=packed)
        except TriageError as found:
            problem = found
        return Answer(response.url, response.status, response.body, problem)

    def sitemaps(self) -> Iterable[str]:
        """The ``Sitemap:`` lines of the robots.txt that was read."""
        return tuple(self._sitemaps)

    def on_answer(self, response: Response, request: Request) -> None:
        """Hear what robots.txt names, and where a redirect leads."""
        if 300 <= response.status < 400:
            location = response.headers.get("Location")
            self._moved = urljoin(request.url, location.decode("latin-1")) if location else None
        elif response.status == 200 and urlsplit(request.url).path == "/robots.txt":
            body = response.body[:MAX_ROBOTS].decode("utf-8", "replace")
            self._sitemaps.extend(list(Protego.parse(body).sitemaps)[:MAX_SITEMAPS])

    def _explained(self, error: Exception, url: str) -> TriageError:
        problem = explain(error, url)
        host = urlsplit(self._moved or "").hostname
        if isinstance(problem, MovedElsewhere) and host and not same_site(self._moved or "", url):
            return MovedElsewhere(
                f"Địa chỉ này chuyển sang trang khác: {host}. Nếu đúng là trang mới, hãy dán địa chỉ ấy."
            )
        return problem


class NoPages:
    """Scrapy pipeline: there are no pages to take."""

    @classmethod
    def from_crawler(cls, _crawler: Crawler) -> NoPages:
        """As Scrapy builds it."""
        return cls()


def seek(pasted: Pasted, allowance: Allowance | None = None) -> Findings:
    """Look for the ways to read an address in this process. Once per process.

    Raises:
        TriageError: see ``crawler.propose.propose``.
    """
    kept: list[Findings | TriageError] = []
    plan = Plan(kind=SourceKind.FEED, url=pasted.url, allowance=allowance, delay=0.0 if allowance else 1.0)
    ledger = crawl(plan, "crawler.seek.NoPages", spider=SeekSpider, pasted=pasted, kept=kept)
    if not kept:
        raise ledger.stopped_by or Unexpected("Lỗi của chương trình khi tìm cách đọc trang.")
    if isinstance(kept[0], TriageError):
        raise kept[0]
    return kept[0]


def main() -> int:
    """Read ``{"url", "instead", "notes"}`` from standard input, print the findings or the error as one JSON line."""
    quiet.install()
    given = cast("dict[str, Any]", json.loads(sys.stdin.read(20_000)))
    try:
        answer = asdict(seek(Pasted(given["url"], tuple(given["instead"]), tuple(given["notes"]))))
    except TriageError as problem:
        answer = {"error": {"code": problem.code, "message": problem.message}}
    sys.stdout.write(json.dumps(answer, ensure_ascii=False) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
