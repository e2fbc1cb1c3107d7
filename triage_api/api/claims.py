"""What the office has concluded and published: open to anybody, also as ClaimReview."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import Query, Request, Response
from fastapi.responses import JSONResponse

from models.errors import NotFound
from models.queries import published
from models.queries.published import Published
from models.session import Session
from models.vocabulary import VERDICT_NAMES, Queue, Topic
from triage_api import claim_review, claim_view
from triage_api.api.shapes import ClaimPage, ClaimShape, SourceShape
from triage_api.catalogue import _
from triage_api.dependencies import Db
from triage_api.fields import Id, IdInPath, ShortQuery
from triage_api.formats import today
from triage_api.harmless import harmless
from triage_api.limits import search_limit
from triage_api.public_places import address
from triage_api.replying.compose import full_text
from triage_api.routing import Router
from triage_api.services.published import look_up

router = Router(prefix="/api/v1", tags=["claims"])
MAX_AGE = 60
"""Seconds an answer may be kept: a verdict taken back is gone everywhere within a minute."""


@router.get("/claims")
def list_claims(
    request: Request,
    response: Response,
    session: Db,
    q: ShortQuery = "",
    topic: Topic | None = None,
    queue: Literal[Queue.CLAIMS, Queue.SCAM] | None = None,
    after: Annotated[Id | None, Query()] = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
) -> ClaimPage:
    """Claims and confirmed scams whose verdict is approved and stands today, the newest first. Needs no account."""
    if q.strip():
        search_limit(request)
    _keep(response)
    found, following = look_up(session, q, topic, after, today(), limit, queue)
    return ClaimPage(claims=[_shape(session, claim) for claim in found], next=following)


@router.get("/claims/{claim_id}")
def get_claim(response: Response, session: Db, claim_id: IdInPath) -> ClaimShape:
    """One claim with its verdict, the answer and the passages it rests on. Needs no account."""
    _keep(response)
    return _shape(session, _find(session, claim_id))


@router.get("/claims/{claim_id}/claimreview", response_class=JSONResponse)
def claim_review_of(session: Db, claim_id: IdInPath) -> JSONResponse:
    """The verdict as schema.org ClaimReview (JSON-LD). Needs no account."""
    answer = JSONResponse(
        claim_review.claim_review(_find(session, claim_id)), media_type="application/ld+json"
    )
    _keep(answer)
    return answer


def _keep(response: Response) -> None:
    response.headers["Cache-Control"] = f"public, max-age={MAX_AGE}"


def _find(session: Session, claim_id: int) -> Published:
    claim = published.find(session, claim_id)
    if claim is None or claim_view.standing_words(claim, today()):
        raise NotFound("Không có kết luận công khai nào mang số này, hoặc kết luận đã hết giá trị.")
    return claim


def _shape(session: Session, claim: Published) -> ClaimShape:
    versions = published.versions(session, claim.id)
    newest = versions[-1]
    return ClaimShape(
        id=claim.id,
        number=claim_review.claim_number(claim.id),
        url=address(claim.id, claim.verdict),
        version=newest.number,
        queue=claim.queue,
        topic=claim.topic,
        claim=harmless(claim.sentence),
        verdict=claim.verdict,
        verdict_name=_(VERDICT_NAMES[claim.verdict]),
        office=claim.office_name,
        answer=full_text(claim.office_name, newest.reply, claim.valid_until),
        valid_from=claim.valid_from,
        valid_until=claim.valid_until,
        stands_since=newest.standing.stands_since,
        sources=[SourceShape.of(passage) for passage in claim_view.cited_passages(newest)],
    )
