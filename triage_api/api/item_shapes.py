"""The JSON shapes of items: what is listed, leased, decided, merged and split."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from pydantic import Field

from models.queries.narratives import MemberPost
from models.tables.item import Item
from models.vocabulary import (
    Distortion,
    ItemState,
    Label,
    Queue,
    Severity,
    Topic,
    Verdict,
)
from triage_api.api.shapes import Key, Shape
from triage_api.fields import Clean, Id
from triage_api.services import lease


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
    escalated: bool
    post_count: int
    thread_count: int
    opened_at: datetime
    due_at: datetime
    lease_expires_at: datetime | None
    mine: bool
    merged_into: int | None
    """The item this one was merged into, or null."""

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
            state=lease.state_now(item),
            headline=item.headline,
            unsure=item.unsure,
            gap=item.gap,
            escalated=item.escalated,
            post_count=item.narrative.post_count,
            thread_count=item.narrative.thread_count,
            opened_at=item.opened_at,
            due_at=item.due_at,
            lease_expires_at=item.lease_expires_at if lease.holder(item) else None,
            mine=lease.holder(item) == person_id,
            merged_into=item.merged_into,
        )


class ItemPage(Shape):
    """One page of a list. ``next`` is the cursor of the following page, or null."""

    items: list[ItemShape]
    next: str | None


class MemberShape(Shape):
    """A post of an item. ``text`` is masked, and null once its time of keeping is over."""

    id: int
    text: str | None
    source: str
    at: datetime
    """When it was posted, or first seen where that is unknown."""

    @classmethod
    def of(cls, post: MemberPost) -> MemberShape:
        """From what a reviewer may see of it."""
        return cls(id=post.id, text=post.text, source=post.source_name, at=post.at)


class MemberPage(Shape):
    """One page of an item's posts. ``next`` is the cursor of the following page, or null."""

    posts: list[MemberShape]
    next: int | None


class LeaseRequest(Shape):
    """Which queue to take from; null is any."""

    queue: Queue | None = None


class ReasonRequest(Shape):
    """A reason in a person's words."""

    reason: Annotated[str, Field(max_length=500), Clean] = ""


class MergeRequest(ReasonRequest):
    """The item to merge into, and why."""

    into: Id


class SplitRequest(ReasonRequest):
    """The post to take out, and why; without ``post`` a merged item is split off as a whole."""

    post: Id | None = None


class SplitShape(Shape):
    """What a split left: the item asked about, and the item a post taken out got, or null where it can have none."""

    item: ItemShape
    split_off: int | None


class DecisionRequest(Shape):
    """A conclusion: the checkable sentence, the verdict, why, and the passages it rests on."""

    idempotency_key: Key
    verdict: Verdict
    sentence: Annotated[str, Field(min_length=1, max_length=4000), Clean]
    rationale: Annotated[str, Field(min_length=1, max_length=4000), Clean]
    passages: Annotated[list[Id], Field(max_length=20)] = []
    no_official_text: bool = False
    valid_until: date | None = None


class DecisionShape(Shape):
    """A decision as written."""

    id: int
    item: int
    round: int
    verdict: Verdict
    state: ItemState
