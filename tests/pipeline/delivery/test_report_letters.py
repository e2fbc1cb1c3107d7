"""Approved reports against a real mail server: once to each, whole, never unapproved, tried again, dead with a reason."""

from __future__ import annotations

import io
import threading
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from models.errors import NotFound
from models.queries import report_letters, reporting
from models.session import transaction
from models.settings import settings
from models.tables.office import Office
from models.tables.report import ReportLetter, ReportSnapshot
from models.vocabulary import DeliveryState, Role
from pipeline.delivery import reports
from reports.making import make
from reports.period import parse_week
from tests.crawler.certificates import certificate
from tests.database import TestDatabase
from tests.pipeline.delivery.mailing import Mailbox, mail_server
from tests.triage_api.desk import Desk
from triage_api.services import report_sending

pytestmark = pytest.mark.database
WEEK = "2026-W47"


def listed(desk: Desk, *names: str) -> None:
    """Recipients of the office."""
    admin = desk.person("quantri", Role.ADMINISTRATOR)
    with transaction() as session:
        for name in names or ("thuongtruc",):
            report_sending.add_recipient(session, admin, f"Thường trực {name}", f"{name}@songlam.example")


def frozen(desk: Desk) -> int:
    with transaction() as session:
        office = session.get_one(Office, desk.office_id)
        return reporting.save_snapshot(session, office.id, WEEK, make(session, office, parse_week(WEEK))).id


def approved(desk: Desk, note: str = "") -> int:
    number = frozen(desk)
    with transaction() as session:
        snapshot = session.get_one(ReportSnapshot, number)
        report_sending.approve(session, desk.person("lanh", Role.APPROVER), snapshot, note)
    return number


def rows() -> list[ReportLetter]:
    with transaction() as session:
        return list(session.query(ReportLetter).order_by(ReportLetter.id))


def later(db: TestDatabase) -> None:
    """Every pause is over."""
    with db.owner() as connection:
        connection.execute("UPDATE report_letter SET next_try_at = now()")


def attached(letter: EmailMessage) -> Any:
    (part,) = letter.iter_attachments()
    return part


def test_each_recipient_gets_one_letter_with_the_word_file(desk: Desk, mailbox: Mailbox) -> None:
    listed(desk, "thuongtruc", "ubnd")
    with transaction() as session:
        report_sending.choose_form(session, desk.person("quantri"), "dang")
    approved(desk, "Đề nghị các thôn nhắc lại trong buổi họp.\nGọi 0912 000 000.")
    assert [reports.drain(), reports.drain()] == [2, 0]
    assert {letter["to"] for letter in mailbox.letters} == {
        "thuongtruc@songlam.example",
        "ubnd@songlam.example",
    }
    letter = mailbox.letters[0]
    assert "báo cáo tuần 47 năm 2026" in letter["subject"]
    body = letter.get_body(("plain",))
    assert body is not None
    words = body.get_content()
    assert "Kính gửi Thường trực thuongtruc," in words
    assert f"/bao-cao/{WEEK}?ban=1" in words
    assert "1. Chưa tiếp nhận nội dung nào trong tuần" in words
    file = attached(letter)
    assert file.get_filename() == f"bao-cao-{WEEK}-ban-1-dang.docx"
    document = Document(io.BytesIO(file.get_content()))
    said = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert "ĐẢNG CỘNG SẢN VIỆT NAM" in document.tables[0].rows[0].cells[1].text
    assert "Đề nghị các thôn nhắc lại trong buổi họp." in said
    assert "Phần này do cơ quan viết khi duyệt" in said
    assert "0912" not in said
    assert [row.state for row in rows()] == [DeliveryState.DELIVERED] * 2


def test_nothing_leaves_unapproved_not_even_past_the_code(desk: Desk, mailbox: Mailbox) -> None:
    listed(desk)
    number = frozen(desk)
    assert (reports.drain(), mailbox.letters) == (0, [])
    who = desk.person("lanh", Role.APPROVER).id
    with transaction() as session:
        (recipient,) = report_letters.recipients(session, desk.office_id)
    written = text(
        "INSERT INTO report_letter (snapshot_id, approved_by, recipient_id, form) VALUES (:s, :a, :r, 'dang')"
    )
    with (
        pytest.raises(IntegrityError, match="fk_report_letter_snapshot_id_approved_by"),
        transaction() as session,
    ):
        session.execute(written, {"s": number, "a": who, "r": recipient.id})
    with pytest.raises(IntegrityError, match="approved_by"), transaction() as session:
        session.execute(written, {"s": number, "a": None, "r": recipient.id})


