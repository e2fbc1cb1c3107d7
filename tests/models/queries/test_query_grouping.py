"""Narratives: near posts are found, copies join, look-alikes are kept apart and remembered."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from sqlalchemy import text

from models.queries import grouping
from models.queries.routing import AssessedPost, claim_assessed
from models.session import Session, engine, transaction
from models.tables.narrative import Narrative, NarrativeLookalike, NarrativePost
from models.tables.post import Post, PostBand, PostSignature
from models.vocabulary import PostState
from tests.database import TestDatabase
from tests.models.rows import NOW, Rows

pytestmark = pytest.mark.database


def assessed(rows: Rows, bands: tuple[int, ...] = (), **given: object) -> Post:
    """An assessed post with these bands."""
    post = rows.post(state=PostState.ASSESSED, **given)
    rows.slot(rows.assessment(post))
    rows.session.add(
        PostSignature(month=post.month, post_id=post.id, signature=b"s", expires_at=NOW + timedelta(days=30))
    )
    rows.session.add_all(
        PostBand(office_id=post.office_id, band=band, month=post.month, post_id=post.id) for band in bands
    )
    rows.session.flush()
    return post


def waiting(rows: Rows, post: Post) -> AssessedPost:
    """The post as the router claims it."""
    return next(found for found in claim_assessed(rows.session, 1000) if found.id == post.id)


def test_posts_sharing_most_come_first(rows: Rows) -> None:
    source = rows.source()
    distant, near = (assessed(rows, bands, source=source) for bands in ((1, 9), (1, 2, 3)))
    narratives = [rows.narrative(post).id for post in (distant, near)]
    assessed(rows, (7, 8), source=source)
    mine = waiting(rows, assessed(rows, (1, 2, 3, 4), source=source))
    found = grouping.near_posts(rows.session, mine)
    assert [row.narrative_id for row in found] == [narratives[1], narratives[0]]


def test_a_post_is_not_near_itself_nor_to_what_has_no_narrative(rows: Rows) -> None:
    source = rows.source()
    assessed(rows, (1,), source=source)
    post = assessed(rows, (1,), source=source)
    rows.narrative(post)
    assert grouping.near_posts(rows.session, waiting(rows, post)) == []


def test_another_offices_posts_are_not_looked_at(rows: Rows) -> None:
    rows.narrative(assessed(rows, (1,), source=rows.source(office_id=rows.office().id)))
    assert grouping.near_posts(rows.session, waiting(rows, assessed(rows, (1,)))) == []


def test_many_copies_do_not_crowd_out_another_narrative(rows: Rows) -> None:
    source = rows.source()
    crowd = assessed(rows, (1, 2, 3), source=source)
    narrative = rows.narrative(crowd)
    for _ in range(30):
        copy = assessed(rows, (1, 2, 3), source=source)
        rows.session.add(NarrativePost(month=copy.month, post_id=copy.id, narrative_id=narrative.id))
    other = rows.narrative(assessed(rows, (1,), source=source))
    found = grouping.near_posts(rows.session, waiting(rows, assessed(rows, (1, 2, 3), source=source)))
    assert [row.narrative_id for row in found] == [narrative.id] * grouping.PER_NARRATIVE + [other.id]


def test_a_copy_joins_and_is_counted(rows: Rows) -> None:
    source = rows.source()
    first = assessed(rows, source=source, thread_key=b"a", posted_at=NOW)
    narrative = grouping.open_narrative(rows.session, waiting(rows, first))
    assert (narrative.post_count, narrative.thread_count) == (1, 1)
    for thread, hours in ((b"a", -5), (b"b", 3), (b"c", 1)):
        copy = assessed(rows, source=source, thread_key=thread, posted_at=NOW + timedelta(hours=hours))
        narrative = grouping.join_narrative(rows.session, narrative.id, waiting(rows, copy))
    assert (narrative.post_count, narrative.thread_count) == (4, 3)
    assert narrative.first_seen_at == NOW - timedelta(hours=5)
    assert narrative.last_seen_at == NOW + timedelta(hours=3)
    assert grouping.narrative_of(rows.session, waiting(rows, copy)) is narrative


def test_joining_twice_counts_once(rows: Rows) -> None:
    post = waiting(rows, assessed(rows))
    narrative = grouping.open_narrative(rows.session, waiting(rows, assessed(rows)))
    for _ in range(2):
        narrative = grouping.join_narrative(rows.session, narrative.id, post)
    assert narrative.post_count == 2


def test_a_post_without_a_date_counts_from_when_it_was_collected(rows: Rows) -> None:
    post = assessed(rows, posted_at=None, collected_at=NOW + timedelta(hours=1))
    assert grouping.open_narrative(rows.session, waiting(rows, post)).first_seen_at == NOW + timedelta(
        hours=1
    )


@pytest.mark.parametrize("turned", [False, True])
def test_a_look_alike_is_remembered_the_same_from_both_sides(rows: Rows, turned: bool) -> None:
    low, high = sorted(rows.narrative().id for _ in range(2))
    if turned:
        grouping.mark_lookalike(rows.session, high, low, "number", "100k", "50k")
    else:
        grouping.mark_lookalike(rows.session, low, high, "number", "50k", "100k")
    grouping.mark_lookalike(rows.session, low, high, "number", "50k", "100k")
    row = rows.session.query(NarrativeLookalike).one()
    assert (row.narrative_id, row.other_id, row.ours, row.theirs) == (low, high, "50k", "100k")


def test_long_differences_are_cut(rows: Rows) -> None:
    low, high = sorted(rows.narrative().id for _ in range(2))
    grouping.mark_lookalike(rows.session, low, high, "d" * 90, "o" * 900, "t" * 900)
    row = rows.session.query(NarrativeLookalike).one()
    assert (len(row.difference), len(row.ours), len(row.theirs)) == (40, 200, 200)


def test_routers_of_one_office_take_turns(db: TestDatabase) -> None:
    with transaction() as session:
        office, other = Rows(session).root, Rows(session).office().id
    with Session(engine()) as first:
        grouping.serialise_routing(first, office)
        with transaction() as second:
            grouping.serialise_routing(second, other)
        entered = threading.Event()

        def enter() -> None:
            with transaction() as session:
                grouping.serialise_routing(session, office)
                entered.set()

        thread = threading.Thread(target=enter)
        thread.start()
        waits = text("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
        while not first.scalar(waits):
            assert not entered.is_set(), "two routers of one office at once"
        first.rollback()
        thread.join(30)
        assert entered.is_set()


def test_near_copies_routed_at_once_are_one_narrative(db: TestDatabase) -> None:
    """Two routers, each with one of two copies: the second sees what the first made."""
    with transaction() as session:
        rows = Rows(session)
        source = rows.source()
        posts = [assessed(rows, (1, 2, 3), source=source).id for _ in range(8)]
    together = threading.Barrier(8)

    def route_one() -> None:
        together.wait(30)
        with transaction() as session:
            (post,) = claim_assessed(session, 1)
            grouping.serialise_routing(session, post.office_id)
            near = grouping.near_posts(session, post)
            if near:
                grouping.join_narrative(session, near[0].narrative_id, post)
            else:
                grouping.open_narrative(session, post)

    threads = [threading.Thread(target=route_one) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    with transaction() as session:
        narrative = session.query(Narrative).one()
        assert narrative.post_count == len(posts) == session.query(NarrativePost).count()
