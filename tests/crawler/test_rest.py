"""Pages that were read rest: not asked for while the site says that they have not changed, nor too often otherwise."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scrapy.http import Response

from crawler.errors import NoArticle, NotAPage, Unreachable
from crawler.incremental import DOUBT, NOTHING_KEPT, REFUSED_RESTS, may_rest
from crawler.items import Lead
from crawler.plan import RUN_SECONDS, Ledger, Page, Plan
from crawler.registry import KINDS
from crawler.responses import check_answer
from crawler.walk import SourceSpider
from models.errors import TriageError
from models.queries.fetches import FetchState
from models.vocabulary import SourceKind

URL = "https://a.example/sitemap.xml"
NOW = datetime(2026, 11, 27, tzinfo=UTC)
MONTH = timedelta(days=30)


def lead(changed: timedelta | None = None, rest: timedelta | None = MONTH, role: str = "article") -> Lead:
    return Lead("https://a.example/1", role, changed_at=None if changed is None else NOW - changed, rest=rest)


@pytest.mark.parametrize(
    ("one", "fetched", "refused", "rests"),
    [
        (lead(timedelta(days=9)), timedelta(days=8), False, True),
        (lead(timedelta(days=9)), timedelta(days=10), False, False),
        (lead(timedelta(days=9)), timedelta(days=9) - DOUBT / 2, False, False),
        (lead(timedelta(days=60)), timedelta(days=31), False, False),
        (lead(None), timedelta(days=29), False, True),
        (lead(None, rest=None), timedelta(0), False, False),
        (lead(timedelta(days=9)), timedelta(hours=23), True, True),
        (lead(timedelta(days=9)), timedelta(hours=25), True, False),
    ],
)
def test_when_a_page_may_rest(one: Lead, fetched: timedelta, refused: bool, rests: bool) -> None:
    assert may_rest(one, NOW - fetched, refused, NOW) is rests


def test_a_page_never_asked_for_does_not_rest() -> None:
    assert not may_rest(lead(timedelta(days=9)), None, False, NOW)


@given(st.timedeltas(timedelta(0), MONTH), st.timedeltas(timedelta(0), MONTH), st.booleans())
def test_a_change_after_the_last_look_is_never_missed(
    changed: timedelta, fetched: timedelta, refused: bool
) -> None:
    if may_rest(lead(changed), NOW - fetched, refused, NOW):
        assert NOW - fetched >= NOW - changed + DOUBT


def test_the_doubt_covers_a_run_that_remembers_at_its_end() -> None:
    assert timedelta(seconds=RUN_SECONDS) < DOUBT


def walker(known: FetchState | None, max_pages: int = 50) -> SourceSpider:
    plan = Plan(
        kind=SourceKind.SITEMAP,
        url=URL,
        max_pages=max_pages,
        recall=lambda urls: dict.fromkeys(urls, known) if known is not None else {},
    )
    return SourceSpider(plan, Ledger())


def test_a_resting_page_counts_as_unchanged_and_one_that_was_refused_does_not() -> None:
    """Where everything was refused, the silence must not look like health."""
    for state, unchanged in (
        (FetchState('"1"', None, b"b", datetime.now(UTC)), 1),
        (FetchState(None, None, None, datetime.now(UTC)), 0),
    ):
        spider = walker(state)
        assert list(spider._requests((lead(timedelta(days=300)),))) == []
        assert spider.ledger.counts.unchanged == unchanged
        assert spider.ledger.asked == 0
        assert not spider.ledger.incomplete


@pytest.mark.parametrize(
    ("problem", "rest", "kept"),
    [(NoArticle("x"), MONTH, True), (Unreachable("x"), MONTH, False), (NoArticle("x"), None, False)],
)
def test_a_page_refused_for_good_is_remembered_as_asked(
    problem: TriageError, rest: timedelta | None, kept: bool
) -> None:
    (page,) = walker(None)._failed(lead(rest=rest), problem, 200)
    assert page.validators == (NOTHING_KEPT if kept else None)
    assert FetchState(NOTHING_KEPT.etag, NOTHING_KEPT.last_modified, NOTHING_KEPT.body_hash).refused
    assert timedelta(hours=1) < REFUSED_RESTS < MONTH


@pytest.mark.parametrize("status", [200, 304])
def test_a_page_found_unchanged_rests_from_now_on(status: int) -> None:
    plan = Plan(SourceKind.SITEMAP, URL, unchanged=lambda _url, _hash: status == 200)
    one = lead(timedelta(days=1))
    found = list(SourceSpider(plan, Ledger()).on_page(Response(one.url, status=status, body=b"x"), one))
    assert found == [Page(one.url, status, unchanged=True)]


def test_lists_take_at_most_half_of_a_run() -> None:
    spider = walker(None, max_pages=6)
    lists = tuple(Lead(f"https://a.example/{n}.xml", "nested", more=True) for n in range(9))
    articles = tuple(Lead(f"https://a.example/{n}", "article") for n in range(9))
    asked = [request.url for request in spider._requests(lists + articles)]
    assert asked == [*(one.url for one in lists[:3]), *(one.url for one in articles[:3])]
    assert spider.ledger.incomplete


def test_a_run_that_left_lists_out_has_not_seen_everything() -> None:
    spider = walker(None, max_pages=6)
    lists = tuple(Lead(f"https://a.example/{n}.xml", "nested", more=True) for n in range(4))
    assert len(list(spider._requests(lists))) == 3
    assert spider.ledger.incomplete


def test_the_first_page_is_asked_whatever_the_budget() -> None:
    assert len(list(walker(None, max_pages=1)._requests((Lead(URL, "start"),)))) == 1


def test_only_a_sitemap_may_be_a_packed_file() -> None:
    packed = Response(URL, headers={"Content-Type": "application/octet-stream"}, body=b"\x1f\x8b\x08")
    check_answer(packed, packed=True)
    for other, allowed in ((packed, False), (packed.replace(body=b"PK"), True)):
        with pytest.raises(NotAPage):
            check_answer(other, packed=allowed)
    assert [kind for kind, one in KINDS.items() if one.packed] == [SourceKind.SITEMAP]


def test_the_roles_of_lists_are_read() -> None:
    assert all(one.lists | one.packed <= set(one.readers) for one in KINDS.values())
