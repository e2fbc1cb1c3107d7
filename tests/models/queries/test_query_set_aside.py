"""Pages that could not be read: open once, counted up, tried again, skipped, read in the end, forgotten in time."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import text, update

from models.crypto import Purpose, Vault
from models.queries import set_aside, source_page
from models.queries.purging_pages import purge_pages
from models.queries.set_aside import COUNT, PAGE, RUN, Fault, Retry
from models.tables.retention import PurgeReceipt
from models.tables.source import Run, SetAside, SetAsideAddress, Source
from models.vocabulary import RetentionClass, RunState
from tests.models.rows import Rows

pytestmark = pytest.mark.database
VAULT = Vault(b"k" * 32)
ADDRESS = "https://dd.example/t/8841"


class Pages:
    """A source with a run, and what it set aside."""

    def __init__(self, rows: Rows) -> None:
        self.rows, self.source = rows, rows.source()
        self.run = rows.run(self.source)

    def keep(self, address: str = ADDRESS, **more: object) -> None:
        given = {"status": 503, "code": "http_error", "reason": "Máy chủ báo lỗi.", "role": "thread"} | more
        ended_run = bool(given.pop("ended_run", False))
        fault = Fault(address, **given)  # type: ignore[arg-type]
        set_aside.keep(
            self.rows.session, VAULT, self.source.office_id, self.source.id, self.run.id, [fault], ended_run
        )

    @property
    def all(self) -> list[SetAside]:
        self.rows.session.expire_all()
        return self.rows.session.query(SetAside).order_by(SetAside.id).all()

    def later(self, hours: int) -> None:
        """Everything that was noted so far was noted so much earlier."""
        back = timedelta(hours=hours)
        for table, columns in (
            (SetAside, ("at", "last_at", "resolved_at", "retry_at")),
            (SetAsideAddress, ("expires_at",)),
        ):
            values = {name: getattr(table, name) - back for name in columns}
            self.rows.session.execute(
                update(table).values(values).execution_options(synchronize_session=False)
            )

    def retries(self) -> list[Retry]:
        return set_aside.to_retry(self.rows.session, VAULT, self.source.id, 10)

    def resolve(self, status: int = 200, **more: object) -> None:
        key = VAULT.fingerprint(ADDRESS, Purpose.ADDRESS)
        set_aside.resolve(self.rows.session, self.source.id, key, status, **more)  # type: ignore[arg-type]


@pytest.fixture
def pages(rows: Rows) -> Pages:
    return Pages(rows)


def test_a_page_is_open_once_and_counted_up_and_its_address_is_sealed(pages: Pages) -> None:
    pages.keep()
    pages.keep(code="timed_out", status=0)
    (row,) = pages.all
    assert (row.stage, row.times, row.error_code, row.status, row.role) == (PAGE, 2, "timed_out", 0, "thread")
    (address,) = pages.rows.session.query(SetAsideAddress).all()
    assert VAULT.open(address.sealed, Purpose.ADDRESS) == ADDRESS
    assert b"8841" not in address.sealed
    kept = address.expires_at - row.at
    assert kept == timedelta(days=7)


def test_what_is_no_fault_is_counted_by_cause_and_day(pages: Pages) -> None:
    for number in range(5):
        pages.keep(f"{ADDRESS}{number}", code="no_article", again=False)
    pages.keep(role=None)
    pages.keep(ended_run=True)
    assert [(row.stage, row.error_code, row.times) for row in pages.all] == [
        (COUNT, "no_article", 5),
        (COUNT, "http_error", 1),
        (RUN, "http_error", 1),
    ]
    assert set_aside.open_keys(pages.rows.session, pages.source.id) == set()
    assert pages.rows.session.query(SetAsideAddress).count() == 0


def test_a_page_asked_for_is_tried_until_it_was_tried(pages: Pages) -> None:
    pages.keep()
    pages.later(1)
    assert pages.retries() == []
    (row,) = pages.all
    assert set_aside.ask_again(pages.rows.session, pages.source.id, [row.id]) == 1
    assert set_aside.ask_again(pages.rows.session, pages.source.id, [row.id]) == 0
    assert pages.retries() == [Retry(ADDRESS, "thread")]
    assert ADDRESS not in repr(pages.retries())
    pages.keep()
    assert pages.retries() == []
    assert pages.all
    (one,) = source_page.unread_pages(pages.rows.session, pages.source.id, 5)
    assert (one.waits, one.failed_again) == (False, True)


def test_all_of_a_cause_are_asked_for_and_those_of_another_source_are_not(pages: Pages, rows: Rows) -> None:
    other = Pages(rows)
    for one in (pages, other):
        one.keep()
        one.keep(f"{ADDRESS}2")
        one.keep(f"{ADDRESS}3", code="timed_out")
    pages.later(1)
    assert set_aside.ask_again(rows.session, pages.source.id, "http_error") == 2
    assert (len(pages.retries()), len(other.retries())) == (2, 0)
    assert set_aside.ask_again(rows.session, pages.source.id, [row.id for row in other.all[3:]]) == 0


@pytest.mark.parametrize(("code", "same", "stays"), [("http_error", False, 0), ("http_error", True, 0), ("unexpected_error", True, 1), ("unexpected_error", False, 0)])  # fmt: skip
def test_a_page_that_was_read_goes_with_its_address(pages: Pages, code: str, same: bool, stays: int) -> None:
    pages.keep(code=code)
    pages.resolve(304 if same else 200, same=same)
    assert len(set_aside.open_keys(pages.rows.session, pages.source.id)) == stays
    assert pages.rows.session.query(SetAsideAddress).count() == stays


def test_a_page_that_is_gone_for_good_says_so(pages: Pages) -> None:
    pages.keep()
    pages.later(1)
    set_aside.ask_again(pages.rows.session, pages.source.id, [pages.all[0].id])
    pages.resolve(404, settled=Fault(ADDRESS, 404, "page_gone", "Trang không còn (mã 404).", again=False))
    (one,) = source_page.settled_pages(pages.rows.session, pages.source.id, 5)
    assert (one.row.error_code, one.row.status, one.address_until) == ("page_gone", 404, None)


def test_a_skipped_page_stays_away_while_its_address_is_kept_and_can_be_taken_back(pages: Pages) -> None:
    pages.keep()
    (row,) = pages.all
    assert set_aside.skip(pages.rows.session, pages.source.id, [row.id]) == [row.id]
    pages.keep()
    assert [(one.resolved_at is None, one.times) for one in pages.all] == [(False, 2)]
    assert set_aside.take_back(pages.rows.session, pages.source.id, [row.id]) == 1
    assert set_aside.take_back(pages.rows.session, pages.source.id, [row.id]) == 0
    set_aside.skip(pages.rows.session, pages.source.id, "http_error")
    pages.later(7 * 24)
    assert purge_pages(pages.rows.session) == 1
    pages.keep()
    assert [one.resolved_at is None for one in pages.all] == [False, True]
    assert set_aside.take_back(pages.rows.session, pages.source.id, [row.id]) == 0


def test_addresses_expire_with_a_receipt_and_rows_are_forgotten(pages: Pages) -> None:
    pages.keep()
    pages.keep(f"{ADDRESS}2", code="no_article", again=False)
    pages.later(6 * 24)
    pages.keep()
    assert purge_pages(pages.rows.session) == 0
    pages.later(24)
    assert purge_pages(pages.rows.session) == 1
    receipt = pages.rows.session.query(PurgeReceipt).one()
    assert (receipt.retention_class, receipt.purged_count) == (RetentionClass.UNQUEUED_TEXT, 1)
    assert pages.all[0].resolved_at is None, "it failed a day ago"
    assert set_aside.ask_again(pages.rows.session, pages.source.id, [pages.all[0].id]) == 0
    pages.keep()
    assert pages.rows.session.query(SetAsideAddress).count() == 1, "met again, kept again"
    pages.later(8 * 24)
    purge_pages(pages.rows.session)
    assert pages.all[0].resolved_at is not None, "nobody could try it again"
    pages.later(28 * 24)
    purge_pages(pages.rows.session)
    assert len(pages.all) == 0


def test_errors_are_counted_by_cause_over_two_spans(pages: Pages) -> None:
    now = pages.rows.session.scalars(text("SELECT now()")).one()
    pages.keep()
    pages.keep(f"{ADDRESS}2")
    pages.later(10 * 24)
    pages.keep()
    for back in (9, 1):
        pages.rows.run(
            pages.source,
            state=RunState.FAILED,
            finished_at=now - timedelta(days=back),
            error_code="http_error",
            error_message="Máy chủ báo lỗi.",
        )
    (cause,) = source_page.error_causes(pages.rows.session, pages.source.id, now)
    assert (cause.runs, cause.runs_week, cause.pages, cause.pages_week) == (2, 1, 2, 1)
    assert (cause.first_at, cause.last_at) == (now - timedelta(days=10), now)
    assert pages.rows.session.query(Run).count() == 3
    assert pages.rows.session.query(Source).count() == 1
