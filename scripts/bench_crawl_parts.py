"""What ``bench_crawl.py`` measures, each part in a process of its own: ``bench_crawl_parts.py PART JSON`` prints a line of JSON.

Servers have names of their own here, all of them this machine. That needs an allowance that no command line and no row can give:
these processes make it themselves and hand it to ``crawler.group.Group``.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

from crawler.safety import Allowance

WARM = 30
"""Pages before the clock starts: by then everything is imported, compiled and connected."""
PAUSE, LONGEST = 3.0, 4.5
"""Seconds between two requests to one server: at least, and at most by the jitter of ``crawler.manners``."""
GRACE = 0.5
"""Seconds after its longest pause in which a request is still in time."""


class Clock:
    """Counts pages; when enough are there it starts, and remembers the memory held at each of ``marks``."""

    def __init__(self, marks: tuple[int, ...] = ()) -> None:
        self.pages, self.marks = -WARM, {}
        self._marks = set(marks)
        self._cpu, self._wall = time.process_time(), time.perf_counter()

    def count(self) -> None:
        """One more page."""
        self.pages += 1
        if self.pages == 0:
            self._cpu, self._wall = time.process_time(), time.perf_counter()
        if self.pages + WARM in self._marks:
            self.marks[self.pages + WARM] = memory("VmRSS")

    def told(self) -> dict[str, Any]:
        """Milliseconds a page of the processor and on the clock, the most memory held, and what was held at the marks."""
        cpu, wall = time.process_time() - self._cpu, time.perf_counter() - self._wall
        each = 1_000 / max(1, self.pages)
        return {
            "pages": self.pages, "cpu": cpu * each, "wall": wall * each, "seconds": cpu,
            "megabytes": memory("VmHWM"), "marks": self.marks,
        }  # fmt: skip


def memory(line: str) -> int:
    """Megabytes of a line of the system's account of this process."""
    status = Path("/proc/self/status").read_text("ascii")
    return next(int(one.split()[1]) // 1024 for one in status.splitlines() if one.startswith(line))


class Every(Allowance):
    """Lets through the servers of the bench."""

    def covers(self, host: str, port: int | None) -> bool:
        """Names nobody can have, on the ports of a server of ours."""
        return host.endswith(".example") and (port or 0) > 1_024


class Names:
    """A resolver to whom every name is this machine."""

    def __init__(self, inner: Any) -> None:
        self._inner = inner

    def resolveHostName(self, receiver: Any, _name: str, *rest: Any, **more: Any) -> Any:  # noqa: N802 -- Twisted's name
        """Whatever the name."""
        return self._inner.resolveHostName(receiver, "127.0.0.1", *rest, **more)


def extraction(port: int, pages: int, size: str) -> dict[str, Any]:
    """Read every article as the crawler does; asking for the bytes is not timed."""
    from crawler.article import read_article

    return _each(port, pages, size, lambda body: read_article(body, "http://a.example/"))


def library(port: int, pages: int, size: str) -> dict[str, Any]:
    """Read every article by the library alone, with its defaults."""
    from trafilatura import extract

    return _each(port, pages, size, lambda body: extract(body.decode()))


def fast(port: int, pages: int, size: str) -> dict[str, Any]:
    """Read every article by the library alone, as a crawler that reads comments by other means would call it."""
    from trafilatura import extract

    return _each(port, pages, size, lambda body: extract(body.decode(), fast=True, include_comments=False))


def _each(port: int, pages: int, size: str, read: Callable[[bytes], object]) -> dict[str, Any]:
    asked, bodies, clock = HTTPConnection("127.0.0.1", port), [], Clock()
    for number in range(1, pages + WARM + 1):
        asked.request("GET", f"/{size}/{number}")
        bodies.append(asked.getresponse().read())
    for body in bodies:
        read(body)
        clock.count()
    return clock.told()


def spider(port: int, pages: int, size: str) -> dict[str, Any]:
    """The plain way: the same addresses, Scrapy's defaults, trafilatura's defaults; nothing is stored."""
    import scrapy
    import trafilatura
    from scrapy.crawler import AsyncCrawlerProcess

    clock = Clock()

    class Bare(scrapy.Spider):
        name = "bare"
        start_urls = [f"http://127.0.0.1:{port}/{size}/{number}" for number in range(1, pages + WARM + 1)]

        def parse(self, response: Any) -> Any:
            text = trafilatura.extract(response.text)
            clock.count()
            yield {"url": response.url, "text": text}

    process = AsyncCrawlerProcess({"LOG_ENABLED": False, "REMOTE_CONTROL_ENABLED": False})
    process.crawl(Bare)
    process.start()
    return clock.told()


def crawl(run_ids: list[int], marks: list[int]) -> dict[str, Any]:
    """One process of the crawler with all these runs, from the first to the last page."""
    clock = Clock(tuple(marks))
    _collect(run_ids[0], clock.count)
    return clock.told()


def hosts(run_ids: list[int], seconds: float) -> dict[str, Any]:
    """One process of the crawler with all these runs, for so long; what it used, its share of memory at the end."""
    import psutil

    told: dict[str, Any] = {}

    def watch() -> None:
        time.sleep(15)  # every run has begun
        cpu, wall = time.process_time(), time.time()
        time.sleep(seconds)
        told.update(begin=wall, end=time.time(), core=(time.process_time() - cpu) / (time.time() - wall))
        told["megabytes"] = psutil.Process().memory_full_info().pss // 1_000_000
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, daemon=True).start()
    _collect(run_ids[0], lambda: None)
    return told


def _collect(run_id: int, count: Callable[[], None]) -> None:
    from twisted.internet import asyncioreactor

    asyncioreactor.install()
    from twisted.internet import reactor

    from crawler import group, pipelines, quiet, run
    from models.queries import runs
    from models.session import transaction

    quiet.install()
    reactor.installNameResolver(Names(reactor.nameResolver))
    take, every = pipelines.StorePages._take, Every("127.0.0.1", 1)

    def counted(self: pipelines.StorePages, item: Any) -> None:
        take(self, item)
        if item.posts:
            count()

    pipelines.StorePages._take = counted  # type: ignore[method-assign]
    run.say = lambda *_, **__: 0
    with transaction() as session:
        first = runs.claim_run(session, run_id)
    prepare = lambda ticket, _: replace(run.prepare(ticket, None), allowance=every)  # noqa: E731
    group.Group(first, every, group.Share(), prepare).work()


if __name__ == "__main__":
    parts = {
        "extraction": extraction,
        "library": library,
        "fast": fast,
        "spider": spider,
        "crawl": crawl,
        "hosts": hosts,
    }
    part = parts[sys.argv[1]]
    sys.stdout.write(json.dumps(part(**json.loads(sys.argv[2]))) + "\n")
