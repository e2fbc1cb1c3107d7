"""Information-gap tickets: opening, asking again, reassigning, answering, and the list by office in charge."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session, joinedload

from models.tables.decision import Decision, StandingVerdict
from models.tables.gap import GapEvent, InformationGap
from models.tables.item import Item
from models.tables.narrative import Narrative
from models.tables.office import Office
from models.tables.official import DocumentPassage
from models.vocabulary import GapEventKind, ItemState, Verdict

OUT_OF_WORK = (ItemState.DISMISSED, ItemState.MERGED)
"""Items whose ticket asks nobody any more: what was dismissed is not asked, what was merged is asked where it went."""


MOST_LISTED = 200


@dataclass(frozen=True, slots=True)
class GapLine:
    """A ticket as a list shows it; ``posts`` are those of the item's narrative."""

    gap: InformationGap
    headline: str
    in_charge: str
    asked_by: str
    posts: int


def open_gap(
    session: Session, item: Item, verdict: Verdict, missing: str, person_id: int, due_at: datetime
) -> None:
    """Open the ticket of an item, or open it anew after an answer; while it is open a second verdict changes nothing."""
    ticket = session.scalar(select(InformationGap).where(InformationGap.item_id == item.id))
    if ticket is None:
        ticket = InformationGap(
            office_id=item.office_id,
            item_id=item.id,
            topic=item.topic,
            verdict=verdict,
            missing=missing,
            opened_by=person_id,
            due_at=due_at,
        )
        session.add(ticket)
        session.flush()
        add_event(session, ticket, GapEventKind.OPENED, person_id, missing)
    elif ticket.answered_at is not None:
        ticket.answered_at, ticket.due_at, ticket.missing = None, due_at, missing
        ticket.verdict = verdict
        add_event(session, ticket, GapEventKind.ASKED_AGAIN, person_id, missing)


def add_event(
    session: Session,
    gap: InformationGap,
    kind: GapEventKind,
    person_id: int,
    note: str,
    passage_id: int | None = None,
    idempotency_key: str | None = None,
) -> GapEvent:
    """Append one event to a locked ticket, with the office in charge and the clock as they are after it."""
    event = GapEvent(
        gap_id=gap.id,
        kind=kind,
        actor_id=person_id,
        in_charge_id=gap.in_charge_id,
        passage_id=passage_id,
        note=note,
        due_at=gap.due_at,
        idempotency_key=idempotency_key,
    )
    session.add(event)
    session.flush()
    return event


def event_with_key(session: Session, idempotency_key: str) -> GapEvent | None:
    """The event a request with this key already made."""
    return session.scalar(select(GapEvent).where(GapEvent.idempotency_key == idempotency_key))


def gap_of_item(session: Session, item_id: int) -> InformationGap | None:
    """The ticket of an item, if it has one."""
    return session.scalar(select(InformationGap).where(InformationGap.item_id == item_id))


def ticket_number(session: Session, item_id: int) -> int | None:
    """The number of an item's ticket, if it has one."""
    return session.scalar(select(InformationGap.id).where(InformationGap.item_id == item_id))


def lock_gap(session: Session, gap_id: int, office_ids: Sequence[int]) -> InformationGap | None:
    """A ticket these offices asked or have in charge, locked.

    Its item is locked first, as every move of the item does: the other way round two people could wait for each other.
    """
    wanted = select(InformationGap).where(InformationGap.id == gap_id, _seen_by(office_ids))
    found = session.scalar(wanted)
    if found is None:
        return None
    session.execute(select(Item.id).where(Item.id == found.item_id).with_for_update())
    return session.scalar(wanted.with_for_update().execution_options(populate_existing=True))


def find_gap(session: Session, gap_id: int, office_ids: Sequence[int]) -> GapLine | None:
    """A ticket these offices asked or have in charge, as a list shows it."""
    lines = _lines(session, [InformationGap.id == gap_id, _seen_by(office_ids)], 1)
    return lines[0] if lines else None


def list_gaps(
    session: Session, office_ids: Sequence[int], *, answered: bool = False, limit: int = MOST_LISTED
) -> list[GapLine]:
    """Tickets these offices asked or have in charge, by office in charge: the open ones, the longest due first; or those
    answered, the latest first."""
    conditions = [_seen_by(office_ids), Item.state.not_in(OUT_OF_WORK)]
    conditions.append(
        InformationGap.answered_at.is_not(None) if answered else InformationGap.answered_at.is_(None)
    )
    return _lines(session, conditions, limit, newest=answered)


def count_open(session: Session, office_ids: Sequence[int]) -> tuple[int, int]:
    """How many tickets wait for an answer, and how many of them are overdue."""
    waiting, late = session.execute(
        select(func.count(), func.count().filter(InformationGap.due_at < func.now()))
        .select_from(InformationGap)
        .join(Item, Item.id == InformationGap.item_id)
        .where(_seen_by(office_ids), Item.state.not_in(OUT_OF_WORK), InformationGap.answered_at.is_(None))
    ).one()
    return waiting, late


def gap_history(session: Session, gap_id: int) -> Sequence[GapEvent]:
    """Everything that happened to a ticket, the newest first."""
    return session.scalars(
        select(GapEvent)
        .where(GapEvent.gap_id == gap_id)
        .options(
            joinedload(GapEvent.actor),
            joinedload(GapEvent.in_charge),
            joinedload(GapEvent.passage).joinedload(DocumentPassage.document),
        )
        .order_by(GapEvent.id.desc())
    ).all()


def picked_sentence(session: Session, item_id: int) -> str | None:
    """The sentence of the conclusion that stands for an item. One that waits for its second look is not told."""
    return session.scalar(
        select(Decision.sentence)
        .join(StandingVerdict, StandingVerdict.decision_id == Decision.id)
        .where(StandingVerdict.item_id == item_id, StandingVerdict.withdrawn_at.is_(None))
    )


def offices_to_ask(session: Session) -> Sequence[Office]:
    """Every office a ticket may be given to, by name."""
    return session.scalars(select(Office).order_by(Office.name)).all()


def _seen_by(office_ids: Sequence[int]) -> ColumnElement[bool]:
    return or_(InformationGap.office_id.in_(office_ids), InformationGap.in_charge_id.in_(office_ids))


def _lines(
    session: Session, conditions: Sequence[ColumnElement[bool]], limit: int, *, newest: bool = False
) -> list[GapLine]:
    in_charge, asking = Office.__table__.alias("in_charge"), Office.__table__.alias("asking")
    order = InformationGap.answered_at.desc() if newest else InformationGap.due_at
    rows = session.execute(
        select(InformationGap, Item.headline, in_charge.c.name, asking.c.name, Narrative.post_count)
        .join(Item, Item.id == InformationGap.item_id)
        .join(Narrative, Narrative.id == Item.narrative_id)
        .join(in_charge, in_charge.c.id == InformationGap.in_charge_id)
        .join(asking, asking.c.id == InformationGap.office_id)
        .where(*conditions)
        .options(joinedload(InformationGap.item))
        .order_by(in_charge.c.name, order, InformationGap.id)
        .limit(limit)
    )
    return [GapLine(gap, headline, name, asked, posts) for gap, headline, name, asked, posts in rows]
