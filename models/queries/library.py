"""Which documents there are: filtered by issuer, kind, date, what was in force on a day, and words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from models.queries.standing import is_newest, same_key
from models.tables.official import Document, DocumentPassage


@dataclass(frozen=True, slots=True)
class LibraryFilter:
    """What is wanted; None is everything. ``text``: words of the number, title or a passage, as written there."""

    issuer: str | None = None
    kind: str | None = None
    issued_from: date | None = None
    issued_to: date | None = None
    in_force_on: date | None = None
    text: str | None = None
    draft: bool | None = None
    confirmed: bool | None = None


@dataclass(frozen=True, slots=True)
class LibraryRow:
    """A document in its newest version, how many passages it has and how many versions there are."""

    document: Document
    passages: int
    versions: int


@dataclass(frozen=True, slots=True)
class LibraryChoices:
    """What can be filtered by: names with how many documents each has, by name."""

    issuers: tuple[tuple[str, int], ...]
    kinds: tuple[tuple[str, int], ...]


def list_library(
    session: Session, wanted: LibraryFilter, limit: int, after: tuple[date, int] | None = None
) -> list[LibraryRow]:
    """Documents in their newest version, the last issued first.

    ``after``: (date of issue, id) of the last row of the page before.
    """
    other = aliased(Document)
    passages = (
        select(func.count())
        .where(DocumentPassage.document_id == Document.id)
        .correlate(Document)
        .scalar_subquery()
    )
    versions = select(func.count()).where(same_key(other, Document)).correlate(Document).scalar_subquery()
    statement = (
        select(Document, passages, versions)
        .where(*_conditions(wanted))
        .order_by(Document.issued.desc(), Document.id.desc())
        .limit(limit)
    )
    if after is not None:
        issued, document_id = after
        statement = statement.where(
            or_(Document.issued < issued, and_(Document.issued == issued, Document.id < document_id))
        )
    return [LibraryRow(document, count, number) for document, count, number in session.execute(statement)]


def count_library(session: Session, wanted: LibraryFilter) -> int:
    """How many documents a filter leaves."""
    return session.scalar(select(func.count()).select_from(Document).where(*_conditions(wanted))) or 0


def library_choices(session: Session) -> LibraryChoices:
    """Issuers and kinds there are."""
    issuers = session.execute(
        select(Document.issuer, func.count())
        .where(is_newest())
        .group_by(Document.issuer)
        .order_by(Document.issuer)
    )
    kinds = session.execute(
        select(Document.kind, func.count()).where(is_newest()).group_by(Document.kind).order_by(Document.kind)
    )
    return LibraryChoices(
        tuple((name, count) for name, count in issuers), tuple((name, count) for name, count in kinds)
    )


def in_force(on: date) -> ColumnElement[bool]:
    """Whether a document is in force on a day; one without a first day counts from its date of issue, a draft never."""
    return and_(
        ~Document.draft,
        func.coalesce(Document.effective_from, Document.issued) <= on,
        or_(Document.effective_until.is_(None), Document.effective_until >= on),
    )


def _conditions(wanted: LibraryFilter) -> list[ColumnElement[bool]]:
    clauses: list[ColumnElement[bool]] = [is_newest()]
    if wanted.issuer is not None:
        clauses.append(Document.issuer == wanted.issuer)
    if wanted.kind is not None:
        clauses.append(Document.kind == wanted.kind)
    if wanted.issued_from is not None:
        clauses.append(Document.issued >= wanted.issued_from)
    if wanted.issued_to is not None:
        clauses.append(Document.issued <= wanted.issued_to)
    if wanted.in_force_on is not None:
        clauses.append(in_force(wanted.in_force_on))
    if wanted.draft is not None:
        clauses.append(Document.draft.is_(wanted.draft))
    if wanted.confirmed is not None:
        clauses.append(
            Document.confirmed_at.is_not(None) if wanted.confirmed else Document.confirmed_at.is_(None)
        )
    if wanted.text is not None and wanted.text.strip():
        words = " ".join(wanted.text.split())
        clauses.append(
            or_(
                Document.number.icontains(words, autoescape=True),
                Document.title.icontains(words, autoescape=True),
                exists().where(
                    DocumentPassage.document_id == Document.id,
                    DocumentPassage.text.icontains(words, autoescape=True),
                ),
            )
        )
    return clauses
