"""I8: each class goes in its time, everywhere at once, with a receipt; what is open again stays."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import text

from models.crypto import Purpose, Vault
from models.queries import indicators, purging, purging_indicators
from models.queries.indicators import FoundIndicator
from models.queries.jobs import forget_failed, nudge
from models.session import transaction
from models.tables.assessment import (
    AssessmentEvidence,
    AssessmentFinding,
    AssessmentIndicator,
    AssessmentSlot,
)
from models.tables.indicator import ScamIndicator
from models.tables.item import Item
from models.tables.narrative import NarrativeLookalike
from models.tables.post import IndicatorCandidate, Post, PostAddress, PostBand, PostSignature
from models.tables.retention import PurgeReceipt, RetentionRule
from models.vocabulary import (
    EventKind,
    IndicatorKind,
    ItemState,
    PostState,
    Queue,
    Relation,
    RetentionClass,
    Verdict,
)
from tests.database import TestDatabase
from tests.models.rows import Rows

pytestmark = pytest.mark.database

VAULT = Vault(b"k" * 32)
SECRET = "Bà con ở thôn Hạ bảo nộp hồ sơ mất năm mươi nghìn"
"""A sentence that must be found nowhere once it is purged."""


def now(rows: Rows) -> datetime:
    """The time of the transaction."""
    return rows.session.scalars(text("SELECT now()")).one()


def post_with_everything(rows: Rows, **given: object) -> Post:
    """A post whose words stand in every table that may repeat them."""
    post = rows.post(**({"text": SECRET, "state": PostState.ROUTED} | given))
    assessment = rows.assessment(post)
    slot = rows.slot(assessment, text=SECRET, value=SECRET)
    key = {"month": post.month, "post_id": post.id}
    rows.session.add_all(
        [
            AssessmentFinding(
                assessment_id=assessment.id, detector="d", code="c", reason=SECRET, start=0, end=1
            ),
            AssessmentIndicator(
                assessment_id=assessment.id, kind="url", normalised=SECRET, official=False, start=0, end=1
            ),
            AssessmentEvidence(
                assessment_id=assessment.id,
                slot_id=slot.id,
                passage_id=rows.passage().id,
                relation=Relation.CONTRADICTS,
                quote="q",
                explanation=f"Bài viết: {SECRET}; văn bản: không thu.",
            ),
            PostAddress(sealed=VAULT.seal(SECRET, Purpose.ADDRESS), **key),
            PostSignature(signature=b"s", expires_at=now(rows) + timedelta(days=30), **key),
            PostBand(office_id=post.office_id, band=1, **key),
            IndicatorCandidate(kind=IndicatorKind.PHONE, sealed=b"s", fingerprint=b"f", **key),
        ]
    )
    rows.session.flush()
    return post


def item_with_everything(rows: Rows, queue: Queue = Queue.CLAIMS) -> Item:
    """An item whose post's words stand everywhere."""
    post = rows.post(rows.source(own_channel=queue is Queue.GRIEVANCES), text=SECRET, state=PostState.ROUTED)
    item = rows.item(queue, post=post, headline=SECRET)
    slot = rows.session.query(AssessmentSlot).filter_by(assessment_id=item.assessment_id).one()
    slot.text = slot.value = SECRET
    rows.session.add_all(
        [
            AssessmentFinding(
                assessment_id=item.assessment_id, detector="d", code="c", reason=SECRET, start=0, end=1
            ),
            PostAddress(sealed=b"s", month=post.month, post_id=post.id),
        ]
    )
    rows.session.flush()
    return item


def end(rows: Rows, item: Item, state: ItemState, days_ago: float, kind: EventKind) -> None:
    """End an item so many days ago."""
    rows.event(item, kind, to_state=state)
    item.state, item.ended_at = state, now(rows) - timedelta(days=days_ago)
    rows.session.flush()


