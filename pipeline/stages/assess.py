"""Assessing posts that wait: label, slots, indicators, evidence, signature."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from nlp.assess import Assessor

from models.errors import TriageError
from models.queries import jobs
from models.queries.assessing import (
    AssessmentRecord,
    PendingPost,
    claim_pending,
    count_failure,
    store_assessment,
)
from models.queries.runs import set_aside
from models.session import Session, transaction
from nlp.contracts import Assessment, Circumstances
from nlp.narrative import bands, signature
from nlp.normalise import normalise
from pipeline.language import assessor
from pipeline.stored import may_be_grouped, to_record

log = logging.getLogger("sangtin.assess")

BATCH = 64
MAX_ATTEMPTS = 3


def drain(batch: int = BATCH) -> int:
    """Assess in batches until nothing waits; returns how many posts were assessed."""
    total = 0
    while done := once(batch):
        total += done
    return total


def once(batch: int = BATCH) -> int:
    """Claim, assess and write one batch in one transaction, and nudge the router. Returns its size."""
    with transaction() as session:
        posts = claim_pending(session, batch)
        if not posts:
            return 0
        for post, assessment in zip(posts, _assess(assessor(), posts), strict=True):
            if assessment is None:
                _count_failure(session, post)
                continue
            store_assessment(session, post, _record(post, assessment))
        jobs.nudge(session, "route")
        return len(posts)


def _assess(using: Assessor, posts: Sequence[PendingPost]) -> list[Assessment | None]:
    """Assess a batch; when it fails as a whole, post by post, so that one bad text stops no other."""
    batch = [
        (post.text, Circumstances(posted_at=post.posted_at, own_channel=post.own_channel)) for post in posts
    ]
    try:
        return list(using.assess(batch))
    except (TriageError, ValueError, ArithmeticError, LookupError, TypeError):
        log.exception("a batch of %d posts could not be assessed at once", len(posts))
    results: list[Assessment | None] = []
    for post, given in zip(posts, batch, strict=True):
        try:
            results.append(using.assess([given])[0])
        except (TriageError, ValueError, ArithmeticError, LookupError, TypeError) as error:
            log.error("post %d could not be assessed: %s", post.id, type(error).__name__)  # noqa: TRY400
            results.append(None)
    return results


def _record(post: PendingPost, assessment: Assessment) -> AssessmentRecord:
    """The rows of an assessment; only what may ever be queued gets a near-duplicate signature."""
    if not may_be_grouped(assessment.label, post.own_channel):
        return to_record(assessment)
    mark = signature(normalise(post.text))
    return to_record(assessment, mark, bands(mark))


def _count_failure(session: Session, post: PendingPost) -> None:
    if count_failure(session, post) < MAX_ATTEMPTS:
        return
    set_aside(
        session,
        post.office_id,
        stage="assess",
        error_code="assessment_failed",
        reason=f"Bài số {post.id} không đánh giá được sau {MAX_ATTEMPTS} lần thử.",
        source_id=post.source_id,
    )
