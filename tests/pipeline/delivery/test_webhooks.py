"""Webhooks against a real server: signed, once, again after failures, dead at last, never into a private network."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import socket
from datetime import UTC, datetime, timedelta

import pytest

from crawler.safety import Allowance
from models.crypto import Purpose, vault
from models.errors import AddressRefused, BadInput, NotAllowed, NotFound
from models.queries.replies import NewSentence
from models.session import transaction
from models.tables.item import Item
from models.tables.outbound import Webhook, WebhookDelivery
from models.vocabulary import DeliveryState, IndicatorKind, RetractionReason, Role, Verdict, WebhookEvent
from pipeline.delivery import webhooks, wire
from pipeline.delivery.wire import DeliveryFailed
from tests.database import TestDatabase
from tests.pipeline.delivery.receiving import Receiver
from tests.triage_api.desk import Desk, conclusion
from tests.triage_api.feed.scams import confirm, ids, lure, scam
from triage_api.services import decide, lease, outbound, reply, scam_indicators

pytestmark = pytest.mark.database
SECRET = "whsec_" + base64.b64encode(b"k" * 32).decode()
TRAP = "vneid-capnhat.example"


def hook(desk: Desk, url: str, *events: WebhookEvent) -> int:
    """A webhook as it lies in the database, to an address the page would refuse."""
    with transaction() as session:
        row = Webhook(
            office_id=desk.office_id,
            name="Cổng điều hành",
            host="dieuhanh.example",
            sealed_url=vault().seal(url, Purpose.OUTBOUND),
            sealed_secret=vault().seal(SECRET, Purpose.OUTBOUND),
            events=[event.value for event in events or WebhookEvent],
            created_by=desk.person("quantri", Role.ADMINISTRATOR).id,
        )
        session.add(row)
        session.flush()
        return row.id


def confirmed(desk: Desk) -> None:
    """One thing to tell: a confirmed indicator."""
    scam(desk, lure(IndicatorKind.DOMAIN, TRAP))
    confirm(desk, TRAP)


def later(db: TestDatabase) -> None:
    """Every pause is over."""
    with db.owner() as connection:
        connection.execute("UPDATE webhook_delivery SET next_try_at = now()")


def rows() -> list[WebhookDelivery]:
    with transaction() as session:
        return session.query(WebhookDelivery).order_by(WebhookDelivery.id).all()


def test_a_happening_is_told_once_and_signed(desk: Desk, receiver: Receiver) -> None:
    hook(desk, receiver.url)
    confirmed(desk)
    assert (webhooks.drain(receiver.allowance), webhooks.drain(receiver.allowance)) == (1, 0)
    ((headers, body),) = receiver.got
    told = json.loads(body)
    assert (told["event"], told["office"], told["data"]["kind"]) == (
        "indicator.confirmed",
        "dongmay",
        "domain",
    )
    assert told["id"] == headers["webhook-id"] == rows()[0].key
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    wanted = base64.b64encode(hmac.new(b"k" * 32, signed, hashlib.sha256).digest()).decode()
    assert headers["webhook-signature"] == f"v1,{wanted}"
    assert abs(int(headers["webhook-timestamp"]) - datetime.now(UTC).timestamp()) < 60
    assert headers["host"] == f"127.0.0.1:{receiver.port}"


def test_each_event_says_numbers_and_no_words(desk: Desk, receiver: Receiver, db: TestDatabase) -> None:
    hook(desk, receiver.url)
    confirmed(desk)
    item_id = desk.item("Từ 1/12 nộp hồ sơ ở xã mất phí 50k")
    one, approver = desk.person("ctv01"), desk.person("duyet01", Role.APPROVER)
    with transaction() as session:
        lease.lease(session, one, item_id)
        decide.decide(session, one, item_id, conclusion(desk, Verdict.TRUE))
        reply.save_draft(session, one, item_id, [NewSentence("Không thu phí.", desk.passage_id)])
        reply.submit(session, one, item_id)
    with transaction() as session:
        reply.approve(session, approver, item_id)
        scam_indicators.retract(session, approver, ids(desk)[TRAP], RetractionReason.INNOCENT, "nhầm")
        session.query(Item).update({Item.opened_at: datetime.now(UTC) - timedelta(hours=1)})
        session.query(Webhook).update({Webhook.created_at: datetime.now(UTC) - timedelta(hours=3)})
    with db.owner() as connection:
        connection.execute(
            "INSERT INTO report_snapshot (office_id, week, version, content, content_hash, approved_by, approved_at)"
            " VALUES (%s, '2026-W47', 1, '{}', sha256(''), %s, now())",
            (desk.office_id, approver.id),
        )
    webhooks.drain(receiver.allowance)
    told = {json.loads(body)["event"]: json.loads(body)["data"] for _headers, body in receiver.got}
    assert set(told) == set(WebhookEvent)
    assert told["items.opened"]["counts"] == {"claims": 1, "scam": 1}
    assert told["verdict.published"]["verdict"] == "true"
    assert told["indicator.retracted"]["reason"] == "innocent"
    assert told["report.approved"]["week"] == "2026-W47"
    everything = b"".join(body for _headers, body in receiver.got).decode()
    for secret in (TRAP, "50k", "Không thu", "nhầm", "CTV01", "DUYET01"):
        assert secret not in everything


def test_failures_are_tried_again_later_under_the_same_id(
    desk: Desk, receiver: Receiver, db: TestDatabase
) -> None:
    hook(desk, receiver.url)
    confirmed(desk)
    receiver.answers = [503, 0, 200]
    assert (webhooks.drain(receiver.allowance), webhooks.drain(receiver.allowance)) == (0, 0)
    assert len(receiver.got) == 1  # the pause holds
    for _again in range(2):
        later(db)
        webhooks.drain(receiver.allowance)
    (row,) = rows()
    assert (row.state, row.attempts, row.status) == (DeliveryState.DELIVERED, 3, 200)
    assert len({headers["webhook-id"] for headers, _body in receiver.got}) == 1


def test_it_is_dead_after_the_last_attempt_and_lives_again_by_a_person(
    desk: Desk, receiver: Receiver, db: TestDatabase
) -> None:
    hook(desk, receiver.url)
    confirmed(desk)
    receiver.answers = [500]
    for _again in range(webhooks.MAX_ATTEMPTS + 2):
        webhooks.drain(receiver.allowance)
        later(db)
    (row,) = rows()
    assert (row.state, row.attempts, row.error_code) == (
        DeliveryState.DEAD,
        webhooks.MAX_ATTEMPTS,
        "http_500",
    )
    receiver.answers = [204]
    stranger = desk.person("nguoi-la", Role.REVIEWER)
    with pytest.raises(NotAllowed), transaction() as session:
        outbound.send_again(session, stranger, row.id)
    with transaction() as session:
        outbound.send_again(session, desk.person("quantri"), row.id)
    assert webhooks.drain(receiver.allowance) == 1


def test_a_receiver_that_is_gone_is_not_asked_again(desk: Desk, receiver: Receiver) -> None:
    hook(desk, receiver.url)
    confirmed(desk)
    receiver.answers = [410]
    webhooks.drain(receiver.allowance)
    assert rows()[0].state is DeliveryState.DEAD


def test_redirects_are_not_followed(desk: Desk, receiver: Receiver) -> None:
    hook(desk, receiver.url)
    confirmed(desk)
    receiver.answers, receiver.headers = [307], {"Location": f"http://127.0.0.1:{receiver.port}/khac"}
    webhooks.drain(receiver.allowance)
    assert (len(receiver.got), rows()[0].error_code) == (1, "redirect")


def test_slow_and_endless_answers_end(receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    receiver.body = b"x" * 5_000_000
    assert wire.post(receiver.url, b"{}", {}, receiver.allowance) == 204
    receiver.slow = 1.0
    monkeypatch.setattr(wire, "WHOLE_SECONDS", 0.2)
    with pytest.raises(DeliveryFailed, match="timeout"):
        wire.post(receiver.url, b"{}", {}, receiver.allowance)


def test_one_bad_receiver_holds_up_nobody(desk: Desk, receiver: Receiver) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        hook(desk, f"http://127.0.0.1:{closed.getsockname()[1]}/")
    hook(desk, receiver.url)
    confirmed(desk)
    assert webhooks.drain(receiver.allowance) == 1


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("https://127.0.0.1/", "address_refused"),
        ("https://169.254.169.254/latest", "address_refused"),
        ("https://[::1]/", "address_refused"),
        ("https://localhost/", "address_refused"),
        ("https://noi-bo.example/", "address_refused"),
        ("http://cong-khai.example/", "not_https"),
        ("https://khong-co.example/", "unknown_name"),
    ],
)
def test_private_addresses_are_refused_after_the_name_is_looked_up(
    monkeypatch: pytest.MonkeyPatch, url: str, reason: str
) -> None:
    real = socket.getaddrinfo

    def looked_up(host: str, *rest: object, **more: object) -> object:
        if host == "khong-co.example":
            raise socket.gaierror("no")
        known = {"noi-bo.example": "10.0.0.7", "cong-khai.example": "93.184.215.14"}
        return real(known.get(host, host), *rest, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(socket, "getaddrinfo", looked_up)
    with pytest.raises(DeliveryFailed) as refused:
        wire.post(url, b"{}", {})
    assert refused.value.reason == reason


def test_the_connection_goes_to_the_address_that_was_judged(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def looked_up(host: str, port: int, **_more: object) -> object:
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("93.184.215.14", port))]

    monkeypatch.setattr(socket, "getaddrinfo", looked_up)
    assert wire._checked("https://cong-khai.example/a?b=1", None) == (
        "https://93.184.215.14:443/a?b=1",
        "cong-khai.example",
    )
    assert asked == ["cong-khai.example"]


def test_an_allowance_is_one_pair_and_loopback_only() -> None:
    with pytest.raises(DeliveryFailed):
        wire.post("http://127.0.0.1:1/", b"{}", {}, Allowance("127.0.0.1", 2))
    with pytest.raises(AddressRefused):
        Allowance.parse("10.0.0.1:80")


def test_what_is_switched_off_gets_nothing(desk: Desk, receiver: Receiver) -> None:
    number = hook(desk, receiver.url)
    confirmed(desk)
    with transaction() as session:
        outbound.switch_off(session, desk.person("quantri"), number)
    assert (webhooks.drain(receiver.allowance), receiver.got) == (0, [])


def test_two_workers_send_a_row_once(desk: Desk, receiver: Receiver) -> None:
    hook(desk, receiver.url)
    confirmed(desk)
    with transaction() as session:
        webhooks.webhooks.owe(session)
    with transaction() as session:
        assert webhooks.webhooks.claim(session, ()) is not None
        assert webhooks.drain(receiver.allowance) == 0  # another worker, while the row is held
    assert webhooks.drain(receiver.allowance) == 1


@pytest.mark.parametrize(
    "url",
    [
        "http://cong.example/",
        "https://127.0.0.1/",
        "https://a b.example/",
        "ftp://cong.example/",
        "https://u:p@cong.example/",
    ],
)
def test_only_public_https_is_registered(desk: Desk, url: str) -> None:
    with pytest.raises((BadInput, AddressRefused)), transaction() as session:
        outbound.register(session, desk.person("quantri", Role.ADMINISTRATOR), "Cổng", url, ["items.opened"])


def test_a_secret_is_shown_once_and_rotated(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("triage_api.services.outbound.check_public", lambda _url: None)
    administrator = desk.person("quantri", Role.ADMINISTRATOR)
    with transaction() as session:
        row, first = outbound.register(
            session, administrator, "Cổng", "https://dieuhanh.example/nhan", ["items.opened"]
        )
        assert first.encode() not in row.sealed_secret
    with transaction() as session:
        again, second = outbound.rotate(session, administrator, row.id)
        assert second != first
        assert vault().open(again.sealed_secret, Purpose.OUTBOUND) == second
    with transaction() as session:
        other = desk.person("quantri-khac", Role.ADMINISTRATOR, office_id=1)
        with pytest.raises(NotFound):
            outbound.rotate(session, other, row.id)
