"""Posts that wait: claimed by one, written once, and a post that fails takes nobody along."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import text

from models.queries import routing
from models.queries.assessing import (
    AssessmentRecord,
    EvidenceRecord,
    FindingRecord,
    IndicatorRecord,
    PendingPost,
    SlotRecord,
    claim_pending,
    reassess_since,
    store_assessment,
)
from models.queries.routing import claim_assessed
from models.queries.setbacks import MAX_ATTEMPTS, Setback, apart, count_failure
from models.session import Session, engine, transaction
from models.tables.assessment import AssessmentSlot, PostAssessment
from models.tables.item import ItemEvent
from models.tables.post import Post, PostBand, PostSignature
from models.tables.source import SetAside
from models.vocabulary import (
    ActorKind,
    Distortion,
    EventKind,
    IndicatorKind,
    Label,
    Modality,
    PostState,
    Queue,
    Relation,
    RetentionClass,
    Severity,
    SlotKind,
    Topic,
)
from tests.database import TestDatabase
from tests.models.rows import NOW, Rows

pytestmark = pytest.mark.database


def record(label: Label = Label.CLAIM, **more: object) -> AssessmentRecord:
    values = {
        "model": "2026.11.0",
        "label": label,
        "abstained": False,
        "rivals": (),
        "scores": tuple(1.0 if known is label else 0.0 for known in Label),
        "topics": (Topic.DICH_VU_CONG,),
    } | more
    return AssessmentRecord(**values)  # type: ignore[arg-type]


def whole(passage_id: int) -> AssessmentRecord:
    return record(
        slots=(SlotRecord(SlotKind.FEE, "50k", "50000", "VND", Modality.IN_FORCE, 27, 30),),
        findings=(FindingRecord("scam_rules", "x", "vì sao", 0, 3),),
        indicators=(IndicatorRecord(IndicatorKind.DOMAIN, "vneid.example", False, "vneid.gov.vn", 4, 9),),
        evidence=(
            EvidenceRecord(
                passage_id, 0, Relation.CONTRADICTS, Distortion.CONTRADICTED, "q", "e", 0.87654321
            ),
            EvidenceRecord(passage_id, None, Relation.RELATED, None, "q", "e", 1.0),
        ),
        signature=b"s" * 500,
        bands=(3, 1, 3),
    )


def claimed(rows: Rows) -> PendingPost:
    (post,) = claim_pending(rows.session, 1)
    return post


@pytest.mark.parametrize(
    ("claim", "state"), [(claim_pending, PostState.PENDING), (claim_assessed, PostState.ASSESSED)]
)
def test_two_workers_never_have_the_same_post(
    db: TestDatabase, claim: Callable[[Session, int], list[PendingPost]], state: PostState
) -> None:
    with transaction() as session:
        rows = Rows(session)
        source = rows.source()
        for _ in range(25):
            post = rows.post(source, state=state)
            if state is PostState.ASSESSED:
                rows.assessment(post)
    with Session(engine()) as first, Session(engine()) as second, Session(engine()) as third:
        ids = [{post.id for post in claim(session, 10)} for session in (first, second, third)]
        assert [len(found) for found in ids] == [10, 10, 5]
        assert len(set.union(*ids)) == 25
    with transaction() as session:
        assert len(claim(session, 100)) == 25, "what nobody finished waits still"


def test_the_oldest_post_comes_first(rows: Rows) -> None:
    made = [rows.post().id for _ in range(3)]
    assert [post.id for post in claim_pending(rows.session, 3)] == made


def test_a_claimed_post_is_handed_over_whole_and_without_a_word_in_its_repr(rows: Rows) -> None:
    rows.post(rows.source(own_channel=True), text="bí mật")
    post = claimed(rows)
    assert (post.text, post.own_channel, post.posted_at, post.version) == ("bí mật", True, NOW, 1)
    assert "bí mật" not in repr(post)


def test_an_assessment_is_rows(rows: Rows) -> None:
    rows.post()
    passage = rows.passage()
    assessment_id = store_assessment(rows.session, claimed(rows), whole(passage.id))
    rows.session.expire_all()
    stored = rows.session.get_one(PostAssessment, assessment_id)
    assert [(slot.position, slot.value, slot.unit) for slot in stored.slots] == [(0, "50000", "VND")]
    assert [found.reason for found in stored.findings] == ["vì sao"]
    assert [found.lookalike_of for found in stored.addresses] == ["vneid.gov.vn"]
    assert [(found.slot_id, float(found.score)) for found in stored.evidence] == [
        (stored.slots[0].id, 0.8765),
        (None, 1.0),
    ]
    post = rows.session.get_one(Post, (stored.month, stored.post_id))
    assert (post.state, post.attempt) == (PostState.ASSESSED, 0)
    assert sorted(row.band for row in rows.session.query(PostBand)) == [1, 3]
    signature = rows.session.query(PostSignature).one()
    life = signature.expires_at - rows.session.scalars(text("SELECT now()")).one()
    assert life == timedelta(days=30)


def test_a_second_assessment_replaces_the_first_and_keeps_it(rows: Rows) -> None:
    post = rows.post()
    passage = rows.passage()
    store_assessment(rows.session, claimed(rows), whole(passage.id))
    reassess = {"state": PostState.PENDING}
    rows.session.query(Post).update(reassess)
    store_assessment(rows.session, claimed(rows), record(Label.OPINION))
    rows.session.expire_all()
    found = rows.session.query(PostAssessment).filter_by(post_id=post.id).order_by(PostAssessment.id).all()
    assert [(row.label, row.current) for row in found] == [(Label.CLAIM, False), (Label.OPINION, True)]
    assert rows.session.query(PostBand).count() == rows.session.query(PostSignature).count() == 0


def test_a_failure_is_counted_and_the_third_sets_the_post_aside(rows: Rows) -> None:
    post = rows.post(text="bí mật")
    assert [count_failure(rows.session, post.month, post.id, "assess") for _ in range(MAX_ATTEMPTS)] == [
        False,
        False,
        True,
    ]
    assert claim_pending(rows.session, 10) == []
    aside = rows.session.query(SetAside).one()
    assert (aside.stage, aside.error_code, aside.source_id) == ("assess", "assess_failed", post.source_id)
    assert "bí mật" not in aside.reason
    rows.session.refresh(post)
    assert post.retention_class is RetentionClass.UNQUEUED_TEXT
    assert post.purge_after is not None, "nobody looks at it any more, so its text is not kept for ever"


def test_a_post_set_aside_may_be_tried_again(rows: Rows) -> None:
    post = rows.post()
    for _ in range(MAX_ATTEMPTS):
        count_failure(rows.session, post.month, post.id, "assess")
    assert reassess_since(rows.session, None) == 1
    assert [found.id for found in claim_pending(rows.session, 10)] == [post.id]


def test_an_assessed_post_that_fails_in_routing_is_left_out_too(rows: Rows) -> None:
    post = rows.post(state=PostState.ASSESSED, attempt=MAX_ATTEMPTS)
    rows.assessment(post)
    assert claim_assessed(rows.session, 10) == []


def test_a_good_assessment_forgets_failures(rows: Rows) -> None:
    post = rows.post(attempt=2)
    store_assessment(rows.session, claimed(rows), record())
    rows.session.refresh(post)
    assert post.attempt == 0


@pytest.mark.parametrize(
    "bad",
    [
        {"scores": (1.0,)},
        {"model": "x" * 41},
        {"evidence": (EvidenceRecord(999_999, None, Relation.RELATED, None, "q", "e", 1.0),)},
        {"evidence": (EvidenceRecord(1, 7, Relation.RELATED, None, "q", "e", 1.0),)},
        {"slots": (SlotRecord(SlotKind.FEE, "50k", None, None, Modality.IN_FORCE, 5, 1),)},
        {"findings": (FindingRecord("d", "c", "r\x00", 0, 1),)},
    ],
)
def test_a_record_the_database_refuses_is_undone_alone(rows: Rows, bad: dict[str, object]) -> None:
    rows.post()
    rows.post()
    first, second = claim_pending(rows.session, 2)
    with pytest.raises(Setback) as setback, apart(rows.session):
        store_assessment(rows.session, first, record(**bad))
    assert setback.value.kind in {"IntegrityError", "DataError", "IndexError"}
    store_assessment(rows.session, second, record())
    assert rows.session.query(AssessmentSlot).count() == 0
    states = {post.id: post.state for post in rows.session.query(Post)}
    assert (states[first.id], states[second.id]) == (PostState.PENDING, PostState.ASSESSED)


def test_a_lost_connection_is_nobodys_own_failure(db: TestDatabase) -> None:
    with transaction() as session:
        Rows(session).post()
    with Session(engine()) as session:
        pid = session.scalar(text("SELECT pg_backend_pid()"))
        (post,) = claim_pending(session, 1)
        with db.superuser() as superuser:
            superuser.execute("SELECT pg_terminate_backend(%s)", (pid,))
        with pytest.raises(Exception, match=r"terminating|closed") as raised, apart(session):
            store_assessment(session, post, record())
        assert not isinstance(raised.value, Setback)


def test_assessing_again_reaches_what_still_has_its_text(rows: Rows) -> None:
    before, after = (datetime(2026, 10, 31, hour, 59, tzinfo=UTC) for hour in (16, 17))  # midnight in Hanoi
    routed = rows.post(state=PostState.ROUTED, collected_at=after)
    rows.post(state=PostState.ROUTED, collected_at=before)
    rows.post(state=PostState.PURGED, text=None)
    rows.post(state=PostState.ASSESSED)
    assert reassess_since(rows.session, date(2026, 11, 1)) == 1
    assert [post.id for post in claim_pending(rows.session, 10)] == [routed.id]
    assert reassess_since(rows.session, None) == 1


def new_item(slot_id: int | None) -> routing.NewItem:
    return routing.NewItem(
        queue=Queue.CLAIMS,
        label=Label.CLAIM,
        severity=Severity.HIGH,
        distortion=Distortion.CONTRADICTED,
        topic=Topic.DICH_VU_CONG,
        headline="Nộp hồ sơ mất 50k",
        primary_slot_id=slot_id,
        own_channel=False,
        unsure=False,
        gap=False,
        due_at=NOW,
        escalate_at=NOW,
        harm=0.7,
        reach=0.0,
        novelty=1.0,
        doubt=0.1,
    )


def test_the_machine_opens_an_item_and_says_with_which_model(rows: Rows) -> None:
    post = rows.post(state=PostState.ASSESSED)
    slot = rows.slot(rows.assessment(post))
    (waiting,) = claim_assessed(rows.session, 1)
    item = routing.open_item(rows.session, waiting, rows.narrative(post).id, new_item(slot.id))
    event = rows.session.query(ItemEvent).filter_by(item_id=item.id).one()
    assert (event.kind, event.actor_kind, event.note) == (EventKind.OPENED, ActorKind.MACHINE, "2026.11.0")
    assert routing.item_of(rows.session, item.narrative_id) is item


HOURS = {
    RetentionClass.PROTECTED_TEXT: 24,
    RetentionClass.AUDIT_SAMPLE: 7 * 24,
    RetentionClass.UNQUEUED_TEXT: 7 * 24,
}


@pytest.mark.parametrize("kept_as", HOURS)
def test_routing_says_when_the_text_goes(rows: Rows, kept_as: RetentionClass) -> None:
    post = rows.post(state=PostState.ASSESSED, attempt=1)
    rows.assessment(post)
    routing.finish_routing(rows.session, claim_assessed(rows.session, 1)[0], kept_as)
    rows.session.refresh(post)
    now = rows.session.scalars(text("SELECT now()")).one()
    assert (post.state, post.retention_class, post.attempt) == (PostState.ROUTED, kept_as, 0)
    assert post.purge_after == now + timedelta(hours=HOURS[kept_as])


def test_looking_again_is_no_reason_to_keep_longer(rows: Rows) -> None:
    now = rows.session.scalars(text("SELECT now()")).one()
    soon = now + timedelta(hours=1)
    post = rows.post(state=PostState.ASSESSED, purge_after=soon, retention_class=RetentionClass.UNQUEUED_TEXT)
    rows.assessment(post)
    routing.finish_routing(rows.session, claim_assessed(rows.session, 1)[0], RetentionClass.UNQUEUED_TEXT)
    rows.session.refresh(post)
    assert post.purge_after == soon


def test_what_waits_for_a_person_has_no_last_day_yet(rows: Rows) -> None:
    post = rows.post(state=PostState.ASSESSED, purge_after=NOW)
    rows.assessment(post)
    routing.finish_routing(rows.session, claim_assessed(rows.session, 1)[0], RetentionClass.QUEUED_TEXT)
    rows.session.refresh(post)
    assert post.purge_after is None


def test_an_item_reaches_further_without_disturbing_anybody(rows: Rows) -> None:
    item = rows.item(reach=0.2)
    version = item.version
    for reach in (0.5, 0.3):
        routing.spread_further(rows.session, item.id, reach)
    rows.session.refresh(item)
    assert (float(item.reach), item.version) == (0.5, version)


def test_texts_of_a_narrative_are_kept_for_its_item(rows: Rows) -> None:
    post = rows.post(state=PostState.ROUTED, purge_after=NOW, retention_class=RetentionClass.UNQUEUED_TEXT)
    other = rows.post(state=PostState.ROUTED, purge_after=NOW)
    narrative = rows.narrative(post)
    routing.keep_narrative_texts(rows.session, narrative.id)
    for row in (post, other):
        rows.session.refresh(row)
    assert (post.retention_class, post.purge_after) == (RetentionClass.QUEUED_TEXT, None)
    assert other.purge_after == NOW


def test_claims_cost_the_same_however_many_posts_there_are(rows: Rows) -> None:
    """Each answers a fixed number of questions: no query per post."""
    from sqlalchemy import event

    counted = []
    for number in (2, 12):
        for _ in range(number):
            post = rows.post(state=PostState.ASSESSED)
            rows.slot(rows.assessment(post))
        rows.session.flush()
        sent: list[str] = []
        listener = lambda *arguments, sent=sent: sent.append(arguments[2])  # noqa: E731
        event.listen(rows.session.get_bind(), "before_cursor_execute", listener)
        assert len(claim_assessed(rows.session, 100)) >= number
        event.remove(rows.session.get_bind(), "before_cursor_execute", listener)
        counted.append(len(sent))
    assert counted[0] == counted[1] <= 8
