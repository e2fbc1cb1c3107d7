"""The priority of an item (SPEC §4): one expression, kept in a column so that the queue is read in order from an index.

Three factors change only when something happens to the item; novelty and the time to due change by themselves. The clock
brings live items up to date each minute; since a priority is kept in hundredths, few have changed by then (an item of
72 hours moves by its time to due every seven hours, by its novelty every day).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import ColumnElement, Float, Numeric, String, cast, func, literal, select, update
from sqlalchemy.orm import Session

from models.tables.item import Item
from models.tables.narrative import Narrative
from models.vocabulary import LIVE_STATES

OLD_AFTER_SECONDS = 14 * 24 * 3600
"""Age of a narrative from which nothing about it is new; ``nlp.priority.OLD_AFTER`` is the same (a test compares)."""
BATCH = 500
LIVE = Item.state.in_([literal(state.value, String, literal_execute=True) for state in LIVE_STATES])
"""Written out in the statement: a partial index is used only where the planner sees that it fits, whatever is prepared."""


@dataclass(frozen=True, slots=True)
class Weights:
    """Weights of the five factors of priority; they sum to one (SPEC §4)."""

    harm: float = 0.40
    reach: float = 0.25
    novelty: float = 0.15
    time_to_due: float = 0.10
    doubt: float = 0.10


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


def reckon(session: Session, item_ids: Collection[int], weights: Weights | None = None) -> None:
    """Set the priority of items that have just been opened, spread or got a new due time."""
    _bring_up_to_date(session, weights or Weights(), Item.id.in_(item_ids), len(item_ids), wait=True)


def bring_up_to_date(session: Session, weights: Weights | None = None, limit: int = BATCH) -> int:
    """Set priorities that time has changed, of up to ``limit`` live items nobody is moving right now; returns how many."""
    return _bring_up_to_date(session, weights or Weights(), LIVE, limit, wait=False)


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
