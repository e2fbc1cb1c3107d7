"""Setting up webhooks and summaries: what is typed stays, secrets are shown once, mailboxes are sealed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from models.queries.offices import ensure_office
from models.session import transaction
from models.tables.audit import AuditEvent
from models.tables.outbound import Digest, DigestSetting, Webhook, WebhookDelivery
from models.vocabulary import DeliveryState, OfficeLevel, Role, WebhookEvent
from tests.triage_api.conftest import Browser
from tests.triage_api.desk import Desk

pytestmark = pytest.mark.database


@pytest.fixture(autouse=True)
def _resolves(monkeypatch: pytest.MonkeyPatch) -> None:
    """Names are not looked up here; ``tests/pipeline/delivery`` shows that private ones are refused."""
    monkeypatch.setattr("triage_api.services.outbound.check_public", lambda _url: None)


def test_a_webhook_is_added_its_secret_shown_once_and_removed(
    desk: Desk, browse: Callable[..., Browser]
) -> None:
    desk.person("quantri", Role.ADMINISTRATOR)
    client = browse("quantri")
    bad = client.submit("/moc-noi", ten="Cổng", dia_chi="http://cong.example/", su_kien="items.opened")
    assert (bad.status_code, 'value="http://cong.example/"' in bad.text) == (422, True)
    made = client.submit(
        "/moc-noi", ten="Cổng", dia_chi="https://cong.example/nhan?ma=bi-mat", su_kien="items.opened"
    )
    assert made.text.count("whsec_") == 1
    page = client.get("/moc-noi").text
    assert "whsec_" not in page
    assert "bi-mat" not in page
    with transaction() as session:
        row = session.query(Webhook).one()
        assert b"bi-mat" not in row.sealed_url
    assert "whsec_" in client.submit(f"/moc-noi/{row.id}/doi-khoa").text
    assert client.submit(f"/moc-noi/{row.id}/bo").status_code == 303
    assert client.submit(f"/moc-noi/{row.id}/doi-khoa").status_code == 404
    with transaction() as session:
        done = [event.action for event in session.query(AuditEvent).order_by(AuditEvent.id)]
        assert done[-3:] == ["webhook_added", "webhook_rotated", "webhook_removed"]


def test_dead_letters_are_listed_with_the_reason_and_sent_again(
    desk: Desk, browse: Callable[..., Browser]
) -> None:
    person = desk.person("quantri", Role.ADMINISTRATOR)
    with transaction() as session:
        webhook = Webhook(
            office_id=desk.office_id, name="Cổng", host="cong.example", sealed_url=b"s", sealed_secret=b"s",
            events=["items.opened"], created_by=person.id,
        )  # fmt: skip
        session.add(webhook)
        session.flush()
        dead = {"state": DeliveryState.DEAD, "attempts": 7}
        delivery = WebhookDelivery(
            webhook_id=webhook.id, event=WebhookEvent.ITEMS_OPENED, subject="2026-11-27T05",
            happened_at=datetime.now(UTC), error_code="http_503", **dead,
        )  # fmt: skip
        letter = Digest(account_id=person.id, period="2026-11-27", error_code="mailbox_refused", **dead)
        session.add_all([delivery, letter])
        session.flush()
        numbers = delivery.id, letter.id
    client = browse("quantri")
    page = client.get("/moc-noi").text
    assert "nơi nhận trả lời lỗi 503" in page
    assert "máy chủ thư không nhận địa chỉ này" in page
    with transaction() as session:
        beside = ensure_office(session, "dongthap", "UBND xã Đồng Tháp", OfficeLevel.COMMUNE, "songlam")
    desk.person("quantri-ben", Role.ADMINISTRATOR, office_id=beside)
    other = browse("quantri-ben")
    assert "cong.example" not in other.get("/moc-noi").text
    for address in (f"/moc-noi/lan-gui/{numbers[0]}/gui-lai", f"/moc-noi/thu/{numbers[1]}/gui-lai"):
        assert other.submit(address).status_code == 404, "those of another office are not there"
        assert [client.submit(address).status_code for _twice in range(2)] == [303, 404]
    with transaction() as session:
        assert session.query(WebhookDelivery).one().state is DeliveryState.WAITING
        assert session.query(Digest).one().state is DeliveryState.WAITING


def test_a_person_chooses_their_summaries(desk: Desk, browse: Callable[..., Browser]) -> None:
    desk.person("ctv01")
    client = browse("ctv01")
    wrong = client.submit("/tai-khoan/thu", nhip="daily", gio="7", dia_chi="ctv01@songlam")
    assert (wrong.status_code, "ctv01@songlam" in wrong.text) == (422, True)
    for header in ("a@b.example\nBcc: c@d.example", "a b@c.example"):
        assert client.submit("/tai-khoan/thu", nhip="daily", gio="7", dia_chi=header).status_code == 422
    assert (
        client.submit("/tai-khoan/thu", nhip="daily", gio="7", dia_chi="ctv01@songlam.example").status_code
        == 303
    )
    assert "ctv01@songlam.example" in client.get("/tai-khoan/thu").text
    with transaction() as session:
        assert b"songlam" not in session.query(DigestSetting).one().sealed_address
    client.submit("/tai-khoan/thu", nhip="")
    with transaction() as session:
        assert session.query(DigestSetting).count() == 0
