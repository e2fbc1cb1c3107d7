"""Items (vụ việc): the narrative's ticket, and its append-only history."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Numeric,
    String,
    Text,
    UniqueConstraint,
    desc,
)
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Id, Now, coded
from models.tables.account import Account
from models.tables.assessment import AssessmentSlot, PostAssessment
from models.tables.narrative import Narrative
from models.vocabulary import (
    LIVE_STATES,
    ActorKind,
    Distortion,
    EventKind,
    ItemState,
    Label,
    Queue,
    Severity,
    Topic,
)

WITHOUT_A_PERSON = (
    EventKind.OPENED,
    EventKind.LEASE_EXPIRED,
    EventKind.REOPENED,
    EventKind.ESCALATED,
    EventKind.NOTED,
)
"""Moves the machine or the clock may make; every other is a person's (I3)."""

_LIVE_SQL = ", ".join(f"'{state.value}'" for state in LIVE_STATES)
_IN_ORDER: tuple[ColumnElement[Any] | str, ...] = (desc("priority"), "due_at", "id")
_WITHOUT_A_PERSON_SQL = ", ".join(f"'{kind.value}'" for kind in WITHOUT_A_PERSON)


class Item(Base):
    """A ticket for people. One per narrative.

    A claim stands on a primary slot of its own assessment (I2, CHECK ``claim_has_slot``); opinion has no
    queue at all, and a grievance only when it came through the office's own channel (trigger
    ``item_of_its_post``: the post says so). ``headline`` is the checkable sentence, masked; ``state`` is
    derived from the events and kept here for the queue, ``priority`` from the factors (``models.queries.priority``).
    Its time to due runs from ``timed_from``: when it was opened, or opened again.
    """

    __tablename__ = "item"
    __table_args__ = (
        ForeignKeyConstraint(
            ["primary_slot_id", "assessment_id"], ["assessment_slot.id", "assessment_slot.assessment_id"]
        ),
        CheckConstraint("queue <> 'claims' OR primary_slot_id IS NOT NULL", name="claim_has_slot"),
        CheckConstraint(
            "(queue = 'scam' AND label = 'scam') OR (queue = 'claims' AND label = 'claim')"
            " OR (queue = 'questions' AND label = 'question')"
            " OR (queue = 'grievances' AND label = 'grievance' AND own_channel)",
            name="firewall",
        ),
        CheckConstraint(
            "(state = 'assigned') = (assigned_to IS NOT NULL AND lease_expires_at IS NOT NULL)", name="lease"
        ),
        CheckConstraint("distortion IS NULL OR queue = 'claims'", name="distortion_of_claim"),
        CheckConstraint(
            "harm BETWEEN 0 AND 1 AND reach BETWEEN 0 AND 1 AND novelty BETWEEN 0 AND 1"
            " AND doubt BETWEEN 0 AND 1",
            name="factors",
        ),
        CheckConstraint("(state = 'merged') = (merged_into IS NOT NULL)", name="merged_into"),
        CheckConstraint("merged_into <> id", name="not_into_itself"),
        CheckConstraint("priority BETWEEN 0 AND 1", name="priority"),
        Index("ix_item_counts", "office_id", "queue", "state", "due_at", "escalated"),
        Index("ix_item_next", "office_id", *_IN_ORDER, postgresql_where=sql("state = 'open'")),
        Index(
            "ix_item_next_of_queue", "office_id", "queue", *_IN_ORDER, postgresql_where=sql("state = 'open'")
        ),
        Index("ix_item_live", "office_id", *_IN_ORDER, postgresql_where=sql(f"state IN ({_LIVE_SQL})")),
        Index("ix_item_live_everywhere", *_IN_ORDER, postgresql_where=sql(f"state IN ({_LIVE_SQL})")),
        Index("ix_item_lease", "lease_expires_at", postgresql_where=sql("state = 'assigned'")),
        Index(
            "ix_item_to_escalate",
            "escalate_at",
            postgresql_where=sql(f"NOT escalated AND state IN ({_LIVE_SQL})"),
        ),
    )

    id: Mapped[Id]
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"))
    narrative_id: Mapped[int] = mapped_column(ForeignKey("narrative.id"), unique=True)
    assessment_id: Mapped[int] = mapped_column(ForeignKey("post_assessment.id"), index=True)
    queue: Mapped[Queue] = mapped_column(coded(Queue, "queue"))
    label: Mapped[Label] = mapped_column(coded(Label, "label"))
    severity: Mapped[Severity] = mapped_column(coded(Severity, "severity"))
    distortion: Mapped[Distortion | None] = mapped_column(coded(Distortion, "distortion"))
    topic: Mapped[Topic] = mapped_column(coded(Topic, "topic"))
    headline: Mapped[str] = mapped_column(Text)
    primary_slot_id: Mapped[int | None] = mapped_column(index=True)
    own_channel: Mapped[bool] = mapped_column(server_default=sql("false"))
    unsure: Mapped[bool] = mapped_column(server_default=sql("false"))
    gap: Mapped[bool] = mapped_column(server_default=sql("false"))
    state: Mapped[ItemState] = mapped_column(coded(ItemState, "state"), server_default=ItemState.OPEN.value)
    escalated: Mapped[bool] = mapped_column(server_default=sql("false"))
    assigned_to: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    lease_expires_at: Mapped[datetime | None]
    merged_into: Mapped[int | None] = mapped_column(ForeignKey("item.id"), index=True)
    opened_at: Mapped[Now]
    timed_from: Mapped[Now]
    due_at: Mapped[datetime]
    escalate_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    harm: Mapped[Decimal] = mapped_column(Numeric(4, 3))
    reach: Mapped[Decimal] = mapped_column(Numeric(4, 3))
    novelty: Mapped[Decimal] = mapped_column(Numeric(4, 3))
    doubt: Mapped[Decimal] = mapped_column(Numeric(4, 3))
    priority: Mapped[Decimal] = mapped_column(Numeric(3, 2), server_default=sql("0"))
    version: Mapped[int] = mapped_column(server_default=sql("1"))

    narrative: Mapped[Narrative] = relationship()
    assessment: Mapped[PostAssessment] = relationship()
    primary_slot: Mapped[AssessmentSlot | None] = relationship(
        primaryjoin=lambda: Item.primary_slot_id == AssessmentSlot.id,
        foreign_keys=lambda: [Item.primary_slot_id],
        viewonly=True,
    )
    assignee: Mapped[Account | None] = relationship()
    events: Mapped[list[ItemEvent]] = relationship(order_by="ItemEvent.sequence", back_populates="item")

    __mapper_args__ = {"version_id_col": version}


