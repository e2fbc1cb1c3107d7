"""The JSON shapes of the interface. Closed: an unknown field in a request is refused."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from models.tables.item import Item
from models.tables.reply import Reply
from models.vocabulary import (
    Distortion,
    ItemState,
    Label,
    Queue,
    ReplyState,
    Severity,
    Topic,
    Verdict,
)

Key = Annotated[str, Field(min_length=8, max_length=80, description="Idempotency key chosen by the caller.")]


class Shape(BaseModel):
    """Base of every shape."""

    model_config = ConfigDict(extra="forbid")


class ItemShape(Shape):
    """An item of the queue."""

    id: int
    queue: Queue
    label: Label
    severity: Severity
    distortion: Distortion | None
    topic: Topic
    state: ItemState
    headline: str
    unsure: bool
    gap: bool
    post_count: int
    thread_count: int
    opened_at: datetime
    due_at: datetime
    lease_expires_at: datetime | None
    mine: bool

    @classmethod
    def of(cls, item: Item, person_id: int) -> ItemShape:
        """From a row; who holds an item is told only as "mine or not"."""
        return cls(
            id=item.id,
            queue=item.queue,
            label=item.label,
            severity=item.severity,
            distortion=item.distortion,
            topic=item.topic,
            state=item.state,
            headline=item.headline,
            unsure=item.unsure,
            gap=item.gap,
            post_count=item.narrative.post_count,
            thread_count=item.narrative.thread_count,
            opened_at=item.opened_at,
            due_at=item.due_at,
            lease_expires_at=item.lease_expires_at,
            mine=item.assigned_to == person_id,
        )


class ItemPage(Shape):
    """One page of a list. ``next`` is the cursor of the following page, or null."""

    items: list[ItemShape]
    next: str | None


class LeaseRequest(Shape):
    """Which queue to take from; null is any."""

    queue: Queue | None = None


class ReasonRequest(Shape):
    """A reason in a person's words."""

    reason: Annotated[str, Field(max_length=500)] = ""


class DecisionRequest(Shape):
    """A conclusion: the checkable sentence, the verdict, why, and the passages it rests on."""

    idempotency_key: Key
    verdict: Verdict
    sentence: Annotated[str, Field(min_length=1, max_length=4000)]
    rationale: Annotated[str, Field(min_length=1, max_length=4000)]
    passages: Annotated[list[int], Field(max_length=20)] = []
    no_official_text: bool = False
    valid_until: date | None = None


class DecisionShape(Shape):
    """A decision as written."""

    id: int
    item: int
    round: int
    verdict: Verdict
    state: ItemState


class SentenceRequest(Shape):
    """One sentence of a reply; without ``passage`` it is the office's own words."""

    text: Annotated[str, Field(min_length=1, max_length=2000)]
    passage: int | None = None


class ReplyRequest(Shape):
    """A draft, and whether to send it for approval at once."""

    sentences: Annotated[list[SentenceRequest], Field(min_length=1, max_length=12)]
    submit: bool = False


class ReplyShape(Shape):
    """A reply and where it stands."""

    id: int
    item: int
    state: ReplyState
    missing: list[str]

    @classmethod
    def of(cls, reply: Reply, missing: list[str]) -> ReplyShape:
        """From a row."""
        return cls(id=reply.id, item=reply.item_id, state=reply.state, missing=missing)


class PostingRequest(Shape):
    """Where a person posted an approved reply."""

    url: Annotated[str, Field(min_length=10, max_length=2000)]


class PostRequest(Shape):
    """A public text somebody reports. ``address`` is where it stands, if anywhere."""

    text: Annotated[str, Field(min_length=1, max_length=30000)]
    address: Annotated[str, Field(max_length=2000)] | None = None
    posted_at: datetime | None = None
    own_form: bool = False


class PostReceipt(Shape):
    """What became of a reported text."""

    new: bool


class CheckRequest(Shape):
    """A text to check; nothing of it is kept."""

    text: Annotated[str, Field(min_length=1, max_length=30000)]
    posted_at: datetime | None = None


class PassageShape(Shape):
    """A passage of an official document."""

    id: int | None
    document: str
    issued: date | None
    issuer: str
    path: str
    text: str
    valid_from: date | None
    valid_until: date | None
    score: float | None = None


class DocumentShape(Shape):
    """An official document with its passages."""

    number: str
    issued: date
    issuer: str
    kind: str
    title: str
    effective_from: date | None
    effective_until: date | None
    version: int
    passages: list[PassageShape]
