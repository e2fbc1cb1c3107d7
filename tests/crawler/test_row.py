"""Articles wait for each other to be read: few enough, small enough, in the order in which they came."""

from __future__ import annotations

from crawler.plan import Unread
from crawler.row import MOST_UNREAD, UNREAD_BYTES, Row


def unread(size: int = 50_000) -> Unread:
    return Unread(size, tuple)


def test_a_row_is_full_by_its_articles_or_by_their_bytes() -> None:
    row = Row()
    for _ in range(MOST_UNREAD - 1):
        row.add(unread())
    assert not row.is_full
    row.add(unread())
    assert row.is_full
    large = Row()
    large.add(unread(UNREAD_BYTES - 1))
    assert not large.is_full
    large.add(unread(1))
    assert large.is_full


def test_what_is_taken_waits_no_longer_and_comes_in_its_order() -> None:
    row, given = Row(), [unread(UNREAD_BYTES), unread(1), unread(2)]
    for one in given:
        row.add(one)
    taking = row.taken()
    assert next(taking) is given[0]
    assert not row.is_full, "its bytes wait no longer"
    assert list(row.taken()) == given[1:]
    assert list(row.taken()) == []