class ItemEvent(Base):
    """One move of an item. Append-only: the application may neither change nor delete a row."""

    __tablename__ = "item_event"
    __table_args__ = (
        UniqueConstraint("item_id", "sequence"),
        UniqueConstraint("idempotency_key"),
        Index("ix_item_event_skipped", "actor_id", "item_id", postgresql_where=sql("kind = 'skipped'")),
        Index("ix_item_event_differed", "actor_id", "item_id", postgresql_where=sql("kind = 'disagreed'")),
        CheckConstraint("(actor_kind = 'person') = (actor_id IS NOT NULL)", name="actor"),
        CheckConstraint(f"kind IN ({_WITHOUT_A_PERSON_SQL}) OR actor_kind = 'person'", name="person_decides"),
    )

    id: Mapped[Id]
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"))
    sequence: Mapped[int]
    kind: Mapped[EventKind] = mapped_column(coded(EventKind, "kind"))
    from_state: Mapped[ItemState | None] = mapped_column(coded(ItemState, "from_state"))
    to_state: Mapped[ItemState] = mapped_column(coded(ItemState, "to_state"))
    actor_kind: Mapped[ActorKind] = mapped_column(coded(ActorKind, "actor_kind"))
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    note: Mapped[str | None] = mapped_column(Text)
    idempotency_key: Mapped[str | None] = mapped_column(String(80))
    at: Mapped[Now]

    item: Mapped[Item] = relationship(back_populates="events")
    actor: Mapped[Account | None] = relationship()


class ItemNotice(Base):
    """Somebody whose conclusion or answer an event undid, or to whom an item was given, is told so, until they have seen it."""

    __tablename__ = "item_notice"
    __table_args__ = (UniqueConstraint("event_id", "account_id"),)

    id: Mapped[Id]
    event_id: Mapped[int] = mapped_column(ForeignKey("item_event.id"))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    seen_at: Mapped[datetime | None]

    event: Mapped[ItemEvent] = relationship()

    @property
    def gives(self) -> bool:
        """Whether the item was given to the person who is told."""
        return self.event.kind is EventKind.GIVEN

    @property
    def brings_up(self) -> bool:
        """Whether an office below brought the item to the attention of the person's office."""
        return self.event.kind is EventKind.ESCALATED

    @property
    def answers(self) -> bool:
        """Whether a person of the office in charge answered; otherwise the clock found that evidence had changed."""
        return self.event.actor_kind is ActorKind.PERSON and not (self.gives or self.brings_up)
