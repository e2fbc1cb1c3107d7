"""A claim published as people do it: decided, answered, approved by another."""

from __future__ import annotations

from typing import Any

from models.queries.replies import NewSentence
from models.session import transaction
from models.vocabulary import Queue, Role, Verdict
from tests.database import TestDatabase
from tests.triage_api.desk import Desk, conclusion
from triage_api.services import decide, lease, posting, reply, second_review

ASKED = "Con tôi học lớp 3A trường Bến Đá có phải nộp phí hồ sơ không"
ANSWER = "Nộp hồ sơ trên Cổng dịch vụ công không mất phí đăng ký tài khoản."


def publish(
    desk: Desk,
    item_id: int | None = None,
    verdict: Verdict = Verdict.MISSING_CONTEXT,
    answer: str = ANSWER,
    **more: Any,
) -> int:
    """Decide, answer and approve; returns the number of the claim. A verdict that needs it is seen twice."""
    claim = desk.item() if item_id is None else item_id
    with transaction() as session:
        person = desk.person("ketluan")
        lease.lease(session, person, claim)
        decided = decide.decide(session, person, claim, conclusion(desk, verdict, **more))
    if verdict in second_review.ALWAYS:
        with transaction() as session:
            again = conclusion(desk, verdict, sentence=decided.sentence)
            decide.second_look(session, desk.person("lanhai"), claim, again)
    with transaction() as session:
        reply.save_draft(session, desk.person("soan"), claim, [NewSentence(answer, desk.passage_id)])
        reply.submit(session, desk.person("soan"), claim)
    with transaction() as session:
        reply.approve(session, desk.person("duyet", Role.APPROVER), claim)
    return claim


def answered(desk: Desk, asked: str = ASKED, answer: str = ANSWER, *, posted: bool = True) -> int:
    """A question answered by a reply, posted on the office's channel or not yet."""
    item_id = publish(
        desk, desk.item(asked, Queue.QUESTIONS, own_channel=True), Verdict.ANSWERED, answer, sentence=asked
    )
    if posted:
        with transaction() as session:
            where = f"https://dongmay.songlam.example/hoi-dap/{item_id}"
            posting.record_posting(session, desk.person("duyet", Role.APPROVER), item_id, where)
    return item_id


def expire(db: TestDatabase, claim: int) -> None:
    """The verdict of a claim as it is on the day after its last one; only the superuser can move time."""
    with db.superuser() as owner:
        owner.execute("SET session_replication_role = replica")
        owner.execute(
            "UPDATE standing_verdict SET valid_from = current_date - 9, valid_until = current_date - 2"
            " WHERE item_id = %s",
            [claim],
        )
