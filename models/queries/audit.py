"""Writing to and checking the audit trail. The chain itself is made by the database."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.orm import Session

from models.tables.audit import AuditEvent


def record(
    session: Session,
    action: str,
    subject_kind: str,
    subject_id: int | None = None,
    actor_id: int | None = None,
    office_id: int | None = None,
    detail: str | None = None,
) -> None:
    """Add one row. Late in a transaction: writers of the trail take turns until they commit.

    ``detail`` never contains text of a post, an address or a secret.
    """
    session.add(
        AuditEvent(
            action=action,
            subject_kind=subject_kind,
            subject_id=subject_id,
            actor_id=actor_id,
            office_id=office_id,
            detail=detail,
        )
    )
    session.flush()


def first_broken_row(session: Session) -> int | None:
    """The id of the first row that does not fit the chain, or None when the trail is whole."""
    broken: int | None = session.scalar(
        text(
            "SELECT id FROM (SELECT id, hash, previous_hash, audit_hash(e) AS wanted,"
            " lag(hash, 1, sha256('sangtin'::bytea)) OVER (ORDER BY id) AS before FROM audit_event e) chain"
            " WHERE hash <> wanted OR previous_hash <> before ORDER BY id LIMIT 1"
        )
    )
    return broken
