"""What is remembered of an address besides its validators: when it was last asked for, and that it was refused."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import update

from models.queries import fetches
from models.queries.fetches import FetchState
from models.tables.source import Fetch
from tests.models.queries.test_query_small import VAULT
from tests.models.rows import Rows

URL = "https://a.example/1"
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def test_a_page_seen_again_unchanged_was_asked_for_now_and_keeps_its_validators(rows: Rows) -> None:
    source, other = rows.source().id, rows.source().id
    for one in (source, other):
        fetches.save_fetch(rows.session, VAULT, one, URL, FetchState('"1"', None, b"b"), 200)
    rows.session.execute(update(Fetch).values(fetched_at=LONG_AGO))
    fetches.seen_again(rows.session, VAULT, source, URL)
    fetches.seen_again(rows.session, VAULT, source, "https://a.example/unknown")
    state, elsewhere = (fetches.fetch_state(rows.session, VAULT, one, URL) for one in (source, other))
    assert state == elsewhere == FetchState('"1"', None, b"b")
    assert state is not None
    assert elsewhere is not None
    assert elsewhere.fetched_at == LONG_AGO
    assert state.fetched_at is not None
    assert state.fetched_at > LONG_AGO


def test_a_page_of_which_nothing_is_kept_was_refused(rows: Rows) -> None:
    source = rows.source().id
    for state in (FetchState(None, None, None), FetchState(None, None, b"b"), FetchState(None, "Fri", None)):
        fetches.save_fetch(rows.session, VAULT, source, URL, state, 404)
        kept = fetches.fetch_state(rows.session, VAULT, source, URL)
        assert kept is not None
        assert kept.refused is (state == FetchState(None, None, None))
