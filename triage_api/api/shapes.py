"""The JSON shapes of the interface. Closed: an unknown field in a request is refused."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from models.errors import TriageError
from models.queries.narratives import MemberPost
from models.tables.item import Item
from models.tables.official import DocumentPassage
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
from triage_api.catalogue import said
from triage_api.fields import Clean, Id, Moment

Key = Annotated[
    str,
    StringConstraints(pattern=r"^[A-Za-z0-9_.:-]{8,80}$"),
    Field(description="Idempotency key chosen by the caller: 8 to 80 of A-Z, a-z, 0-9 and _ . : -"),
]


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
            state=item.state,
            headline=item.headline,
            unsure=item.unsure,
            gap=item.gap,
            escalated=item.escalated,
            post_count=item.narrative.post_count,
            thread_count=item.narrative.thread_count,
            opened_at=item.opened_at,
            due_at=item.due_at,
            lease_expires_at=item.lease_expires_at,
            mine=item.assigned_to == person_id,
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


class SentenceRequest(Shape):
    """One sentence of a reply; without ``passage`` it is the office's own words."""

    text: Annotated[str, Field(min_length=1, max_length=2000), Clean]
    passage: Id | None = None


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
    """What still stands between a draft and approval, one sentence each."""

    @classmethod
    def of(cls, reply: Reply, missing: Sequence[TriageError]) -> ReplyShape:
        """From a row."""
        return cls(
            id=reply.id,
            item=reply.item_id,
            state=reply.state,
            missing=[said(problem) for problem in missing],
        )


class PostingRequest(Shape):
    """Where a person posted an approved reply."""

    url: Annotated[str, Field(min_length=10, max_length=2000), Clean]


class PostRequest(Shape):
    """A public text somebody reports. ``address`` is where it stands, if anywhere."""

    text: Annotated[str, Field(min_length=1, max_length=30000), Clean]
    address: Annotated[str, Field(max_length=2000), Clean] | None = None
    posted_at: Moment | None = None
    own_form: bool = False


class PostReceipt(Shape):
    """What became of a reported text."""

    new: bool


class CheckRequest(Shape):
    """A text to check; nothing of it is kept."""

    text: Annotated[str, Field(min_length=1, max_length=30000), Clean]
    posted_at: Moment | None = None


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


class SourceShape(Shape):
    """An official passage a published verdict rests on."""

    document: str
    kind: str
    issued: date
    issuer: str
    path: str
    text: str
    url: str | None

    @classmethod
    def of(cls, passage: DocumentPassage) -> SourceShape:
        """From a row."""
        return cls(
            document=passage.document.number,
            kind=passage.document.kind,
            issued=passage.document.issued,
            issuer=passage.document.issuer,
            path=passage.path,
            text=passage.text,
            url=passage.document.source_url,
        )


class ClaimShape(Shape):
    """A claim with the verdict that stands, the office's answer and what it rests on."""

    id: int
    claim: str
    verdict: Verdict
    verdict_name: str
    office: str
    answer: str
    valid_from: date
    valid_until: date
    stands_since: datetime
    sources: list[SourceShape]


class ClaimPage(Shape):
    """One page of claims. ``next`` is the cursor of the following page, or null."""

    claims: list[ClaimShape]
    next: int | None
