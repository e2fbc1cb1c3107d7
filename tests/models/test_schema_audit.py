"""The audit chain: whole whoever writes at once, and broken visibly by whoever changes it."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import insert, text

from models.queries.audit import first_broken_row, record
from models.session import Session, engine, transaction
from models.tables.audit import AuditEvent
from tests.database import TestDatabase
from tests.models.rows import Rows

pytestmark = pytest.mark.database

WRITERS, EACH = 8, 12


def test_an_empty_trail_is_whole(rows: Rows) -> None:
    assert first_broken_row(rows.session) is None


def test_writers_at_once_make_one_chain(db: TestDatabase) -> None:
    together = threading.Barrier(WRITERS)
    failed: list[BaseException] = []

    def write(number: int) -> None:
        try:
            together.wait(30)
            for step in range(EACH):
                with transaction() as session:
                    record(session, f"việc {step}", "thử", number)
                    if step % 3 == 0:
                        record(session, f"việc {step} nữa", "thử", number)
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=write, args=(number,)) for number in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert failed == []
    with transaction() as session:
        assert session.query(AuditEvent).count() == WRITERS * (EACH + EACH // 3)
        assert first_broken_row(session) is None
        times = [row.at for row in session.query(AuditEvent).order_by(AuditEvent.id)]
        assert times == sorted(times), "ids, times and hashes stand in one order"


def test_a_transaction_rolled_back_leaves_no_gap_in_the_chain(db: TestDatabase) -> None:
    with transaction() as session:
        record(session, "trước", "thử")
    with Session(engine()) as session:
        record(session, "bỏ", "thử")
        session.rollback()
    with transaction() as session:
        record(session, "sau", "thử")
    with transaction() as session:
        assert [row.action for row in session.query(AuditEvent).order_by(AuditEvent.id)] == ["trước", "sau"]
        assert first_broken_row(session) is None


def test_rows_of_one_statement_are_chained_too(rows: Rows) -> None:
    rows.session.execute(
        insert(AuditEvent), [{"action": f"việc {step}", "subject_kind": "thử"} for step in range(5)]
    )
    rows.session.execute(
        text("INSERT INTO audit_event (action, subject_kind) SELECT 'việc', 'thử' FROM generate_series(1, 5)")
    )
    assert first_broken_row(rows.session) is None
    assert rows.session.query(AuditEvent).count() == 10


def test_a_writer_chooses_neither_number_nor_time_nor_hash(rows: Rows) -> None:
    record(rows.session, "trước", "thử")
    long_ago = datetime.now(UTC) - timedelta(days=365)
    rows.session.execute(
        text(
            "INSERT INTO audit_event (id, at, action, subject_kind, previous_hash, hash)"
            " VALUES (1000000, :at, 'giả', 'thử', 'x', 'y')"
        ),
        {"at": long_ago},
    )
    forged = rows.session.query(AuditEvent).filter_by(action="giả").one()
    assert forged.id < 1_000_000
    assert forged.at > long_ago + timedelta(days=364)
    assert first_broken_row(rows.session) is None


TAMPERING = {
    "a changed word": "UPDATE audit_event SET detail = 'khác' WHERE id = :second",
    "a changed actor": "UPDATE audit_event SET actor_id = NULL WHERE id = :second",
    "a changed time": "UPDATE audit_event SET at = at - interval '1 day' WHERE id = :second",
    "a changed hash": "UPDATE audit_event SET hash = sha256('x') WHERE id = :second",
    "a row removed": "DELETE FROM audit_event WHERE id = :second",
    "the first rows removed": "DELETE FROM audit_event WHERE id <= :second",
    "a row slipped in": (
        "INSERT INTO audit_event OVERRIDING SYSTEM VALUE SELECT id + 1000, at, office_id, actor_id, action,"
        " subject_kind, subject_id, detail, previous_hash, hash FROM audit_event WHERE id = :second"
    ),
    "a change with its own hash made right": (
        "WITH changed AS (UPDATE audit_event SET detail = 'khác' WHERE id = :second RETURNING *)"
        " SELECT 1 FROM changed"
    ),
}


@pytest.mark.parametrize("how", TAMPERING)
def test_whoever_changes_the_trail_is_seen(db: TestDatabase, how: str) -> None:
    with transaction() as session:
        person = Rows(session).account().id
        for step in range(4):
            record(session, f"việc {step}", "thử", step, actor_id=person, detail="xong")
    with db.superuser() as connection:
        ids = [row[0] for row in connection.execute("SELECT id FROM audit_event ORDER BY id").fetchall()]
        connection.execute("ALTER TABLE audit_event DISABLE TRIGGER USER")
        connection.execute(TAMPERING[how].replace(":second", str(ids[1])))
        if "made right" in how:
            connection.execute(f"UPDATE audit_event e SET hash = audit_hash(e) WHERE id = {ids[1]}")  # noqa: S608
        connection.execute("ALTER TABLE audit_event ENABLE TRIGGER USER")
    with transaction() as session:
        assert first_broken_row(session) in {*ids[1:4], ids[1] + 1000}


def test_details_that_are_hard_to_write_down_are_hashed_the_same_again(db: TestDatabase) -> None:
    with transaction() as session:
        for detail in ("“nháy”", "\\", "xuống\ndòng", "é e\u0301", "", None, "💬"):
            record(session, "thử", "thử", detail=detail)
    with Session(engine()) as session:
        session.execute(text("SET TIME ZONE 'Asia/Ho_Chi_Minh'"))
        session.execute(text("SET DateStyle TO 'German, DMY'"))
        assert first_broken_row(session) is None