def purge(rows: Rows) -> dict[RetentionClass, int]:
    """One whole round, as the job does it."""
    purging.set_ends(rows.session)
    purging.purge_signatures(rows.session)
    purging_indicators.purge_candidates(rows.session)
    purging_indicators.purge_indicators(rows.session)
    purged = purging.purge_texts(rows.session, 100)
    rows.session.expire_all()
    return purged


@pytest.fixture
def all_words(rows: Rows) -> Callable[[], list[str]]:
    """Where the secret stands, asked through the parent tables the application may read."""

    def find() -> list[str]:
        rows.session.flush()
        readable = rows.session.scalars(
            text(
                "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND NOT relispartition"
                " AND relnamespace = 'public'::regnamespace ORDER BY 1"
            )
        ).all()
        question = (
            'SELECT EXISTS (SELECT FROM "{table}" t WHERE strpos(t::text, :words) > 0'
            " OR strpos(t::text, encode(convert_to(:words, 'UTF8'), 'hex')) > 0)"
        )
        return [
            table
            for table in readable
            if rows.session.scalar(text(question.format(table=table)), {"words": SECRET})
        ]

    return find


TEXT_CLASSES = (
    RetentionClass.PROTECTED_TEXT,
    RetentionClass.AUDIT_SAMPLE,
    RetentionClass.UNQUEUED_TEXT,
)


@pytest.mark.parametrize("kept_as", TEXT_CLASSES)
def test_a_text_goes_everywhere_at_once_when_its_time_is_over(
    rows: Rows, kept_as: RetentionClass, all_words: Callable[[], list[str]]
) -> None:
    post = post_with_everything(rows, retention_class=kept_as, purge_after=now(rows))
    assert set(all_words()) == {
        "post",
        "assessment_slot",
        "assessment_finding",
        "assessment_indicator",
        "assessment_evidence",
    }
    assert purge(rows) == {kept_as: 1}
    assert all_words() == []
    assert (post.state, post.text, post.purge_after) == (PostState.PURGED, None, None)
    for table in (PostAddress, PostSignature, PostBand, IndicatorCandidate):
        assert rows.session.query(table).count() == 0
    receipt = rows.session.query(PurgeReceipt).filter_by(retention_class=kept_as).one()
    assert receipt.purged_count == 1
    assert receipt.hash == hashlib.sha256(str(post.id).encode()).digest()
    assert purge(rows) == {}, "nothing is purged twice"


@pytest.mark.parametrize("kept_as", TEXT_CLASSES)
def test_not_a_moment_before(rows: Rows, kept_as: RetentionClass) -> None:
    post_with_everything(rows, retention_class=kept_as, purge_after=now(rows) + timedelta(seconds=1))
    assert purge(rows) == {}
    assert rows.session.query(PostAddress).count() == 1


def test_neighbours_stay(rows: Rows, all_words: Callable[[], list[str]]) -> None:
    post_with_everything(
        rows, purge_after=now(rows), text="khác", retention_class=RetentionClass.UNQUEUED_TEXT
    )
    rows.session.execute(text("UPDATE assessment_slot SET text = 'khác', value = 'khác'"))
    kept = post_with_everything(rows, purge_after=now(rows) + timedelta(days=1))
    purge(rows)
    assert kept.text == SECRET
    assert "assessment_finding" in all_words()
    assert rows.session.query(PostAddress).count() == 1


def test_what_has_no_class_goes_as_unqueued(rows: Rows) -> None:
    post_with_everything(rows, purge_after=now(rows), retention_class=None)
    assert purge(rows) == {RetentionClass.UNQUEUED_TEXT: 1}


@pytest.mark.parametrize("state", [PostState.PENDING, PostState.ASSESSED])
def test_also_what_was_set_aside_on_its_way(rows: Rows, state: PostState) -> None:
    post_with_everything(
        rows, purge_after=now(rows), state=state, retention_class=RetentionClass.UNQUEUED_TEXT
    )
    assert purge(rows) == {RetentionClass.UNQUEUED_TEXT: 1}


