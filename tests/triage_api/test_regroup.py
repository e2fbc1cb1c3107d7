"""Merging, splitting and undoing: one event each, nothing lost, nothing put up that must not be."""

from __future__ import annotations

import threading

import pytest
from sqlalchemy import text

from models.errors import BadInput, Conflict, IllegalMove, NotAllowed, NotFound, TriageError
from models.queries import grouping, items
from models.queries.accounts import Person
from models.session import transaction
from models.tables.assessment import PostAssessment
from models.tables.indicator import ItemIndicator
from models.tables.item import Item
from models.tables.narrative import NarrativePost
from models.tables.post import Post
from models.vocabulary import ActorKind, EventKind, ItemState, Label, Queue, RetentionClass, Role, Verdict
from tests.database import TestDatabase
from tests.triage_api.desk import Desk, conclusion
from tests.triage_api.regrouped import (
    counts,
    event_kinds,
    member,
    members,
    merge,
    split,
    state_of,
    take_out,
    undo,
)
from tests.triage_api.soundness import assert_sound
from triage_api.services import decide, lease, regroup

pytestmark = pytest.mark.database


@pytest.fixture
def coordinator(desk: Desk) -> Person:
    """Who may merge."""
    return desk.person("th01", Role.COORDINATOR)


def test_a_merge_is_one_event_and_a_split_takes_it_back(desk: Desk, coordinator: Person) -> None:
    one, other = desk.item(), desk.item()
    extra = member(desk, one)
    mine, theirs = members(one), members(other)
    before = counts(one), counts(other)
    merge(coordinator, one, other, "cùng một tin")
    assert state_of(one) is ItemState.MERGED
    assert members(other) == mine | theirs
    assert members(one) == set()
    assert counts(other)[:2] == (3, 3)
    assert counts(other)[2] > 0
    with transaction() as session:
        item = session.get_one(Item, one)
        assert item.merged_into == other
        last = items.history(session, one)[-1]
    assert (last.kind, last.actor_id) == (EventKind.MERGED, coordinator.id)
    assert last.note == f"VV-{other}: cùng một tin"
    assert event_kinds(other) == [EventKind.OPENED]
    split(coordinator, one)
    assert (state_of(one), members(one), members(other)) == (ItemState.OPEN, mine, theirs)
    assert extra in members(one)
    assert (counts(one)[:2], counts(other)) == (before[0][:2], before[1])
    assert event_kinds(one) == [EventKind.OPENED, EventKind.MERGED, EventKind.SPLIT]
    assert_sound([one, other])


def test_undo_goes_both_ways(desk: Desk, coordinator: Person) -> None:
    one, other = desk.item(), desk.item()
    merge(coordinator, one, other)
    undo(coordinator, one)
    assert state_of(one) is ItemState.OPEN
    undo(coordinator, one)
    assert state_of(one) is ItemState.MERGED, "the split itself is undone"
    undo(coordinator, one)
    assert state_of(one) is ItemState.OPEN
    with pytest.raises(IllegalMove, match="hoàn tác"):
        undo(coordinator, other)
    assert_sound([one, other])


@pytest.mark.parametrize("verdict", [Verdict.TRUE, Verdict.FALSE])
def test_a_split_gives_the_state_back(desk: Desk, coordinator: Person, verdict: Verdict) -> None:
    one, other = desk.item(), desk.item()
    reviewer = desk.person("ctv01")
    with transaction() as session:
        lease.lease(session, reviewer, one)
        decide.decide(session, reviewer, one, conclusion(desk, verdict))
    before = state_of(one)
    assert before is not ItemState.OPEN
    merge(coordinator, one, other)
    split(coordinator, one)
    assert state_of(one) is before
    assert_sound([one, other])


def test_one_held_by_its_merger_is_open_again(desk: Desk, coordinator: Person) -> None:
    one, other = desk.item(), desk.item()
    with transaction() as session:
        lease.lease(session, coordinator, one)
    merge(coordinator, one, other)
    split(coordinator, one)
    assert state_of(one) is ItemState.OPEN
    assert_sound([one, other])


