"""Pages in the state in which they were read are not asked for again; a half-read one is."""

from __future__ import annotations

from typing import Any

import pytest
from scrapy import Request
from scrapy.http import Response

from crawler.errors import ChallengePage, LoginRequired, PageGone, Unreachable
from crawler.items import Found, Lead, RawPost
from crawler.plan import Ledger, Page, Plan
from crawler.walk import SourceSpider
from models.errors import TriageError
from models.vocabulary import PostKind, SourceKind

TOPIC = Lead("https://dd.example/t/1", "topic", as_of="tối qua")
PARTS = tuple(Lead(f"https://dd.example/t/1?part={number}", "topic", more=True) for number in (1, 2))
POST = RawPost(PostKind.COMMENT, "https://dd.example/t/1/1", "Không thu phí.")


class Walk:
    """A walker whose pages are given as what a reader found on them, and which remembers as the pipeline does."""

    def __init__(self, remembered: dict[str, bytes] | None = None, max_pages: int = 50) -> None:
        self.remembered = {} if remembered is None else remembered
        plan = Plan(
            SourceKind.FORUM,
            "https://dd.example/",
            max_pages=max_pages,
            unchanged=lambda url, body: self.remembered.get(url) == body,
        )
        self.spider = SourceSpider(plan, Ledger())

    def asks(self, *leads: Lead) -> list[Request]:
        """What would be asked for."""
        return list(self.spider._requests(leads))

    def answer(self, request: Request, found: Found | TriageError) -> list[Request]:
        """One page comes in: what it leads to."""

        def read(_body: bytes, _url: str) -> Found:
            if isinstance(found, TriageError):
                raise found
            return found

        self.spider._kind = type(self.spider._kind)({"topic": read})
        response = Response(request.url, body=request.url.encode())
        given: list[Any] = list(self.spider.on_page(response, **request.cb_kwargs))
        for page in (one for one in given if isinstance(one, Page)):
            for state in page.listed:
                assert state.validators is not None
                self.remembered[state.url] = state.validators.body_hash
        return [one for one in given if isinstance(one, Request)]


def test_a_page_is_not_asked_for_again_until_its_state_changes() -> None:
    walk = Walk()
    (request,) = walk.asks(TOPIC)
    walk.answer(request, Found((POST,)))
    again = Walk(walk.remembered)
    assert again.asks(TOPIC) == []
    assert again.spider.ledger.counts.unchanged == 1
    assert not again.spider.ledger.incomplete
    assert len(again.asks(Lead(TOPIC.url, "topic", as_of="sáng nay"))) == 0  # once per run, whatever is said
    assert len(Walk(walk.remembered).asks(Lead(TOPIC.url, "topic", as_of="sáng nay"))) == 1
    assert len(Walk(walk.remembered).asks(Lead(TOPIC.url, "topic"))) == 1


def test_on_another_day_it_is_looked_at_again() -> None:
    walk = Walk()
    walk.answer(walk.asks(TOPIC)[0], Found((POST,)))
    tomorrow = Walk(walk.remembered)
    tomorrow.spider._day = tomorrow.spider._day.replace(year=2100)
    assert len(tomorrow.asks(TOPIC)) == 1


def test_a_state_holds_only_when_the_continuations_were_read_too() -> None:
    walk = Walk()
    first, second = walk.answer(walk.asks(TOPIC)[0], Found((POST,), PARTS))
    assert walk.remembered == {}
    walk.answer(first, Found((POST,)))
    assert walk.remembered == {}
    walk.answer(second, PageGone("Không còn."))
    assert len(walk.remembered) == 1
    assert Walk(walk.remembered).asks(TOPIC) == []


@pytest.mark.parametrize("problem", [Unreachable("Không trả lời."), ChallengePage("Xác minh.")])
def test_a_part_that_may_come_later_leaves_the_whole_open(problem: TriageError) -> None:
    walk = Walk()
    first, second = walk.answer(walk.asks(TOPIC)[0], Found((POST,), PARTS))
    walk.answer(first, problem)
    walk.answer(second, Found((POST,)))
    assert walk.remembered == {}


def test_a_part_the_budget_cuts_off_leaves_the_whole_open() -> None:
    walk = Walk(max_pages=2)
    (first,) = walk.answer(walk.asks(TOPIC)[0], Found((POST,), PARTS))
    walk.answer(first, Found((POST,)))
    assert walk.spider.ledger.incomplete
    assert walk.remembered == {}


def test_a_gate_ends_the_run_wherever_it_stands_and_no_other_way_is_tried() -> None:
    other = Lead("https://dd.example/latest.rss", "topic")
    for problem, stopped in ((ChallengePage("Xác minh."), True), (LoginRequired("Đăng nhập."), False)):
        walk = Walk()
        (request,) = walk.asks(Lead("https://dd.example/t/2", "topic", instead=(other,)))
        assert walk.answer(request, problem) == []
        assert (walk.spider.ledger.stopped_by is problem) is stopped
    (request,) = (walk := Walk()).asks(Lead("https://dd.example/t/2", "topic", instead=(other,)))
    assert [one.url for one in walk.answer(request, PageGone("Không còn."))] == [other.url]