def test_one_receipt_for_each_class_of_a_round(rows: Rows) -> None:
    for kept_as in (*TEXT_CLASSES, RetentionClass.UNQUEUED_TEXT):
        rows.post(state=PostState.ROUTED, purge_after=now(rows), retention_class=kept_as)
    purge(rows)
    receipts = {row.retention_class: row.purged_count for row in rows.session.query(PurgeReceipt)}
    assert receipts == dict.fromkeys(TEXT_CLASSES, 1) | {RetentionClass.UNQUEUED_TEXT: 2}


def test_a_round_has_a_limit_and_the_next_goes_on(rows: Rows) -> None:
    for _ in range(5):
        rows.post(state=PostState.ROUTED, purge_after=now(rows), retention_class=RetentionClass.UNQUEUED_TEXT)
    rounds = [sum(purging.purge_texts(rows.session, 2).values()) for _ in range(4)]
    assert rounds == [2, 2, 1, 0]


# Texts of items


@pytest.mark.parametrize("queue", Queue)
def test_a_queued_text_stays_thirty_days_after_the_end(rows: Rows, queue: Queue) -> None:
    item = item_with_everything(rows, queue)
    assert purge(rows) == {}
    end(rows, item, ItemState.CLOSED, 29.9, EventKind.CLOSED)
    assert purge(rows) == {}
    item.ended_at = now(rows) - timedelta(days=30, seconds=1)
    rows.session.flush()
    assert purge(rows) == {RetentionClass.QUEUED_TEXT: 1}


def test_what_was_decided_stays_the_rest_goes(rows: Rows, all_words: Callable[[], list[str]]) -> None:
    item = item_with_everything(rows)
    decision = rows.decision(item, sentence="Nộp hồ sơ mất phí")
    end(rows, item, ItemState.CLOSED, 31, EventKind.CLOSED)
    purge(rows)
    assert decision.sentence == "Nộp hồ sơ mất phí"
    assert item.primary_slot_id is not None, "what the claim stood on is still known by kind"
    assert set(all_words()) == {"item"}, "the sentence of a decided item is part of the decision"


@pytest.mark.parametrize("kind", [EventKind.DISMISSED_OPINION, EventKind.DISMISSED_IRRELEVANT])
def test_nothing_is_left_of_what_was_taken_out(
    rows: Rows, kind: EventKind, all_words: Callable[[], list[str]]
) -> None:
    item = item_with_everything(rows)
    end(rows, item, ItemState.DISMISSED, 31, kind)
    purge(rows)
    assert all_words() == []
    assert item.headline == purging.DELETED_HEADLINE


def test_an_opinion_goes_within_a_day(rows: Rows) -> None:
    item = item_with_everything(rows)
    end(rows, item, ItemState.DISMISSED, 0.99, EventKind.DISMISSED_OPINION)
    assert purge(rows) == {}
    item.ended_at = now(rows) - timedelta(days=1, seconds=1)
    rows.session.flush()
    assert purge(rows) == {RetentionClass.DISMISSED_OPINION_TEXT: 1}


def test_an_opinion_goes_within_a_day_even_after_another_end(rows: Rows) -> None:
    """Closed, reopened, and only then seen to be an opinion: the thirty days of the first end are void."""
    item = item_with_everything(rows)
    end(rows, item, ItemState.CLOSED, 3, EventKind.CLOSED)
    purging.set_ends(rows.session)
    end(rows, item, ItemState.DISMISSED, 1.1, EventKind.DISMISSED_OPINION)
    assert purge(rows) == {RetentionClass.DISMISSED_OPINION_TEXT: 1}


def test_what_is_open_again_stays(rows: Rows) -> None:
    item = item_with_everything(rows)
    post = rows.session.query(Post).filter_by(id=item.assessment.post_id).one()
    end(rows, item, ItemState.CLOSED, 29, EventKind.CLOSED)
    purge(rows)
    assert post.purge_after is not None
    item.state, item.ended_at = ItemState.OPEN, None
    rows.session.flush()
    assert purge(rows) == {}
    assert (post.purge_after, post.retention_class) == (None, RetentionClass.QUEUED_TEXT)


