"""Runs of the crawler's own process that share what they import: the process is started once and forks for every run.

What costs in a run of a test is importing it: a fork takes a fifth of the time.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

from tests.crawler.crawling import new_run
from tests.crawler.local_site import LocalSite

RUNS = """
import json, os, sys
import aiohttp.web, requests, scrapy.core.engine
from crawler import run
from nlp.privacy import mask
from sqlalchemy.orm import configure_mappers
mask("Gọi 0900 000 123 nhé.")
configure_mappers()
for line in sys.stdin:
    if os.fork() == 0:
        given = json.loads(line)
        os.environ.update(given["environment"])
        sys.exit(run.main(given["arguments"]))
    os.wait()
"""
"""What every run would import and load anew is there before it forks; nothing of a database or a reactor is."""


class Runs:
    """Crawls one after the other, each in a process of its own."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", RUNS], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def crawl(self, source: int, site: LocalSite) -> dict[str, Any]:
        """One run to its end: what it said."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        site.asked.clear()
        given = {
            "environment": {key: value for key, value in os.environ.items() if key.startswith("SANGTIN_")},
            "arguments": ["--run-id", str(new_run(source)), "--demonstration", site.address],
        }
        self._process.stdin.write(json.dumps(given) + "\n")
        self._process.stdin.flush()
        said: dict[str, Any] = json.loads(self._process.stdout.readline())
        return said

    def close(self) -> None:
        """No more runs."""
        self._process.communicate(timeout=60)
