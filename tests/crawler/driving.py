"""Walks a source in this process, without a network: what the spider asks is answered by a function of the address."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from scrapy import Request
from scrapy.http import Response

from crawler.items import RawPost
from crawler.plan import Ledger, Page, Plan
from crawler.walk import SourceSpider

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
