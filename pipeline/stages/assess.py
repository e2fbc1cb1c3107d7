"""Assessing posts that wait: label, slots, indicators, evidence, signature.

What may be queued is read once more for names by the tagger (I1), before anything can be made of it: the masked text
overwrites the stored one in the transaction that writes the assessment, so that no item ever rests on the other.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace

from models.queries import jobs
from models.queries.assessing import (
    AssessmentRecord,
    PendingPost,
    claim_pending,
    overwrite_text,
    store_assessment,
)
from models.queries.setbacks import Setback, apart, count_failure
from models.session import Session, transaction
from nlp.assess import Assessor
from nlp.contracts import Assessment, Circumstances
from nlp.narrative import bands, signature
from nlp.normalise import normalise
from nlp.privacy.tagged import mask_tagged
from nlp.tokenise import person_names
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
        for post, assessed in zip(posts, _assess(assessor(), posts), strict=True):
            if assessed is not None and _stored(session, *assessed):
                done += 1
            else:
                count_failure(session, post.month, post.id, "assess")
        jobs.nudge(session, "route")
    return done


_Assessed = tuple[PendingPost, Assessment]
"""A post with the text its assessment is of."""


def _assess(using: Assessor, posts: Sequence[PendingPost]) -> list[_Assessed | None]:
    """Assess a batch; when it fails as a whole, post by post, so that one bad text stops no other."""
    assessments: list[Assessment | None] = [None] * len(posts)
    try:
        assessments[:] = using.assess([_given(post) for post in posts])
    except Exception as error:  # pure code: whatever it is, it concerns one text
        log.warning("a batch of %d posts could not be assessed at once: %s", len(posts), type(error).__name__)
    results: list[_Assessed | None] = []
    for post, assessment in zip(posts, assessments, strict=True):
        try:
            results.append(_without_names(using, post, assessment or using.assess([_given(post)])[0]))
        except Exception as error:  # the words of the error may quote the text
            log.warning("post %d could not be assessed: %s", post.id, type(error).__name__)
            results.append(None)
    return results


def _given(post: PendingPost) -> tuple[str, Circumstances]:
    return post.text, Circumstances(posted_at=post.posted_at, own_channel=post.own_channel)


def _without_names(using: Assessor, post: PendingPost, assessment: Assessment) -> _Assessed:
    """What may be queued, without the names the tagger sees; assessed anew when there were any, so offsets fit."""
    if not may_be_grouped(assessment.label, post.own_channel):
        return post, assessment
    masked = mask_tagged(post.text, person_names(post.text))
    if not masked.replacements:
        return post, assessment
    post = replace(post, text=masked.text)
    return post, using.assess([_given(post)])[0]


def _stored(session: Session, post: PendingPost, assessment: Assessment) -> bool:
    try:
        with apart(session):
            overwrite_text(session, post)
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
