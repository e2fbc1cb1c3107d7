"""The graph of documents: what one says it does to others, and what others say they do to it.

A document's words name others by number, often with date and issuer. Which document of the base is meant is
certain only when date or issuer agree, or the number itself names a body there is one of.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from models.queries.standing import is_newest
from models.tables.official import Document, DocumentLink, DocumentPassage

ONE_OF_A_KIND = re.compile(r"(?:/(?:QH|UBTVQH)\d{1,2}|-(?:CP|TTg)|/TT-B[A-ZĐ]{1,10}|/TW)$")
"""Numbers of the National Assembly, the Government, its ministries and the Party's centre name one body."""
_SHORT = {"ubnd": "ủy ban nhân dân", "hđnd": "hội đồng nhân dân", "uỷ": "ủy"}


@dataclass(frozen=True, slots=True)
class Edge:
    """What ``link.document`` says it does to the document numbered ``link.number``.

    ``passage_id``: the citing passage, None where it stands in a title, footnote or recipients. ``target``: the
    newest version of the document meant, when that is certain; ``candidates``: those it may be.
    """

    link: DocumentLink
    passage_id: int | None
    target: Document | None
    candidates: tuple[Document, ...]


def edges_from(session: Session, document: Document) -> tuple[Edge, ...]:
    """What a document says of others, in order of its text."""
    links = session.scalars(
        select(DocumentLink)
        .where(DocumentLink.document_id == document.id)
        .options(joinedload(DocumentLink.document))
        .order_by(DocumentLink.position)
    ).all()
    return edges(session, links)


def edges_to(session: Session, document: Document) -> tuple[Edge, ...]:
    """What the newest versions of others say of a document, whichever of its versions is given."""
    links = session.scalars(
        select(DocumentLink)
        .join(Document, Document.id == DocumentLink.document_id)
        .where(DocumentLink.number == document.number, is_newest())
        .options(joinedload(DocumentLink.document))
        .order_by(Document.issued.desc(), DocumentLink.document_id, DocumentLink.position)
    ).all()
    others = [link for link in links if key_of(link.document) != key_of(document)]
    return tuple(
        edge
        for edge in edges(session, others)
        if any(key_of(one) == key_of(document) for one in edge.candidates)
    )


def edges(session: Session, links: Sequence[DocumentLink]) -> tuple[Edge, ...]:
    """Links with the documents they mean and the passages they stand in; three statements however many."""
    if not links:
        return ()
    by_number: defaultdict[str, list[Document]] = defaultdict(list)
    numbers = {link.number for link in links}
    for document in session.scalars(select(Document).where(Document.number.in_(numbers), is_newest())):
        by_number[document.number].append(document)
    said = _said(session, links)
    passages = {
        (document_id, path): passage_id
        for passage_id, document_id, path in session.execute(
            select(DocumentPassage.id, DocumentPassage.document_id, DocumentPassage.path).where(
                DocumentPassage.document_id.in_({link.document_id for link in links}),
                DocumentPassage.path.in_({link.path for link in links}),
            )
        )
    }
    return tuple(
        _edge(link, by_number[link.number], said[link.document_id, link.number], passages) for link in links
    )


def key_of(document: Document) -> tuple[object, ...]:
    """Number, date and issuer: what makes two rows versions of one document."""
    return document.number, document.issued, document.issuer


def same_issuer(one: str, other: str) -> bool:
    """Whether two spellings may name one body: "UBND tỉnh" and "Ủy ban nhân dân tỉnh Sông Lam".

    >>> same_issuer("UBND tỉnh", "Ủy ban nhân dân tỉnh Sông Lam"), same_issuer("UBND tỉnh A", "UBND tỉnh B")
    (True, False)
    """
    first, second = (
        " ".join(_SHORT.get(word, word) for word in name.lower().split()) for name in (one, other)
    )
    return first.startswith(second) or second.startswith(first)


def _said(
    session: Session, links: Sequence[DocumentLink]
) -> defaultdict[tuple[int, str], list[DocumentLink]]:
    """All that a document says of a number: often only the first mention has date and issuer."""
    found: defaultdict[tuple[int, str], list[DocumentLink]] = defaultdict(list)
    for link in session.scalars(
        select(DocumentLink)
        .where(
            DocumentLink.document_id.in_({link.document_id for link in links}),
            DocumentLink.number.in_({link.number for link in links}),
        )
        .order_by(DocumentLink.position)
    ):
        found[link.document_id, link.number].append(link)
    return found


def _edge(
    link: DocumentLink,
    known: Iterable[Document],
    said: Sequence[DocumentLink],
    passages: dict[tuple[int, str], int],
) -> Edge:
    others = [one for one in known if key_of(one) != key_of(link.document)]
    issued = link.issued or next((one.issued for one in said if one.issued), None)
    issuer = link.issuer or next((one.issuer for one in said if one.issuer), None)
    fitting = [one for one in others if issued in (None, one.issued)]
    if issuer is not None:
        fitting = [one for one in fitting if same_issuer(issuer, one.issuer)] or fitting
    finals = [one for one in fitting if not one.draft] or fitting
    own = issuer is None and issued is None
    certain = len(finals) == 1 and (
        not own
        or ONE_OF_A_KIND.search(link.number) is not None
        or same_issuer(link.document.issuer, finals[0].issuer)
    )
    return Edge(
        link=link,
        passage_id=passages.get((link.document_id, link.path)),
        target=finals[0] if certain else None,
        candidates=tuple(finals),
    )
