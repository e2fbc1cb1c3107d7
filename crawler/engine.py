"""Scrapy's engine on a shorter way from an answer to what is stored.

The framework hands each answer through three tasks, two queues and a chain of generators, so that a hundred pages may be worked on at
once, and counts what nobody looks at. Here one page of a source is asked for at a time, its callback gives a plain iterable and the
pipeline works at once: so an answer is read, stored, and what it leads to is scheduled, in one go. Scheduling, middlewares, downloading,
stopping and closing are the framework's. A page costs some 1.6 ms less (``docs/adr/0043``).

It leans on three places that Scrapy does not promise to keep: ``ExecutionEngine._handle_downloader_output``,
``Crawler._create_engine`` and the attribute of a crawler that holds its signals. ``tests/crawler/test_engine.py`` holds them.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

from scrapy import Request, Spider
from scrapy.core.engine import ExecutionEngine
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.settings import Settings
from scrapy.signalmanager import SignalManager
from scrapy.statscollectors import DummyStatsCollector
from twisted.python.failure import Failure

log = logging.getLogger(__name__)


class DirectEngine(ExecutionEngine):
    """Reads an answer and takes what its callback gives, before anything else happens to the run."""

    def _handle_downloader_output(self, result: Any, request: Request) -> None:  # type: ignore[override]
        """What the downloader brought: another request instead, an answer, or why there is none."""
        if isinstance(result, Request):
            self.crawl(result)
            return
        try:
            for given in _told(result, request):
                if isinstance(given, Request):
                    self.crawl(given)
                else:
                    self._take(given)
        except Exception:
            self.scraper.handle_spider_error(Failure(), request, result)  # type: ignore[no-untyped-call]

    def _take(self, item: Any) -> None:
        try:
            for take in self.scraper.itemproc.methods["process_item"]:
                item = take(item) if take is not None else item
        except Exception:  # one page must not end its run
            log.exception("item error")


def _told(result: Response | Failure, request: Request) -> Iterator[Any]:
    """What the callback of a request makes of its answer, its errback of a failure."""
    if isinstance(result, Failure):
        result.request = request  # type: ignore[attr-defined]
        if request.errback is not None:
            yield from request.errback(result) or ()
        return
    result.request = result.request or request
    if request.callback is not None:
        yield from request.callback(result, **result.request.cb_kwargs) or ()


class HowItEnded(DummyStatsCollector):
    """Keeps why a crawl ended, and counts nothing."""

    reason: str | None = None

    __getattribute__ = object.__getattribute__
    """The framework's looks at every call for an argument of old."""

    def close_spider(self, spider: Any = None, reason: str | None = None) -> None:  # noqa: ARG002 -- Scrapy's names
        """The crawl is over."""
        self.reason = reason


class HeardSignals(SignalManager):
    """Sends a signal only where somebody has ever asked for one of its kind; the framework sends seven for each page."""

    def __init__(self, sender: Any) -> None:
        super().__init__(sender)
        self._heard: set[int] = set()

    def connect(self, receiver: Any, signal: Any, **kwargs: Any) -> None:
        """As the framework's."""
        self._heard.add(id(signal))
        super().connect(receiver, signal, **kwargs)

    def send_catch_log(self, signal: Any, **kwargs: Any) -> list[tuple[Any, Any]]:
        """As the framework's."""
        return super().send_catch_log(signal, **kwargs) if id(signal) in self._heard else []


class DirectCrawler(Crawler):
    """A crawl of one source, with the engine and the signals of this module."""

    def __init__(self, spidercls: type[Spider], settings: Settings) -> None:
        super().__init__(spidercls, settings)
        self.signals = HeardSignals(self)

    def _create_engine(self) -> ExecutionEngine:
        return DirectEngine(self, lambda _: self.stop_async())
