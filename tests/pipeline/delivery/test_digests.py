"""Summaries against a real mail server: once a period, no word of a post, tried again, dead with a reason."""

from __future__ import annotations

import socket
import threading
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from aiosmtpd.controller import Controller

from models.crypto import vault
from models.queries import digests as queries
from models.session import transaction
from models.settings import settings
from models.tables.outbound import Digest, DigestSetting
from models.vocabulary import DeliveryState, DigestFrequency, Role
from pipeline.delivery import digests
from tests.crawler.certificates import certificate
from tests.database import TestDatabase
from tests.pipeline.delivery.mailing import Mailbox
from tests.triage_api.desk import Desk
from triage_api.services import lease, outbound

pytestmark = pytest.mark.database
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
MORNING = datetime(2026, 11, 27, 7, 2, tzinfo=ZONE)
"""A Friday."""


def wants(desk: Desk, username: str = "ctv01", *roles: Role, weekly: bool = False, hour: int = 7) -> int:
    """Somebody who asked for summaries long ago."""
    who = desk.person(username, *roles)
    with transaction() as session:
        frequency = DigestFrequency.WEEKLY if weekly else DigestFrequency.DAILY
        queries.save_setting(session, vault(), who.id, frequency, hour, f"{username}@songlam.example")
        session.flush()
        session.query(DigestSetting).update({DigestSetting.changed_at: datetime(2026, 1, 1, tzinfo=UTC)})
    return who.id


def later(db: TestDatabase) -> None:
    """Every pause is over."""
    with db.owner() as connection:
        connection.execute("UPDATE digest SET next_try_at = now()")


def row() -> Digest:
    with transaction() as session:
        return session.query(Digest).one()


def test_a_summary_is_sent_once_a_period_and_says_what_waits(desk: Desk, mailbox: Mailbox) -> None:
    wants(desk)
    text = "Từ 1/12 nộp hồ sơ ở xã mất phí 50k"
    first, second = desk.item(text, opened_hours_ago=6), desk.item(text, opened_hours_ago=5)
    with transaction() as session:
        lease.lease(session, desk.person("ctv01"), first)
    assert [digests.drain(MORNING), digests.drain(MORNING + timedelta(hours=3))] == [1, 0]
    (letter,) = mailbox.letters
    assert letter["to"] == "ctv01@songlam.example"
    assert "tóm tắt ngày – 2 việc đến hạn" in letter["subject"]
    plain, page = (letter.get_body((kind,)) for kind in ("plain", "html"))
    assert plain is not None
    assert page is not None
    for words in (plain.get_content(), page.get_content()):
        assert "Đã quá hạn: 2 vụ việc" in words
        assert "Bạn đang giữ: 1 vụ việc" in words
        assert f"VV-{second}, Cần đối chiếu, hạn" in words
        assert "/tai-khoan/thu" in words
        assert "50k" not in words
    assert digests.drain(MORNING + timedelta(days=1)) == 1


def test_somebody_elses_items_are_not_theirs(desk: Desk, mailbox: Mailbox) -> None:
    wants(desk)
    held = desk.item(opened_hours_ago=6)
    with transaction() as session:
        lease.lease(session, desk.person("ctv02"), held)
    digests.drain(MORNING)
    assert "hiện không có việc nào chờ bạn" in str(mailbox.letters[0].get_body(("plain",)).get_content())  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("at", "weekly", "period"),
    [
        (datetime(2026, 11, 27, 6, 59, tzinfo=ZONE), False, None),
        (datetime(2026, 11, 27, 7, 0, tzinfo=ZONE), False, "2026-11-27"),
        (datetime(2026, 11, 27, 23, 59, tzinfo=ZONE), False, "2026-11-27"),
        (datetime(2026, 11, 23, 7, 0, tzinfo=ZONE), True, "2026-W48"),
        (datetime(2026, 11, 25, 12, 0, tzinfo=ZONE), True, "2026-W48"),
        (datetime(2026, 11, 26, 12, 0, tzinfo=ZONE), True, None),
    ],
)
def test_when_a_summary_is_owed(at: datetime, weekly: bool, period: str | None) -> None:
    setting = DigestSetting(
        frequency=DigestFrequency.WEEKLY if weekly else DigestFrequency.DAILY,
        hour=7,
        changed_at=datetime(2026, 1, 1, tzinfo=UTC),
    )
    assert queries.period_of(setting, ZONE, at.astimezone(UTC)) == period


def test_what_was_asked_for_after_its_hour_waits_for_the_next() -> None:
    setting = DigestSetting(frequency=DigestFrequency.DAILY, hour=7, changed_at=MORNING)
    assert queries.period_of(setting, ZONE, MORNING + timedelta(hours=1)) is None
    assert queries.period_of(setting, ZONE, MORNING + timedelta(days=1)) == "2026-11-28"


