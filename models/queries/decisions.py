"""Decisions and standing verdicts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import cast

from sqlalchemy import BigInteger, Date, String, Table, bindparam, func, insert, select, update
from sqlalchemy.orm import Session, joinedload, selectinload

from models.queries.standing import hold_base, stands
from models.tables.decision import Decision, DecisionPassage, StandingVerdict
from models.tables.item import Item
from models.tables.official import Document, DocumentPassage
from models.vocabulary import Verdict


@dataclass(frozen=True, slots=True)
class NewDecision:
    """A person's conclusion, ready to be written."""

    verdict: Verdict
    sentence: str
    rationale: str
    passage_ids: tuple[int, ...]
    no_official_text: bool
    valid_from: date
    valid_until: date | None
    idempotency_key: str


def add_decision(
    session: Session, item: Item, round_number: int, person_id: int, new: NewDecision
) -> Decision:
    """Write a decision of one round with the passages it rests on, and whether each stands on that day.

    The base is held until the transaction ends: what changes later finds the decision, what changed before is known.
    """
    hold_base(session)
    decision = Decision(
        office_id=item.office_id,
        item_id=item.id,
        round=round_number,
        verdict=new.verdict,
        sentence=new.sentence,
        rationale=new.rationale,
        no_official_text=new.no_official_text,
        valid_from=new.valid_from,
        valid_until=new.valid_until,
        decided_by=person_id,
        idempotency_key=new.idempotency_key,
    )
    session.add(decision)
    session.flush()
    if new.passage_ids:
        given = {"decision": decision.id, "passages": list(new.passage_ids), "day": new.valid_from}
        session.execute(_REST_ON, given)
    return decision


def decision_with_key(session: Session, idempotency_key: str) -> Decision | None:
    """The decision a request with this key already made. Requests with one key take turns until they commit."""
    session.execute(_LOCK_KEY, {"key": idempotency_key})
    return session.scalar(_WITH_KEY, {"key": idempotency_key})


def current_decisions(session: Session, item_id: int) -> Sequence[Decision]:
    """The decisions of the present round of work, first round first, with passages and their documents."""
    return session.scalars(_CURRENT, {"item_id": item_id}).all()


def count_decisions(session: Session, item_id: int) -> int:
    """How many decisions an item ever had, those of earlier rounds of work too."""
    return session.scalar(select(func.count()).select_from(Decision).where(Decision.item_id == item_id)) or 0


def retire_decisions(session: Session, item_id: int, reason: str) -> None:
    """The item is reopened: its decisions are history and its standing verdict is withdrawn."""
    session.execute(
        update(Decision).where(Decision.item_id == item_id, Decision.current).values(current=False)
    )
    session.execute(
        update(StandingVerdict)
        .where(StandingVerdict.item_id == item_id, StandingVerdict.withdrawn_at.is_(None))
        .values(withdrawn_at=func.now(), withdrawn_reason=reason[:300])
    )


def let_stand(session: Session, decision: Decision, valid_until: date) -> StandingVerdict:
    """Make a decision the verdict that stands for its item until ``valid_until``."""
    session.execute(_REPLACED, {"of_item": decision.item_id})
    verdict = StandingVerdict(
        office_id=decision.office_id,
        item_id=decision.item_id,
        decision_id=decision.id,
        verdict=decision.verdict,
        valid_from=decision.valid_from,
        valid_until=valid_until,
    )
    session.add(verdict)
    session.flush()
    return verdict


def standing_verdict(session: Session, item_id: int) -> StandingVerdict | None:
    """The verdict that stands for an item, with its decision."""
    return session.scalar(
        select(StandingVerdict)
        .where(StandingVerdict.item_id == item_id, StandingVerdict.withdrawn_at.is_(None))
        .options(joinedload(StandingVerdict.decision).selectinload(Decision.passages))
    )


def verdict_when(session: Session, item_id: int, at: datetime) -> StandingVerdict | None:
    """The verdict that stood for an item at a moment, whatever became of it."""
    return session.scalar(
        select(StandingVerdict)
        .where(StandingVerdict.item_id == item_id, StandingVerdict.stands_since <= at)
        .order_by(StandingVerdict.id.desc())
        .limit(1)
    )


_REST_ON = insert(cast(Table, DecisionPassage.__table__)).from_select(  # a plain one: its values are no rows
    ["decision_id", "passage_id", "stood"],
    select(bindparam("decision", type_=BigInteger), DocumentPassage.id, stands(bindparam("day", type_=Date)))
    .join(Document, Document.id == DocumentPassage.document_id)
    .where(DocumentPassage.id.in_(bindparam("passages", expanding=True))),
)
_LOCK_KEY = select(func.pg_advisory_xact_lock(func.hashtextextended(bindparam("key", type_=String), 0)))
_WITH_KEY = (
    select(Decision)
    .where(Decision.idempotency_key == bindparam("key"))
    .options(selectinload(Decision.passages))
)
_CURRENT = (
    select(Decision)
    .where(Decision.item_id == bindparam("item_id"), Decision.current)
    .options(
        selectinload(Decision.passages).joinedload(DocumentPassage.document), joinedload(Decision.decider)
    )
    .order_by(Decision.round)
)
_REPLACED = (
    update(StandingVerdict)
    .where(StandingVerdict.item_id == bindparam("of_item"), StandingVerdict.withdrawn_at.is_(None))
    .values(withdrawn_at=func.now(), withdrawn_reason="thay bằng kết luận mới")
    .execution_options(synchronize_session=False)
)
