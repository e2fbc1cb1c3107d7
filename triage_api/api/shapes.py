"""The JSON shapes of the interface. Closed: an unknown field in a request is refused."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from models.errors import TriageError
from models.queries.document_graph import Edge
from models.queries.reported import Fate
from models.tables.official import DocumentPassage
from models.tables.reply import Reply
from models.vocabulary import (
    DocumentRelation,
    PostState,
    Queue,
    ReplyState,
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


class SentenceRequest(Shape):
    """One sentence of a reply. One that states a fact needs a ``passage``, or is marked as the office's ``own_words``."""

    text: Annotated[str, Field(min_length=1, max_length=2000), Clean]
    passage: Id | None = None
    own_words: bool = False


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
    """Where a person posted an approved reply, and when if it was not just now."""

    url: Annotated[str, Field(min_length=10, max_length=2000), Clean]
    posted_at: Moment | None = None


class PostRequest(Shape):
    """A public text somebody reports, an address, or both. ``address`` is where the text stands."""

    text: Annotated[str, Field(max_length=30000), Clean] = ""
    address: Annotated[str, Field(max_length=2000), Clean] | None = None
    posted_at: Moment | None = None
    own_form: bool = False


class PostReceipt(Shape):
    """What a reported text became: whether it was new, and its number for ``GET /posts/{post}``."""

    new: bool
    post: int


class PostFate(Shape):
    """How far a reported text has come. ``joined``: it lies with texts that said the same before."""

    post: int
    state: PostState
    item: int | None
    joined: bool

    @classmethod
    def of(cls, fate: Fate) -> PostFate:
        """The shape of what the database says."""
        return cls(post=fate.post_id, state=fate.state, item=fate.item_id, joined=fate.joined)


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
    ocr: bool = False
    """Read from a picture of the page; its figures may be wrong."""
    url: str | None = None
    """Its lasting address for people."""
    in_force: bool | None = None
    """On the day asked for; null where none was."""
    found: list[tuple[int, int]] = []
    """Where words of the search stand in ``text``: offsets in code points, end exclusive."""


class LinkShape(Shape):
    """What ``document`` says it does to ``number``: one edge of the graph of documents, with the words that say so."""

    relation: DocumentRelation
    document: str
    document_id: int
    path: str
    number: str
    name: str | None
    issued: date | None
    issuer: str | None
    target_paths: list[str]
    target_id: int | None
    """The document of the base that is meant, where that is certain."""
    since: date | None
    sentence: str

    @classmethod
    def of(cls, edge: Edge) -> LinkShape:
        """From an edge of the graph."""
        link = edge.link
        return cls(
            relation=link.relation,
            document=link.document.number,
            document_id=link.document_id,
            path=link.path,
            number=link.number,
            name=link.name,
            issued=link.issued,
            issuer=link.issuer,
            target_paths=list(link.target_paths),
            target_id=edge.target.id if edge.target else None,
            since=link.since,
            sentence=link.sentence,
        )


class DocumentEntry(Shape):
    """An official document in a list: its newest version. ``confirmed``: a person has compared it with its source."""

    id: int
    url: str
    number: str
    issued: date
    issuer: str
    kind: str
    title: str
    draft: bool
    confirmed: bool
    effective_from: date | None
    effective_until: date | None
    version: int
    versions: int
    passages: int


class DocumentList(Shape):
    """One page of documents. ``next`` is the cursor of the following page, or null."""

    documents: list[DocumentEntry]
    next: str | None


class DocumentShape(Shape):
    """One version of an official document with its passages, its provenance and what it has to do with others."""

    id: int
    url: str
    draft: bool
    newest: bool
    sha256: str
    filename: str
    source_url: str | None
    obtained_at: datetime
    confirmed_at: datetime | None
    cites: list[LinkShape]
    cited_by: list[LinkShape]
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
    """A claim or a confirmed scam with the verdict that stands, the office's answer and what it rests on.

    ``queue`` is ``claims`` or ``scam``; addresses in ``claim`` are defanged. ``id`` and ``url`` stay with the claim for good; ``version`` counts what was approved of it.
    """

    id: int
    number: str
    url: str
    version: int
    queue: Queue
    topic: Topic
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
