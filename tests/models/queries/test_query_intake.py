"""Storing posts: once per address, whoever reads the page and however often."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import event, text

from models.crypto import Purpose, Vault
from models.queries import purging
from models.queries.intake import Candidate, NewPost, StoreCounts, store_posts
from models.session import Session, engine, transaction
from models.tables.post import IndicatorCandidate, Post, PostAddress, PostKey
from models.vocabulary import IndicatorKind, PostKind, PostState, RetentionClass
from tests.database import TestDatabase
from tests.models.conftest import Shared
from tests.models.rows import Rows

pytestmark = pytest.mark.database

VAULT = Vault(b"k" * 32)
PHONE = Candidate(IndicatorKind.PHONE, "0900 000 123")
BANK = Candidate(IndicatorKind.BANK_ACCOUNT, "000 000 000 1")


def new(number: int = 1, words: str = "Từ 1/12 nộp hồ sơ mất 50k", **more: object) -> NewPost:
    return NewPost(PostKind.COMMENT, f"https://songlam.example/{number}", words, **more)  # type: ignore[arg-type]


def store(
    rows: Rows, *posts: NewPost, source_id: int | None = None, now: datetime | None = None
) -> StoreCounts:
    return store_posts(rows.session, VAULT, source_id or rows.source().id, posts, now=now)


def test_the_same_page_twice_is_one_page(rows: Rows) -> None:
    source = rows.source(own_channel=True).id
    first = store(rows, new(1), new(2), source_id=source)
    again = store(rows, new(1), new(2), source_id=source)
    assert (first, again) == (StoreCounts(new=2), StoreCounts(same=2))
    assert rows.session.query(Post).filter_by(source_id=source).count() == 2
    assert all(post.own_channel for post in rows.session.query(Post).filter_by(source_id=source))


def test_one_address_in_two_sources_is_two_posts(rows: Rows) -> None:
    assert store(rows, new()) == store(rows, new()) == StoreCounts(new=1)


def test_an_address_twice_on_a_page_counts_once_with_its_last_words(rows: Rows) -> None:
    source = rows.source().id
    assert store(rows, new(1, "trước"), new(1, "sau"), source_id=source) == StoreCounts(new=1)
    assert rows.session.query(Post).filter_by(source_id=source).one().text == "sau"


def test_changed_words_are_a_new_version_to_assess(rows: Rows) -> None:
    source = rows.source().id
    store(rows, new(1), source_id=source)
    post = rows.session.query(Post).filter_by(source_id=source).one()
    post.state, post.attempt, post.retention_class = PostState.ROUTED, 2, RetentionClass.UNQUEUED_TEXT
    post.purge_after = datetime.now(UTC)
    rows.session.flush()
    assert store(rows, new(1, "Đã sửa: không mất phí"), source_id=source) == StoreCounts(changed=1)
    rows.session.refresh(post)
    assert (post.version, post.state, post.attempt) == (2, PostState.PENDING, 0)
    assert (post.text, post.retention_class, post.purge_after) == ("Đã sửa: không mất phí", None, None)
    assert store(rows, new(1, "Đã sửa: không mất phí"), source_id=source) == StoreCounts(same=1)


def test_what_was_masked_is_sealed_and_replaced_with_the_words(rows: Rows) -> None:
    source = rows.source().id
    store(rows, new(candidates=(PHONE, PHONE)), source_id=source)
    (kept,) = rows.session.query(IndicatorCandidate).all()
    assert b"0900" not in kept.sealed
    assert VAULT.open(kept.sealed, Purpose.INDICATOR) == "0900 000 123"
    store(rows, new(words="khác", candidates=(BANK,)), source_id=source)
    (kept,) = rows.session.query(IndicatorCandidate).all()
    assert (kept.kind, VAULT.open(kept.sealed, Purpose.INDICATOR)) == (IndicatorKind.BANK_ACCOUNT, BANK.value)


def test_the_address_is_sealed(rows: Rows) -> None:
    source = rows.source().id
    store(rows, new(1), source_id=source)
    post = rows.session.query(Post).filter_by(source_id=source).one()
    address = rows.session.get_one(PostAddress, (post.month, post.id))
    assert b"songlam" not in address.sealed
    assert VAULT.open(address.sealed, Purpose.ADDRESS) == "https://songlam.example/1"
    key = rows.session.query(PostKey).filter_by(source_id=source).one()
    assert len(key.address_key) == len(key.content_key) == 32


def test_posts_of_one_thread_share_its_key_and_no_other(rows: Rows) -> None:
    source = rows.source().id
    thread = "https://songlam.example/chu-de"
    store(rows, new(1, thread=thread), new(2, thread=thread), new(3), source_id=source)
    keys = [
        post.thread_key for post in rows.session.query(Post).filter_by(source_id=source).order_by(Post.id)
    ]
    assert keys[0] == keys[1] != keys[2]


def test_a_purged_post_written_anew_has_words_and_address_again(rows: Rows) -> None:
    source = rows.source().id
    store(rows, new(1), source_id=source)
    post = rows.session.query(Post).filter_by(source_id=source).one()
    post.purge_after = datetime.now(UTC) - timedelta(days=1)
    rows.session.flush()
    purging.purge_texts(rows.session, 10)
    rows.session.refresh(post)
    assert post.text is None
    assert store(rows, new(1), source_id=source) == StoreCounts(same=1), "the same words do not come back"
    assert store(rows, new(1, "mới"), source_id=source) == StoreCounts(changed=1)
    rows.session.refresh(post)
    assert (post.text, post.state) == ("mới", PostState.PENDING)
    assert rows.session.get(PostAddress, (post.month, post.id)) is not None


def test_the_month_is_the_offices_month(rows: Rows) -> None:
    """Eight in the evening of 30 November in London is 1 December in Hanoi."""
    source = rows.source().id
    store(rows, new(1), source_id=source, now=datetime(2026, 11, 30, 20, 0, tzinfo=UTC))
    store(rows, new(2), source_id=source, now=datetime(2026, 11, 30, 16, 0, tzinfo=UTC))
    months = [
        post.month.month for post in rows.session.query(Post).filter_by(source_id=source).order_by(Post.id)
    ]
    assert months == [12, 11]


def test_a_post_keeps_its_month_when_it_changes_later(rows: Rows) -> None:
    source = rows.source().id
    store(rows, new(1), source_id=source, now=datetime(2026, 11, 30, 3, 0, tzinfo=UTC))
    store(rows, new(1, "sửa"), source_id=source, now=datetime(2027, 2, 1, 3, 0, tzinfo=UTC))
    assert rows.session.query(Post).filter_by(source_id=source).one().month.month == 11


@pytest.mark.parametrize("words", ["không\x00phí", "nửa \ud800 chữ", "\udcff"])
def test_what_the_database_cannot_hold_stops_nobody(rows: Rows, words: str) -> None:
    source = rows.source().id
    post = NewPost(
        PostKind.COMMENT,
        f"https://a.example/{words}",
        words,
        thread=words,
        candidates=(Candidate(IndicatorKind.URL, words),),
    )
    assert store(rows, post, new(2), source_id=source) == StoreCounts(new=2)
    assert store(rows, post, new(2), source_id=source) == StoreCounts(same=2)


def in_threads(count: int, work: object) -> list[BaseException]:
    failed: list[BaseException] = []
    together = threading.Barrier(count)

    def run() -> None:
        try:
            together.wait(30)
            work()  # type: ignore[operator]
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=run) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return failed


def test_two_who_read_the_same_page_at_once_store_it_once(db: TestDatabase) -> None:
    with transaction() as session:
        source = Rows(session).source().id
    page = [new(number) for number in range(20)]
    totals: list[StoreCounts] = []

    def read() -> None:
        for _ in range(3):
            with transaction() as session:
                totals.append(store_posts(session, VAULT, source, page))

    assert in_threads(6, read) == []
    assert sum(total.new for total in totals) == 20
    with transaction() as session:
        assert session.query(Post).count() == session.query(PostKey).count() == 20


def test_two_processes_do_so_as_well(db: TestDatabase) -> None:
    with transaction() as session:
        source = Rows(session).source().id
    program = (
        "import sys; from models.crypto import Vault; from models.queries.intake import *;"
        "from models.session import transaction; from models.vocabulary import PostKind\n"
        "page = [NewPost(PostKind.COMMENT, f'https://a.example/{n}', f'bài {n}') for n in range(30)]\n"
        "sys.stdin.readline()\n"
        "with transaction() as session: print(store_posts(session, Vault(b'k' * 32), int(sys.argv[1]), page).new)"
    )
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", program, str(source)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("\n")
        process.stdin.flush()
    assert sorted(int(process.communicate(timeout=60)[0]) for process in processes) == [0, 30]


def test_a_page_is_stored_whole_or_not_at_all(rows: Rows) -> None:
    source = rows.source().id
    with pytest.raises(Exception, match="text_length"), rows.session.begin_nested():
        store(rows, new(1), new(2, "x" * 50_001), source_id=source)
    assert rows.session.query(Post).filter_by(source_id=source).count() == 0


def test_no_word_of_a_post_stands_in_an_error(db: TestDatabase) -> None:
    with pytest.raises(Exception, match="text_length") as raised, transaction() as session:
        store_posts(session, VAULT, Rows(session).source().id, [new(1, "bí mật " + "x" * 50_001)])
    assert "[parameters" not in str(raised.value)


def test_a_page_costs_few_statements(rows: Rows) -> None:
    sent: list[str] = []
    source = rows.source().id
    listener = lambda *arguments: sent.append(arguments[2])  # noqa: E731
    event.listen(rows.session.get_bind(), "before_cursor_execute", listener)
    try:
        store(rows, *(new(number) for number in range(10)), source_id=source)
    finally:
        event.remove(rows.session.get_bind(), "before_cursor_execute", listener)
    assert len(sent) == 3


Read = tuple[int, str, tuple[Candidate, ...]]
FOUND = st.lists(st.sampled_from([PHONE, BANK]), max_size=3).map(tuple)
pages = st.lists(st.tuples(st.integers(0, 5), st.sampled_from(["a", "b", "c"]), FOUND), max_size=12)


@settings(max_examples=25, deadline=None)
@given(visits=st.lists(pages, max_size=4))
def test_whatever_is_read_in_whatever_order_the_last_words_stand(
    shared: Shared, visits: Sequence[list[Read]]
) -> None:
    """Pages written whole leave what their posts would leave one by one: words, versions, addresses, candidates."""
    with Session(shared.engine) as session:
        rows = Rows(session)
        source = rows.source().id
        wanted: dict[int, tuple[str, int, set[Candidate]]] = {}
        for visit in visits:
            read = [new(number, words, candidates=found) for number, words, found in visit]
            counts = store(rows, *read, source_id=source)
            told = StoreCounts()
            for number, (words, found) in {number: (words, found) for number, words, found in visit}.items():
                before = wanted.get(number)
                if before is None:
                    told = replace(told, new=told.new + 1)
                elif before[0] == words:
                    told = replace(told, same=told.same + 1)
                    continue
                else:
                    told = replace(told, changed=told.changed + 1)
                wanted[number] = (words, before[1] + 1 if before else 1, set(found))
            assert counts == told
        assert kept(session, source) == wanted
        session.rollback()


def kept(session: Session, source: int) -> dict[int, tuple[str, int, set[Candidate]]]:
    """What is stored of a source: by the number at the end of each address its words, version and candidates."""
    found = {}
    for post, key in session.query(Post, PostKey).filter(
        Post.source_id == source, PostKey.post_id == Post.id
    ):
        address = VAULT.open(session.get_one(PostAddress, (post.month, post.id)).sealed, Purpose.ADDRESS)
        assert key.address_key == VAULT.fingerprint(address, Purpose.ADDRESS)
        masked = session.query(IndicatorCandidate).filter_by(post_id=post.id)
        found[int(address[-1])] = (
            post.text or "",
            post.version,
            {Candidate(row.kind, VAULT.open(row.sealed, Purpose.INDICATOR)) for row in masked},
        )
    return found


def test_the_database_of_the_test_is_the_applications(db: TestDatabase) -> None:
    with engine().connect() as connection:
        assert connection.scalar(text("SELECT current_user")) == "sangtin_app"
