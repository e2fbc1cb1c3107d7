"""I6 in the schema: what is written twice is written once, and closed lists stay closed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DataError, IntegrityError

from models.tables.assessment import AssessmentSlot
from models.tables.classifier import ClassifierVersion
from models.tables.decision import Decision
from models.tables.narrative import NarrativePost
from models.tables.post import IndicatorCandidate, PostKey
from models.tables.report import ReportOrder, ReportSnapshot
from models.tables.schedule import Schedule, ScheduleFire
from models.vocabulary import (
    EventKind,
    IndicatorKind,
    PostState,
    Queue,
    RunState,
    SourceKind,
)
from tests.models.rows import MONTH, NOW, Rows

pytestmark = pytest.mark.database


def refused(name: str) -> pytest.RaisesExc[IntegrityError]:
    return pytest.raises(IntegrityError, match=name)


def key_of_post(rows: Rows, **given: object) -> None:
    post = rows.post()
    values = {"source_id": post.source_id, "address_key": b"a", "content_key": b"c"} | given
    rows.session.add(PostKey(month=post.month, post_id=post.id, **values))
    rows.session.flush()


def test_an_address_of_a_source_is_one_post(rows: Rows) -> None:
    source = rows.source()
    key_of_post(rows, source_id=source.id)
    key_of_post(rows)
    with refused("uq_post_key_source_id_address_key"):
        key_of_post(rows, source_id=source.id)


@pytest.mark.parametrize("first", [RunState.QUEUED, RunState.RUNNING])
@pytest.mark.parametrize("second", [RunState.QUEUED, RunState.RUNNING])
def test_a_source_has_one_open_run(rows: Rows, first: RunState, second: RunState) -> None:
    source = rows.source()
    rows.run(source, state=RunState.DONE, finished_at=NOW)
    rows.run(source, state=first)
    with refused("uq_run_open_source"):
        rows.run(source, state=second)


@pytest.mark.parametrize("state", [RunState.DONE, RunState.FAILED])
def test_an_ended_run_says_when_and_why(rows: Rows, state: RunState) -> None:
    with refused("ck_run_finished"):
        rows.run(state=state, error_code="x")


def test_a_failed_run_names_its_reason(rows: Rows) -> None:
    with refused("ck_run_failed_with_code"):
        rows.run(state=RunState.FAILED, finished_at=NOW)


def test_a_fire_happens_once(rows: Rows) -> None:
    schedule = Schedule(name="thử", task="assess", cron="* * * * *")
    rows.session.add(schedule)
    rows.session.flush()
    for minutes in (0, 1):
        rows.session.add(ScheduleFire(schedule_id=schedule.id, fire_at=NOW + timedelta(minutes=minutes)))
    rows.session.flush()
    rows.session.add(ScheduleFire(schedule_id=schedule.id, fire_at=NOW))
    with refused("uq_schedule_fire_schedule_id_fire_at"):
        rows.session.flush()


def test_a_request_decides_once(rows: Rows) -> None:
    first = rows.decision()
    with refused("uq_decision_idempotency_key"):
        rows.decision(idempotency_key=first.idempotency_key)


def test_a_request_moves_an_item_once(rows: Rows) -> None:
    rows.event(rows.item(), EventKind.LEASED, idempotency_key="k")
    with refused("uq_item_event_idempotency_key"):
        rows.event(rows.item(), EventKind.LEASED, idempotency_key="k")


def test_history_has_no_two_first_steps(rows: Rows) -> None:
    with refused("uq_item_event_item_id_sequence"):
        rows.event(rows.item(), EventKind.LEASED, sequence=1)


def test_a_post_has_one_current_assessment(rows: Rows) -> None:
    post = rows.post(state=PostState.ASSESSED)
    rows.assessment(post, current=False)
    rows.assessment(post)
    with refused("uq_post_assessment_current"):
        rows.assessment(post)


def test_a_post_belongs_to_one_narrative(rows: Rows) -> None:
    first, second = rows.narrative(), rows.narrative()
    rows.session.add(NarrativePost(month=first.month, post_id=first.post_id, narrative_id=second.id))
    with refused("pk_narrative_post"):
        rows.session.flush()


def test_one_model_is_in_use(rows: Rows) -> None:
    for number in (1, 2):
        rows.session.add(ClassifierVersion(version=f"v{number}", sha256=b"x" * 32, artefact=b"", in_use=True))
    with refused("uq_classifier_version_in_use"):
        rows.session.flush()


def test_a_candidate_of_a_post_is_kept_once(rows: Rows) -> None:
    post = rows.post()
    for _ in range(2):
        rows.session.add(
            IndicatorCandidate(
                month=post.month, post_id=post.id, kind=IndicatorKind.PHONE, sealed=b"s", fingerprint=b"f"
            )
        )
    with refused("uq_indicator_candidate"):
        rows.session.flush()


def test_a_file_is_one_document(rows: Rows) -> None:
    rows.document(sha256=sha256(b"x").digest())
    with refused("uq_document_sha256"):
        rows.document(sha256=sha256(b"x").digest())


def test_number_date_issuer_and_version_are_the_key_of_a_document(rows: Rows) -> None:
    first = rows.document()
    rows.document(number=first.number, issued=first.issued + timedelta(days=1))
    rows.document(number=first.number, issuer="Tỉnh ủy Sông Lam")
    rows.document(number=first.number, version=2)
    with refused("uq_document_number_issued_issuer_version"):
        rows.document(number=first.number)


def test_a_document_without_a_number_is_refused(rows: Rows) -> None:
    with refused("ck_document_numbered"):
        rows.document(number="")


def test_a_passage_has_its_own_path(rows: Rows) -> None:
    first = rows.passage()
    with refused("uq_document_passage_document_id_path"):
        rows.passage(first.document, path=first.path)


def test_one_open_order_per_office_and_week(rows: Rows) -> None:
    for done in (NOW, NOW, None):
        rows.session.add(ReportOrder(office_id=rows.root, week="2026-W47", done_at=done))
    rows.session.flush()
    rows.session.add(ReportOrder(office_id=rows.root, week="2026-W47"))
    with refused("uq_report_order_open"):
        rows.session.flush()


@pytest.mark.parametrize(("version", "content_hash"), [(1, b"y" * 32), (2, b"x" * 32)])
def test_a_report_is_frozen_once(rows: Rows, version: int, content_hash: bytes) -> None:
    def add(version: int, content_hash: bytes) -> None:
        rows.session.add(
            ReportSnapshot(
                office_id=rows.root, week="2026-W47", version=version, content={}, content_hash=content_hash
            )
        )
        rows.session.flush()

    add(1, b"x" * 32)
    add(3, b"z" * 32)
    with refused("uq_report_snapshot_office_id_week"):
        add(version, content_hash)


def test_positions_of_slots_are_their_own(rows: Rows) -> None:
    slot = rows.slot()
    with refused("uq_assessment_slot_assessment_id_position"):
        rows.slot(rows.session.get_one(type(rows.assessment()), slot.assessment_id))


@pytest.mark.parametrize(("start", "end"), [(-1, 3), (5, 4)])
def test_a_span_is_a_span(rows: Rows, start: int, end: int) -> None:
    with refused("ck_assessment_slot_span"):
        rows.slot(start=start, end=end)


@pytest.mark.parametrize("scores", [[], [1.0] * 6, [1.0] * 8])
def test_there_are_seven_scores(rows: Rows, scores: list[float]) -> None:
    with refused("seven_scores"):
        rows.assessment(scores=scores)


def test_topics_are_of_the_list(rows: Rows) -> None:
    with refused("ck_post_assessment_topics"):
        rows.assessment(topics=["chinh_tri"])


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ({"every_seconds": 59}, "cadence_floor"),
        ({"delay_seconds": -1}, "limits"),
        ({"max_pages": 0}, "limits"),
        ({"topics": ["chinh_tri"]}, "ck_source_topics"),
        ({"demonstration": True, "url": "https://songlam.example/rss"}, "demonstration_loopback"),
        ({"demonstration": True, "url": "http://127.0.0.1:80@songlam.example/"}, "demonstration_loopback"),
    ],
)
def test_a_source_keeps_its_limits(rows: Rows, given: dict[str, object], name: str) -> None:
    with refused(name):
        rows.source(**given)


def test_an_office_has_one_source_of_a_name(rows: Rows) -> None:
    first = rows.source()
    rows.source(name=first.name, office_id=rows.office().id)
    with refused("uq_source_office_id_name"):
        rows.source(name=first.name)


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ({"text": None}, "purged_without_text"),
        ({"state": PostState.PURGED}, "purged_without_text"),
        ({"text": "x" * 50_001}, "text_length"),
    ],
)
def test_a_post_has_its_text_until_it_is_purged(rows: Rows, given: dict[str, object], name: str) -> None:
    with refused(name):
        rows.post(**given)


def test_an_office_is_not_its_own_parent(rows: Rows) -> None:
    office = rows.office()
    office.parent_id = office.id
    with refused("ck_office_not_own_parent"):
        rows.session.flush()


CODED = {
    "item.queue": lambda rows: rows.item(Queue.SCAM),
    "item.severity": lambda rows: rows.item(Queue.SCAM),
    "item_event.kind": lambda rows: rows.item(Queue.SCAM),
    "post.kind": lambda rows: rows.post(),
    "post.state": lambda rows: rows.post(),
    "post_assessment.label": lambda rows: rows.assessment(),
    "assessment_slot.modality": lambda rows: rows.slot(),
    "reply.state": lambda rows: rows.reply(),
    "run.state": lambda rows: rows.run(),
    "source.kind": lambda rows: rows.source(kind=SourceKind.FEED),
    "office.level": lambda rows: rows.office(),
}


@pytest.mark.parametrize("column", CODED)
def test_codes_are_of_the_vocabulary(rows: Rows, column: str) -> None:
    make: Callable[[Rows], object] = CODED[column]
    make(rows)
    table, name = column.split(".")
    statement = f"UPDATE {table} SET {name} = 'khac'"  # noqa: S608
    if table == "item_event":  # append-only: a new row instead of a change
        statement = (
            "INSERT INTO item_event (item_id, sequence, kind, to_state, actor_kind)"
            " SELECT id, 99, 'khac', 'open', 'machine' FROM item"
        )
    with pytest.raises((IntegrityError, DataError), match=f"ck_{table}_|{table}"):
        rows.session.execute(text(statement))


def test_a_post_lies_in_its_month(rows: Rows) -> None:
    with refused("ck_post_month_start"):
        rows.post(month=MONTH.replace(day=2))


def test_history_of_decisions_stays(rows: Rows) -> None:
    """A reopened item keeps its old decisions and takes new ones."""
    item = rows.item()
    first = rows.decision(item)
    first.current = False
    rows.session.flush()
    rows.decision(item, decided_by=first.decided_by)
    assert rows.session.query(Decision).filter_by(item_id=item.id).count() == 2


def test_a_slot_of_nothing_is_refused(rows: Rows) -> None:
    rows.session.add(
        AssessmentSlot(
            assessment_id=999_999, position=0, kind="fee", text="", modality="in_force", start=0, end=0
        )
    )
    with refused("fk_assessment_slot_assessment_id"):
        rows.session.flush()
