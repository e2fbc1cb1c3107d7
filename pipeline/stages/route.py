"""Routing assessed posts: narrative, queue, item, and how long the text stays."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from models.crypto import Purpose, vault
from models.desk import DeskSettings
from models.due import due_times
from models.queries import desk_settings, grouping, indicators, routing
from models.queries.grouping import NearPost
from models.queries.routing import AssessedPost, NewItem
from models.queries.setbacks import Setback, apart, count_failure
from models.session import Session, transaction
from models.settings import settings
from models.tables.narrative import Narrative
from models.vocabulary import PROTECTED_LABELS, Label, Placeholder, Queue, RetentionClass, Topic
from nlp import priority
from nlp.contracts import Assessment, Circumstances, Route
from nlp.defang import defang, same_thing
from nlp.headline import headline
from nlp.narrative import ALIKE, NOTHING, Difference, Likeness, Reading, Verdict, compare
from nlp.normalise import normalise
from nlp.route import route
from pipeline import halt
from pipeline.stored import from_row, may_be_grouped

log = logging.getLogger("sangtin.route")

BATCH = 64
AUDIT_SHARE = 0.01
"""Random share of unqueued posts, whatever their label, that a person reads (SPEC §8): kept no longer than other unqueued ones."""


def drain(batch: int = BATCH) -> int:
    """Route in batches until nothing waits or a stop is asked for; returns how many posts were routed."""
    total = 0
    while not halt.asked.is_set() and (done := once(batch)) is not None:
        total += done
    return total


def once(batch: int = BATCH) -> int | None:
    """Claim and route one batch in one transaction.

    Returns how many were routed; None when nothing waited. A post that fails is undone alone and
    counted; after some tries it is set aside.
    """
    done = 0
    with transaction() as session:
        posts = routing.claim_assessed(session, batch)
        if not posts:
            return None
        for office_id in sorted({post.office_id for post in posts}):
            grouping.serialise_routing(session, office_id)
        for post in posts:
            try:
                with apart(session):
                    _route(session, post)
                done += 1
            except Setback as setback:
                log.warning("post %d could not be routed: %s", post.id, setback.kind)
                count_failure(session, post.month, post.id, "route")
    return done


def _route(session: Session, post: AssessedPost) -> None:
    assessment = from_row(post.assessment, post.text)
    narrative = _narrative(session, post, assessment)
    decided = route(
        assessment,
        Circumstances(
            posted_at=post.posted_at,
            own_channel=post.own_channel,
            spread=narrative.thread_count if narrative else 1,
        ),
    )
    item = routing.item_of(session, narrative.id) if narrative else None
    if item is None and narrative is not None and decided.queue is not None:
        desk = desk_settings.current(session, post.office_id)
        new = _new_item(post, assessment, decided, narrative, desk)
        item = routing.open_item(session, post, narrative.id, new)
        routing.keep_narrative_texts(session, narrative.id)
    elif item is not None and narrative is not None:
        routing.spread_further(session, item.id, priority.reach(narrative.thread_count))
    if item is not None and item.queue is Queue.SCAM:
        _keep_indicators(session, post, assessment, item.id)
    indicators.drop_candidates(session, post.month, post.id)
    routing.finish_routing(
        session, post, RetentionClass.QUEUED_TEXT if item is not None else _unqueued_class(post, assessment)
    )


def _narrative(session: Session, post: AssessedPost, assessment: Assessment) -> Narrative | None:
    """The narrative of a post that may be queued now or when it spreads; opinions are not grouped at all."""
    if not may_be_grouped(assessment.label, post.own_channel):
        return None
    known = grouping.narrative_of(session, post)
    if known is not None:
        return known
    reading = Reading(normalise(post.text))
    alike: dict[int, Likeness] = {}
    for near in grouping.near_posts(session, post):
        likeness = _same(reading, near)
        if likeness.verdict is Verdict.ATTACH:
            narrative = grouping.join_narrative(session, near.narrative_id, post)
            break
        if likeness.verdict is Verdict.SUGGEST:
            known_likeness = alike.get(near.narrative_id)
            if known_likeness is None or likeness.similarity > known_likeness.similarity:
                alike[near.narrative_id] = likeness
    else:
        narrative = grouping.open_narrative(session, post)
    for other_id, likeness in alike.items():
        if other_id != narrative.id:
            told = likeness.differences[0] if likeness.differences else Difference(ALIKE, NOTHING, NOTHING)
            grouping.mark_lookalike(session, narrative.id, other_id, told.kind, told.ours, told.theirs)
    return narrative


def _same(reading: Reading, near: NearPost) -> Likeness:
    """The post beside one of a known narrative; a text that was purged is like nothing."""
    if near.text is None:
        return Likeness(Verdict.APART, 0.0)
    return compare(reading, Reading(normalise(near.text)))


def _new_item(
    post: AssessedPost, assessment: Assessment, decided: Route, narrative: Narrative, desk: DeskSettings
) -> NewItem:
    assert decided.queue is not None  # noqa: S101  (the caller asked)
    assert decided.severity is not None  # noqa: S101  (every queue has one)
    now = datetime.now(UTC)
    due_at, escalate_at = due_times(decided.severity, now, desk, ZoneInfo(settings().timezone))
    primary = None
    if decided.primary_slot is not None:
        primary = post.assessment.slots[decided.primary_slot].id
    return NewItem(
        queue=decided.queue,
        label={Queue.SCAM: Label.SCAM, Queue.CLAIMS: Label.CLAIM}.get(decided.queue, assessment.label),
        severity=decided.severity,
        distortion=decided.distortion,
        topic=assessment.topics[0] if assessment.topics else Topic.KHAC,
        headline=headline(post.text, assessment, decided.primary_slot),
        primary_slot_id=primary,
        own_channel=post.own_channel,
        unsure=decided.unsure,
        gap=decided.gap,
        due_at=due_at,
        escalate_at=escalate_at,
        harm=priority.harm(decided),
        reach=priority.reach(narrative.thread_count),
        novelty=priority.novelty(narrative.first_seen_at, now),
        doubt=priority.doubt(assessment),
    )


def _keep_indicators(session: Session, post: AssessedPost, assessment: Assessment, item_id: int) -> None:
    """Indicators of a scam: those standing in the text, and those masked out of it."""
    seen = [
        (found.kind, found.normalised, found.lookalike_of)
        for found in assessment.indicators
        if not found.official and not any(mark in found.text for mark in Placeholder)
    ]
    seen += [
        (candidate.kind, vault().open(candidate.sealed, Purpose.INDICATOR), None)
        for candidate in routing.candidates_of(session, post)
    ]
    found = {
        (kind, same_thing(kind, value)): indicators.FoundIndicator(
            kind, same_thing(kind, value), defang(kind, same_thing(kind, value)), lookalike_of
        )
        for kind, value, lookalike_of in seen
    }
    indicators.keep_for_item(session, vault(), post.office_id, item_id, list(found.values()))


def _unqueued_class(post: AssessedPost, assessment: Assessment) -> RetentionClass:
    if _sampled(post):
        return RetentionClass.AUDIT_SAMPLE
    protected = assessment.label in PROTECTED_LABELS or assessment.label is Label.OFF_TOPIC
    return RetentionClass.PROTECTED_TEXT if protected else RetentionClass.UNQUEUED_TEXT


def _sampled(post: AssessedPost) -> bool:
    """Whether a post is of the audit sample: by lot under the installation's key, the same however often asked.

    Drawn anew each time, a post that is assessed again and again would be drawn in the end.
    """
    lot = vault().fingerprint(f"{post.thread_key.hex()} {post.text}", Purpose.CONTENT)
    return int.from_bytes(lot[:8]) < AUDIT_SHARE * 2**64
