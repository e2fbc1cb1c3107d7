"""Runs of the crawler's own process that share what they import: the process is started once and forks for every run.

What costs in a run of a test is importing it: a fork takes a fifth of the time.
"""

from __future__ import annotations

import atexit
import json
import os
import subprocess
import sys
import tempfile
from functools import lru_cache
from pathlib import Path
from typing import Any

FORKS = """
import json, os, signal, sys
import aiohttp.web, requests, scrapy.core.engine
from crawler import run
from nlp.privacy import mask
from sqlalchemy.orm import configure_mappers
mask("Gọi 0900 000 123 nhé.")
configure_mappers()
for line in sys.stdin:
    given = json.loads(line)
    child = os.fork()
    if child == 0:
        signal.alarm(120)
        for number in (1, 2):
            os.dup2(os.open(given["output"][number - 1], os.O_WRONLY), number)
        os.environ.update(given["environment"])
        sys.exit(run.main(given["arguments"]))
    ended = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    sys.stdout.write(f"{ended}\\n")
    sys.stdout.flush()
"""
"""What every run would import and load anew is there before it forks; nothing of a database or a reactor is."""


class Forks:
    """Crawls one after the other, each in a process of its own."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", FORKS], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def crawl(self, run_id: int, allowed: str | None) -> tuple[int, str, str]:
        """One run to its end: its exit code, what it printed, and what it logged."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        with tempfile.TemporaryDirectory() as folder:
            files = [Path(folder, name) for name in ("out", "err")]
            for file in files:
                file.touch()
            given = {
                "environment": {
                    key: value for key, value in os.environ.items() if key.startswith("SANGTIN_")
                },
                "arguments": [
                    "--run-id",
                    str(run_id),
                    *(("--demonstration", allowed) if allowed is not None else ()),
                ],
                "output": [str(file) for file in files],
            }
            self._process.stdin.write(json.dumps(given) + "\n")
            self._process.stdin.flush()
            code = int(self._process.stdout.readline())
            out, err = (file.read_text(encoding="utf-8") for file in files)
        return code, out, err

    def close(self) -> None:
        """No more runs."""
        self._process.communicate(timeout=60)


@lru_cache(maxsize=1)
def forks() -> Forks:
    """The one of this test process."""
    started = Forks()
    atexit.register(started.close)
    return started


class Runs:
    """Crawls of sources against a local site."""

    def crawl(self, source: int, site: Any) -> dict[str, Any]:
        """One run to its end: what it said."""
        from tests.crawler.crawling import new_run  # which crawls with this module's help

        site.asked.clear()
        _, out, err = forks().crawl(new_run(source), site.address)
        assert out, err
        said: dict[str, Any] = json.loads(out)
        return said
