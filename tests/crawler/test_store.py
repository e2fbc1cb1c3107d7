"""Masked, then written, one page at a time; what cannot be is set aside and takes nobody along."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from scrapy.settings import Settings
from sqlalchemy import update
from twisted.internet.task import Clock

from crawler import masking, pipelines
from crawler.errors import Interrupted, NoArticle
from crawler.incremental import validators
from crawler.items import RawPost
from crawler.masking import mask_posts
from crawler.pipelines import StorePages
from crawler.plan import Ledger, Page, Unread
from crawler.row import MOST_UNREAD
from crawler.scrapy_settings import FLOOR_SECONDS
from models.crypto import Purpose, vault
from models.errors import DatabaseUnavailable, TooLarge, TriageError
from models.queries import hosts, intake, runs
from models.session import transaction
from models.tables.post import IndicatorCandidate, Post
from models.tables.source import Fetch, Run, SetAside
from models.vocabulary import PostKind
from nlp.privacy import mask
from tests.crawler.crawling import add_source, new_run
from tests.database import TestDatabase

NOW = datetime(2026, 11, 20, tzinfo=UTC)
URL = "http://127.0.0.1:9/rss"


def raw(number: int, text: str = "Nộp tại Bộ phận một cửa") -> RawPost:
    return RawPost(PostKind.COMMENT, f"{URL}#{number}", f"{text} {number}", thread=URL, posted_at=NOW)


def pipeline() -> tuple[StorePages, Ledger]:
    with transaction() as session:
        ticket = runs.claim_run(session, new_run_id := new_run(add_source(URL)))
    assert ticket is not None
    assert ticket.run_id == new_run_id
    ledger = Ledger()
    crawler: Any = SimpleNamespace(spider=SimpleNamespace(ledger=ledger))
    return StorePages(ticket, crawler), ledger


def test_only_masked_text_is_ready_to_be_written() -> None:
    masked = mask_posts([raw(1, "Gọi 0900 000 123, gặp @hathao.bendo")], NOW)
    (post,) = masked.posts
    assert "0900" not in post.text
    assert "hathao" not in post.text
    assert {candidate.value for candidate in post.candidates} >= {"0900 000 123"}
    assert "0900" not in repr(masked)


def test_a_text_that_cannot_be_masked_is_left_out_without_a_word_of_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(text: str) -> Any:
        if "bí mật" in text:
            raise ValueError(text)
        if "dài" in text:
            raise TooLarge("Bài quá dài.")
        return SimpleNamespace(text=text, candidates=())

    monkeypatch.setattr(masking, "mask", refuse)
    masked = mask_posts([raw(1), raw(2, "bí mật"), raw(3, "dài")], NOW)
    assert [post.address[-1] for post in masked.posts] == ["1"]
    assert [problem.code for problem in masked.problems] == ["unexpected_error", "too_large"]
    assert not [problem for problem in masked.problems if "bí mật" in problem.message]


def test_a_date_in_the_future_is_no_date() -> None:
    soon = raw(1).dated(NOW + timedelta(hours=3))
    late = raw(2).dated(NOW + timedelta(days=3))
    assert [post.posted_at is None for post in mask_posts([soon, late], NOW).posts] == [False, True]


@pytest.mark.database
def test_a_page_is_written_whole_with_its_validators_and_problem(db: TestDatabase) -> None:
    store, ledger = pipeline()
    page = Page(
        URL, 200, (raw(1, "Gọi 0900 000 123"), raw(2)), validators('"e"', None, b"x"), NoArticle("Không có.")
    )
    store.process_item(page)
    store.process_item(page)
    assert (ledger.counts.new, ledger.counts.same) == (2, 2)
    with transaction() as session:
        assert session.query(Post).count() == 2
        assert [row.etag for row in session.query(Fetch)] == ['"e"']
        assert [(row.error_code, row.times) for row in session.query(SetAside)] == [("no_article", 2)]
        (candidate,) = session.query(IndicatorCandidate)
        assert vault().open(candidate.sealed, Purpose.INDICATOR) == "0900 000 123"


def stored() -> int:
    with transaction() as session:
        return session.query(Post).count()


@pytest.mark.database
def test_pages_that_come_fast_are_written_together_and_none_is_lost_at_the_end(
    db: TestDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pipelines, "MOST_TOGETHER", 3)
    store, ledger = pipeline()
    seen = []
    for number in range(4):
        store.process_item(
            Page(f"{URL}/{number}", 200, (raw(number),), validators(f'"{number}"', None, b"x"))
        )
        seen.append(stored())
    assert seen == [0, 0, 3, 3]
    store.close_spider()
    assert (stored(), ledger.counts.new) == (4, 4)
    with transaction() as session:
        assert session.query(Run).one().pages == 4
        assert session.query(Fetch).count() == 4


@pytest.mark.database
def test_pages_that_wait_are_masked_in_a_row_and_one_that_cannot_be_stands_aside_alone(
    db: TestDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is masked while pages are read; what one of them lacks is told when all are written."""
    asked: list[int] = []

    def picky(text: str) -> Any:
        asked.append(stored())
        if text.endswith("2"):
            raise ValueError(text)
        return mask(text)

    monkeypatch.setattr(masking, "mask", picky)
    store, ledger = pipeline()
    for number in (1, 2, 3):
        store.process_item(Page(f"{URL}/{number}", 200, (raw(number, "Gọi 0900 000 123, số"),)))
    assert asked == []
    store.close_spider()
    assert asked == [0, 0, 0]
    assert (stored(), ledger.counts.new) == (2, 2)
    with transaction() as session:
        assert {post.text for post in session.query(Post)} == {"Gọi [SĐT], số 1", "Gọi [SĐT], số 3"}
        assert [row.error_code for row in session.query(SetAside)] == ["unexpected_error"]
        assert session.query(Run).one().pages == 3


