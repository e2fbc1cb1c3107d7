"""One passage by its lasting address, and what it said in every version of its document."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from models.queries.document_graph import Edge, edges_to
from models.queries.endings import WHOLE, covers, endings_of
from models.queries.standing import newest_of, versions_of
from models.tables.official import Document, DocumentEnding, DocumentPassage


@dataclass(frozen=True, slots=True)
class PassageVersion:
    """The passage at this path in one version; ``passage_id`` and ``text`` are None where there was none.

    ``same``: word for word what the passage asked for says.
    """

    document_id: int
    version: int
    passage_id: int | None
    text: str | None
    same: bool
    obtained_at: datetime


@dataclass(frozen=True, slots=True)
class PassagePage:
    """``newest_id``: the passage at this path in the version that is searched, None when it is gone. ``endings``: the
    standing ones of this passage or its document. ``cited_by``: edges that name this passage, or the whole document.
    """

    passage: DocumentPassage
    newest_id: int | None
    versions: tuple[PassageVersion, ...]
    endings: tuple[DocumentEnding, ...]
    cited_by: tuple[Edge, ...]


def passage_page(session: Session, passage_id: int) -> PassagePage | None:
    """Everything of one passage; None when there is none with this id. Ids last: passages are written once."""
    passage = session.scalar(
        select(DocumentPassage)
        .where(DocumentPassage.id == passage_id)
        .options(joinedload(DocumentPassage.document))
    )
    if passage is None:
        return None
    versions = versions_of(session, passage.document)
    rows = session.scalars(
        select(DocumentPassage).where(
            DocumentPassage.document_id.in_([one.id for one in versions]),
            DocumentPassage.path == passage.path,
        )
    )
    there = {row.document_id: row for row in rows}
    newest = there.get(newest_of(session, passage.document).id)
    return PassagePage(
        passage=passage,
        newest_id=newest.id if newest else None,
        versions=tuple(_version(one, there.get(one.id), passage) for one in versions),
        endings=tuple(
            row
            for row in endings_of(session, passage.document_id)
            if row.undone_at is None and row.path in (WHOLE, passage.path)
        ),
        cited_by=tuple(
            edge
            for edge in edges_to(session, passage.document)
            if not edge.link.target_paths
            or any(covers(path, passage.path) for path in edge.link.target_paths)
        ),
    )


def passage_at(session: Session, document_id: int, path: str) -> DocumentPassage | None:
    """The passage of a document at a path, with its document."""
    return session.scalar(
        select(DocumentPassage)
        .where(DocumentPassage.document_id == document_id, DocumentPassage.path == path)
        .options(joinedload(DocumentPassage.document))
    )


def _version(document: Document, row: DocumentPassage | None, asked: DocumentPassage) -> PassageVersion:
    return PassageVersion(
        document_id=document.id,
        version=document.version,
        passage_id=row.id if row else None,
        text=row.text if row else None,
        same=row is not None and row.sha256 == asked.sha256,
        obtained_at=document.obtained_at,
    )
