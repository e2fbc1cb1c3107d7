"""The priority of an item (SPEC §4): one expression, kept in a column so that the queue is read in order from an index.

Three factors change only when something happens to the item; novelty and the time to due change by themselves. The clock
brings live items up to date each minute; since a priority is kept in hundredths, few have changed by then (an item of
72 hours moves by its time to due every seven hours, by its novelty every day).
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from decimal import Decimal

from sqlalchemy import ColumnElement, Float, Numeric, String, and_, cast, func, literal, select, update
from sqlalchemy.orm import Session

from models.desk import Weights
from models.queries import desk_settings
from models.tables.item import Item
from models.tables.narrative import Narrative
from models.vocabulary import LIVE_STATES

OLD_AFTER_SECONDS = 14 * 24 * 3600
"""Age of a narrative from which nothing about it is new; ``nlp.priority.OLD_AFTER`` is the same (a test compares)."""
BATCH = 500
LIVE = Item.state.in_([literal(state.value, String, literal_execute=True) for state in LIVE_STATES])
"""Written out in the statement: a partial index is used only where the planner sees that it fits, whatever is prepared."""


def time_to_due(at: ColumnElement[datetime]) -> ColumnElement[float]:
    """0 when the item's time begins to run, 1 from its due time on."""
    whole = func.extract("epoch", Item.due_at - Item.timed_from)
    left = func.extract("epoch", Item.due_at - at)
    return cast(func.least(1, func.greatest(0, 1 - left / func.greatest(1, whole))), Float)


def novelty(at: ColumnElement[datetime]) -> ColumnElement[Decimal]:
    """1 for a narrative first seen now, 0 from ``OLD_AFTER_SECONDS`` on; wants ``Narrative`` joined."""
    age = func.extract("epoch", at - Narrative.first_seen_at)
    return func.round(cast(func.least(1, func.greatest(0, 1 - age / OLD_AFTER_SECONDS)), Numeric), 3)


def weighed(
    weights: Weights, new: ColumnElement[Decimal], at: ColumnElement[datetime]
) -> ColumnElement[Decimal]:
    """The weighted sum of the factors in hundredths of 0..1; ``new`` is the novelty."""
    total = (
        weights.harm * Item.harm
        + weights.reach * Item.reach
        + weights.novelty * new
        + weights.doubt * Item.doubt
        + weights.time_to_due * time_to_due(at)
    )
    return func.round(cast(total, Numeric), 2)


def reckon(session: Session, item_ids: Collection[int]) -> None:
    """Set the priority of items of one office that have just been opened, spread or got a new due time."""
    office_id = session.scalar(select(Item.office_id).where(Item.id.in_(item_ids)).limit(1))
    if office_id is not None:
        weights = desk_settings.current_weights(session, office_id)
        _bring_up_to_date(session, weights, Item.id.in_(item_ids), len(item_ids), wait=True)


def bring_up_to_date(session: Session, office_id: int, limit: int = BATCH) -> int:
    """Set priorities of an office that time, or its weights, have changed; returns how many.

    At most ``limit``, and none that somebody is moving right now.
    """
    weights = desk_settings.current_weights(session, office_id)
    return _bring_up_to_date(session, weights, and_(LIVE, Item.office_id == office_id), limit, wait=False)


def offices_with_work(session: Session) -> list[int]:
    """Offices that have live items."""
    return list(session.scalars(select(Item.office_id).where(LIVE).distinct()))


def _bring_up_to_date(
    session: Session, weights: Weights, whose: ColumnElement[bool], limit: int, *, wait: bool
) -> int:
    """Not a move: the item's version stays, so nobody's work is disturbed. Rows are locked in the order of their numbers."""
    now = func.now()
    new = novelty(now)
    total = weighed(weights, new, now)
    changed = (
        select(Item.id, new.label("novelty"), total.label("priority"))
        .join(Narrative, Narrative.id == Item.narrative_id)
        .where(whose, Item.priority != total)
        .order_by(Item.id)
        .limit(limit)
        .with_for_update(of=Item, skip_locked=not wait)
        .cte("changed")
    )
    return len(
        session.execute(
            update(Item)
            .where(Item.id == changed.c.id)
            .values(novelty=changed.c.novelty, priority=changed.c.priority)
            .returning(Item.id)
            .execution_options(synchronize_session=False)
        ).all()
    )
