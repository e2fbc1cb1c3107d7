"""Posts lie in monthly partitions that the application asks for when it needs them."""

from __future__ import annotations

import threading
from datetime import date, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from models.queries.intake import prepare_months
from models.session import transaction
from models.tables.post import Post
from models.tables.source import Source
from tests.database import TestDatabase
from tests.models.rows import MONTH, Rows

pytestmark = pytest.mark.database


def partitions(rows: Rows) -> dict[str, str]:
    """Name and bounds of every partition."""
    return dict(
        rows.session.execute(
            text(
                "SELECT c.relname, pg_get_expr(c.relpartbound, c.oid) FROM pg_inherits i"
                " JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = 'post'::regclass"
            )
        ).all()
    )


@pytest.mark.parametrize(
    ("wanted", "name", "bounds"),
    [
        (date(2026, 11, 20), "post_2026_11", ("2026-11-01", "2026-12-01")),
        (date(2026, 12, 31), "post_2026_12", ("2026-12-01", "2027-01-01")),
        (date(2028, 2, 29), "post_2028_02", ("2028-02-01", "2028-03-01")),
    ],
)
def test_the_application_makes_the_month_it_needs(
    rows: Rows, wanted: date, name: str, bounds: tuple[str, str]
) -> None:
    rows.month(wanted)
    rows.month(wanted)
    assert partitions(rows)[name] == f"FOR VALUES FROM ('{bounds[0]}') TO ('{bounds[1]}')"


def test_there_is_no_catch_all(rows: Rows) -> None:
    """A default partition would have to be searched and locked for every new month."""
    rows.month()
    assert [name for name, bounds in partitions(rows).items() if bounds == "DEFAULT"] == []
    with pytest.raises(IntegrityError, match="no partition"):
        rows.session.execute(
            text(
                "INSERT INTO post (month, office_id, source_id, kind, thread_key, text)"
                " VALUES ('1999-01-01', :office, :source, 'comment', 'x', 'x')"
            ),
            {"office": rows.root, "source": rows.source().id},
        )


def test_a_month_keeps_every_rule_of_the_whole(rows: Rows) -> None:
    """Attached, not created as a partition: what the parent checks and indexes must be there."""
    rows.month(date(2031, 3, 1))
    describe = "SELECT {what} FROM pg_constraint WHERE conrelid = '{table}'::regclass AND contype IN ('c', 'f', 'p', 'n')"
    what = "contype::text, pg_get_constraintdef(oid)"
    whole, part = (
        sorted(rows.session.execute(text(describe.format(what=what, table=table))).all())
        for table in ("post", "post_2031_03")
    )
    assert part == whole
    indexes = "SELECT count(*) FROM pg_index WHERE indrelid = '{table}'::regclass"
    counted = {
        table: rows.session.scalar(text(indexes.format(table=table))) for table in ("post", "post_2031_03")
    }
    assert counted["post"] == counted["post_2031_03"]


def test_numbers_of_posts_run_on_over_months(rows: Rows) -> None:
    posts = [rows.post(month=month) for month in (MONTH, date(2027, 1, 1), MONTH)]
    assert len({post.id for post in posts}) == 3


def test_many_ask_for_a_new_month_at_once(db: TestDatabase) -> None:
    together = threading.Barrier(8)
    failed: list[BaseException] = []

    def ask() -> None:
        try:
            together.wait(30)
            with transaction() as session:
                rows = Rows(session)
                rows.month(date(2030, 1, 1))
                rows.post(month=date(2030, 1, 1))
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert failed == []
    with transaction() as session:
        assert session.query(Post).count() == 8


def test_a_new_month_waits_for_nobody_who_reads_or_writes_posts(db: TestDatabase) -> None:
    with transaction() as session:
        rows = Rows(session)
        source_id = rows.source().id
        rows.post(session.get_one(Source, source_id))
    with transaction() as busy:
        busy.query(Post).with_for_update().all()
        Rows(busy).post(busy.get_one(Source, source_id))
        with transaction() as session:
            session.execute(text("SET LOCAL lock_timeout = '2s'"))
            Rows(session).month(date(2030, 2, 1))


def test_months_ahead_are_there_before_anybody_needs_them(rows: Rows) -> None:
    """From the migration on, and kept so by ``prepare_months``."""
    today = rows.session.scalars(text("SELECT now()")).one().date()
    first = today.replace(day=1)
    wanted = [first, *(first + timedelta(days=31 * ahead) for ahead in (1, 2))]
    names = {f"post_{month:%Y_%m}" for month in wanted}
    assert names <= set(partitions(rows))
    prepare_months(rows.session)
    assert names <= set(partitions(rows))
