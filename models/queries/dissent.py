"""Who said in the second look that an item is an opinion: they concluded nothing, and are not its third person."""

from __future__ import annotations

from sqlalchemy import ColumnElement, String, exists, literal, select
from sqlalchemy.orm import Session, aliased

from models.tables.item import Item, ItemEvent
from models.vocabulary import EventKind


def differed(person_id: int | ColumnElement[int]) -> ColumnElement[bool]:
    """Whether this person differed in the second look of an ``Item`` of the query, since it was last reopened."""
    reopened = aliased(ItemEvent)
    return (
        exists()
        .where(
            ItemEvent.item_id == Item.id,
            ItemEvent.kind == literal(EventKind.DISAGREED.value, String, literal_execute=True),
            ItemEvent.actor_id == person_id,
            ~exists()
            .where(
                reopened.item_id == ItemEvent.item_id,
                reopened.kind == EventKind.REOPENED,
                reopened.sequence > ItemEvent.sequence,
            )
            .correlate(ItemEvent),
        )
        .correlate(Item)
    )


def has_differed(session: Session, item_id: int, person_id: int) -> bool:
    """Whether this person differed in the second look of one item."""
    return session.scalar(select(Item.id).where(Item.id == item_id, differed(person_id))) is not None
