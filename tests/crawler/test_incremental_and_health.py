"""When a page may be asked for conditionally, and when a run is an alarm."""

from __future__ import annotations

import pytest

from crawler.errors import NotAThread, Unreachable
from crawler.health import Counts, judge
from crawler.incremental import conditional_headers, remember_later, remember_now, validators
from crawler.items import Found, Lead, RawPost
from crawler.plan import Ledger
from models.errors import AddressRefused
from models.vocabulary import PostKind

POST = RawPost(PostKind.ARTICLE, "https://a.example/1", "x")


def test_an_etag_wins_over_a_date() -> None:
    assert conditional_headers('"1"', "Fri") == {"If-None-Match": '"1"'}
    assert conditional_headers(None, "Fri") == {"If-Modified-Since": "Fri"}
    assert conditional_headers(None, None) == {}


@pytest.mark.parametrize("etag", ["x" * 301, '"a\r\nCookie: b"', '"ễ"', ""])
def test_validators_that_cannot_be_sent_are_not_kept(etag: str) -> None:
    assert validators(etag, None, b"").etag is None


def test_a_page_is_remembered_with_its_posts_only_when_it_leads_nowhere() -> None:
    leads = (Lead("https://a.example/2", "article"),)
    more = (Lead("https://a.example/p2", "thread", more=True),)
    assert remember_now(Found((POST,)))
    assert not remember_now(Found((POST,), leads))
    assert not remember_now(Found())
    assert remember_later(Found((), leads))
    assert not remember_later(Found((POST,), more))
    assert not remember_later(Found((POST,)))


@pytest.mark.parametrize(
    ("counts", "before", "code"),
    [
        (Counts(pages=3, new=2), True, None),
        (Counts(pages=3, same=2), True, None),
        (Counts(pages=1, unchanged=1), True, None),
        (Counts(pages=1), True, "source_went_silent"),
        (Counts(pages=1), False, "nothing_found"),
        (Counts(pages=4, refused=3), True, "source_went_silent"),
        (Counts(), False, "nothing_found"),
    ],
)
def test_a_run_with_nothing_is_an_alarm(counts: Counts, before: bool, code: str | None) -> None:
    error = judge(counts, before).error
    assert (error.code if error else None) == code


def test_what_stopped_a_run_is_said_first() -> None:
    assert judge(Counts(new=1), True, AddressRefused("x")).error.code == "address_refused"  # type: ignore[union-attr]


def test_a_passing_failure_keeps_the_listing_from_being_remembered() -> None:
    ledger = Ledger()
    ledger.note(NotAThread("x"))
    assert not ledger.incomplete
    assert ledger.counts.refused == 1
    ledger.note(Unreachable("x"))
    assert ledger.incomplete
    assert ledger.counts.errors == 1