def test_what_is_opened_again_in_the_last_moment_stays(rows: Rows) -> None:
    item = item_with_everything(rows)
    end(rows, item, ItemState.CLOSED, 40, EventKind.CLOSED)
    purging.set_ends(rows.session)
    item.state, item.ended_at = ItemState.OPEN, None
    rows.session.flush()
    assert purging.purge_texts(rows.session, 100) == {}


def test_all_posts_of_a_narrative_go_together(rows: Rows) -> None:
    item = item_with_everything(rows)
    copy = post_with_everything(rows)
    rows.session.execute(
        text("INSERT INTO narrative_post (month, post_id, narrative_id) VALUES (:month, :post, :narrative)"),
        {"month": copy.month, "post": copy.id, "narrative": item.narrative_id},
    )
    end(rows, item, ItemState.CLOSED, 31, EventKind.CLOSED)
    assert purge(rows) == {RetentionClass.QUEUED_TEXT: 2}


def test_hours_are_a_setting(rows: Rows) -> None:
    rows.session.get_one(RetentionRule, RetentionClass.QUEUED_TEXT).keep_hours = 1
    item = item_with_everything(rows)
    end(rows, item, ItemState.CLOSED, 0.1, EventKind.CLOSED)
    assert purge(rows) == {RetentionClass.QUEUED_TEXT: 1}


def test_differences_go_with_the_last_text_of_either(rows: Rows) -> None:
    first, second = item_with_everything(rows), item_with_everything(rows)
    low, high = sorted((first.narrative_id, second.narrative_id))
    rows.session.add(
        NarrativeLookalike(narrative_id=low, other_id=high, difference="number", ours="50k", theirs="100k")
    )
    purge(rows)
    assert rows.session.query(NarrativeLookalike).count() == 1
    end(rows, second, ItemState.CLOSED, 31, EventKind.CLOSED)
    purge(rows)
    assert rows.session.query(NarrativeLookalike).count() == 0


# Indicators


def scam(rows: Rows, value: str = "0900000123") -> Item:
    """A scam item with one indicator."""
    item = rows.item(Queue.SCAM)
    found = FoundIndicator(IndicatorKind.PHONE, value, "0900••")
    indicators.keep_for_item(rows.session, VAULT, item.office_id, item.id, [found])
    return item


def receipts(rows: Rows) -> dict[RetentionClass, int]:
    """How many of each class were receipted."""
    return {row.retention_class: row.purged_count for row in rows.session.query(PurgeReceipt)}


def test_candidates_of_what_is_routed_go(rows: Rows) -> None:
    for state in (PostState.PENDING, PostState.ASSESSED, PostState.ROUTED):
        post = rows.post(state=state)
        rows.session.add(
            IndicatorCandidate(
                month=post.month, post_id=post.id, kind=IndicatorKind.PHONE, sealed=b"s", fingerprint=b"f"
            )
        )
    purge(rows)
    assert rows.session.query(IndicatorCandidate).count() == 2
    assert receipts(rows)[RetentionClass.INDICATOR_CANDIDATE] == 1


def test_an_open_scam_keeps_its_indicators(rows: Rows) -> None:
    scam(rows)
    purge(rows)
    assert rows.session.query(ScamIndicator).count() == 1


@pytest.mark.parametrize(
    ("state", "kind"),
    [
        (ItemState.DISMISSED, EventKind.DISMISSED_IRRELEVANT),
        (ItemState.DISMISSED, EventKind.DISMISSED_OPINION),
        (ItemState.CLOSED, EventKind.CLOSED),
    ],
)
def test_what_a_person_did_not_call_a_scam_lets_go_of_its_indicators(
    rows: Rows, state: ItemState, kind: EventKind
) -> None:
    item = scam(rows)
    end(rows, item, state, 0.5, kind)
    purge(rows)
    assert rows.session.query(ScamIndicator).count() == 1, "a dismissal may still be undone"
    item.ended_at = now(rows) - timedelta(days=2)
    rows.session.flush()
    purge(rows)
    assert rows.session.query(ScamIndicator).count() == 0
    assert receipts(rows)[RetentionClass.INDICATOR_CANDIDATE] == 1