def test_a_server_that_refuses_or_dies_is_tried_again(
    desk: Desk, mailbox: Mailbox, db: TestDatabase, caplog: pytest.LogCaptureFixture
) -> None:
    wants(desk)
    mailbox.data = ["451 later", "dies"]
    reasons = []
    for _again in range(3):
        digests.drain(MORNING)
        reasons.append(row().error_code)
        later(db)
    assert (reasons, len(mailbox.letters)) == (["smtp_451", "disconnected", None], 1)
    assert row().attempts == 3
    assert "ctv01@" not in caplog.text


def test_a_letter_sent_again_is_the_same_letter(desk: Desk, mailbox: Mailbox, db: TestDatabase) -> None:
    wants(desk)
    digests.drain(MORNING)
    with db.owner() as connection:  # the worker died after the server's answer
        connection.execute("UPDATE digest SET state = 'waiting', sent_at = NULL")
    digests.drain(MORNING)
    assert len({letter["message-id"] for letter in mailbox.letters}) == 1
    assert len(mailbox.letters) == 2


def test_it_is_dead_at_last_and_an_administrator_lets_it_live(
    desk: Desk, mailbox: Mailbox, db: TestDatabase
) -> None:
    wants(desk)
    mailbox.data = ["451 later"] * digests.MAX_ATTEMPTS
    for _again in range(digests.MAX_ATTEMPTS + 1):
        digests.drain(MORNING)
        later(db)
    assert (row().state, row().attempts) == (DeliveryState.DEAD, digests.MAX_ATTEMPTS)
    with transaction() as session:
        (dead,) = queries.dead_digests(session, desk.office_id)
        assert (dead.account.label, dead.error_code) == ("CTV01", "smtp_451")
        outbound.mail_again(session, desk.person("quantri", Role.ADMINISTRATOR), dead.id)
    assert digests.drain(MORNING) == 1


def test_a_mailbox_that_does_not_exist_is_dead_at_once(desk: Desk, mailbox: Mailbox) -> None:
    wants(desk)
    mailbox.rcpt = ["550 no such user"]
    digests.drain(MORNING)
    assert (row().state, row().error_code) == (DeliveryState.DEAD, "mailbox_refused")


def test_nothing_is_said_without_encryption_unless_allowed(
    desk: Desk, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SANGTIN_SMTP_STARTTLS", "1")
    settings.cache_clear()
    wants(desk)
    digests.drain(MORNING)
    assert (mailbox.letters, row().error_code) == ([], "no_starttls")


def test_without_a_mail_server_it_waits(desk: Desk) -> None:
    wants(desk)
    digests.drain(MORNING)
    assert (row().state, row().error_code) == (DeliveryState.WAITING, "no_mail_server")


def test_the_password_comes_from_a_file_and_stays_out_of_logs(
    desk: Desk, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "thu"
    file.write_text("mat-khau-thu\n", encoding="utf-8")
    monkeypatch.setenv("SANGTIN_SMTP_PASSWORD_FILE", str(file))
    settings.cache_clear()
    assert digests.password_of(settings()) == "mat-khau-thu"
    assert "mat-khau-thu" not in repr(settings())
    monkeypatch.setenv("SANGTIN_SMTP_PASSWORD", "truoc")
    settings.cache_clear()
    assert digests.password_of(settings()) == "truoc"
    assert "truoc" not in repr(settings())


def test_whoever_wants_no_more_gets_no_more(desk: Desk, mailbox: Mailbox) -> None:
    wants(desk)
    with transaction() as session:
        queries.owe(session, ZONE, MORNING)
        outbound.choose_digest(session, desk.person("ctv01"), "", 7, "")
    assert (digests.drain(MORNING), mailbox.letters) == (0, [])


def test_two_workers_send_one_letter(desk: Desk, mailbox: Mailbox) -> None:
    wants(desk)
    start = threading.Barrier(2)
    sent: list[int] = []

    def work() -> None:
        start.wait()
        sent.append(digests.drain(MORNING))

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert (sum(sent), len(mailbox.letters)) == (1, 1)


def test_a_certificate_nobody_vouches_for_gets_no_password(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    """STARTTLS against a server with a certificate of its own making: nothing is said after the greeting."""
    handler = Mailbox()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(
        handler, hostname="127.0.0.1", port=port, tls_context=certificate(tmp_path, "thu")
    )
    controller.start()
    for name, value in (
        ("HOST", "127.0.0.1"),
        ("PORT", str(port)),
        ("USER", "thu"),
        ("PASSWORD", "mat-khau"),
    ):
        monkeypatch.setenv(f"SANGTIN_SMTP_{name}", value)
    settings.cache_clear()
    try:
        wants(desk)
        digests.drain(MORNING)
    finally:
        controller.stop()
    assert (handler.letters, row().error_code) == ([], "bad_certificate")
