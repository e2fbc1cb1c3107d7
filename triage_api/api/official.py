"""The official-information base over HTTP."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Path, Query

from models.errors import NotFound
from models.queries.official import find_documents
from nlp.normalise import normalise
from nlp.official.numbers import canonical
from triage_api.api.auth import OfficialReader
from triage_api.api.shapes import DocumentShape, PassageShape
from triage_api.dependencies import Db, PortsOf
from triage_api.fields import Clean

router = APIRouter(prefix="/api/v1/official", tags=["official"])
Number = Annotated[str, Path(max_length=120), Clean]


@router.get("/search")
def search(
    person: OfficialReader,  # noqa: ARG001  (asked for so that the caller is known)
    ports: PortsOf,
    q: Annotated[str, Query(min_length=1, max_length=500), Clean],
    on: date | None = None,
    limit: Annotated[int, Query(ge=1, le=50)] = 10,
) -> list[PassageShape]:
    """Passages about ``q``, best first; those in force on ``on`` before the others."""
    return [
        PassageShape(
            id=int(hit.passage.key),
            document=hit.passage.document,
            issued=hit.passage.issued,
            issuer=hit.passage.issuer,
            path=hit.passage.path,
            text=hit.passage.text,
            valid_from=hit.passage.valid_from,
            valid_until=hit.passage.valid_until,
            score=round(hit.score, 4),
        )
        for hit in ports.passage_index().search(normalise(q), on, limit)
    ]


@router.get("/{number:path}")
def show(session: Db, person: OfficialReader, number: Number) -> list[DocumentShape]:  # noqa: ARG001
    """Every document with this number, the newest first: a number alone is not a key."""
    documents = find_documents(session, canonical(number))
    if not documents:
        raise NotFound("Kho không có văn bản số {number}.", number=number[:80])
    return [
        DocumentShape(
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
                )
                for passage in document.passages
            ],
        )
        for document in documents
    ]
