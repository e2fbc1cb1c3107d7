"""What anybody may ask at any hour is read from indexes, however much an office has published."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from models.queries import public_answers, published
from models.session import Session, transaction
from models.vocabulary import ItemState, Queue, Topic, Verdict
from tests.database import TestDatabase
from tests.models.queries.test_query_plans_of_the_queue import plan_of
from tests.models.rows import NOW, Rows
from tests.soak.copies import FIRST, copied

pytestmark = pytest.mark.database
MANY = 20_000
SAME = f"{FIRST} + g"
CASES: dict[str, Callable[[Session], object]] = {
    "answers": lambda session: public_answers.newest(session, 21, NOW.date()),
    "answers further on": lambda session: public_answers.newest(session, 21, NOW.date(), FIRST + MANY // 2),
    "answers of a topic": lambda session: public_answers.newest(
        session, 21, NOW.date(), None, Topic.DICH_VU_CONG
    ),
    "one answer": lambda session: public_answers.find(session, FIRST + 2),
    "verdicts": lambda session: published.newest(session, 21, standing_on=NOW.date()),
    "verdicts further on": lambda session: published.newest(session, 21, FIRST + MANY // 2),
    "one verdict": lambda session: published.find(session, FIRST + 1),
}


def fill(db: TestDatabase) -> None:
    """Twenty thousand posted answers, every second one to a question."""
    with transaction() as session:
        rows = Rows(session)
        item = rows.item(state=ItemState.CLOSED, ended_at=NOW)
        rows.verdict(rows.decision(item), stands_since=NOW)
        rows.posting(rows.approve(rows.reply(item)))
    asked = "CASE WHEN g % 2 = 0 THEN 'questions' ELSE 'claims' END"
    verdict = f"CASE WHEN g % 2 = 0 THEN '{Verdict.ANSWERED.value}' ELSE '{Verdict.FALSE.value}' END"
    with db.superuser() as owner:
        owner.execute("SET session_replication_role = replica")
        copied(owner, "item", MANY, narrative_id=SAME, queue=asked,
               label="CASE WHEN g % 2 = 0 THEN 'question' ELSE 'claim' END")  # fmt: skip
        copied(owner, "decision", MANY, item_id=SAME, verdict=verdict, idempotency_key="'khoa-' || g")
        copied(owner, "standing_verdict", MANY, item_id=SAME, decision_id=SAME, verdict=verdict)
        copied(owner, "reply", MANY, item_id=SAME)
        copied(owner, "reply_posting", MANY, item_id=SAME, reply_id=SAME, answer_id=SAME)
        owner.execute("VACUUM ANALYZE")


def test_lists_and_pages_are_read_from_indexes(fresh_db: TestDatabase) -> None:
    fill(fresh_db)
    wrong = []
    for name, ask in CASES.items():
        with transaction() as session:
            assert ask(session), name
            plan = plan_of(session, lambda: ask(session))  # noqa: B023  (called at once)
            session.rollback()
        big = [table for table in ("item", "reply", "standing_verdict", "decision", "reply_posting")
               if f"Seq Scan on {table} " in plan]  # fmt: skip
        if big or "Sort" in plan.split("Limit")[0] or "HashAggregate" in plan:
            wrong.append(f"{name}:\n{plan}")
    assert wrong == [], "\n\n".join(wrong)


def test_questions_and_claims_keep_apart(fresh_db: TestDatabase) -> None:
    fill(fresh_db)
    with transaction() as session:
        assert {one.id % 2 for one in public_answers.newest(session, 50, NOW.date())} == {0}
        assert {one.queue for one in published.newest(session, 50)} == {Queue.CLAIMS}