@pytest.mark.database
def test_pages_wait_no_longer_than_the_clock_allows(db: TestDatabase) -> None:
    clock = Clock()
    store, _ = pipeline()
    store._heart.clock = store._clock.clock = clock
    store.open_spider()
    store.process_item(Page(URL, 200, (raw(1),)))
    clock.advance(pipelines.LONGEST_WAIT - 0.1)
    assert stored() == 0
    clock.advance(0.1)
    assert stored() == 1
    store.close_spider()
    assert not clock.getDelayedCalls()


@pytest.mark.database
@pytest.mark.parametrize(
    ("delay", "longest"),
    [(FLOOR_SECONDS, pipelines.LONGEST_WAIT), (0.1, pipelines.LONGEST_WAIT), (0.0, pipelines.UNPAUSED_WAIT)],
)
def test_a_page_of_a_real_source_is_written_before_the_next_is_asked_for(
    db: TestDatabase, delay: float, longest: float
) -> None:
    """Only where no pause is kept, as on the demonstration's own server, pages wait longer for each other."""
    assert pipelines.LONGEST_WAIT < FLOOR_SECONDS
    settings = Settings({pipelines.TICKET: None, "DOWNLOAD_DELAY": delay})
    crawler: Any = SimpleNamespace(settings=settings)
    assert StorePages.from_crawler(crawler)._longest == longest


@pytest.mark.database
@pytest.mark.parametrize(
    "told",
    [
        Page(URL, 404, gone=True),
        Page(URL, 200, (raw(1),), problem=NoArticle("Không có.")),
        Page(URL, 304, unchanged=True),
    ],
)
def test_what_tells_more_than_new_posts_is_written_at_once_after_all_before_it(
    db: TestDatabase, told: Page
) -> None:
    store, _ = pipeline()
    store.process_item(Page(f"{URL}/2", 200, (raw(2),)))
    assert stored() == 0
    store.process_item(told)
    assert stored() == 1 + len(told.posts)


def refuse_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """The database takes no lot of posts in which one speaks of "cửa 2"; its error quotes a post."""
    real = intake.store_posts

    def picky(session: Any, keys: Any, source_id: int, posts: Any, **more: Any) -> Any:
        if any("cửa 2" in post.text for post in posts):
            raise ValueError("không ghi được: " + posts[0].text)
        return real(session, keys, source_id, posts, **more)

    monkeypatch.setattr(pipelines.intake, "store_posts", picky)


