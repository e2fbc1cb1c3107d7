"""What the office has concluded and published: open to anybody, also as ClaimReview."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse

from models.errors import NotFound
from models.queries import replies
from models.queries.claims import PublicClaim, public_claim, public_claims
from models.session import Session
from models.settings import settings
from models.vocabulary import VERDICT_NAMES, Verdict
from triage_api.api.shapes import ClaimPage, ClaimShape, SourceShape
from triage_api.catalogue import _
from triage_api.dependencies import Db
from triage_api.fields import Id, IdInPath
from triage_api.formats import today
from triage_api.replying.compose import full_text

router = APIRouter(prefix="/api/v1", tags=["claims"])
RATINGS = {Verdict.TRUE: 5, Verdict.MISSING_CONTEXT: 3, Verdict.OUTDATED: 2, Verdict.FALSE: 1}
"""schema.org wants a figure; ``alternateName`` is what is meant. What has none is -1, "cannot be rated"."""


@router.get("/claims")
def list_claims(
    session: Db,
    after: Annotated[Id | None, Query()] = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
) -> ClaimPage:
    """Claims whose verdict is approved and stands today, the newest first. Needs no account."""
    found = public_claims(session, today(), limit + 1, after)
    shown = found[:limit]
    return ClaimPage(
        claims=[_shape(session, claim) for claim in shown],
        next=shown[-1].standing.id if len(found) > limit else None,
    )


@router.get("/claims/{claim_id}")
def get_claim(session: Db, claim_id: IdInPath) -> ClaimShape:
    """One claim with its verdict, the answer and the passages it rests on. Needs no account."""
    return _shape(session, _find(session, claim_id))


@router.get("/claims/{claim_id}/claimreview", response_class=JSONResponse)
def claim_review(session: Db, claim_id: IdInPath) -> JSONResponse:
    """The verdict as schema.org ClaimReview (JSON-LD). Needs no account."""
    claim = _find(session, claim_id)
    verdict, home = claim.standing.verdict, settings().public_url.rstrip("/")
    review: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "ClaimReview",
        "url": f"{home}/api/v1/claims/{claim.standing.id}",
        "inLanguage": "vi",
        "datePublished": claim.standing.stands_since.date().isoformat(),
        "expires": claim.standing.valid_until.isoformat(),
        "claimReviewed": claim.decision.sentence,
        "author": {"@type": "GovernmentOrganization", "name": claim.office_name, "url": home},
        "reviewRating": {
            "@type": "Rating",
            "ratingValue": RATINGS.get(verdict, -1),
            "bestRating": 5,
            "worstRating": 1,
            "alternateName": _(VERDICT_NAMES[verdict]),
        },
        "itemReviewed": {"@type": "Claim", "text": claim.decision.sentence},
    }
    return JSONResponse(review, media_type="application/ld+json")


def _find(session: Session, claim_id: int) -> PublicClaim:
    claim = public_claim(session, today(), claim_id)
    if claim is None:
        raise NotFound("Không có kết luận công khai nào mang số này, hoặc kết luận đã hết giá trị.")
    return claim


def _shape(session: Session, claim: PublicClaim) -> ClaimShape:
    reply = replies.live_reply(session, claim.item_id)
    return ClaimShape(
        id=claim.standing.id,
        claim=claim.decision.sentence,
        verdict=claim.standing.verdict,
        verdict_name=_(VERDICT_NAMES[claim.standing.verdict]),
        office=claim.office_name,
        answer=full_text(claim.office_name, reply, claim.standing.valid_until) if reply is not None else "",
        valid_from=claim.standing.valid_from,
        valid_until=claim.standing.valid_until,
        stands_since=claim.standing.stands_since,
        sources=[SourceShape.of(passage) for passage in claim.decision.passages],
    )
