"""Crawls in this process: Scrapy is started once, and the process ends with it."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version
from typing import Any

from scrapy import Spider
from scrapy.crawler import AsyncCrawlerProcess, Crawler
from scrapy.settings import Settings

from crawler.engine import DirectCrawler
from crawler.errors import Interrupted, TooMuchMemory, Unexpected
from crawler.memory import STOPPED
from crawler.plan import Ledger, Plan
from crawler.scrapy_settings import scrapy_settings
from crawler.walk import SourceSpider
from models.settings import settings
from models.vocabulary import Budget

TOO_MUCH = "Lần thu thập dùng quá nhiều bộ nhớ nên dừng; bài đã đọc được giữ, lần sau đọc tiếp."


def crawl(
    plan: Plan,
    pipeline: str,
    extra: dict[str, Any] | None = None,
    spider: type[Spider] = SourceSpider,
    **given: Any,
) -> Ledger:
    """Crawl and say what was met. Blocks; may be called once per process (the reactor cannot be restarted).

    Args:
        plan: what to crawl.
        pipeline: dotted path of the pipeline that takes the pages.
        extra: more Scrapy settings, for the pipeline.
        spider: what asks; built with the plan, the ledger and what else is ``given``.
    """
    configured = settings_of(plan, pipeline, extra)
    ledger = Ledger()
    process = AsyncCrawlerProcess(configured)
    crawler = DirectCrawler(spider, configured)
    process.crawl(crawler, plan=plan, ledger=ledger, **given)
    process.start()
    conclude_ledger(ledger, crawler)
    return ledger


def settings_of(plan: Plan, pipeline: str, extra: dict[str, Any] | None = None) -> Settings:
    """The Scrapy settings of one crawl; arguments as those of ``crawl``."""
    configured = scrapy_settings(
        plan,
        pipeline,
        contact=settings().contact,
        version=_version(),
        max_bytes=settings().crawl_max_bytes,
    )
    return Settings({**configured, **(extra or {})})


def conclude_ledger(ledger: Ledger, crawler: Crawler) -> None:
    """Write into the ledger how Scrapy ended."""
    ended: Any = crawler._stats  # the public name raises where the crawl never began
    reason = ended.reason if ended is not None else None
    if reason is None:
        ledger.stop(Unexpected("Trình thu thập không khởi động được."))
    elif reason == "shutdown":
        ledger.stop(Interrupted("Lần thu thập bị dừng giữa chừng; lần sau sẽ đọc tiếp."))
    elif reason == STOPPED:
        ledger.stop(TooMuchMemory(TOO_MUCH))
    elif reason == "closespider_timeout":
        ledger.cut(Budget.SECONDS)
    elif reason != "finished":
        ledger.incomplete = True


def _version() -> str:
    try:
        return version("sangtin")
    except PackageNotFoundError:
        return "dev"
