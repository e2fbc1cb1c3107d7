"""The official-information base: adding documents, listing them, handing passages to the index."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import Text, bindparam, cast, exists, func, literal, select
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.orm import Session, joinedload, selectinload

from models.queries.endings import take_over
from models.queries.standing import change_base, is_newest, newest_of
from models.tables.official import Document, DocumentCitation, DocumentLink, DocumentPassage
from models.vocabulary import DocumentRelation


@dataclass(frozen=True, slots=True)
class CitationRecord:
    """One occurrence of another document's number."""

    number: str
    name: str | None
    issued: date | None
    issuer: str | None
    path: str | None


@dataclass(frozen=True, slots=True)
class LinkRecord:
    """What the document does to another, with the words that say so (``tables.official.DocumentLink``)."""

    relation: DocumentRelation
    number: str
    name: str | None
    issued: date | None
    issuer: str | None
    path: str
    target_paths: tuple[str, ...]
    since: date | None
    sentence: str


@dataclass(frozen=True, slots=True)
class DocumentRecord:
    """A parsed document, ready to be written. ``passages`` are (path, text) in reading order.

    ``ocr``: pages were read from pictures; ``ocr_passages``: places of the passages among those, from 0.
    """

    number: str
    issued: date
    issuer: str
    kind: str
    title: str
    draft: bool
    effective_from: date | None
    effective_until: date | None
    filename: str
    data: bytes = field(repr=False)
    passages: tuple[tuple[str, str], ...] = field(repr=False)
    citations: tuple[CitationRecord, ...] = ()
    source_url: str | None = None
    links: tuple[LinkRecord, ...] = ()
    ocr: bool = False
    ocr_passages: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Added:
    """What became of a document: its id, and whether the same file was there already."""

    document_id: int
    known: bool
    version: int


def add_document(
    session: Session, office_id: int, record: DocumentRecord, added_by: int | None = None
) -> Added:
    """Add a document with its passages, citations and links. The same file twice is one document.

    Another file with the same number, date and issuer becomes the next version; the old one stays, and what a
    person confirmed of its end holds for the new one too (``endings.take_over``).
    """
    digest = hashlib.sha256(record.data).digest()
    change_base(session)
    known = session.scalar(select(Document).where(Document.sha256 == digest))
    if known is not None:
        _read_links_late(session, known, record)
        return Added(known.id, True, known.version)
    last = session.scalar(
        select(func.max(Document.version)).where(
            Document.number == record.number,
            Document.issued == record.issued,
            Document.issuer == record.issuer,
        )
    )
    document = Document(
        office_id=office_id,
        number=record.number,
        issued=record.issued,
        issuer=record.issuer,
        version=(last or 0) + 1,
        kind=record.kind,
        title=record.title,
        draft=record.draft,
        ocr=record.ocr,
        effective_from=record.effective_from,
        effective_until=record.effective_until,
        sha256=digest,
        filename=record.filename,
        source_url=record.source_url,
        added_by=added_by,
    )
    before = newest_of(session, document)
    document.passages = [
        DocumentPassage(
            path=path,
            position=position,
            text=text,
            sha256=hashlib.sha256(text.encode()).digest(),
            ocr=position in record.ocr_passages,
        )
        for position, (path, text) in enumerate(record.passages)
    ]
    session.add(document)
    session.flush()
    session.add_all(
        DocumentCitation(
            document_id=document.id,
            position=position,
            number=citation.number,
            name=citation.name,
            issued=citation.issued,
            issuer=citation.issuer,
            path=citation.path,
        )
        for position, citation in enumerate(record.citations)
    )
    _add_links(session, document, record.links)
    session.flush()
    if before is not document and not document.draft:
        take_over(session, before, document)
    return Added(document.id, False, document.version)


def _add_links(session: Session, document: Document, links: Sequence[LinkRecord], first: int = 0) -> None:
    session.add_all(
        DocumentLink(
            document_id=document.id,
            position=first + position,
            relation=link.relation,
            number=link.number,
            name=link.name,
            issued=link.issued,
            issuer=link.issuer,
            path=link.path,
            target_paths=list(link.target_paths),
            since=link.since,
            sentence=link.sentence,
        )
        for position, link in enumerate(links)
    )


def _read_links_late(session: Session, document: Document, record: DocumentRecord) -> None:
    """A document added before links were read gets those that are more than mentions when its file comes again."""
    read = exists().where(DocumentLink.document_id == document.id, DocumentLink.sentence != "")
    if not record.links or session.scalar(select(read)):
        return
    last = session.scalar(
        select(func.max(DocumentLink.position)).where(DocumentLink.document_id == document.id)
    )
    more = [link for link in record.links if link.relation is not DocumentRelation.CITES]
    _add_links(session, document, more, first=0 if last is None else last + 1)
    session.flush()


def base_version(session: Session) -> str:
    """A text that changes whenever a document is added, or the validity or confirmation of one or of a passage changes."""
    parts = (Document.id, Document.effective_from, Document.effective_until, Document.confirmed_at)
    line = func.concat_ws("|", *(func.coalesce(cast(part, Text), "") for part in parts))
    lines = func.string_agg(line, aggregate_order_by(literal(";"), Document.id))
    ended = func.concat_ws("|", DocumentPassage.id, DocumentPassage.effective_until)
    passages = (
        select(func.string_agg(ended, aggregate_order_by(literal(";"), DocumentPassage.id)))
        .where(DocumentPassage.effective_until.is_not(None))
        .scalar_subquery()
    )
    version: str = session.scalars(select(func.md5(func.concat(lines, "#", passages)))).one()
    return version


def current_passages(session: Session) -> Sequence[DocumentPassage]:
    """Passages of the newest version of every document, with their document, in reading order."""
    return session.scalars(
        select(DocumentPassage)
        .join(Document)
        .where(is_newest())
        .options(selectinload(DocumentPassage.document))
        .order_by(DocumentPassage.document_id, DocumentPassage.position)
    ).all()


def find_documents(session: Session, number: str) -> Sequence[Document]:
    """Documents with this canonical number, the newest first, with their passages. A number is not a key."""
    return session.scalars(
        select(Document)
        .where(Document.number == number)
        .options(selectinload(Document.passages))
        .order_by(Document.issued.desc(), Document.version.desc())
    ).all()


def passages_by_id(session: Session, ids: Sequence[int]) -> dict[int, DocumentPassage]:
    """Passages with their document, by id."""
    return {row.id: row for row in session.scalars(_PASSAGES, {"passages": list(ids)})}


_PASSAGES = (
    select(DocumentPassage)
    .where(DocumentPassage.id.in_(bindparam("passages", expanding=True)))
    .options(joinedload(DocumentPassage.document, innerjoin=True))
)
