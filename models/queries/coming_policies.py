"""What the official base says is about to begin or to end, as the base was at a moment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from models.queries.standing import same_key
from models.tables.official import Document, DocumentPassage

MOST_PASSAGES = 400
"""Passages looked at of one document, from its beginning: the longest circulars have fewer."""


@dataclass(frozen=True, slots=True)
class ComingDocument:
    """A document that begins in the span, or that is new in the base and does not say when it does (``starts`` None)."""

    id: int
    kind: str
    number: str
    issued: date
    title: str
    starts: date | None
    passages: tuple[tuple[str, str], ...] = field(repr=False)
    issuer: str = ""
    source_url: str | None = None


@dataclass(frozen=True, slots=True)
class EndingPassage:
    """A document (``path`` None) or one passage of it, and the last day it holds."""

    kind: str
    number: str
    issued: date
    path: str | None
    until: date
    document_id: int | None = None
    issuer: str = ""
    source_url: str | None = None


def coming(
    session: Session, first: date, last: date, new_since: datetime, known_at: datetime, limit: int
) -> list[ComingDocument]:
    """Documents that take effect from ``first`` to ``last``, the first to begin first; then those without a day that came into the base
    since ``new_since``. No drafts, and of each document the newest version known at ``known_at``.
    """
    begins = Document.effective_from.between(first, last)
    undated = and_(Document.effective_from.is_(None), Document.obtained_at >= new_since)
    documents = session.scalars(
        select(Document)
        .where(or_(begins, undated), *_standing(known_at))
        .order_by(Document.effective_from.asc().nulls_last(), Document.issued, Document.id)
        .limit(limit)
    ).all()
    texts: dict[int, list[tuple[str, str]]] = {document.id: [] for document in documents}
    for row in session.execute(
        select(DocumentPassage.document_id, DocumentPassage.path, DocumentPassage.text)
        .where(DocumentPassage.document_id.in_(texts), DocumentPassage.position < MOST_PASSAGES)
        .order_by(DocumentPassage.document_id, DocumentPassage.position)
    ):
        texts[row.document_id].append((row.path, row.text))
    return [
        ComingDocument(
            one.id,
            one.kind,
            one.number,
            one.issued,
            one.title,
            one.effective_from,
            tuple(texts[one.id]),
            one.issuer,
            one.source_url,
        )
        for one in documents
    ]


def ending(session: Session, first: date, last: date, known_at: datetime, limit: int) -> list[EndingPassage]:
    """Documents, and single passages of others, whose last day lies from ``first`` to ``last``, the first to end first."""
    whole = Document.effective_until.between(first, last)
    part = and_(DocumentPassage.effective_until.between(first, last), ~func.coalesce(whole, False))
    said = (
        Document.kind,
        Document.number,
        Document.issued,
        Document.id,
        Document.issuer,
        Document.source_url,
    )
    ends: list[EndingPassage] = [
        EndingPassage(kind, number, issued, None, until, document_id, issuer, url)
        for kind, number, issued, document_id, issuer, url, until in session.execute(
            select(*said, Document.effective_until)
            .where(whole, *_standing(known_at))
            .order_by(Document.effective_until, Document.id)
            .limit(limit)
        )
        if until is not None
    ]
    ends += [
        EndingPassage(kind, number, issued, path, until, document_id, issuer, url)
        for kind, number, issued, document_id, issuer, url, path, until in session.execute(
            select(*said, DocumentPassage.path, DocumentPassage.effective_until)
            .join(DocumentPassage, DocumentPassage.document_id == Document.id)
            .where(part, *_standing(known_at))
            .order_by(DocumentPassage.effective_until, Document.id, DocumentPassage.position)
            .limit(limit)
        )
        if until is not None
    ]
    return sorted(ends, key=lambda one: one.until)[:limit]


def _standing(known_at: datetime) -> Sequence[ColumnElement[bool]]:
    later = aliased(Document)
    superseded = exists().where(
        same_key(later, Document),
        later.version > Document.version,
        later.obtained_at < known_at,
        ~later.draft,
    )
    return (~Document.draft, Document.obtained_at < known_at, ~superseded)
