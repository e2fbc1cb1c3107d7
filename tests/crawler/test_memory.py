"""The limit on memory counts what the crawl holds itself, and a crawl it stops says so."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from crawler.memory import own_high_water
from models.vocabulary import RunState
from tests.crawler.crawling import add_source, finish, new_run
from tests.crawler.local_site import Answer, local_site
from tests.crawler.test_crawl_over_http import XML, feed
from tests.database import TestDatabase

LARGE_BYTES = 600_000_000
ASKED = (
    "import resource; from crawler.memory import own_high_water;"
    " print(own_high_water(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024)"
)
STARVED = (
    "import sys, crawler.scrapy_settings as settings; settings.LIMIT_MEGABYTES = 1;"
    " from crawler.run import main; sys.exit(main(sys.argv[1:]))"
)


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="Linux alone can be asked")
def test_the_memory_of_who_started_it_is_not_its_own() -> None:
    large = f"import subprocess, sys; held = b'x' * {LARGE_BYTES}; subprocess.run([sys.executable, '-c', {ASKED!r}])"
    said = subprocess.run([sys.executable, "-c", large], capture_output=True, text=True, check=True).stdout
    own, inherited = map(int, said.split())
    assert inherited >= LARGE_BYTES, "what Scrapy itself would ask"
    assert own < LARGE_BYTES / 2


def test_where_linux_cannot_be_asked_nothing_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("crawler.memory._STATUS", tmp_path / "none")
    assert own_high_water() is None
    (tmp_path / "none").write_text("Name:\tx\n")
    assert own_high_water() is None


@pytest.mark.database
def test_a_crawl_over_its_limit_says_so_and_blames_no_source(db: TestDatabase) -> None:
    with local_site() as site:
        site.pages["/rss"] = Answer(feed(site), kind=XML)
        run_id = new_run(add_source(site.url + "/rss"))
        process = subprocess.Popen(
            [sys.executable, "-c", STARVED, "--run-id", str(run_id), "--demonstration", site.url[7:]],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        done = finish(process, run_id)
    assert done.exit_code == 1
    assert done.run.state is RunState.FAILED
    assert done.run.error_code == "too_much_memory"
    assert "bộ nhớ" in (done.run.error_message or "")
