"""Corrections of the machine's label: where the item goes, what is kept to learn from, and what never is."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from models.errors import BadInput, Conflict, IllegalMove, NotAllowed
from models.queries import examples
from models.queries.accounts import Person
from models.session import transaction
from models.tables.assessment import PostAssessment
from models.tables.item import Item
from models.tables.reading import TrainingExample
from models.tables.retention import PurgeReceipt
from models.vocabulary import ItemState, Label, Queue, RetentionClass, Role, Topic, Verdict
from tests.database import TestDatabase
from tests.triage_api.desk import Desk, conclusion
from triage_api.services import corrections, decide, lease

pytestmark = pytest.mark.database
TOPIC = Topic.DICH_VU_CONG


@pytest.fixture
def reviewer(desk: Desk) -> Person:
    return desk.person("ctv01")


def held(desk: Desk, person: Person, words: str, queue: Queue, **more: bool) -> int:
    item_id = desk.item(words, queue, **more)
    with transaction() as session:
        lease.lease(session, person, item_id)
    return item_id


def correct(person: Person, item_id: int, label: Label, topic: Topic = TOPIC) -> Item:
    with transaction() as session:
        return corrections.correct(session, person, item_id, label, topic)


def kept() -> list[tuple[int, Label, Label, Topic]]:
    with transaction() as session:
        return [
            (row.item_id, row.machine_label, row.label, row.topic)
            for row in session.query(TrainingExample).order_by(TrainingExample.id)
        ]


def test_a_claim_that_is_a_question_moves_there_and_is_learnt_from(desk: Desk, reviewer: Person) -> None:
    item_id = held(desk, reviewer, "Nộp hồ sơ có mất phí 50k không?", Queue.CLAIMS)
    item = correct(reviewer, item_id, Label.QUESTION, Topic.THANH_TOAN_SO)
    assert (item.queue, item.label, item.topic) == (Queue.QUESTIONS, Label.QUESTION, Topic.THANH_TOAN_SO)
    assert (item.state, item.assigned_to, item.distortion) == (ItemState.ASSIGNED, reviewer.id, None)
    assert kept() == [(item_id, Label.CLAIM, Label.QUESTION, Topic.THANH_TOAN_SO)]
    with transaction() as session:
        given = conclusion(desk, Verdict.ANSWERED, sentence="có mất phí không?")
        assert decide.decide(session, reviewer, item_id, given).verdict is Verdict.ANSWERED


def test_the_last_correction_counts(desk: Desk, reviewer: Person) -> None:
    item_id = held(desk, reviewer, "bấm link nhận quà", Queue.SCAM)
    correct(reviewer, item_id, Label.SCAM, Topic.AN_SINH)
    correct(reviewer, item_id, Label.QUESTION, Topic.AN_SINH)
    assert kept() == [(item_id, Label.SCAM, Label.QUESTION, Topic.AN_SINH)]


@pytest.mark.parametrize("label", [Label.SCAM_AWARENESS, Label.OFF_TOPIC])
def test_what_has_no_queue_goes_out_and_comes_back_when_undone(
    desk: Desk, reviewer: Person, label: Label
) -> None:
    item_id = held(desk, reviewer, "mẹ tôi suýt bị lừa", Queue.SCAM)
    assert correct(reviewer, item_id, label).state is ItemState.DISMISSED
    assert kept() == [(item_id, Label.SCAM, label, TOPIC)]
    with transaction() as session:
        lease.undo_dismissal(session, reviewer, item_id)
    assert kept() == []


def test_not_relevant_is_an_example_and_opinion_never_is(desk: Desk, reviewer: Person) -> None:
    irrelevant = held(desk, reviewer, "bán xe cũ", Queue.SCAM)
    opinion = held(desk, reviewer, "làm ăn chán quá", Queue.QUESTIONS)
    correct(reviewer, opinion, Label.QUESTION, Topic.AN_SINH)
    with transaction() as session:
        lease.dismiss(session, reviewer, irrelevant, as_opinion=False)
        lease.dismiss(session, reviewer, opinion, as_opinion=True)
    assert kept() == [(irrelevant, Label.SCAM, Label.OFF_TOPIC, TOPIC)]


def test_reopened_as_relevant_it_is_no_example_of_the_contrary(desk: Desk, reviewer: Person) -> None:
    item_id = held(desk, reviewer, "bán xe cũ", Queue.SCAM)
    correct(reviewer, item_id, Label.OFF_TOPIC)
    with transaction() as session:
        decide.reopen(session, reviewer, item_id, "có đường dẫn lạ")
    assert kept() == []


def test_the_database_too_refuses_an_opinion_as_an_example(desk: Desk, reviewer: Person) -> None:
    item_id = desk.item("bán xe cũ", Queue.SCAM)
    with pytest.raises(BadInput):
        correct(reviewer, held(desk, reviewer, "bấm link", Queue.SCAM), Label.OPINION)
    with pytest.raises(IntegrityError, match="never_opinion"), transaction() as session:
        examples.keep_example(session, session.get_one(Item, item_id), reviewer.id, Label.OPINION, TOPIC)


def test_a_grievance_from_elsewhere_goes_out_and_is_not_kept(desk: Desk, reviewer: Person) -> None:
    item_id = held(desk, reviewer, "đường hỏng ba năm", Queue.QUESTIONS)
    assert correct(reviewer, item_id, Label.GRIEVANCE).state is ItemState.DISMISSED
    assert kept() == []
    own = held(desk, reviewer, "đường hỏng ba năm rồi", Queue.QUESTIONS, own_channel=True)
    assert correct(reviewer, own, Label.GRIEVANCE).queue is Queue.GRIEVANCES
    assert kept() == [(own, Label.QUESTION, Label.GRIEVANCE, TOPIC)]


def test_nothing_becomes_a_claim_without_a_checkable_part(desk: Desk, reviewer: Person) -> None:
    item_id = held(desk, reviewer, "nộp ở đâu?", Queue.QUESTIONS)
    with pytest.raises(IllegalMove, match="để đối chiếu"):
        correct(reviewer, item_id, Label.CLAIM)
    assert kept() == []


def test_nothing_becomes_a_claim_that_may_be_an_opinion(desk: Desk, reviewer: Person) -> None:
    item_id = held(desk, reviewer, "Từ 1/12 nộp hồ sơ mất phí 50k", Queue.CLAIMS)
    assert correct(reviewer, item_id, Label.QUESTION).queue is Queue.QUESTIONS
    assert correct(reviewer, item_id, Label.CLAIM).queue is Queue.CLAIMS
    correct(reviewer, item_id, Label.QUESTION)
    with transaction() as session:
        session.query(PostAssessment).update({"rivals": ["opinion"]})
    with pytest.raises(IllegalMove, match="ý kiến hoặc phản ánh"):
        correct(reviewer, item_id, Label.CLAIM)


def test_who_does_not_hold_it_or_has_nothing_to_say_is_refused(desk: Desk, reviewer: Person) -> None:
    item_id = held(desk, reviewer, "bấm link", Queue.SCAM)
    with pytest.raises(Conflict):
        correct(desk.person("ctv02"), item_id, Label.QUESTION)
    with pytest.raises(BadInput, match="giống gợi ý"):
        correct(reviewer, item_id, Label.SCAM)
    analyst = desk.person("pt01", Role.ANALYST)
    with pytest.raises((NotAllowed, Conflict)):
        correct(analyst, item_id, Label.QUESTION)


def test_after_a_conclusion_the_label_stays(desk: Desk, reviewer: Person) -> None:
    item_id = held(desk, reviewer, "Từ 1/12 nộp hồ sơ mất phí 50k", Queue.CLAIMS)
    second, third = desk.person("ctv02"), desk.person("ctv03")
    with transaction() as session:
        decide.decide(session, reviewer, item_id, conclusion(desk, Verdict.FALSE, sentence="mất phí 50k"))
        decide.second_look(session, second, item_id, conclusion(desk, Verdict.TRUE, sentence="mất phí 50k"))
        lease.lease(session, third, item_id)
    with pytest.raises(Conflict, match="kết luận"):
        correct(third, item_id, Label.QUESTION)


def test_examples_go_after_their_time_with_a_receipt(desk: Desk, reviewer: Person, db: TestDatabase) -> None:
    old, young = (held(desk, reviewer, "bán xe cũ", Queue.SCAM) for _time in range(2))
    for item_id in (old, young):
        correct(reviewer, item_id, Label.OFF_TOPIC)
    with db.owner() as owner:
        owner.execute(
            "UPDATE training_example SET added_at = now() - interval '721 days' WHERE item_id = %s", (old,)
        )
    with transaction() as session:
        assert examples.purge_examples(session) == 1
        (receipt,) = session.query(PurgeReceipt).all()
        assert receipt.retention_class is RetentionClass.TRAINING_EXAMPLE
    assert [row[0] for row in kept()] == [young]


def test_an_example_says_nothing_of_a_person(desk: Desk, reviewer: Person) -> None:
    correct(reviewer, held(desk, reviewer, "bán xe, gọi [SĐT]", Queue.SCAM), Label.OFF_TOPIC)
    with transaction() as session:
        (example,) = examples.examples_of(session, [desk.office_id])
        assert example.text == "bán xe, gọi [SĐT]"
        assert not hasattr(example, "added_by")
        assert examples.count_examples(session, [desk.office_id]) == [(Label.SCAM, Label.OFF_TOPIC, 1)]
        assert examples.count_examples(session, [desk.office_id + 99]) == []
        columns = session.execute(text("SELECT count(*) FROM training_example")).scalar_one()
    assert columns == 1
