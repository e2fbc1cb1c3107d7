"""The official-information base over HTTP."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import Path, Query

from models.errors import NotFound
from models.queries.document_graph import edges_from, edges_to
from models.queries.library import LibraryFilter, LibraryRow, list_library
from models.queries.official import find_documents
from models.queries.standing import newest_of
from models.settings import settings
from nlp.contracts import PassageHit, Text
from nlp.evidence.retrieval import in_force
from nlp.evidence.terms import plain_text
from nlp.normalise import normalise
from nlp.official.numbers import canonical
from triage_api.api.auth import OfficialReader
from triage_api.api.shapes import DocumentEntry, DocumentList, DocumentShape, LinkShape, PassageShape
from triage_api.dependencies import Db, PortsOf
from triage_api.fields import Clean
from triage_api.highlight import found_words
from triage_api.library_view import cursor_of, parse_cursor
from triage_api.routing import Router

router = Router(prefix="/api/v1/official", tags=["official"])
Number = Annotated[str, Path(max_length=120), Clean]


Words = Annotated[str, Query(max_length=500), Clean]


@router.get("")
def documents(
    session: Db,
    person: OfficialReader,  # noqa: ARG001  (asked for so that the caller is known)
    q: Words = "",
    issuer: Words = "",
    kind: Words = "",
    issued_from: date | None = None,
    issued_to: date | None = None,
    on: date | None = None,
    draft: bool | None = None,
    confirmed: bool | None = None,
    after: Words = "",
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
) -> DocumentList:
    """Documents in their newest version, the last issued first; ``on`` leaves those in force on that day."""
    wanted = LibraryFilter(
        issuer=issuer or None,
        kind=kind or None,
        issued_from=issued_from,
        issued_to=issued_to,
        in_force_on=on,
        text=q or None,
        draft=draft,
        confirmed=confirmed,
    )
    rows = list_library(session, wanted, limit + 1, parse_cursor(after))
    shown = rows[:limit]
    return DocumentList(
        documents=[_entry(row) for row in shown],
        next=cursor_of(shown[-1].document) if len(rows) > limit else None,
    )


@router.get("/search")
def search(
    person: OfficialReader,  # noqa: ARG001
    ports: PortsOf,
    q: Annotated[str, Query(min_length=1, max_length=500), Clean],
    on: date | None = None,
    limit: Annotated[int, Query(ge=1, le=50)] = 10,
) -> list[PassageShape]:
    """Passages about ``q``, best first; those in force on ``on`` before the others."""
    query = normalise(q)
    return [_hit(hit, query, on) for hit in ports.passage_index().search(query, on, limit)]


@router.get("/{number:path}")
def show(session: Db, person: OfficialReader, number: Number) -> list[DocumentShape]:  # noqa: ARG001
    """Every document with this number, the newest first: a number alone is not a key."""
    documents = find_documents(session, canonical(number))
    if not documents:
        raise NotFound("Kho không có văn bản số {number}.", number=number[:80])
    return [
        DocumentShape(
            id=document.id,
            url=_url(f"/van-ban/{document.id}"),
            draft=document.draft,
            newest=newest_of(session, document) is document,
            sha256=document.sha256.hex(),
            filename=document.filename,
            source_url=document.source_url,
            obtained_at=document.obtained_at,
            confirmed_at=document.confirmed_at,
            cites=[LinkShape.of(edge) for edge in edges_from(session, document)],
            cited_by=[LinkShape.of(edge) for edge in edges_to(session, document)],
            number=document.number,
            issued=document.issued,
            issuer=document.issuer,
            kind=document.kind,
            title=document.title,
            effective_from=document.effective_from,
            effective_until=document.effective_until,
            version=document.version,
            passages=[
                PassageShape(
                    id=passage.id,
                    document=document.number,
                    issued=document.issued,
                    issuer=document.issuer,
                    path=passage.path,
                    text=passage.text,
                    valid_from=document.effective_from or document.issued,
                    valid_until=passage.holds_until,
                    ocr=passage.ocr,
                    url=_url(f"/van-ban/doan/{passage.id}"),
                )
                for passage in document.passages
            ],
        )
        for document in documents
    ]


def _hit(hit: PassageHit, query: Text, on: date | None) -> PassageShape:
    passage = hit.passage
    return PassageShape(
        id=int(passage.key),
        document=passage.document,
        issued=passage.issued,
        issuer=passage.issuer,
        path=passage.path,
        text=passage.text,
        valid_from=passage.valid_from,
        valid_until=passage.valid_until,
        score=round(hit.score, 4),
        url=_url(f"/van-ban/doan/{passage.key}"),
        in_force=in_force(passage, on) if on else None,
        found=found_words(plain_text(passage.text), query),
    )


def _entry(row: LibraryRow) -> DocumentEntry:
    document = row.document
    return DocumentEntry(
        id=document.id,
        url=_url(f"/van-ban/{document.id}"),
        number=document.number,
        issued=document.issued,
        issuer=document.issuer,
        kind=document.kind,
        title=document.title,
        draft=document.draft,
        confirmed=document.confirmed_at is not None,
        effective_from=document.effective_from,
        effective_until=document.effective_until,
        version=document.version,
        versions=row.versions,
        passages=row.passages,
    )


def _url(path: str) -> str:
    return settings().public_url.rstrip("/") + path
