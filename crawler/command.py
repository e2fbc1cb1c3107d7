"""The command line of a crawl. Apart from the crawl itself, so that who starts one need not load Scrapy."""

from __future__ import annotations

import sys


def command(run_id: int, demonstration: str | None = None) -> list[str]:
    """The command line that collects one run (``crawler.run``).

    ``demonstration``: the ``host:port`` of the demonstration's own server. It counts only for sources the
    database marks as demonstration.
    """
    given = [sys.executable, "-m", "crawler.run", "--run-id", str(run_id)]
    return [*given, "--demonstration", demonstration] if demonstration else given


def group_command(run_id: int, demonstration: str | None = None) -> list[str]:
    """The command line that collects a run and others that wait beside it (``crawler.group``); arguments as those of ``command``."""
    return ["crawler.group" if part == "crawler.run" else part for part in command(run_id, demonstration)]
