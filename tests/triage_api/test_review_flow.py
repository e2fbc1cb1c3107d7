"""One item after the other through the desk: leases, dismissals, conclusions, second and third person, reopening."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from models.errors import BadInput, Conflict, IllegalMove, NotAllowed, NotFound
from models.queries import decisions, items
from models.queries.accounts import Person
from models.session import transaction
from models.settings import settings
from models.tables.decision import Decision, StandingVerdict
from models.tables.gap import InformationGap
from models.tables.item import Item
from models.tables.official import Document
from models.vocabulary import EventKind, ItemState, Queue, Role, Severity, Verdict
from tests.database import TestDatabase
from tests.triage_api.desk import Desk, conclusion
from triage_api.formats import today
from triage_api.services import decide, lease, moves, office, second_review

pytestmark = pytest.mark.database
ABOVE = "tinh01"


@pytest.fixture
def people(desk: Desk) -> dict[str, Person]:
    """Three reviewers, a coordinator and an approver."""
    return {
        "a": desk.person("ctv01"),
        "b": desk.person("ctv02"),
        "c": desk.person("ctv03"),
        "coordinator": desk.person("th01", Role.COORDINATOR),
        "approver": desk.person("duyet01", Role.APPROVER),
    }


def state_of(item_id: int) -> ItemState:
    with transaction() as session:
        return session.get_one(Item, item_id).state


def take(person: Person, item_id: int) -> None:
    with transaction() as session:
        lease.lease(session, person, item_id)


def conclude(person: Person, desk: Desk, item_id: int, verdict: Verdict, **more: object) -> int:
    with transaction() as session:
        item = session.get_one(Item, item_id)
        act = decide.second_look if item.state is ItemState.SECOND_REVIEW else decide.decide
        return act(session, person, item_id, conclusion(desk, verdict, **more)).id


def disagreement(desk: Desk, people: dict[str, Person]) -> int:
    """An item on which two people differ; it is open again."""
    item_id = desk.item()
    take(people["a"], item_id)
    conclude(people["a"], desk, item_id, Verdict.FALSE)
    conclude(people["b"], desk, item_id, Verdict.TRUE)
    assert state_of(item_id) is ItemState.OPEN
    return item_id


def test_the_most_pressing_item_comes_first_and_to_one_person(desk: Desk, people: dict[str, Person]) -> None:
    low = desk.item("hỏi đáp", Queue.QUESTIONS, Severity.LOW, harm=0.1)
    high = desk.item(harm=0.9)
    with transaction() as session:
        first = lease.lease_next(session, people["a"])
    with transaction() as session:
        second = lease.lease_next(session, people["b"])
    with transaction() as session:
        none_left = lease.lease_next(session, people["c"])
    assert (first and first.id, second and second.id, none_left) == (high, low, None)


def test_a_held_item_is_refused_to_others_and_lengthened_for_its_holder(
    desk: Desk, people: dict[str, Person], db: TestDatabase
) -> None:
    item_id = desk.item()
    take(people["a"], item_id)
    with pytest.raises(Conflict), transaction() as session:
        lease.lease(session, people["b"], item_id)
    _shift_lease(db, item_id, minutes=1)
    take(people["a"], item_id)
    with transaction() as session:
        until = session.get_one(Item, item_id).lease_expires_at
    assert until is not None
    assert until > datetime.now(UTC) + timedelta(minutes=settings().lease_minutes - 1)


def test_a_lease_runs_out(desk: Desk, people: dict[str, Person], db: TestDatabase) -> None:
    item_id = desk.item()
    take(people["a"], item_id)
    _shift_lease(db, item_id, minutes=-1)
    with pytest.raises(Conflict, match="hết giờ"):
        conclude(people["a"], desk, item_id, Verdict.FALSE)
    take(people["b"], item_id)
    with transaction() as session:
        kinds = [event.kind for event in items.history(session, item_id)]
        assert session.get_one(Item, item_id).assigned_to == people["b"].id
    assert kinds[-3:] == [EventKind.LEASED, EventKind.LEASE_EXPIRED, EventKind.LEASED]


def test_expired_leases_return_to_the_queue_by_the_clock(
    desk: Desk, people: dict[str, Person], db: TestDatabase
) -> None:
    item_id = desk.item()
    take(people["a"], item_id)
    _shift_lease(db, item_id, minutes=-1)
    with transaction() as session:
        assert lease.expire(session) == 1
    assert state_of(item_id) is ItemState.OPEN


def test_skipping_puts_an_item_last_for_that_person_only(desk: Desk, people: dict[str, Person]) -> None:
    high, low = desk.item(harm=0.9), desk.item(harm=0.1)
    take(people["a"], high)
    with transaction() as session:
        lease.release(session, people["a"], high, "ngoài địa bàn tôi phụ trách")
    with transaction() as session:
        mine = lease.lease_next(session, people["a"])
        theirs = lease.lease_next(session, people["b"])
    assert (mine and mine.id, theirs and theirs.id) == (low, high)


def test_an_opinion_is_undone_by_its_finder_within_ten_minutes_only(
    desk: Desk, people: dict[str, Person], db: TestDatabase
) -> None:
    item_id = desk.item()
    take(people["a"], item_id)
    with transaction() as session:
        lease.dismiss(session, people["a"], item_id, as_opinion=True)
    with pytest.raises(IllegalMove), transaction() as session:
        lease.undo_dismissal(session, people["b"], item_id)
    with transaction() as session:
        lease.undo_dismissal(session, people["a"], item_id)
    assert state_of(item_id) is ItemState.OPEN

    take(people["a"], item_id)
    with transaction() as session:
        lease.dismiss(session, people["a"], item_id, as_opinion=True)
    _age_events(db, item_id, settings().undo_minutes + 1)
    with pytest.raises(IllegalMove, match="10 phút"), transaction() as session:
        lease.undo_dismissal(session, people["a"], item_id)


def test_an_opinion_is_never_reopened_but_an_irrelevant_item_is(
    desk: Desk, people: dict[str, Person]
) -> None:
    opinion, irrelevant = desk.item(), desk.item()
    for item_id, as_opinion in ((opinion, True), (irrelevant, False)):
        take(people["a"], item_id)
        with transaction() as session:
            lease.dismiss(session, people["a"], item_id, as_opinion=as_opinion)
    with pytest.raises(IllegalMove, match="ý kiến"), transaction() as session:
        decide.reopen(session, people["approver"], opinion, "xem lại")
    with transaction() as session:
        decide.reopen(session, people["b"], irrelevant, "có liên quan")
    assert (state_of(opinion), state_of(irrelevant)) == (ItemState.DISMISSED, ItemState.OPEN)


@pytest.mark.parametrize("verdict", sorted(second_review.ALWAYS & {Verdict.FALSE, Verdict.OUTDATED}))
def test_grave_verdicts_need_a_second_person(desk: Desk, people: dict[str, Person], verdict: Verdict) -> None:
    item_id = desk.item()
    take(people["a"], item_id)
    conclude(people["a"], desk, item_id, verdict)
    assert state_of(item_id) is ItemState.SECOND_REVIEW
    with pytest.raises(NotAllowed, match="lần đầu"):
        conclude(people["a"], desk, item_id, verdict)
    conclude(people["b"], desk, item_id, verdict)
    assert state_of(item_id) is ItemState.AWAITING_REPLY
    assert standing(item_id) == (verdict, 2)


def test_a_scam_needs_two_people_and_its_contrary_ends_it(desk: Desk, people: dict[str, Person]) -> None:
    scam, harmless = desk.item("bấm link", Queue.SCAM), desk.item("tin thật", Queue.SCAM)
    take(people["a"], scam)
    conclude(people["a"], desk, scam, Verdict.SCAM)
    take(people["a"], harmless)
    conclude(people["a"], desk, harmless, Verdict.NOT_SCAM)
    assert (state_of(scam), state_of(harmless)) == (ItemState.SECOND_REVIEW, ItemState.CLOSED)


def test_a_random_share_of_other_verdicts_is_seen_twice(
    desk: Desk, people: dict[str, Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SANGTIN_SECOND_REVIEW_SHARE", "1")
    settings.cache_clear()
    item_id = desk.item()
    take(people["a"], item_id)
    conclude(people["a"], desk, item_id, Verdict.TRUE)
    assert state_of(item_id) is ItemState.SECOND_REVIEW


def test_the_third_person_settles_a_disagreement(desk: Desk, people: dict[str, Person]) -> None:
    item_id = disagreement(desk, people)
    for name in ("a", "b"):
        with pytest.raises(NotAllowed), transaction() as session:
            lease.lease(session, people[name], item_id)
        with transaction() as session:
            assert lease.lease_next(session, people[name]) is None
    with transaction() as session:
        given = lease.lease_next(session, people["c"])
    assert given is not None
    assert given.id == item_id
    conclude(people["c"], desk, item_id, Verdict.MISSING_CONTEXT)
    assert state_of(item_id) is ItemState.AWAITING_REPLY
    assert standing(item_id) == (Verdict.MISSING_CONTEXT, 3)
    with transaction() as session:
        assert len(decisions.current_decisions(session, item_id)) == 3


def test_the_second_person_may_call_it_an_opinion_and_a_third_decides(
    desk: Desk, people: dict[str, Person]
) -> None:
    both = []
    for _number in range(2):
        both.append(item_id := desk.item())
        take(people["a"], item_id)
        conclude(people["a"], desk, item_id, Verdict.FALSE)
        with pytest.raises(NotAllowed, match="lần đầu"), transaction() as session:
            decide.call_opinion(session, people["a"], item_id)
        with transaction() as session:
            decide.call_opinion(session, people["b"], item_id)
        assert state_of(item_id) is ItemState.OPEN
        with pytest.raises(Conflict, match="không chờ"), transaction() as session:
            decide.call_opinion(session, people["c"], item_id)
        for name in ("a", "b"):
            with pytest.raises(NotAllowed), transaction() as session:
                lease.lease(session, people[name], item_id)
            with transaction() as session:
                assert lease.lease_next(session, people[name]) is None
        take(people["c"], item_id)
    taken_out, concluded = both
    with transaction() as session:
        lease.dismiss(session, people["c"], taken_out, as_opinion=True)
    conclude(people["c"], desk, concluded, Verdict.FALSE)
    assert (state_of(taken_out), state_of(concluded)) == (ItemState.DISMISSED, ItemState.AWAITING_REPLY)
    assert standing(concluded) == (Verdict.FALSE, 3)
    with transaction() as session:
        office.close_without_reply(session, people["approver"], concluded, "đã biết")
        decide.reopen(session, people["approver"], concluded, "văn bản đã thay")
    take(people["b"], concluded)


def test_no_verdict_stands_between_disagreement_and_third_person(
    desk: Desk, people: dict[str, Person]
) -> None:
    item_id = disagreement(desk, people)
    with transaction() as session:
        assert decisions.standing_verdict(session, item_id) is None


def test_after_reopening_everybody_may_decide_again(desk: Desk, people: dict[str, Person]) -> None:
    item_id = disagreement(desk, people)
    take(people["c"], item_id)
    conclude(people["c"], desk, item_id, Verdict.TRUE)
    with transaction() as session:
        office.close_without_reply(session, people["approver"], item_id, "người hỏi đã biết")
        decide.reopen(session, people["a"], item_id, "văn bản đã thay")
    with transaction() as session:
        assert decisions.standing_verdict(session, item_id) is None
        assert decisions.current_decisions(session, item_id) == []
    take(people["a"], item_id)
    conclude(people["a"], desk, item_id, Verdict.TRUE)
    assert standing(item_id) == (Verdict.TRUE, 1)
    with transaction() as session:
        assert session.query(Decision).filter_by(item_id=item_id).count() == 4


@pytest.mark.parametrize(
    ("verdict", "more", "message"),
    [
        (Verdict.FALSE, {"passage_ids": ()}, "căn cứ"),
        (Verdict.FALSE, {"passage_ids": (), "no_official_text": True}, "căn cứ"),
        (Verdict.NO_BASIS, {"passage_ids": ()}, "Không tìm thấy văn bản"),
        (Verdict.SCAM, {}, "loại việc"),
        (Verdict.TRUE, {"rationale": " "}, "vì sao"),
        (Verdict.TRUE, {"sentence": " "}, "câu cần đối chiếu"),
        (Verdict.TRUE, {"rationale": "x" * 4001}, "dài quá 4000"),
        (Verdict.TRUE, {"idempotency_key": ""}, "Thiếu khóa"),
        (Verdict.TRUE, {"valid_until": today()}, "sau hôm nay"),
        (Verdict.TRUE, {"valid_until": today() + timedelta(days=4000)}, "năm năm"),
    ],
)
def test_a_conclusion_without_basis_or_reason_is_refused(
    desk: Desk, people: dict[str, Person], verdict: Verdict, more: dict[str, object], message: str
) -> None:
    item_id = desk.item()
    take(people["a"], item_id)
    with pytest.raises(BadInput, match=message):
        conclude(people["a"], desk, item_id, verdict, **more)
    assert state_of(item_id) is ItemState.ASSIGNED


def test_a_passage_that_is_not_in_the_base_is_refused(desk: Desk, people: dict[str, Person]) -> None:
    item_id = desk.item()
    take(people["a"], item_id)
    with pytest.raises(NotFound, match="không còn trong kho"):
        conclude(people["a"], desk, item_id, Verdict.TRUE, passage_ids=(desk.passage_id, 999_999))


def test_the_same_key_is_one_decision(desk: Desk, people: dict[str, Person]) -> None:
    item_id, other = desk.item(), desk.item()
    take(people["a"], item_id)
    first = conclude(people["a"], desk, item_id, Verdict.FALSE, idempotency_key="khoa-mot-lan")
    again = conclude(people["a"], desk, item_id, Verdict.FALSE, idempotency_key="khoa-mot-lan")
    assert first == again
    take(people["b"], other)
    with pytest.raises(Conflict, match="việc khác"):
        conclude(people["b"], desk, other, Verdict.FALSE, idempotency_key="khoa-mot-lan")
    with transaction() as session:
        assert session.query(Decision).count() == 1


def test_a_verdict_ends_with_the_document_it_cites(desk: Desk, people: dict[str, Person]) -> None:
    ends = today() + timedelta(days=20)
    with transaction() as session:
        session.query(Document).update({"effective_until": ends})
    item_id = desk.item()
    take(people["a"], item_id)
    conclude(people["a"], desk, item_id, Verdict.TRUE, valid_until=today() + timedelta(days=90))
    with transaction() as session:
        found = decisions.standing_verdict(session, item_id)
    assert found is not None
    assert (found.valid_from, found.valid_until) == (today(), ends)


def test_a_gap_is_told_when_the_verdict_stands_and_not_by_the_first_person(
    desk: Desk, people: dict[str, Person]
) -> None:
    item_id = desk.item()
    take(people["a"], item_id)
    conclude(people["a"], desk, item_id, Verdict.OFFICIAL_WRONG)
    assert gaps() == []
    conclude(people["b"], desk, item_id, Verdict.OFFICIAL_WRONG)
    assert gaps() == [(item_id, Verdict.OFFICIAL_WRONG, False)]


def test_a_question_nobody_answers_waits_for_the_office_and_comes_back(
    desk: Desk, people: dict[str, Person]
) -> None:
    item_id = desk.item("nộp ở đâu?", Queue.QUESTIONS, Severity.MEDIUM)
    take(people["a"], item_id)
    conclude(people["a"], desk, item_id, Verdict.NO_OFFICIAL_ANSWER, passage_ids=(), no_official_text=True)
    assert state_of(item_id) is ItemState.WAITING_OFFICE
    assert gaps() == [(item_id, Verdict.NO_OFFICIAL_ANSWER, False)]
    with pytest.raises(NotAllowed), transaction() as session:
        office.office_answered(session, people["a"], item_id, "đã có công văn")
    with transaction() as session:
        office.office_answered(session, people["approver"], item_id, "đã có công văn")
    assert state_of(item_id) is ItemState.AWAITING_REPLY
    assert gaps() == [(item_id, Verdict.NO_OFFICIAL_ANSWER, True)]
    with transaction() as session:
        office.ask_office(session, people["approver"], item_id, "công văn chưa nói mức phí")
    assert state_of(item_id) is ItemState.WAITING_OFFICE
    assert gaps() == [(item_id, Verdict.NO_OFFICIAL_ANSWER, False)]


def test_escalating_needs_a_coordinator_and_a_reason(desk: Desk, people: dict[str, Person]) -> None:
    item_id = desk.item()
    with pytest.raises(NotAllowed), transaction() as session:
        office.escalate(session, people["a"], item_id, "gấp")
    with pytest.raises(BadInput), transaction() as session:
        office.escalate(session, people["coordinator"], item_id, "  ")
    with transaction() as session:
        office.escalate(session, people["coordinator"], item_id, "lan sang ba xã")
    with transaction() as session:
        item = session.get_one(Item, item_id)
        assert (item.escalated, item.state) == (True, ItemState.OPEN)


def test_the_office_above_reads_and_does_not_act(desk: Desk, people: dict[str, Person]) -> None:
    from models.queries.sources import office_by_code

    with transaction() as session:
        province = office_by_code(session, "songlam").id
    above = desk.person(ABOVE, Role.APPROVER, office_id=province)
    item_id = desk.item()
    with pytest.raises(NotAllowed, match="cấp dưới"), transaction() as session:
        lease.lease(session, above, item_id)
    with transaction() as session:
        assert lease.lease_next(session, above) is None
    elsewhere = desk.item(office_id=province)
    with pytest.raises(NotFound), transaction() as session:
        lease.lease(session, people["a"], elsewhere)


def test_every_move_is_made_under_the_lock_of_its_item(desk: Desk, people: dict[str, Person]) -> None:
    """Two people conclude the second look at once: one is taken, the other is told, nothing is doubled."""
    item_id = desk.item()
    take(people["a"], item_id)
    conclude(people["a"], desk, item_id, Verdict.FALSE)
    with transaction() as first:
        decide.second_look(first, people["b"], item_id, conclusion(desk, Verdict.FALSE))
        with pytest.raises(Exception, match="lock timeout"), transaction() as second:  # noqa: PT012
            second.connection().exec_driver_sql("SET LOCAL lock_timeout = '200ms'")
            decide.second_look(second, people["c"], item_id, conclusion(desk, Verdict.FALSE))
    with pytest.raises(Conflict, match="không chờ xem lần hai"), transaction() as session:
        decide.second_look(session, people["c"], item_id, conclusion(desk, Verdict.FALSE))


def test_require_names_no_role() -> None:
    nobody = Person(1, 1, "", "", "", frozenset(), frozenset())
    with pytest.raises(NotAllowed):
        moves.require(nobody, decide.Action.REVIEW)


def standing(item_id: int) -> tuple[Verdict, int]:
    """The one verdict that stands and the round it was made in."""
    with transaction() as session:
        rows = session.query(StandingVerdict).filter_by(item_id=item_id, withdrawn_at=None).all()
        (row,) = rows
        return row.verdict, row.decision.round


def gaps() -> list[tuple[int, Verdict, bool]]:
    with transaction() as session:
        return [
            (row.item_id, row.verdict, row.answered_at is not None) for row in session.query(InformationGap)
        ]


def _shift_lease(db: TestDatabase, item_id: int, minutes: int) -> None:
    with db.owner() as owner:
        owner.execute(
            "UPDATE item SET lease_expires_at = now() + make_interval(mins => %s) WHERE id = %s",
            (minutes, item_id),
        )


def _age_events(db: TestDatabase, item_id: int, minutes: int) -> None:
    """The history as it would be later; only the superuser with triggers off can do that."""
    with db.superuser() as owner:
        owner.execute("SET session_replication_role = replica")
        owner.execute(
            "UPDATE item_event SET at = at - make_interval(mins => %s) WHERE item_id = %s", (minutes, item_id)
        )
