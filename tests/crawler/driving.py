"""Walks a source in this process, without a network: what the spider asks is answered by a function of the address."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import pytest
from scrapy import Request
from scrapy.http import Response

from crawler import run
from crawler.health import Outcome
from crawler.items import RawPost
from crawler.pipelines import TICKET, StorePages
from crawler.plan import Ledger, Page, Plan
from crawler.walk import SourceSpider
from models.queries.runs import claim_run
from models.session import transaction
from tests.crawler.crawling import new_run

JSON = "application/json; charset=UTF-8"


@dataclass
class Given:
    """One answer."""

    body: bytes
    status: int = 200
    kind: str = JSON


@dataclass
class Walked:
    """What a walk asked, in its order, and what it handed on."""

    asked: list[str] = field(default_factory=list)
    pages: list[Page] = field(default_factory=list)
    ledger: Ledger = field(default_factory=Ledger)

    @property
    def posts(self) -> list[RawPost]:
        """Every post, in the order of the pages."""
        return [post for page in self.pages for post in page.posts]

    @property
    def codes(self) -> list[str]:
        """What was wrong with pages."""
        return [page.problem.code for page in self.pages if page.problem is not None]


def walk(plan: Plan, answer: Callable[[str], Given]) -> Walked:
    """Everything a spider with this plan does."""
    walked = Walked()
    spider = SourceSpider(plan, walked.ledger)

    async def beginning() -> list[Request]:
        return [request async for request in spider.start()]

    waiting = deque(asyncio.run(beginning()))
    while waiting and walked.ledger.stopped_by is None:
        request = waiting.popleft()
        walked.asked.append(request.url)
        given = answer(request.url)
        response = Response(
            request.url,
            status=given.status,
            headers={"Content-Type": given.kind},
            body=given.body,
            request=request,
        )
        for done in spider.on_page(response, **request.cb_kwargs):
            (walked.pages if isinstance(done, Page) else waiting).append(done)
    return walked


def crawl_here(source_id: int, answer: Callable[[str], Given]) -> tuple[int, Outcome]:
    """A whole run of a source but for Scrapy: masked, stored, remembered, finished. Its number and how it went."""

    def here(plan: Plan, _pipeline: str, extra: dict[str, Any]) -> Ledger:
        walked = walk(plan, answer)
        crawler: Any = SimpleNamespace(spider=walked)
        store = StorePages(extra[TICKET], crawler)
        for page in walked.pages:
            store.process_item(page)
        store.close_spider()
        return walked.ledger

    with transaction() as session:
        ticket = claim_run(session, new_run(source_id))
    assert ticket is not None
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(run, "crawl", here)
        return ticket.run_id, run.collect(ticket, None)
