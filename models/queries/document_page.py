"""One document: its tree, its versions, what it cites and what cites it, what ended and what would."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from models.queries.document_graph import Edge, edges_from, edges_to, same_issuer
from models.queries.endings import Proposal, endings_of, proposals_among
from models.queries.standing import is_newest, newest_of, versions_of
from models.tables.official import Document, DocumentEnding


@dataclass(frozen=True, slots=True)
class DocumentPage:
    """``document`` has its passages in order, who added and who confirmed it. ``versions``: the newest first, this one
    among them; ``newest_id``: the one that is searched. ``cites``/``cited_by``: typed edges, both ways.
    """

    document: Document
    versions: tuple[Document, ...]
    newest_id: int
    cites: tuple[Edge, ...]
    cited_by: tuple[Edge, ...]
    endings: tuple[DocumentEnding, ...]
    proposals: tuple[Proposal, ...]


def document_page(session: Session, document_id: int) -> DocumentPage | None:
    """Everything of one version of a document; None when there is none with this id."""
    document = session.scalar(
        select(Document)
        .where(Document.id == document_id)
        .options(selectinload(Document.passages), joinedload(Document.adder), joinedload(Document.confirmer))
    )
    if document is None:
        return None
    newest = newest_of(session, document)
    cites, cited_by = edges_from(session, document), edges_to(session, document)
    return DocumentPage(
        document=document,
        versions=versions_of(session, document),
        newest_id=newest.id,
        cites=cites,
        cited_by=cited_by,
        endings=tuple(endings_of(session, document.id)),
        proposals=proposals_among(session, (*cites, *cited_by)) if newest is document else (),
    )


def documents_numbered(
    session: Session, number: str, issued: date | None = None, issuer: str | None = None
) -> Sequence[Document]:
    """Newest versions with this canonical number, the last issued first. A number is not a key: there may be several.

    ``issuer`` may be written shorter than in the base ("UBND tỉnh").
    """
    statement = select(Document).where(Document.number == number, is_newest())
    if issued is not None:
        statement = statement.where(Document.issued == issued)
    rows = session.scalars(statement.order_by(Document.issued.desc(), Document.id.desc())).all()
    return [row for row in rows if issuer is None or same_issuer(issuer, row.issuer)]