def test_merges_are_nested_and_come_apart_from_outside_in(desk: Desk, coordinator: Person) -> None:
    one, two, three = desk.item(), desk.item(), desk.item()
    of_one, of_two, of_three = members(one), members(two), members(three)
    merge(coordinator, one, two)
    merge(coordinator, two, three)
    assert members(three) == of_one | of_two | of_three
    with pytest.raises(IllegalMove, match=f"VV-{two}"):
        split(coordinator, one)
    split(coordinator, two)
    assert members(two) == of_one | of_two
    split(coordinator, one)
    assert (members(one), members(two), members(three)) == (of_one, of_two, of_three)
    assert_sound([one, two, three])


def test_a_post_is_taken_out_and_gets_its_own_item(desk: Desk, coordinator: Person) -> None:
    item = desk.item()
    post = member(desk, item, "Ra xã nộp hồ sơ mất 50k, em vừa đi hôm qua")
    taken = take_out(coordinator, item, post)
    assert taken is not None
    assert members(taken) == {post}
    assert post not in members(item)
    assert event_kinds(item) == [EventKind.OPENED, EventKind.SPLIT]
    with transaction() as session:
        new, parent = session.get_one(Item, taken), session.get_one(Item, item)
        assert (new.queue, new.severity, new.due_at) == (parent.queue, parent.severity, parent.due_at)
        assert new.headline.startswith("Ra xã nộp hồ sơ")
        assert new.primary_slot_id is not None
        opened = items.history(session, taken)[0]
        assert (opened.kind, opened.actor_kind, opened.actor_id) == (
            EventKind.OPENED,
            ActorKind.PERSON,
            coordinator.id,
        )
    undo(coordinator, item)
    assert post in members(item)
    assert state_of(taken) is ItemState.MERGED
    with pytest.raises(IllegalMove, match=f"VV-{taken}"):
        take_out(coordinator, item, post)
    split(coordinator, taken)
    assert members(taken) == {post}
    assert_sound([item, taken])


@pytest.mark.parametrize("given", [{"slot": False}, {"label": Label.OPINION}, {"label": Label.GRIEVANCE}])
def test_what_cannot_be_an_item_is_only_taken_out(
    desk: Desk, coordinator: Person, given: dict[str, object]
) -> None:
    item = desk.item()
    post = member(desk, item, **given)
    assert take_out(coordinator, item, post) is None
    assert post not in members(item)
    with transaction() as session:
        row = session.query(Post).filter_by(id=post).one()
        assert row.retention_class is RetentionClass.UNQUEUED_TEXT
        assert row.purge_after is not None
        assert session.query(Item).filter(Item.headline == row.text).count() <= 1
    undo(coordinator, item)
    assert post in members(item)
    with transaction() as session:
        assert session.query(Post).filter_by(id=post).one().purge_after is None
    assert event_kinds(item) == [EventKind.OPENED, EventKind.SPLIT, EventKind.NOTED]
    assert take_out(coordinator, item, post) is None, "and once more"
    assert_sound([item])


def test_a_scam_keeps_what_its_text_names(desk: Desk, coordinator: Person) -> None:
    item = desk.item("Bấm nhan-qua.example nhận quà", Queue.SCAM)
    post = member(desk, item, "Bấm nhan-qua.example nhận quà liền", label=Label.SCAM, slot=False)
    with transaction() as session:
        assessment = session.query(PostAssessment).filter_by(post_id=post).one()
        session.execute(
            text(
                'INSERT INTO assessment_indicator (assessment_id, kind, normalised, official, start, "end")'
                " VALUES (:id, 'domain', 'nhan-qua.example', false, 4, 20), (:id, 'phone', '[SĐT]', false, 0, 1)"
            ),
            {"id": assessment.id},
        )
    taken = take_out(coordinator, item, post)
    with transaction() as session:
        assert session.query(ItemIndicator).filter_by(item_id=taken).count() == 1


