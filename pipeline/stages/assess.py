"""Assessing posts that wait: label, slots, indicators, evidence, signature."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from models.queries import jobs
from models.queries.assessing import AssessmentRecord, PendingPost, claim_pending, store_assessment
from models.queries.setbacks import Setback, apart, count_failure
from models.session import Session, transaction
from nlp.assess import Assessor
from nlp.contracts import Assessment, Circumstances
from nlp.narrative import bands, signature
from nlp.normalise import normalise
from pipeline import halt
from pipeline.language import assessor
from pipeline.stored import may_be_grouped, to_record

log = logging.getLogger("sangtin.assess")

BATCH = 64


def drain(batch: int = BATCH) -> int:
    """Assess in batches until nothing waits or a stop is asked for; returns how many posts were assessed."""
    total = 0
    while not halt.asked.is_set() and (done := once(batch)) is not None:
        total += done
    return total


def once(batch: int = BATCH) -> int | None:
    """Claim, assess and write one batch in one transaction, and nudge the router.

    Returns how many were assessed; None when nothing waited. A post that fails is undone alone and
    counted; after some tries it is set aside.
    """
    done = 0
    with transaction() as session:
        posts = claim_pending(session, batch)
        if not posts:
            return None
        for post, assessment in zip(posts, _assess(assessor(), posts), strict=True):
            if assessment is not None and _stored(session, post, assessment):
                done += 1
            else:
                count_failure(session, post.month, post.id, "assess")
        jobs.nudge(session, "route")
    return done


def _assess(using: Assessor, posts: Sequence[PendingPost]) -> list[Assessment | None]:
    """Assess a batch; when it fails as a whole, post by post, so that one bad text stops no other."""
    batch = [
        (post.text, Circumstances(posted_at=post.posted_at, own_channel=post.own_channel)) for post in posts
    ]
    try:
        return list(using.assess(batch))
    except Exception as error:  # pure code: whatever it is, it concerns one text
        log.warning("a batch of %d posts could not be assessed at once: %s", len(posts), type(error).__name__)
    results: list[Assessment | None] = []
    for post, given in zip(posts, batch, strict=True):
        try:
            results.append(using.assess([given])[0])
        except Exception as error:  # the words of the error may quote the text
            log.warning("post %d could not be assessed: %s", post.id, type(error).__name__)
            results.append(None)
    return results


def _stored(session: Session, post: PendingPost, assessment: Assessment) -> bool:
    try:
        with apart(session):
            store_assessment(session, post, _record(post, assessment))
    except Setback as setback:
        log.warning("post %d: assessment not stored: %s", post.id, setback.kind)
        return False
    return True


def _record(post: PendingPost, assessment: Assessment) -> AssessmentRecord:
    """The rows of an assessment; only what may ever be queued gets a near-duplicate signature."""
    if not may_be_grouped(assessment.label, post.own_channel):
        return to_record(assessment)
    mark = signature(normalise(post.text))
    return to_record(assessment, mark, bands(mark))
