"""What leaves the house by itself, set up by people: webhooks by administrators, summaries by everybody for themselves."""

from __future__ import annotations

import base64
import re
import secrets
from collections.abc import Collection
from urllib.parse import urlsplit

from crawler.safety import check_form, check_public
from models.crypto import Purpose, vault
from models.errors import BadInput, Conflict, NotFound
from models.queries import audit, digests, webhooks
from models.queries.accounts import Person
from models.session import Session
from models.tables.outbound import Webhook
from models.vocabulary import Action, DigestFrequency, WebhookEvent
from triage_api.services import moves

MOST_WEBHOOKS = 20
MAX_URL = 500
MAX_NAME = 80
SECRET_BYTES = 32
PREFIX = "whsec_"
"""Secrets are given in the form of Standard Webhooks: this, then base64."""
MAILBOX = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.){1,8}[A-Za-z0-9-]{2,63}")
"""A mailbox as people write one (the form of HTML's e-mail field, ASCII)."""
MAX_MAILBOX = 254


def register(
    session: Session, person: Person, name: str, url: str, events: Collection[str]
) -> tuple[Webhook, str]:
    """Register an https address for some events. Returns the row and its secret, which is shown once.

    Raises:
        BadInput: no name, no or unknown events, not https.
        AddressRefused: the address leads into a private network.
        Conflict: the office has too many already.
    """
    moves.require(person, Action.ADMINISTER)
    name, url = name.strip(), url.strip()
    if not 1 <= len(name) <= MAX_NAME:
        raise BadInput("Hãy đặt tên cho móc nối, không quá {most} ký tự.", most=MAX_NAME)
    wanted = [event for event in WebhookEvent if event.value in events]
    if not wanted or len(wanted) != len(set(events)):
        raise BadInput("Hãy chọn ít nhất một sự kiện trong danh sách.")
    host = _host(url)
    if len(webhooks.webhooks_of(session, person.office_id)) >= MOST_WEBHOOKS:
        raise Conflict("Cơ quan đã có {most} móc nối. Hãy bỏ bớt rồi thêm.", most=MOST_WEBHOOKS)
    secret = _new_secret()
    row = Webhook(
        office_id=person.office_id,
        name=name,
        host=host,
        sealed_url=vault().seal(url, Purpose.OUTBOUND),
        sealed_secret=vault().seal(secret, Purpose.OUTBOUND),
        events=[event.value for event in wanted],
        created_by=person.id,
    )
    session.add(row)
    session.flush()
    audit.record(session, "webhook_added", "webhook", row.id, person.id, person.office_id, host[:200])
    return row, secret


def rotate(session: Session, person: Person, webhook_id: int) -> tuple[Webhook, str]:
    """Replace the secret; the old one signs nothing from now on. Returns the new one, shown once.

    Raises:
        NotFound: there is none, or it is another office's.
    """
    row = _own(session, person, webhook_id)
    secret = _new_secret()
    row.sealed_secret = vault().seal(secret, Purpose.OUTBOUND)
    row.rotated_at = webhooks.database_now(session)
    session.flush()
    audit.record(session, "webhook_rotated", "webhook", row.id, person.id, person.office_id)
    return row, secret


def switch_off(session: Session, person: Person, webhook_id: int) -> None:
    """Nothing more is sent there; what waited is not sent either.

    Raises:
        NotFound: there is none, or it is another office's.
    """
    row = _own(session, person, webhook_id)
    row.disabled_at = webhooks.database_now(session)
    session.flush()
    audit.record(session, "webhook_removed", "webhook", row.id, person.id, person.office_id)


def send_again(session: Session, person: Person, delivery_id: int) -> None:
    """Let a dead delivery be tried anew.

    Raises:
        NotFound: there is no dead one of this number in the office.
    """
    moves.require(person, Action.ADMINISTER)
    if not webhooks.try_again(session, delivery_id, person.office_id):
        raise NotFound("Không có lần gửi nào như vậy đang chờ gửi lại.")
    audit.record(session, "webhook_retried", "webhook_delivery", delivery_id, person.id, person.office_id)


def mail_again(session: Session, person: Person, digest_id: int) -> None:
    """Let a dead summary be tried anew.

    Raises:
        NotFound: there is no dead one of this number in the office.
    """
    moves.require(person, Action.ADMINISTER)
    if not digests.try_again(session, digest_id, person.office_id):
        raise NotFound("Không có lần gửi nào như vậy đang chờ gửi lại.")
    audit.record(session, "digest_retried", "digest", digest_id, person.id, person.office_id)


def choose_digest(session: Session, person: Person, frequency: str, hour: int, address: str) -> None:
    """How often and when a person gets a summary, and where; an empty ``frequency`` is never.

    Raises:
        BadInput: no such frequency or hour, or not a mailbox.
    """
    if not frequency:
        digests.drop_setting(session, person.id)
    else:
        address = address.strip()
        if frequency not in set(DigestFrequency) or not 0 <= hour <= 23:
            raise BadInput("Hãy chọn nhịp và giờ gửi.")
        if len(address) > MAX_MAILBOX or not MAILBOX.fullmatch(address):
            raise BadInput("Địa chỉ thư chưa đúng. Ví dụ: ten@coquan.example.")
        digests.save_setting(session, vault(), person.id, DigestFrequency(frequency), hour, address)
    audit.record(
        session, "digest_changed", "account", person.id, person.id, person.office_id, frequency or "none"
    )


def _host(url: str) -> str:
    if len(url) > MAX_URL or not url.isascii() or not url.isprintable() or " " in url:
        raise BadInput("Địa chỉ chưa đúng hoặc dài quá {most} ký tự.", most=MAX_URL)
    host, _port = check_form(url)
    if urlsplit(url).scheme != "https":
        raise BadInput("Địa chỉ phải bắt đầu bằng https://.")
    check_public(url)
    return host


def _own(session: Session, person: Person, webhook_id: int) -> Webhook:
    moves.require(person, Action.ADMINISTER)
    row = webhooks.lock_webhook(session, webhook_id, person.office_id)
    if row is None:
        raise NotFound("Không có móc nối này, hoặc nó thuộc cơ quan khác.")
    return row


def _new_secret() -> str:
    return PREFIX + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()
