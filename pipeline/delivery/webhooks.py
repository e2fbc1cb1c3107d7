"""Delivering webhooks: what is owed is written down, then sent one by one, each in a transaction of its own.

A row is locked while it is sent, so no two workers send it at once; a worker killed in between leaves it owed, and
it goes again under the same delivery id. A webhook that fails once waits for the next round, so that a slow receiver
holds up nobody else.
"""

from __future__ import annotations

import json
import logging
from datetime import timedelta

from crawler.safety import Allowance
from models.crypto import Purpose, vault
from models.queries import webhooks
from models.queries.offices import office_code
from models.queries.webhook_subjects import told
from models.session import Session, transaction
from models.tables.outbound import WebhookDelivery
from pipeline import halt
from pipeline.delivery import signing, wire
from pipeline.delivery.wire import DeliveryFailed
from triage_api.services.scam_indicators import take_back_withdrawn

log = logging.getLogger("sangtin.delivery")

MAX_ATTEMPTS = 7
GONE = "subject_gone"


def drain(allowance: Allowance | None = None) -> int:
    """Send what is due; returns how many arrived. ``allowance`` is for the tests' own server."""
    with transaction() as session:
        webhooks.forget_old(session)
        take_back_withdrawn(session)
        webhooks.owe(session)
    arrived, passed_over = 0, set[int]()
    while not halt.asked.is_set():
        with transaction() as session:
            row = webhooks.claim(session, passed_over)
            if row is None:
                break
            sent = _send(session, row, allowance)
            arrived += sent is True
            if sent is False:
                passed_over.add(row.webhook_id)
    return arrived


def again_in(attempts: int) -> timedelta | None:
    """How long to wait after so many failed attempts: 1, 4, 16, 64 … minutes; None: no more.

    >>> [str(again_in(n)) for n in (1, 2, 6, 7)]
    ['0:01:00', '0:04:00', '17:04:00', 'None']
    """
    return None if attempts >= MAX_ATTEMPTS else timedelta(minutes=4 ** (attempts - 1))


def body_of(session: Session, row: WebhookDelivery) -> bytes | None:
    """The JSON of a delivery, the same at every attempt while its subject stays as it is; None when it is gone."""
    office_id = row.webhook.office_id
    data = told(session, office_id, row.event, row.subject)
    if data is None:
        return None
    body = {
        "id": row.key,
        "event": row.event.value,
        "happened_at": row.happened_at.isoformat(),
        "office": office_code(session, office_id),
        "data": data,
    }
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()


def _send(session: Session, row: WebhookDelivery, allowance: Allowance | None) -> bool | None:
    """Whether it arrived; None when there is nothing left to tell."""
    body = body_of(session, row)
    if body is None:
        webhooks.failed(session, row, GONE, None, None)
        return None
    secret = vault().open(row.webhook.sealed_secret, Purpose.OUTBOUND)
    url = vault().open(row.webhook.sealed_url, Purpose.OUTBOUND)
    headers = signing.headers(secret, row.key, webhooks.database_now(session), body)
    try:
        status = wire.post(url, body, headers, allowance)
    except DeliveryFailed as error:
        wait = None if error.lasting else again_in(row.attempts + 1)
        webhooks.failed(session, row, error.reason, error.answered, wait)
        log.warning("webhook %d: delivery %d failed: %s", row.webhook_id, row.id, error.reason)
        return False
    webhooks.delivered(session, row, status)
    return True
