"""A published verdict as schema.org ClaimReview, for search engines and other programs.

Fields: https://schema.org/ClaimReview and https://developers.google.com/search/docs/appearance/structured-data/factcheck,
which requires ``claimReviewed``, ``reviewRating`` and ``url``.
"""

from __future__ import annotations

from typing import Any

from models.queries.published import Published
from models.vocabulary import VERDICT_NAMES, Verdict
from triage_api.catalogue import _
from triage_api.harmless import harmless
from triage_api.public_places import address, home

RATINGS = {
    Verdict.TRUE: 5,
    Verdict.MISSING_CONTEXT: 3,
    Verdict.OUTDATED: 2,
    Verdict.FALSE: 1,
    Verdict.SCAM: 1,
}
"""schema.org wants a figure; ``alternateName`` is what is meant. What has none is -1, "cannot be rated"."""


def claim_number(claim_id: int) -> str:
    """The number people call a claim by.

    >>> claim_number(412)
    'KL-0412'
    """
    return f"KL-{claim_id:04d}"


def claim_review(claim: Published) -> dict[str, Any]:
    """The newest version of a claim as JSON-LD."""
    told = harmless(claim.sentence)
    return {
        "@context": "https://schema.org",
        "@type": "ClaimReview",
        "url": address(claim.id, claim.verdict),
        "inLanguage": "vi",
        "datePublished": claim.published_at.date().isoformat(),
        "dateModified": claim.changed_at.isoformat(),
        "expires": claim.valid_until.isoformat(),
        "claimReviewed": told,
        "author": {"@type": "GovernmentOrganization", "name": claim.office_name, "url": home()},
        "reviewRating": {
            "@type": "Rating",
            "ratingValue": RATINGS.get(claim.verdict, -1),
            "bestRating": 5,
            "worstRating": 1,
            "alternateName": _(VERDICT_NAMES[claim.verdict]),
        },
        "itemReviewed": {"@type": "Claim", "text": told},
    }
