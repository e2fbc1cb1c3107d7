"""What ended because another document said so: proposed from the graph, confirmed by a person, undone by a person.

Nothing ends by itself. ``document.effective_until`` and ``document_passage.effective_until`` follow the standing
endings: the earliest of them and of what was known before the first.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session, joinedload

from models.queries.document_graph import Edge, edges, edges_from, edges_to
from models.queries.standing import is_newest
from models.tables.official import Document, DocumentEnding, DocumentLink, DocumentPassage
from models.vocabulary import ENDING_RELATIONS, DocumentRelation

WHOLE = ""
"""The path of an ending of a whole document."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """What one document's words would end in another, for a person to confirm.

    ``paths``: the passages named, none for the whole. ``since``: the first day it would no longer hold; None where
    neither the sentence nor the document says.
    """

    link_id: int
    relation: DocumentRelation
    source: Document
    target: Document
    paths: tuple[str, ...]
    since: date | None
    sentence: str


def proposals_of(session: Session, document: Document) -> tuple[Proposal, ...]:
    """What this document would end, then what would end it."""
    return proposals_among(session, (*edges_from(session, document), *edges_to(session, document)))


def waiting_proposals(session: Session, limit: int = 50) -> tuple[Proposal, ...]:
    """What waits for a person in the whole base, the newest documents first."""
    links = session.scalars(
        select(DocumentLink)
        .join(Document, Document.id == DocumentLink.document_id)
        .where(
            DocumentLink.relation.in_(ENDING_RELATIONS),
            DocumentLink.number.in_(select(Document.number)),
            ~Document.draft,
            is_newest(),
        )
        .options(joinedload(DocumentLink.document))
        .order_by(Document.issued.desc(), DocumentLink.id)
    ).all()
    return proposals_among(session, edges(session, links))[:limit]


def proposals_among(session: Session, found: Sequence[Edge]) -> tuple[Proposal, ...]:
    """Those of these edges that would end something nobody has confirmed yet."""
    wanted = [edge for edge in found if _ends_something(edge)]
    if not wanted:
        return ()
    done = {
        (link_id, document_id)
        for link_id, document_id in session.execute(
            select(DocumentEnding.link_id, DocumentEnding.document_id).where(
                DocumentEnding.link_id.in_([edge.link.id for edge in wanted]),
                DocumentEnding.undone_at.is_(None),
            )
        )
    }
    return tuple(
        Proposal(
            edge.link.id,
            edge.link.relation,
            edge.link.document,
            edge.target,
            tuple(edge.link.target_paths),
            edge.link.since,
            edge.link.sentence,
        )
        for edge in wanted
        if edge.target is not None and (edge.link.id, edge.target.id) not in done
    )


def endings_of(session: Session, document_id: int) -> Sequence[DocumentEnding]:
    """Confirmed endings of a document and of its passages, standing and undone, the newest first."""
    return session.scalars(
        select(DocumentEnding)
        .where(DocumentEnding.document_id == document_id)
        .options(
            joinedload(DocumentEnding.link).joinedload(DocumentLink.document),
            joinedload(DocumentEnding.confirmer),
            joinedload(DocumentEnding.undoer),
        )
        .order_by(DocumentEnding.id.desc())
    ).all()


def add_endings(
    session: Session,
    link: DocumentLink,
    target: Document,
    paths: Collection[str],
    ends_on: date,
    person_id: int,
) -> list[DocumentEnding]:
    """Write what a person confirmed: the whole of ``target``, or each of ``paths``; one that stands already is kept."""
    standing = set(
        session.scalars(
            select(DocumentEnding.path).where(
                DocumentEnding.document_id == target.id,
                DocumentEnding.link_id == link.id,
                DocumentEnding.undone_at.is_(None),
            )
        )
    )
    wanted = [path for path in paths or (WHOLE,) if path not in standing]
    held = _held(session, target, wanted)
    rows = [
        DocumentEnding(
            document_id=target.id,
            path=path,
            link_id=link.id,
            ends_on=ends_on,
            held_until=held[path],
            confirmed_by=person_id,
            confirmed_at=func.clock_timestamp(),
        )
        for path in wanted
    ]
    session.add_all(rows)
    session.flush()
    _follow(session, target, wanted)
    return rows


def undo(session: Session, ending: DocumentEnding, person_id: int, reason: str) -> None:
    """Take an ending back; what was known before, or confirmed otherwise, holds again."""
    ending.undone_by, ending.undone_reason = person_id, reason[:300]
    ending.undone_at = func.clock_timestamp()
    session.flush()
    _follow(session, session.get_one(Document, ending.document_id), [ending.path])


def take_over(session: Session, before: Document, document: Document) -> None:
    """Endings of the version before hold for the new one: a person confirmed them of the document, not of a file.

    Not where the new version has other words at a passage: they may be the amended ones, so it is proposed again.
    """
    rows = [
        row
        for row in reversed(endings_of(session, before.id))
        if row.undone_at is None and _kept(session, row, document)
    ]
    paths = list(dict.fromkeys(row.path for row in rows))
    held = _held(session, document, paths)
    session.add_all(
        DocumentEnding(
            document_id=document.id,
            path=row.path,
            link_id=row.link_id,
            ends_on=row.ends_on,
            held_until=held[row.path],
            confirmed_by=row.confirmed_by,
            confirmed_at=row.confirmed_at,
        )
        for row in rows
    )
    session.flush()
    _follow(session, document, paths)


def covers(path: str, other: str) -> bool:
    """Whether ``other`` is the passage ``path`` or lies in it.

    >>> covers("Điều 1", "Điều 1 khoản 2"), covers("Điều 1", "Điều 12"), covers("Phụ lục I", "Phụ lục I.2")
    (True, False, True)
    """
    return other == path or (other.startswith(path) and other[len(path)] in " ./")


def _ends_something(edge: Edge) -> bool:
    """Drafts end nothing, an amendment not told more closely neither, nor what has ended by then anyway."""
    link, target = edge.link, edge.target
    if link.relation not in ENDING_RELATIONS or link.document.draft or target is None or target.draft:
        return False
    if link.relation is DocumentRelation.AMENDS and not link.target_paths:
        return False
    last = link.since - timedelta(days=1) if link.since else None
    return not (target.effective_until and last and target.effective_until <= last)


def _kept(session: Session, row: DocumentEnding, document: Document) -> bool:
    if row.path == WHOLE:
        return True
    digests = select(DocumentPassage.sha256).where(
        DocumentPassage.document_id == row.document_id, DocumentPassage.path == row.path
    )
    return bool(
        session.scalar(
            select(
                exists().where(
                    DocumentPassage.document_id == document.id,
                    DocumentPassage.path == row.path,
                    DocumentPassage.sha256.in_(digests),
                )
            )
        )
    )


def _held(session: Session, document: Document, paths: Sequence[str]) -> dict[str, date | None]:
    """What is known now of the end of the document and of these passages."""
    ends: dict[str, date | None] = dict(
        session.execute(
            select(DocumentPassage.path, DocumentPassage.effective_until).where(
                DocumentPassage.document_id == document.id, DocumentPassage.path.in_(paths)
            )
        ).all()
    )
    return {path: document.effective_until if path == WHOLE else ends.get(path) for path in paths}


def _follow(session: Session, document: Document, paths: Sequence[str]) -> None:
    """Make the ends that are read follow the endings that stand."""
    for path in paths:
        rows = session.scalars(
            select(DocumentEnding)
            .where(DocumentEnding.document_id == document.id, DocumentEnding.path == path)
            .order_by(DocumentEnding.id)
        ).all()
        known = [rows[0].held_until, *(row.ends_on for row in rows if row.undone_at is None)] if rows else []
        end = min((day for day in known if day is not None), default=None)
        if path == WHOLE:
            document.effective_until = end
        else:
            passage = session.scalars(
                select(DocumentPassage).where(
                    DocumentPassage.document_id == document.id, DocumentPassage.path == path
                )
            ).one()
            passage.effective_until = end
    session.flush()
