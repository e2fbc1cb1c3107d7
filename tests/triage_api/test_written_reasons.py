"""Whatever colleagues write beside a move of an item is masked before it stands in the history (I1)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from sqlalchemy import text

from models.queries import gaps
from models.queries.accounts import Person
from models.queries.replies import NewSentence
from models.session import Session, transaction
from models.vocabulary import Queue, Role, Verdict
from tests.triage_api.desk import Desk, conclusion
from triage_api.services import decide, lease, moves, notes, office, regroup, reply
from triage_api.services import gaps as tickets

pytestmark = pytest.mark.database
WRITTEN = "Chị Nguyễn Thị Hoa dặn gọi 0900 000 123"
WHERE_IT_MAY_STAND = (
    "SELECT note FROM item_event UNION ALL SELECT note FROM gap_event UNION ALL SELECT missing FROM information_gap"
    " UNION ALL SELECT returned_note FROM reply UNION ALL SELECT withdrawn_reason FROM standing_verdict"
    " UNION ALL SELECT rationale FROM decision UNION ALL SELECT sentence FROM decision"
)


@dataclass(frozen=True)
class Scene:
    """One item, who reviews it and who approves."""

    desk: Desk
    session: Session
    item_id: int
    reviewer: Person
    approver: Person

    def held(self) -> None:
        lease.lease(self.session, self.reviewer, self.item_id)

    def concluded(self) -> None:
        self.held()
        decide.decide(self.session, self.reviewer, self.item_id, conclusion(self.desk, Verdict.TRUE))


def skip(at: Scene) -> None:
    at.held()
    lease.release(at.session, at.reviewer, at.item_id, WRITTEN)


def note(at: Scene) -> None:
    notes.add_note(at.session, at.reviewer, at.item_id, WRITTEN)


def escalate(at: Scene) -> None:
    office.escalate(at.session, at.approver, at.item_id, WRITTEN)


def close(at: Scene) -> None:
    at.concluded()
    office.close_without_reply(at.session, at.approver, at.item_id, WRITTEN)


def reopen(at: Scene) -> None:
    at.concluded()
    office.close_without_reply(at.session, at.approver, at.item_id, "đã trả lời ở xã")
    decide.reopen(at.session, at.reviewer, at.item_id, WRITTEN)


def conclude(at: Scene) -> None:
    at.held()
    given = conclusion(at.desk, Verdict.TRUE, rationale=WRITTEN)
    first = decide.decide(at.session, at.reviewer, at.item_id, given)
    assert decide.decide(at.session, at.reviewer, at.item_id, given) is first, "sent once more"


def conclude_on_a_question(at: Scene) -> None:
    question = at.desk.item("Nộp hồ sơ ở đâu?", Queue.QUESTIONS)
    lease.lease(at.session, at.reviewer, question)
    given = conclusion(at.desk, Verdict.ANSWERED, sentence=WRITTEN)
    decide.decide(at.session, at.reviewer, question, given)


def ask(at: Scene) -> None:
    at.concluded()
    office.ask_office(at.session, at.approver, at.item_id, WRITTEN)


def answer(at: Scene) -> None:
    at.concluded()
    office.ask_office(at.session, at.approver, at.item_id, "thiếu mức phí")
    office.office_answered(at.session, at.approver, at.item_id, WRITTEN)


def answer_ticket(at: Scene) -> None:
    at.concluded()
    office.ask_office(at.session, at.approver, at.item_id, "thiếu mức phí")
    ticket = gaps.ticket_number(at.session, at.item_id)
    assert ticket is not None
    for _again in range(2):  # the same words with the same key are the same answer, masked or not
        tickets.answer(at.session, at.approver, ticket, WRITTEN, None, "khoa-tra-loi-phieu")


def give_back(at: Scene) -> None:
    at.concluded()
    reply.save_draft(at.session, at.reviewer, at.item_id, [NewSentence("Không thu phí.", at.desk.passage_id)])
    reply.submit(at.session, at.reviewer, at.item_id)
    reply.give_back(at.session, at.approver, at.item_id, WRITTEN)


def merge(at: Scene) -> None:
    regroup.merge(at.session, at.approver, at.item_id, at.desk.item(), WRITTEN)


def split(at: Scene) -> None:
    regroup.merge(at.session, at.approver, at.item_id, at.desk.item(), "cùng một tin")
    regroup.split(at.session, at.approver, at.item_id, WRITTEN)


WAYS: tuple[Callable[[Scene], None], ...] = (
    skip, note, conclude, conclude_on_a_question, escalate, close, reopen, ask, answer, answer_ticket, give_back, merge, split,
)  # fmt: skip


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_a_written_reason_is_masked(desk: Desk, way: Callable[[Scene], None]) -> None:
    item_id, reviewer = desk.item(), desk.person("ctv01")
    approver = desk.person("duyet01", Role.APPROVER)
    with transaction() as session:
        way(Scene(desk, session, item_id, reviewer, approver))
        kept = [one for (one,) in session.execute(text(WHERE_IT_MAY_STAND)) if one]
    assert any("dặn gọi" in one for one in kept), kept
    assert [one for one in kept if "Hoa" in one or "0900" in one] == []


def test_masking_twice_changes_nothing() -> None:
    once = moves.masked(f"{WRITTEN}, xem VV-12 và Nghị quyết 12/2026/NQ-HĐND")
    assert moves.masked(once) == once
    assert "VV-12" in once
    assert "12/2026/NQ-HĐND" in once
