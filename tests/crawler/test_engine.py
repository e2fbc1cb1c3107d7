"""The short way from an answer to what is stored: in order, with every failure told, and leaning on what Scrapy still has."""

from __future__ import annotations

import inspect
from types import SimpleNamespace
from typing import Any

import pytest
from scrapy import Request, signals
from scrapy.core.engine import ExecutionEngine
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.settings import Settings
from scrapy.signalmanager import SignalManager
from twisted.python.failure import Failure

from crawler.engine import DirectCrawler, DirectEngine, HeardSignals, HowItEnded
from crawler.plan import Plan
from crawler.process import settings_of
from crawler.walk import SourceSpider
from models.vocabulary import SourceKind

URL = "http://xa.example/tin"


class Engine(DirectEngine):
    """The engine without a crawl around it: what it does is written down."""

    def __init__(self, take: Any = None) -> None:
        self.done: list[Any] = []
        methods = {"process_item": [take or self.done.append]}
        self.scraper: Any = SimpleNamespace(
            itemproc=SimpleNamespace(methods=methods),
            handle_spider_error=lambda failure, request, _: self.done.append((failure.type, request)),
        )

    def crawl(self, request: Request) -> None:
        """Written down."""
        self.done.append(request.url)

    def brought(self, result: Any, request: Request) -> list[Any]:
        """What came of what the downloader brought."""
        self._handle_downloader_output(result, request)
        return self.done


def test_what_a_page_gives_is_taken_in_its_order() -> None:
    seen = []

    def read(response: Response, lead: str) -> Any:
        seen.append((response.url, response.request, lead))
        yield "page"
        yield Request(URL + "/2")

    request = Request(URL, callback=read, cb_kwargs={"lead": "this"})
    assert Engine().brought(Response(URL), request) == ["page", URL + "/2"]
    assert seen == [(URL, request, "this")]


def test_a_page_is_stored_before_the_callback_goes_on() -> None:
    order: list[str] = []

    def read(_: Response) -> Any:
        yield "page"
        order.append("went on")

    Engine(take=lambda item: order.append(item)).brought(Response(URL), Request(URL, callback=read))
    assert order == ["page", "went on"]


def test_a_request_instead_of_an_answer_is_scheduled() -> None:
    moved = Request(URL + "/moi")
    assert Engine().brought(moved, Request(URL)) == [moved.url]


def test_a_failure_goes_to_the_errback_with_its_request() -> None:
    def failed(failure: Failure) -> Any:
        yield failure.request.url, failure.type  # type: ignore[attr-defined]

    request = Request(URL, errback=failed)
    assert Engine().brought(Failure(TimeoutError()), request) == [(URL, TimeoutError)]
    assert Engine().brought(Failure(TimeoutError()), Request(URL)) == []


def test_an_error_of_the_callback_is_told_as_the_framework_tells_it() -> None:
    def read(_: Response) -> Any:
        yield "page"
        raise ValueError

    request = Request(URL, callback=read)
    assert Engine().brought(Response(URL), request) == ["page", (ValueError, request)]


def test_a_page_that_cannot_be_taken_does_not_keep_the_others_back(caplog: pytest.LogCaptureFixture) -> None:
    def refuse(_: Any) -> Any:
        raise OSError("words of a page")

    engine = Engine(take=refuse)

    def read(_: Response) -> Any:
        yield "page"
        yield Request(URL + "/2")

    assert engine.brought(Response(URL), Request(URL, callback=read)) == [URL + "/2"]
    assert [record.getMessage() for record in caplog.records] == ["item error"]


def test_signals_are_sent_where_somebody_listens(monkeypatch: pytest.MonkeyPatch) -> None:
    sent = []
    framework = SignalManager.send_catch_log

    def send(self: SignalManager, signal: Any, **more: Any) -> Any:
        sent.append(signal)
        return framework(self, signal, **more)

    monkeypatch.setattr(SignalManager, "send_catch_log", send)
    heard = []
    ours = HeardSignals("here")

    def listen(**_: Any) -> None:
        heard.append(1)

    ours.connect(listen, signals.spider_idle)
    assert ours.send_catch_log(signals.spider_idle)
    assert ours.send_catch_log(signals.response_received) == []
    assert (heard, sent) == ([1], [signals.spider_idle])


def test_only_how_a_crawl_ended_is_kept() -> None:
    crawler: Any = SimpleNamespace(settings=Settings({"STATS_DUMP": False}))
    ended = HowItEnded(crawler)
    ended.inc_value("downloader/request_count")
    ended.close_spider(reason="finished")
    assert (ended.reason, ended.get_stats()) == ("finished", {})


def test_what_is_leant_on_is_still_there() -> None:
    assert "_handle_downloader_output" in inspect.getsource(ExecutionEngine._start_scheduled_request)
    assert "self._create_engine()" in inspect.getsource(Crawler.crawl_async)
    assert "self.signals" in inspect.getsource(Crawler.__init__)
    assert "crawler.signals" in inspect.getsource(ExecutionEngine.__init__)
    assert "stats.close_spider(reason=reason)" in inspect.getsource(ExecutionEngine.close_spider_async)


def test_every_crawl_goes_this_way() -> None:
    configured = settings_of(Plan(SourceKind.FEED, URL), "crawler.pipelines.StorePages")
    crawler = DirectCrawler(SourceSpider, configured)
    assert isinstance(crawler.signals, HeardSignals)
    for module in ("group", "process"):
        text = inspect.getsource(__import__(f"crawler.{module}", fromlist=["x"]))
        assert "DirectCrawler(" in text
        assert "create_crawler(" not in text