@pytest.mark.parametrize("verdict", [Verdict.SCAM, Verdict.SUSPECTED])
def test_a_confirmed_pattern_stays_for_its_own_time(rows: Rows, verdict: Verdict) -> None:
    item = scam(rows)
    rows.verdict(rows.decision(item, verdict=verdict))
    end(rows, item, ItemState.CLOSED, 60, EventKind.CLOSED)
    purge(rows)
    found = rows.session.query(ScamIndicator).one()
    found.last_seen_at = now(rows) - timedelta(days=24 * 30 + 1)
    rows.session.flush()
    purge(rows)
    assert rows.session.query(ScamIndicator).count() == 0
    assert receipts(rows) == {RetentionClass.QUEUED_TEXT: 1, RetentionClass.SCAM_PATTERN: 1}


def test_not_a_scam_is_not_kept_because_another_item_was_one(rows: Rows) -> None:
    shared = scam(rows)
    other = scam(rows)
    rows.verdict(rows.decision(other, verdict=Verdict.SCAM))
    for item in (shared, other):
        end(rows, item, ItemState.CLOSED, 5, EventKind.CLOSED)
    purge(rows)
    assert rows.session.query(ScamIndicator).count() == 1, "somebody called it a scam"
    assert [found.id for found in indicators.indicators_of(rows.session, shared.id)] == []


# The rest


def test_signatures_live_thirty_days(rows: Rows) -> None:
    for days in (-1, 1):
        post = rows.post(state=PostState.ROUTED)
        rows.session.add(
            PostSignature(
                month=post.month, post_id=post.id, signature=b"s", expires_at=now(rows) + timedelta(days=days)
            )
        )
        rows.session.add(PostBand(office_id=post.office_id, band=1, month=post.month, post_id=post.id))
    purge(rows)
    assert rows.session.query(PostSignature).count() == rows.session.query(PostBand).count() == 1
    assert receipts(rows) == {RetentionClass.SIGNATURE: 1}


def test_failed_nudges_are_forgotten_after_a_week(rows: Rows) -> None:
    for days in (6, 8):
        job = nudge(rows.session, "assess", day=days)
        rows.session.execute(
            text("UPDATE procrastinate_jobs SET status = 'failed' WHERE id = :id"), {"id": job}
        )
        rows.session.execute(
            text("UPDATE procrastinate_events SET at = now() - :days * interval '1 day' WHERE job_id = :id"),
            {"days": days, "id": job},
        )
    nudge(rows.session, "route")
    assert forget_failed(rows.session) == 1
    left = rows.session.scalars(text("SELECT status::text FROM procrastinate_jobs ORDER BY 1")).all()
    assert left == ["failed", "todo"]


def test_every_class_of_the_vocabulary_has_a_rule(rows: Rows) -> None:
    rules = {row.retention_class: row.keep_hours for row in rows.session.query(RetentionRule)}
    assert set(rules) == set(RetentionClass)
    assert rules[RetentionClass.PROTECTED_TEXT] <= 24
    assert rules[RetentionClass.DISMISSED_OPINION_TEXT] <= 24
    assert rules[RetentionClass.AUDIT_SAMPLE] <= 7 * 24


def test_two_purges_at_once_purge_each_text_once(db: TestDatabase) -> None:
    import threading

    with transaction() as session:
        rows = Rows(session)
        source = rows.source()
        for _ in range(40):
            rows.post(
                source,
                state=PostState.ROUTED,
                purge_after=now(rows),
                retention_class=RetentionClass.UNQUEUED_TEXT,
            )
    failed: list[BaseException] = []

    def work() -> None:
        try:
            while True:
                with transaction() as session:
                    if not purging.purge_texts(session, 7):
                        return
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert failed == []
    with transaction() as session:
        assert sum(row.purged_count for row in session.query(PurgeReceipt)) == 40
        assert {post.state for post in session.query(Post)} == {PostState.PURGED}
