"""Sending approved reports: each letter in a transaction of its own, tried again with longer pauses.

A row is locked while its letter is handed over. Where a worker or the server dies between the last dot and the
answer, the letter goes again under the same Message-ID, by which mailboxes know it. A server that does not answer
ends the round: the other letters wait for the next one instead of for as many timeouts.
"""

from __future__ import annotations

import logging
from datetime import timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from urllib.parse import urlsplit

from models.crypto import Purpose, vault
from models.errors import TriageError
from models.queries import report_letters
from models.session import Session, transaction
from models.settings import Settings, settings
from models.tables.report import ReportLetter
from pipeline import halt
from pipeline.delivery import wire
from pipeline.delivery.digests import password_of
from pipeline.delivery.wire import DeliveryFailed

log = logging.getLogger("sangtin.delivery")

MAX_ATTEMPTS = 8
UNWANTED = "not_wanted_any_more"
SILENT = frozenset({"timeout", "no_connection", "no_mail_server", "bad_certificate", "no_starttls"})
"""Reasons that lie with the server, so that the next letter would meet them too."""


def drain() -> int:
    """Send what is due; returns how many letters the mail server took."""
    configured = settings()
    taken, passed_over = 0, set[int]()
    while not halt.asked.is_set():
        with transaction() as session:
            row = report_letters.claim(session, passed_over)
            if row is None:
                break
            passed_over.add(row.id)
            problem = _send(session, row, configured)
        taken += problem is None
        if problem in SILENT:
            break
    return taken


def again_in(attempts: int) -> timedelta | None:
    """How long to wait after so many failed attempts: 5, 10, 20 … 320 minutes; None: no more.

    >>> [str(again_in(n)) for n in (1, 7, 8)]
    ['0:05:00', '5:20:00', 'None']
    """
    return None if attempts >= MAX_ATTEMPTS else timedelta(minutes=5 * 2 ** (attempts - 1))


def _send(session: Session, row: ReportLetter, configured: Settings) -> str | None:
    """The reason it was not sent, or None."""
    if row.recipient.sealed_address is None:
        report_letters.failed(session, row, UNWANTED, None)
        return UNWANTED
    try:
        wire.mail(configured, compose(session, row, configured), password_of(configured))
    except TriageError as error:
        reason = error.reason if isinstance(error, DeliveryFailed) else error.code
        lasting = isinstance(error, DeliveryFailed) and error.lasting
        report_letters.failed(session, row, reason, None if lasting else again_in(row.attempts + 1))
        log.warning("report letter %d failed: %s", row.id, reason)
        return reason
    report_letters.sent(session, row)
    return None


def compose(session: Session, row: ReportLetter, configured: Settings) -> EmailMessage:
    """The letter of one report to one recipient: a few sentences, a link, and the Word file."""
    from reports.render import DocumentForm  # drawing and Word files: only for who has a letter to write
    from triage_api.report_letter import letter
    from triage_api.services.reports import WORD, word_file, word_name

    snapshot, sealed = row.snapshot, row.recipient.sealed_address
    if sealed is None:
        raise DeliveryFailed(UNWANTED, lasting=True)
    made = letter(snapshot, row.recipient.name, configured.public_url)
    message = EmailMessage()
    message["Subject"] = made.subject
    message["From"] = configured.smtp_from
    message["To"] = vault().open(sealed, Purpose.OUTBOUND)
    message["Date"] = format_datetime(row.created_at)
    host = urlsplit(configured.public_url).hostname or "localhost"
    message["Message-ID"] = f"<report-{row.id}-{row.created_at:%Y%m%d%H%M%S}@{host}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(made.plain)
    form = DocumentForm(row.form)
    kind, _, subkind = WORD.partition("/")
    message.add_attachment(
        word_file(session, snapshot, form), maintype=kind, subtype=subkind, filename=word_name(snapshot, form)
    )
    return message
