"""Claims whose verdict an approver has made public with a reply, as anybody may read them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, exists, select
from sqlalchemy.orm import Session, selectinload

from models.tables.decision import Decision, StandingVerdict
from models.tables.item import Item
from models.tables.office import Office
from models.tables.official import DocumentPassage
from models.tables.reply import Reply
from models.vocabulary import Queue, ReplyState

PUBLIC_STATES = (ReplyState.APPROVED, ReplyState.POSTED)


@dataclass(frozen=True, slots=True)
class PublicClaim:
    """A standing verdict with the decision it rests on and whose it is."""

    standing: StandingVerdict
    decision: Decision
    item_id: int
    office_name: str


def public_claims(session: Session, today: date, limit: int, before: int | None = None) -> list[PublicClaim]:
    """Claims whose verdict stands on this day, the newest first; ``before`` is the id the last page ended with."""
    statement = _public(today).order_by(StandingVerdict.id.desc()).limit(limit)
    if before is not None:
        statement = statement.where(StandingVerdict.id < before)
    return [
        PublicClaim(standing, decision, item_id, name)
        for standing, decision, item_id, name in session.execute(statement)
    ]


def public_claim(session: Session, today: date, claim_id: int) -> PublicClaim | None:
    """One claim whose verdict stands on this day."""
    row = session.execute(_public(today).where(StandingVerdict.id == claim_id)).one_or_none()
    if row is None:
        return None
    standing, decision, item_id, name = row
    return PublicClaim(standing, decision, item_id, name)


def _public(today: date) -> Select[StandingVerdict, Decision, int, str]:
    answered = exists().where(Reply.item_id == Item.id, Reply.state.in_(PUBLIC_STATES))
    return (
        select(StandingVerdict, Decision, Item.id, Office.name)
        .join(Decision, Decision.id == StandingVerdict.decision_id)
        .join(Item, Item.id == StandingVerdict.item_id)
        .join(Office, Office.id == StandingVerdict.office_id)
        .where(
            StandingVerdict.withdrawn_at.is_(None),
            StandingVerdict.valid_from <= today,
            StandingVerdict.valid_until >= today,
            Item.queue == Queue.CLAIMS,
            answered,
        )
        .options(selectinload(Decision.passages).joinedload(DocumentPassage.document))
    )