@pytest.mark.database
def test_one_page_the_database_refuses_does_not_take_those_beside_it_along(
    db: TestDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    refuse_one(monkeypatch)
    store, ledger = pipeline()
    for number in range(4):
        store.process_item(Page(f"{URL}/{number}", 200, (raw(number),)))
    store.close_spider()
    assert (stored(), ledger.counts.new) == (3, 3)
    with transaction() as session:
        assert [row.error_code for row in session.query(SetAside)] == ["unexpected_error"]
        assert session.query(Run).one().pages == 4


@pytest.mark.database
def test_one_post_the_database_refuses_does_not_take_its_page_along(
    db: TestDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    refuse_one(monkeypatch)
    store, ledger = pipeline()
    store.process_item(Page(URL, 200, (raw(1), raw(2), raw(3)), validators('"e"', None, b"x")))
    store.close_spider()
    assert ledger.counts.new == 2
    with transaction() as session:
        assert sorted((post.text or "")[-1] for post in session.query(Post)) == ["1", "3"]
        assert [row.error_code for row in session.query(SetAside)] == ["unexpected_error"]
        assert not [row for row in session.query(SetAside) if "cửa" in row.reason]
        assert session.query(Fetch).count() == 1


@pytest.mark.database
def test_a_database_that_does_not_answer_stops_the_run(
    db: TestDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, ledger = pipeline()

    def away(*_: Any, **__: Any) -> Any:
        raise DatabaseUnavailable("Cơ sở dữ liệu không trả lời.")

    monkeypatch.setattr(pipelines.intake, "store_posts", away)
    store.process_item(Page(URL, 200, (raw(1),)))
    store.close_spider()
    assert ledger.stopped_by is not None
    assert ledger.stopped_by.code == "database_unavailable"
    assert ledger.incomplete


@pytest.mark.database
def test_the_heartbeat_of_a_run_hears_a_stop(db: TestDatabase) -> None:
    store, ledger = pipeline()
    store._beat()
    assert not ledger.incomplete
    with transaction() as session:
        hosts.stop(session, "127.0.0.1", "Chủ trang đề nghị")
    store._beat()
    assert ledger.stopped_by is not None
    assert ledger.stopped_by.code == "host_stopped"


@pytest.mark.database
def test_the_heartbeat_of_a_run_that_was_given_up_ends_it(db: TestDatabase) -> None:
    store, ledger = pipeline()
    with transaction() as session:
        session.execute(update(Run).values(attempt=2))
    store._beat()
    assert isinstance(ledger.stopped_by, Interrupted), "nothing is written of it"


def unread(number: int, order: list[int], problem: TriageError | None = None) -> Unread:
    """An article that writes down when it is read."""

    def read() -> list[Page]:
        order.append(number)
        return [Page(f"{URL}/{number}", 200, (raw(number),), problem=problem)]

    return Unread(40_000, read)


@pytest.mark.database
def test_articles_are_read_in_a_row_and_all_of_them_at_the_end(db: TestDatabase) -> None:
    store, ledger = pipeline()
    order: list[int] = []
    read: list[int] = []
    for number in range(MOST_UNREAD + 2):
        store.process_item(unread(number, order))
        read.append(len(order))
    assert read == [0] * (MOST_UNREAD - 1) + [MOST_UNREAD] * 3
    assert stored() == 0
    store.close_spider()
    assert order == list(range(MOST_UNREAD + 2))
    assert (stored(), ledger.counts.new) == (MOST_UNREAD + 2, MOST_UNREAD + 2)


@pytest.mark.database
def test_articles_wait_to_be_read_no_longer_than_to_be_written(db: TestDatabase) -> None:
    clock = Clock()
    store, _ = pipeline()
    store._heart.clock = store._clock.clock = clock
    store.open_spider()
    order: list[int] = []
    store.process_item(unread(1, order))
    clock.advance(pipelines.LONGEST_WAIT)
    assert (order, stored()) == ([1], 1)
    store.close_spider()


@pytest.mark.database
def test_a_page_that_comes_after_an_unread_article_is_stored_after_it(db: TestDatabase) -> None:
    store, _ = pipeline()
    order: list[int] = []
    store.process_item(unread(1, order))
    store.process_item(unread(2, order, NoArticle("Không có.")))
    store.process_item(Page(URL, 304, unchanged=True))
    assert (order, stored()) == ([1, 2], 2)
    with transaction() as session:
        assert [row.error_code for row in session.query(SetAside)] == ["no_article"]


@pytest.mark.database
def test_an_article_that_cannot_be_taken_does_not_take_those_behind_it_along(db: TestDatabase) -> None:
    store, _ = pipeline()
    order: list[int] = []

    def broken() -> list[Page]:
        raise RuntimeError

    store.process_item(unread(1, order))
    store.process_item(Unread(40_000, broken))
    store.process_item(unread(2, order))
    store.close_spider()
    assert (order, stored()) == ([1, 2], 2)


@pytest.mark.database
@pytest.mark.parametrize(
    ("longest", "waits"), [(pipelines.LONGEST_WAIT, False), (pipelines.UNPAUSED_WAIT, True)]
)
def test_an_article_of_a_real_source_is_read_before_the_next_is_asked_for(
    db: TestDatabase, longest: float, waits: bool
) -> None:
    """What is found in it, a gate or that no more is to be asked, is known by then."""
    store, _ = pipeline()
    store._longest = longest
    store._heart.clock = store._clock.clock = Clock()
    store.open_spider()
    assert store._spider.waits is waits
    store.close_spider()