def test_a_server_that_refuses_or_dies_is_tried_again_and_nobody_gets_it_twice(
    desk: Desk, mailbox: Mailbox, db: TestDatabase, caplog: pytest.LogCaptureFixture
) -> None:
    listed(desk, "thuongtruc", "ubnd")
    approved(desk)
    mailbox.data = ["451 later", "250 OK", "dies"]
    taken = []
    for _again in range(4):
        taken.append(reports.drain())
        later(db)
    assert taken == [1, 0, 1, 0]
    assert sorted(letter["to"] for letter in mailbox.letters) == [
        "thuongtruc@songlam.example",
        "ubnd@songlam.example",
    ]
    assert sorted(row.attempts for row in rows()) == [1, 3]
    assert "@songlam.example" not in caplog.text


def test_a_server_that_hangs_ends_the_round(
    desk: Desk, mailbox: Mailbox, db: TestDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SANGTIN_SMTP_TIMEOUT_SECONDS", "0.5")
    settings.cache_clear()
    listed(desk, "thuongtruc", "ubnd")
    approved(desk)
    mailbox.data = ["hangs"]
    assert reports.drain() == 0
    assert [(row.error_code, row.attempts) for row in rows()] == [("timeout", 1), (None, 0)]
    later(db)
    assert reports.drain() == 2


def test_a_certificate_nobody_vouches_for_gets_nothing(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    handler = Mailbox()
    with mail_server(handler, tls_context=certificate(tmp_path, "thu")) as port:
        monkeypatch.setenv("SANGTIN_SMTP_HOST", "127.0.0.1")
        monkeypatch.setenv("SANGTIN_SMTP_PORT", str(port))
        settings.cache_clear()
        listed(desk)
        approved(desk)
        assert reports.drain() == 0
    assert (handler.letters, rows()[0].error_code) == ([], "bad_certificate")


def test_a_letter_sent_again_is_the_same_letter(desk: Desk, mailbox: Mailbox, db: TestDatabase) -> None:
    listed(desk)
    approved(desk)
    reports.drain()
    with db.owner() as connection:  # the worker died after the server's answer
        connection.execute("UPDATE report_letter SET state = 'waiting', sent_at = NULL")
    reports.drain()
    assert len(mailbox.letters) == 2
    assert len({letter["message-id"] for letter in mailbox.letters}) == 1


def test_it_is_dead_at_last_and_an_administrator_lets_it_live(
    desk: Desk, mailbox: Mailbox, db: TestDatabase
) -> None:
    listed(desk)
    approved(desk)
    mailbox.rcpt = ["550 no such user"]
    reports.drain()
    (row,) = rows()
    assert (row.state, row.error_code) == (DeliveryState.DEAD, "mailbox_refused")
    with transaction() as session:
        report_sending.send_again(session, desk.person("quantri"), row.id)
    assert reports.drain() == 1


def test_who_left_the_list_gets_nothing_and_is_wiped(desk: Desk, mailbox: Mailbox) -> None:
    listed(desk)
    approved(desk)
    with transaction() as session:
        (recipient,) = report_letters.recipients(session, desk.office_id)
        report_sending.remove_recipient(session, desk.person("quantri"), recipient.id)
    assert (reports.drain(), mailbox.letters) == (0, [])
    with transaction() as session:
        sealed = session.execute(text("SELECT sealed_address FROM report_recipient")).scalar_one()
        assert sealed is None


def test_two_workers_send_one_letter(desk: Desk, mailbox: Mailbox) -> None:
    listed(desk)
    approved(desk)
    start = threading.Barrier(2)
    sent: list[int] = []

    def work() -> None:
        start.wait()
        sent.append(reports.drain())

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert (sum(sent), len(mailbox.letters)) == (1, 1)


def test_a_corrected_version_that_still_waits_is_not_sent_after_the_correction(
    desk: Desk, mailbox: Mailbox, db: TestDatabase
) -> None:
    listed(desk)
    approved(desk)
    mailbox.data = ["451 later"]
    assert reports.drain() == 0
    with transaction() as session:
        office = session.get_one(Office, desk.office_id)
        content = {**make(session, office, parse_week(WEEK)), "official_base": "khác"}
        second = reporting.save_snapshot(session, office.id, WEEK, content, "Nhập lại", None)
        report_sending.approve(session, desk.person("lanh"), second)
    later(db)
    assert reports.drain() == 1
    assert "(bản 2)" in mailbox.letters[0]["subject"]
    assert [row.error_code for row in rows()] == ["superseded", None]
    with transaction() as session, pytest.raises(NotFound):
        report_sending.send_again(session, desk.person("quantri"), rows()[0].id)
