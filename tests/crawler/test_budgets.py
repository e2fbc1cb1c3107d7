"""What a run may spend: pages, bytes and seconds. The first that is spent ends it, and what is left for the next run is counted."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from scrapy import Request
from scrapy.exceptions import IgnoreRequest

from crawler.incremental import remember_onward
from crawler.items import Found, Lead, RawPost
from crawler.manners import RobotsGate
from crawler.plan import Ledger, Plan
from crawler.walk import SourceSpider
from models.vocabulary import Budget, PostKind, SourceKind
from tests.crawler.local_site import Answer, Asked, LocalSite

HOME = "https://a.example"
SCRIPT = """
import json, sys
from crawler import process, quiet
from crawler.plan import Plan
from crawler.safety import Allowance
from models.vocabulary import SourceKind

class Nothing:
    def process_item(self, item):
        return item

quiet.install()
url, allowed = sys.argv[1:]
plan = Plan(SourceKind.FEED, url, delay=0.0, allowance=Allowance.parse(allowed), max_seconds=1)
ledger = process.crawl(plan, Nothing)
print(json.dumps([ledger.cut_short, ledger.left_over, ledger.asked, ledger.requests, ledger.incomplete]))
"""


def test_a_run_whose_time_is_over_leaves_the_rest(site: LocalSite) -> None:
    def slow(_asked: Asked) -> Answer:
        time.sleep(0.5)
        return Answer("<article><h1>Tin</h1><p>Nộp hồ sơ tại Bộ phận một cửa của xã.</p></article>")

    told = "".join(f"<item><title>Tin {n}</title><link>{site.url}/bai/{n}</link></item>" for n in range(20))
    site.pages["/rss"] = Answer(f"<rss version='2.0'><channel>{told}</channel></rss>", kind="text/xml")
    site.pages |= {f"/bai/{n}": slow for n in range(20)}
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, f"{site.url}/rss", site.address],
        capture_output=True, text=True, timeout=120, check=True, cwd=Path(__file__).parents[2],
    )  # fmt: skip
    cut, left, asked, requests, incomplete = json.loads(done.stdout)
    assert (cut, asked, incomplete) == ("seconds", 21, True)
    assert left == 21 - len(site.paths())
    assert 10 < left < 20
    assert requests == len(site.asked)


def test_a_run_whose_bytes_are_spent_sends_nothing_more() -> None:
    """Also what was planned before they were."""
    ledger = Ledger(received=100)
    crawler: Any = SimpleNamespace(
        spider=SimpleNamespace(plan=Plan(SourceKind.FEED, HOME, max_bytes=100), ledger=ledger)
    )
    with pytest.raises(IgnoreRequest, match="stopped"):
        asyncio.run(RobotsGate(crawler).process_request(Request(f"{HOME}/1")))
    assert (ledger.cut_short, ledger.incomplete) == (Budget.BYTES, True)


def test_a_run_whose_bytes_are_spent_puts_off_what_its_pages_lead_to() -> None:
    spider = SourceSpider(Plan(SourceKind.FEED, HOME, max_bytes=100), Ledger(received=100))
    assert list(spider._requests((Lead(f"{HOME}/1", "article"), Lead(f"{HOME}/2", "article")))) == []
    assert (spider.ledger.cut_short, spider.ledger.put_off, spider.ledger.asked) == (Budget.BYTES, 2, 0)


def test_pages_left_over_count_once_and_those_never_read_apart() -> None:
    known = {
        f"{HOME}/{n}": SimpleNamespace(etag=None, last_modified=None, fetched_at=None, refused=False)
        for n in (0, 1)
    }
    plan: Any = Plan(SourceKind.FEED, HOME, max_pages=2, recall=lambda urls: {url: known[url] for url in urls if url in known})  # fmt: skip
    spider = SourceSpider(plan, Ledger())
    leads = tuple(Lead(f"{HOME}/{n}", "article") for n in range(6))
    for _ in range(2):
        list(spider._requests(leads))
    assert (spider.ledger.asked, spider.ledger.put_off, spider.ledger.unread) == (2, 4, 2)
    assert (spider.ledger.left_over, spider.ledger.cut_short) == (6, Budget.PAGES)
    spider.ledger.answered = 2
    assert spider.ledger.left_over == 4


THREADS = (Lead(f"{HOME}/1", "thread"), Lead(f"{HOME}/2", "thread"))
ONWARD = Lead(f"{HOME}/f?2", "thread", more=True)


@pytest.mark.parametrize(
    ("found", "kept"),
    [
        (Found(leads=(*THREADS, ONWARD)), True),
        (Found(leads=THREADS), False),
        (Found(leads=(ONWARD,)), False),
        (Found((RawPost(PostKind.COMMENT, HOME, "x"),), (*THREADS, ONWARD)), False),
        (Found(leads=(Lead(f"{HOME}/1", "thread", as_of="hôm qua"), ONWARD)), False),
    ],
    ids=["a board that goes on", "one page", "only onward", "with posts", "whose threads are described"],
)
def test_which_pages_spare_what_they_lead_to(found: Found, kept: bool) -> None:
    assert remember_onward(found) is kept
