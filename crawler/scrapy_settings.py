"""Scrapy as we run it. Each line that departs from a default says what the default would have done."""

from __future__ import annotations

from typing import Any

from crawler.guard import ALLOWANCE
from crawler.manners import JITTER, padded
from crawler.memory import LIMIT_MEGABYTES
from crawler.plan import Plan

FLOOR_SECONDS = 1.0
"""No source is asked faster than this, whatever its row says; the demonstration's own server may be."""

PAGE_SECONDS = 30
"""For one page from the first byte asked to the last one read, however slowly they come; it is asked for twice at most."""


def scrapy_settings(
    plan: Plan, pipeline: str, *, contact: str, version: str, max_bytes: int
) -> dict[str, Any]:
    """The settings of one crawl.

    Args:
        plan: what is crawled.
        pipeline: dotted path of the item pipeline.
        contact: address in the User-Agent, so that a site can reach us.
        version: of the product.
        max_bytes: largest page that is read.
    """
    delay = plan.delay if plan.allowance is not None else max(plan.delay, FLOOR_SECONDS)
    return {
        "BOT_NAME": "sangtin",
        "USER_AGENT": f"SangTin/{version} (+{contact})",
        "DEFAULT_REQUEST_HEADERS": {
            "Accept": "text/html,application/xhtml+xml,application/rss+xml,application/atom+xml,application/xml;q=0.9",
            "Accept-Language": "vi",
        },
        ALLOWANCE: plan.allowance,
        # The default executes Python sent over loopback HTTP; telnet does likewise.
        "REMOTE_CONTROL_ENABLED": False,
        "TELNETCONSOLE_ENABLED": False,
        # Even what is switched off would be imported, the remote control with a web server of its own.
        "EXTENSIONS_BASE": {
            "scrapy.extensions.closespider.CloseSpider": 0,
        },
        "EXTENSIONS": {"crawler.memory.OwnMemory": 0},
        # Raw pages with names, and pickled requests, would land on the disk.
        "HTTPCACHE_ENABLED": False,
        "JOBDIR": None,
        # In the order of the page: the default takes the last link first.
        "SCHEDULER_MEMORY_QUEUE": "scrapy.squeues.FifoMemoryQueue",
        # One request at a time, never closer together than the delay.
        "CONCURRENT_REQUESTS": 1,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
        # The default starts a hundred tasks for what each page yields.
        "CONCURRENT_ITEMS": 1,
        "DOWNLOAD_DELAY": padded(delay),
        "DOWNLOAD_DELAY_JITTER": JITTER if delay else 0.0,
        "DOWNLOAD_TIMEOUT": PAGE_SECONDS,
        "DOWNLOAD_MAXSIZE": max_bytes,
        "DOWNLOAD_WARNSIZE": 0,
        # The default accepts any certificate.
        "DOWNLOAD_VERIFY_CERTIFICATES": True,
        "DOWNLOAD_HANDLERS": {
            "http": "crawler.guard.GuardedHandler",
            "https": "crawler.guard.GuardedHandler",
            "file": None,
            "data": None,
            "ftp": None,
            "s3": None,
        },
        "TWISTED_DNS_RESOLVER": "crawler.guard.GuardedResolver",
        "COOKIES_ENABLED": False,
        "REFERRER_POLICY": "no-referrer",
        # A proxy from the environment would be connected to instead of the address that was judged.
        "HTTPPROXY_ENABLED": False,
        "METAREFRESH_ENABLED": False,
        "REDIRECT_MAX_TIMES": 5,
        "RETRY_TIMES": 1,
        "RETRY_HTTP_CODES": [500, 502, 504, 522, 524, 408],
        "ROBOTSTXT_OBEY": False,  # by RobotsGate instead: the default crawls on when robots.txt answers 5xx
        "HTTPERROR_ALLOW_ALL": True,
        "DOWNLOADER_MIDDLEWARES": {
            "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
            "scrapy.downloadermiddlewares.httpauth.HttpAuthMiddleware": None,
            "scrapy.downloadermiddlewares.cookies.CookiesMiddleware": None,
            "scrapy.downloadermiddlewares.httpproxy.HttpProxyMiddleware": None,
            "crawler.guard.AddressGate": 10,
            "crawler.manners.RobotsGate": 100,
            "crawler.manners.RetryAfterGate": 545,
            # The default unpacks any number of layers, and what is broken ends as an error without a name.
            "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": None,
            "crawler.unpacking.Unpacking": 590,
            "crawler.unpacking.RedirectGate": 610,
            "crawler.token_gate.TokenGate": 999,
        },
        # Each of the defaults would wrap every page, post and request of a run once more: errors are let through, no
        # referrer is sent, addresses are short and depth is not asked for.
        "SPIDER_MIDDLEWARES": {
            "scrapy.spidermiddlewares.start.StartSpiderMiddleware": None,
            "scrapy.spidermiddlewares.httperror.HttpErrorMiddleware": None,
            "scrapy.spidermiddlewares.referer.RefererMiddleware": None,
            "scrapy.spidermiddlewares.urllength.UrlLengthMiddleware": None,
            "scrapy.spidermiddlewares.depth.DepthMiddleware": None,
            "scrapy.spidermiddlewares.metacopy.MetaCopyDetectionMiddleware": None,
        },
        # The default reads the source code of a callback anew for every answer.
        "WARN_ON_GENERATOR_RETURN_VALUE": False,
        "ITEM_PIPELINES": {pipeline: 100},
        "CLOSESPIDER_TIMEOUT": plan.max_seconds,
        "MEMUSAGE_LIMIT_MB": LIMIT_MEGABYTES,
        "LOG_ENABLED": False,
        "LOG_INSTALL_ROOT_HANDLER": False,
        "LOG_FORMATTER": "crawler.quiet.QuietLogFormatter",
        # The default counts bytes, headers and queues of every request.
        "STATS_CLASS": "crawler.engine.HowItEnded",
        "STATS_DUMP": False,
        "DOWNLOADER_STATS": False,
        "TWISTED_REACTOR": "twisted.internet.asyncioreactor.AsyncioSelectorReactor",
    }
