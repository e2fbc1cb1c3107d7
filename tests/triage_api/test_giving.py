"""Assignment: what is offered to whom and when, items given to one person, people who are away, and the pages of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from models.errors import BadInput, Conflict, IllegalMove, NotAllowed, NotFound
from models.queries import accounts, assignment, items, notices
from models.queries.accounts import Person
from models.queries.offices import ensure_office
from models.queries.sources import office_by_code
from models.session import transaction
from models.tables.audit import AuditEvent
from models.tables.desk import GivenItem
from models.tables.item import Item
from models.vocabulary import EventKind, ItemState, OfficeLevel, Queue, Role, Topic, Verdict
from tests.database import TestDatabase
from tests.triage_api.conftest import Browser
from tests.triage_api.desk import Desk, conclusion
from triage_api.formats import today
from triage_api.services import decide, giving, lease, office

pytestmark = pytest.mark.database
Browse = Callable[..., Browser]


@pytest.fixture
def people(desk: Desk) -> dict[str, Person]:
    """Two reviewers and a coordinator."""
    return {
        "a": desk.person("ctv01"),
        "b": desk.person("ctv02"),
        "boss": desk.person("th01", Role.COORDINATOR),
    }


def question(desk: Desk, topic: Topic = Topic.KHAC, *, harm: float = 0.2, ago: float = 0.01) -> int:
    """An open question of a topic, just arrived."""
    item_id = desk.item("nộp ở đâu?", Queue.QUESTIONS, harm=harm, opened_hours_ago=ago)
    with transaction() as session:
        session.get_one(Item, item_id).topic = topic
    return item_id


def next_for(person: Person) -> int | None:
    """What a person is given next; it is given back at once, not as skipped."""
    with transaction() as session:
        item = lease.lease_next(session, person)
        found = item.id if item is not None else None
        session.rollback()
    return found


def rule(people: dict[str, Person], who: str, queue: Queue | None = None, topic: Topic | None = None) -> None:
    with transaction() as session:
        giving.add_rule(session, people["boss"], people[who].id, queue, topic)


def give(people: dict[str, Person], item_id: int, who: str, reason: str = "") -> None:
    with transaction() as session:
        giving.give(session, people["boss"], item_id, people[who].id, reason)


def later(db: TestDatabase, minutes: int) -> None:
    """Time passes: what was given and what arrived is so much older."""
    with db.owner() as owner:
        for statement in (
            "UPDATE given_item SET given_at = given_at - make_interval(mins => %s)",
            "UPDATE item SET timed_from = timed_from - make_interval(mins => %s)",
            "UPDATE absence SET back_at = back_at - make_interval(mins => %s)",
        ):
            owner.execute(statement, (minutes,))


def test_given_to_me_then_my_topics_then_nobodys_then_the_rest_once_it_waited(
    desk: Desk, people: dict[str, Person], db: TestDatabase
) -> None:
    rule(people, "a", topic=Topic.DIEN_NUOC)
    rule(people, "b", topic=Topic.GIAO_DUC)
    theirs = question(desk, Topic.GIAO_DUC, harm=1.0)
    nobodys = question(desk, Topic.KHAC, harm=0.9)
    mine = question(desk, Topic.DIEN_NUOC, harm=0.5)
    given = question(desk, Topic.KHAC, harm=0.1)
    give(people, given, "a")
    offered = []
    for _ in range(3):
        with transaction() as session:
            item = lease.lease_next(session, people["a"])
            assert item is not None
            offered.append(item.id)
    assert offered == [given, mine, nobodys]
    assert next_for(people["a"]) is None, "kept for the one who has the topic"
    assert next_for(people["b"]) == theirs
    later(db, 119)
    assert next_for(people["a"]) is None
    later(db, 2)
    assert next_for(people["a"]) == theirs


def test_what_is_urgent_does_not_wait_for_a_topic_longer_than_half_its_time(
    desk: Desk, people: dict[str, Person], db: TestDatabase
) -> None:
    rule(people, "b", topic=Topic.GIAO_DUC)
    item_id = question(desk, Topic.GIAO_DUC)
    with db.owner() as owner:
        owner.execute("UPDATE item SET due_at = timed_from + interval '20 minutes'")
    assert next_for(people["a"]) is None
    with db.owner() as owner:
        owner.execute(
            "UPDATE item SET timed_from = now() - interval '11 minutes', due_at = now() + interval '9 minutes'"
        )
    assert next_for(people["a"]) == item_id


def test_each_office_is_offered_what_its_own_sources_bring_and_keeps_nothing_for_anothers_people(
    desk: Desk, people: dict[str, Person]
) -> None:
    with transaction() as session:
        beside = ensure_office(session, "beben", "UBND xã Bến Bè", OfficeLevel.COMMUNE, "songlam")
    theirs = desk.person("ctv-bb", office_id=beside)
    their_boss = desk.person("th-bb", Role.COORDINATOR, office_id=beside)
    with transaction() as session:
        giving.add_rule(session, their_boss, theirs.id, None, Topic.GIAO_DUC)
    with pytest.raises(NotFound), transaction() as session:
        giving.add_rule(session, people["boss"], theirs.id, None, Topic.DIEN_NUOC)
    here = question(desk, Topic.GIAO_DUC)
    there = desk.item("lịch học?", Queue.QUESTIONS, harm=1.0, office_id=beside)
    assert next_for(people["a"]) == here, "a topic somebody has elsewhere keeps nothing from us"
    assert next_for(theirs) == there
    with pytest.raises(NotFound):
        give(people, there, "a")
    with pytest.raises(NotFound), transaction() as session:
        giving.give(session, people["boss"], here, theirs.id)


def test_a_rule_is_of_a_queue_a_topic_or_both(desk: Desk, people: dict[str, Person]) -> None:
    rule(people, "b", Queue.SCAM, Topic.GIAO_DUC)
    of_questions = question(desk, Topic.GIAO_DUC)
    assert next_for(people["a"]) == of_questions, "a rule of another queue"
    rule(people, "b", Queue.QUESTIONS)
    assert next_for(people["a"]) is None


def test_given_to_one_it_is_offered_to_others_after_the_set_time(
    desk: Desk, people: dict[str, Person], db: TestDatabase
) -> None:
    item_id = question(desk)
    give(people, item_id, "a", "hỏi Bộ phận một cửa, gọi 0900 000 123")
    assert next_for(people["b"]) is None
    with pytest.raises(Conflict, match="được giao cho CTV01"), transaction() as session:
        lease.lease(session, people["b"], item_id)
    with transaction() as session:
        (told,) = notices.notices_of(session, people["a"].id)
        assert told.gives
        assert "0900" not in (told.event.note or ""), "notes are masked"
        assert [event.kind for event in items.history(session, item_id)][-1] is EventKind.GIVEN
    later(db, 59)
    assert next_for(people["b"]) is None
    later(db, 2)
    assert next_for(people["b"]) == item_id
    assert next_for(people["a"]) == item_id, "and still to the one it was given to"


@pytest.mark.parametrize("how", ["declined", "skipped", "away", "disabled", "gone to another desk"])
def test_nothing_waits_for_somebody_who_does_not_come(
    desk: Desk, people: dict[str, Person], how: str
) -> None:
    item_id = question(desk)
    give(people, item_id, "a")
    with transaction() as session:
        if how == "declined":
            giving.decline(session, people["a"], item_id, "không rõ")
        elif how == "skipped":
            lease.lease(session, people["a"], item_id)
            lease.release(session, people["a"], item_id, "không rõ")
        elif how == "away":
            giving.set_away(session, people["a"], people["a"].id, today())
        elif how == "disabled":
            accounts.disable(session, people["a"].id)
        else:
            accounts.set_roles(session, people["a"].id, [Role.ANALYST])
    assert next_for(people["b"]) == item_id


def test_a_lease_that_runs_out_leaves_it_given(
    desk: Desk, people: dict[str, Person], db: TestDatabase
) -> None:
    item_id = question(desk)
    give(people, item_id, "a")
    with transaction() as session:
        lease.lease(session, people["a"], item_id)
    with db.owner() as owner:
        owner.execute("UPDATE item SET lease_expires_at = now() - interval '1 second'")
    assert next_for(people["b"]) is None
    assert next_for(people["a"]) == item_id


def test_topics_of_who_is_away_are_anybodys_until_they_are_back(
    desk: Desk, people: dict[str, Person], db: TestDatabase
) -> None:
    rule(people, "b", topic=Topic.GIAO_DUC)
    item_id = question(desk, Topic.GIAO_DUC)
    with transaction() as session:
        giving.set_away(session, people["boss"], people["b"].id, today())
    assert next_for(people["a"]) == item_id
    later(db, 0)
    with db.owner() as owner:
        owner.execute("UPDATE absence SET back_at = now() - interval '1 second'")
        owner.execute("UPDATE item SET timed_from = now()")
    assert next_for(people["a"]) is None, "nobody has to say that they are back"


def test_once_concluded_it_is_given_to_nobody(desk: Desk, people: dict[str, Person]) -> None:
    item_id = desk.item()
    give(people, item_id, "a")
    with transaction() as session:
        lease.lease(session, people["a"], item_id)
        decide.decide(session, people["a"], item_id, conclusion(desk, Verdict.FALSE))
    with transaction() as session:
        assert session.query(GivenItem).count() == 0
        decide.second_look(session, people["b"], item_id, conclusion(desk, Verdict.TRUE))
        assert session.get_one(Item, item_id).state is ItemState.OPEN
    with pytest.raises(BadInput, match="đã kết luận"):
        give(people, item_id, "a")
    give(people, item_id, "boss")


def test_who_may_give_what_to_whom(desk: Desk, people: dict[str, Person]) -> None:
    item_id = question(desk)
    with pytest.raises(NotAllowed), transaction() as session:
        giving.give(session, people["b"], item_id, people["a"].id)
    analyst = desk.person("pt01", Role.ANALYST)
    with pytest.raises(NotFound), transaction() as session:
        giving.give(session, people["boss"], item_id, analyst.id)
    with transaction() as session:
        giving.set_away(session, people["a"], people["a"].id, today() + timedelta(days=3))
    with pytest.raises(BadInput, match="vắng mặt"):
        give(people, item_id, "a")
    with transaction() as session:
        lease.lease(session, people["b"], item_id)
    with pytest.raises(IllegalMove):
        give(people, item_id, "b")
    with pytest.raises(NotAllowed), transaction() as session:
        giving.set_away(session, people["a"], people["b"].id, today())
    for wrong in (today() - timedelta(days=1), today() + timedelta(days=181)):
        with pytest.raises(BadInput), transaction() as session:
            giving.set_away(session, people["a"], people["a"].id, wrong)


def test_given_again_it_goes_to_the_new_one_and_taken_back_to_all(
    desk: Desk, people: dict[str, Person]
) -> None:
    item_id = question(desk)
    give(people, item_id, "a")
    give(people, item_id, "b")
    assert (next_for(people["a"]), next_for(people["b"])) == (None, item_id)
    with pytest.raises(Conflict), transaction() as session:
        giving.decline(session, people["a"], item_id)
    with transaction() as session:
        giving.decline(session, people["boss"], item_id, "đổi ý")
    assert next_for(people["a"]) == item_id


def test_the_pages_of_it(desk: Desk, people: dict[str, Person], browse: Browse) -> None:
    item_id = question(desk, Topic.GIAO_DUC)
    boss, reviewer = browse("th01"), browse("ctv01")
    who = str(people["a"].id)
    assert boss.submit("/phan-cong", nguoi=who, chu_de="giao_duc").status_code == 303
    assert boss.submit("/phan-cong", nguoi=who, chu_de="giao_duc").status_code == 409
    assert boss.submit("/phan-cong", nguoi=who).status_code == 422
    assert boss.submit("/phan-cong", nguoi="x", chu_de="giao_duc").status_code == 422
    given = boss.submit(f"/viec/{item_id}/giao", nguoi=who, ly_do="<b>gấp</b>")
    assert given.headers["location"] == f"/viec/{item_id}#h-giao-cho", (
        "a telephone shows to whom it was given"
    )
    assert 'id="h-giao-cho">Được giao cho CTV01' in boss.get(f"/viec/{item_id}").text
    page = boss.get("/phan-cong").text
    assert f"VV-{item_id}" in page
    assert "Giáo dục" in page
    assert "Được giao cho CTV01" in boss.get(f"/viec/{item_id}").text
    assert "được giao cho bạn" in reviewer.get(f"/viec/{item_id}").text
    queue = reviewer.get("/hang-viec").text
    assert "Việc được giao cho bạn" in queue
    assert "&lt;b&gt;gấp&lt;/b&gt;" in queue
    other = browse("ctv02").get(f"/viec/{item_id}").text
    assert "Nhận việc này" not in other
    assert "Người ấy được xem trước" in other
    assert reviewer.submit(f"/viec/{item_id}/tra-giao").status_code == 303
    assert reviewer.submit("/tai-khoan/vang-mat", den=today().isoformat()).status_code == 303
    assert "Bạn đang ghi vắng mặt" in reviewer.get("/tai-khoan").text
    assert "vắng mặt đến hết ngày" in boss.get("/phan-cong").text
    assert boss.submit("/phan-cong/vang-mat", nguoi=who, den="").status_code == 303
    with transaction() as session:
        (row,) = assignment.rules_of(session, desk.office_id)
    assert boss.submit(f"/phan-cong/{row.id}/bo").status_code == 303
    assert boss.submit(f"/phan-cong/{row.id}/bo").status_code == 404
    with transaction() as session:
        done = {action for (action,) in session.query(AuditEvent.action)}
    assert done >= {
        "rule_added",
        "rule_dropped",
        "away_set",
        "came_back",
        "assignment.give",
        "assignment.decline",
    }


def test_who_coordinates_above_is_told_of_what_is_brought_up(
    desk: Desk, people: dict[str, Person], browse: Browse
) -> None:
    with transaction() as session:
        province = office_by_code(session, "songlam").id
    above = desk.person("th-tinh", Role.COORDINATOR, office_id=province)
    reviewer_above = desk.person("ctv-tinh", office_id=province)
    item_id = question(desk)
    with transaction() as session:
        office.escalate(session, people["boss"], item_id, "lan sang xã bên")
    with transaction() as session:
        (told,) = notices.notices_of(session, above.id)
        assert (told.brings_up, told.answers) == (True, False)
        assert notices.notices_of(session, reviewer_above.id) == []
    page = browse("th-tinh").get("/hang-viec").text
    assert "Cấp dưới chuyển lên" in page
    assert "lan sang xã bên" in page
