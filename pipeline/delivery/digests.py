"""Sending summaries: owed once a period, each sent in a transaction of its own, tried again with longer pauses.

A row is locked while its letter is handed over, so no two workers send it. Mail has no exactly-once: where a worker
or the server dies between the last dot and the answer, the letter goes again under the same Message-ID, by which
mailboxes know it.
"""

from __future__ import annotations

import logging
from datetime import UTC, datetime, time, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from models.crypto import Purpose, vault
from models.errors import TriageError
from models.queries import digests
from models.queries.accounts import Person, person
from models.session import Session, transaction
from models.settings import Settings, settings
from models.tables.outbound import Digest, DigestSetting
from models.vocabulary import Action
from pipeline import halt
from pipeline.delivery import wire
from pipeline.delivery.wire import DeliveryFailed

log = logging.getLogger("sangtin.delivery")

MAX_ATTEMPTS = 6
UNWANTED = "not_wanted_any_more"


def drain(now: datetime | None = None) -> int:
    """Send what is due; returns how many letters the mail server took."""
    configured = settings()
    with transaction() as session:
        digests.forget_old(session)
        digests.owe(session, ZoneInfo(configured.timezone), now or datetime.now(UTC))
    taken, passed_over = 0, set[int]()
    while not halt.asked.is_set():
        with transaction() as session:
            row = digests.claim(session, passed_over)
            if row is None:
                break
            passed_over.add(row.id)
            taken += _send(session, row, configured)
    return taken


def again_in(attempts: int) -> timedelta | None:
    """How long to wait after so many failed attempts: 5, 10, 20, 40, 80 minutes; None: no more."""
    return None if attempts >= MAX_ATTEMPTS else timedelta(minutes=5 * 2 ** (attempts - 1))


def password_of(configured: Settings) -> str | None:
    """The password of the mail server, from the environment or from its file. Never logged.

    Raises:
        DeliveryFailed: the file cannot be read.
    """
    if configured.smtp_password is not None:
        return configured.smtp_password.get_secret_value()
    if configured.smtp_password_file is None:
        return None
    try:
        return configured.smtp_password_file.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeError):
        raise DeliveryFailed("no_password_file") from None


def _send(session: Session, row: Digest, configured: Settings) -> bool:
    setting, who = digests.setting_of(session, row.account_id), person(session, row.account_id)
    if setting is None or who is None:
        digests.failed(session, row, UNWANTED, None)
        return False
    try:
        wire.mail(configured, compose(session, row, setting, who, configured), password_of(configured))
    except TriageError as error:
        reason = error.reason if isinstance(error, DeliveryFailed) else error.code
        lasting = isinstance(error, DeliveryFailed) and error.lasting
        digests.failed(session, row, reason, None if lasting else again_in(row.attempts + 1))
        log.warning("digest %d failed: %s", row.id, reason)
        return False
    digests.sent(session, row)
    return True


def compose(
    session: Session, row: Digest, setting: DigestSetting, who: Person, configured: Settings
) -> EmailMessage:
    """The letter of one summary: plain text and HTML, both from counts alone."""
    # Pages and their templates: only for who has a letter to write.
    from triage_api.digest_letter import letter
    from triage_api.rendering import ENVIRONMENT

    zone = ZoneInfo(configured.timezone)
    until = datetime.combine(datetime.now(zone).date(), time.max, zone)
    waiting = digests.waiting_for(
        session,
        who.id,
        who.office_id,
        until,
        reviews=who.may(Action.REVIEW),
        approves=who.may(Action.APPROVE),
    )
    made = letter(who.label, setting.frequency, waiting, configured.public_url)
    message = EmailMessage()
    message["Subject"] = made.subject
    message["From"] = configured.smtp_from
    message["To"] = vault().open(setting.sealed_address, Purpose.OUTBOUND)
    message["Date"] = format_datetime(row.created_at)
    host = urlsplit(configured.public_url).hostname or "localhost"
    message["Message-ID"] = f"<digest-{row.id}-{row.created_at:%Y%m%d%H%M%S}@{host}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(made.plain)
    page = ENVIRONMENT.get_template("mail/digest.html").render({"letter": made})
    message.add_alternative(page, subtype="html")
    return message