def test_what_may_not_be_merged(desk: Desk, coordinator: Person, db: TestDatabase) -> None:
    claim, question = desk.item(), desk.item("hỏi", Queue.QUESTIONS)
    petition = desk.item("đường hỏng", Queue.GRIEVANCES, own_channel=True)
    merge(coordinator, question, claim)
    for one, other, error in (
        (claim, claim, BadInput),
        (question, claim, IllegalMove),
        (claim, question, IllegalMove),
        (petition, claim, IllegalMove),
        (claim, petition, IllegalMove),
        (claim, 10**9, NotFound),
    ):
        with pytest.raises(error):
            merge(coordinator, one, other)
    assert state_of(claim) is state_of(petition) is ItemState.OPEN
    with pytest.raises(IllegalMove, match="không ở trong"):
        split(coordinator, claim)


def test_an_opinion_is_neither_merged_nor_merged_into(desk: Desk, coordinator: Person) -> None:
    opinion, claim = desk.item(), desk.item()
    with transaction() as session:
        lease.lease(session, coordinator, opinion)
        lease.dismiss(session, coordinator, opinion, as_opinion=True)
    for one, other in ((opinion, claim), (claim, opinion)):
        with pytest.raises(IllegalMove):
            merge(coordinator, one, other)
    assert_sound([opinion, claim])


def test_posts_that_stay(desk: Desk, coordinator: Person) -> None:
    one, other = desk.item(), desk.item()
    (own,), (theirs,) = members(one), members(other)
    merge(coordinator, other, one)
    for post, error in ((own, IllegalMove), (theirs, IllegalMove), (10**9, NotFound)):
        with pytest.raises(error):
            take_out(coordinator, one, post)


def test_who_may_and_when(desk: Desk, coordinator: Person, db: TestDatabase) -> None:
    one, other = desk.item(), desk.item()
    reviewer = desk.person("ctv01")
    with pytest.raises(NotAllowed):
        merge(reviewer, one, other)
    for act in (regroup.split, regroup.undo):
        with pytest.raises(NotAllowed), transaction() as session:
            act(session, reviewer, one)
    with transaction() as session:
        lease.lease(session, reviewer, one)
    with pytest.raises(Conflict, match="Người khác"):
        merge(coordinator, one, other)
    with pytest.raises(Conflict, match="Người khác"):
        take_out(coordinator, one, member(desk, one))
    merge(coordinator, other, one)
    with db.owner() as owner:
        owner.execute(
            "UPDATE item SET lease_expires_at = now() - interval '1 second' WHERE state = 'assigned'"
        )
    split(coordinator, other)
    merge(coordinator, one, other)
    assert event_kinds(one)[-2:] == [EventKind.LEASE_EXPIRED, EventKind.MERGED]
    with pytest.raises(BadInput, match="500"):
        merge(coordinator, desk.item(), other, "x" * 501)


def impatiently(person: Person, item_id: int, into: int) -> None:
    """Merge, waiting for nobody longer than a moment."""
    with transaction() as session:
        session.execute(text("SET LOCAL lock_timeout = '50ms'"))
        regroup.merge(session, person, item_id, into)


def test_a_busy_router_is_waited_for_and_then_told(desk: Desk, coordinator: Person) -> None:
    one, other = desk.item(), desk.item()
    with transaction() as router:
        grouping.serialise_routing(router, desk.office_id)
        with pytest.raises(Conflict, match="thử lại"):
            impatiently(coordinator, one, other)
    merge(coordinator, one, other)


def test_people_who_merge_crosswise_at_once_lose_nothing(desk: Desk, coordinator: Person) -> None:
    numbers = [desk.item() for _ in range(4)]
    posts = set().union(*map(members, numbers))
    together = threading.Barrier(8)
    wrong: list[BaseException] = []

    def work(mine: int) -> None:
        together.wait(30)
        for step in range(6):
            one, other = numbers[(mine + step) % 4], numbers[(mine * 3 + step + 1) % 4]
            try:
                (merge if step % 2 == 0 else undo)(coordinator, one, *([other] if step % 2 == 0 else []))
            except TriageError:
                continue
            except BaseException as error:
                wrong.append(error)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert wrong == []
    assert set().union(*map(members, numbers)) == posts
    with transaction() as session:
        for item in session.query(Item).filter(Item.state == ItemState.MERGED):
            assert session.query(NarrativePost).filter_by(narrative_id=item.narrative_id).count() == 0
    assert_sound(numbers)
