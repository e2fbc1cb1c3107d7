"""What the page of a published claim shows, for the page itself and for a request that could not be taken."""

from __future__ import annotations

from models.errors import NotFound
from models.queries import published
from models.session import Session
from triage_api import claim_review, claim_view
from triage_api.formats import today
from triage_api.objecting import objecting
from triage_api.public_places import address


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
    permalink = address(claim_id, found.verdict)
    path, size = claim_view.qr_path(permalink)
    return {
        "claim": found,
        "version": version,
        "passages": claim_view.cited_passages(version),
        "differences": claim_view.told_differently(session, version),
        "history": claim_view.history(all_versions),
        "warning": claim_view.standing_words(found, today()),
        "review": claim_review.claim_review(found),
        "permalink": permalink,
        "qr": path,
        "qr_size": size,
        **objecting(session, claim_id),
        **claim_words(),
    }


def claim_words() -> dict[str, object]:
    """What every public template about claims calls."""
    return {"claim_number": claim_review.claim_number, "standing_words": claim_view.standing_words}
