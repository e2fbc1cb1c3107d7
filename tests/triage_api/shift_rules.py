"""A second reading of who is offered what, written over plain rows and knowing nothing of the queries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select

from models.desk import DeskSettings
from models.queries import desk_settings
from models.queries.accounts import Person
from models.session import Session
from models.tables.decision import Decision
from models.tables.desk import Absence, AssignmentRule, GivenItem
from models.tables.item import Item, ItemEvent
from models.vocabulary import EventKind, ItemState


@dataclass(frozen=True)
class Rules:
    """Who is offered what at one moment and one office, by a second reading of the rules over plain rows, each table read once.

    Read anew for each question, and table by table: asked row by row, it took nine tenths of a long shift.
    """

    now: datetime
    desk: DeskSettings
    items: Sequence[Item]
    concluded: set[tuple[int, int | None]]
    skips: set[tuple[int, int | None]]
    away: set[int]
    given: dict[int, GivenItem]
    rules: Sequence[AssignmentRule]

    @classmethod
    def read(cls, session: Session, office_id: int) -> Rules:
        """Everything open at an office, and what was done to it."""
        items = session.scalars(
            select(Item).where(Item.office_id == office_id, Item.state == ItemState.OPEN)
        ).all()
        now = session.scalars(select(func.now())).one()
        events = select(ItemEvent.item_id, ItemEvent.actor_id, ItemEvent.kind).join(
            Item, Item.id == ItemEvent.item_id
        )
        told = session.execute(
            events.where(
                Item.office_id == office_id, ItemEvent.kind.in_([EventKind.SKIPPED, EventKind.DISAGREED])
            )
        ).all()
        decided = session.execute(select(Decision.item_id, Decision.decided_by).where(Decision.current)).all()
        return cls(
            now,
            desk_settings.current(session, office_id),
            items,
            {(item, who) for item, who in decided}
            | {(item, who) for item, who, kind in told if kind is EventKind.DISAGREED},
            {(item, who) for item, who, kind in told if kind is EventKind.SKIPPED},
            {one.account_id for one in session.scalars(select(Absence)) if one.back_at > now},
            {one.item_id: one for one in session.scalars(select(GivenItem))},
            session.scalars(select(AssignmentRule).where(AssignmentRule.office_id == office_id)).all(),
        )

    def offered(self, person: Person) -> list[int]:
        """What is offered to a person."""
        return [item.id for item in self.items if self.step(person, item) is not None]

    def step(self, person: Person, item: Item) -> int | None:
        """By which step an item is offered: 0 given to them, 1 their topic, 2 nobody's, 3 it has waited; None: not at all."""
        if (item.id, person.id) in self.concluded:
            return None
        given = self.given.get(item.id)
        if given is not None and given.account_id == person.id:
            return 0
        kept = self.now - timedelta(minutes=self.desk.given_minutes)
        if given is not None and given.account_id not in self.away and given.given_at > kept:
            return None
        whose = {
            rule.account_id
            for rule in self.rules
            if rule.queue in (None, item.queue)
            and rule.topic in (None, item.topic)
            and rule.account_id not in self.away
        }
        if person.id in whose:
            return 1
        if not whose:
            return 2
        half = item.timed_from + (item.due_at - item.timed_from) / 2
        return (
            3 if self.now >= min(half, item.timed_from + timedelta(minutes=self.desk.topic_minutes)) else None
        )
