"""Single rows of the library, for those who decide about them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from models.tables.official import Document, DocumentEnding, DocumentLink, DocumentPassage


def document(session: Session, document_id: int) -> Document | None:
    """One version of a document, as it is now."""
    return session.get(Document, document_id, populate_existing=True)


def link(session: Session, link_id: int) -> DocumentLink | None:
    """What one document says of another, with the one that says it."""
    return session.scalar(
        select(DocumentLink).where(DocumentLink.id == link_id).options(joinedload(DocumentLink.document))
    )


def ending(session: Session, ending_id: int) -> DocumentEnding | None:
    """A confirmed ending, standing or undone."""
    return session.get(DocumentEnding, ending_id)


def paths_of(session: Session, document_id: int) -> Sequence[str]:
    """The paths of a document's passages, in order."""
    return session.scalars(
        select(DocumentPassage.path)
        .where(DocumentPassage.document_id == document_id)
        .order_by(DocumentPassage.position)
    ).all()


def confirm(session: Session, document: Document, person_id: int) -> None:
    """Write down who has compared a document with its source."""
    document.confirmed_by, document.confirmed_at = person_id, func.now()
    session.flush()
