"""What the page of a published claim shows, for the page itself and for a request that could not be taken."""

from __future__ import annotations

from models.errors import NotFound
from models.queries import published, review_requests
from models.session import Session
from models.settings import settings
from triage_api import claim_review, claim_view
from triage_api.formats import today


def claim_context(session: Session, claim_id: int) -> dict[str, object]:
    """What the page of a claim shows.

    Raises:
        NotFound: nothing under this number was ever published; the same words as for a number that never was.
    """
    found = published.find(session, claim_id)
    if found is None:
        raise NotFound("Không có kết luận công khai nào mang số này.")
    all_versions = published.versions(session, claim_id)
    version = all_versions[-1]
    path, size = claim_view.qr_path(claim_id)
    return {
        "claim": found,
        "version": version,
        "passages": claim_view.cited_passages(version),
        "differences": claim_view.told_differently(session, version),
        "history": claim_view.history(all_versions),
        "requests": published.answered_requests(session, claim_id),
        "waiting": review_requests.waiting_count(session, claim_id),
        "warning": claim_view.standing_words(found, today()),
        "review": claim_review.claim_review(found),
        "permalink": claim_review.permalink(claim_id),
        "qr": path,
        "qr_size": size,
        "days": settings().review_request_days,
        "error": None,
        "text": "",
        "address": "",
        **claim_words(),
    }


def claim_words() -> dict[str, object]:
    """What every public template about claims calls."""
    return {"claim_number": claim_review.claim_number, "standing_words": claim_view.standing_words}
