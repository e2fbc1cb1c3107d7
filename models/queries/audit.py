"""Writing to, reading and checking the audit trail. The chain itself is made by the database."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import datetime

from sqlalchemy import ColumnElement, func, or_, select, text
from sqlalchemy.orm import Session

from models.audit_chain import GENESIS, Anchor, Row, Verdict, walk
from models.tables.account import Account
from models.tables.audit import AuditEvent
from models.tables.office import Office

TRAIL_WHOLE, TRAIL_FAULTY = "trail_whole", "trail_faulty"
"""Actions of the rows the nightly look leaves."""


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


def rows(session: Session) -> Iterator[Row]:
    """The whole trail in the order of its numbers, streamed."""
    session.execute(text("SET LOCAL DateStyle TO 'ISO'"))  # the only one the driver reads times in
    wanted = select(*(getattr(AuditEvent, field.name) for field in fields(Row))).order_by(AuditEvent.id)
    for found in session.execute(wanted, execution_options={"yield_per": 5000}):
        yield Row(*found)


def verify(session: Session, anchors: Iterable[Anchor] = ()) -> Verdict:
    """Walk the trail and compare it with anchors written down before."""
    return walk(rows(session), anchors)


def last_look(session: Session) -> AuditEvent | None:
    """What the last nightly look found; None where there was none yet."""
    return session.scalar(
        select(AuditEvent)
        .where(AuditEvent.action.in_((TRAIL_WHOLE, TRAIL_FAULTY)), AuditEvent.actor_id.is_(None))
        .order_by(AuditEvent.id.desc())
        .limit(1)
    )


def first_broken_row(session: Session) -> int | None:
    """The id of the first row that does not fit the chain, or None when the trail is whole."""
    finding = verify(session).finding
    return finding.row_id if finding else None


def head(session: Session) -> Anchor:
    """The anchor of the trail as it is: for a page, without walking it."""
    count = session.scalar(select(func.count()).select_from(AuditEvent)) or 0
    last = session.scalar(select(AuditEvent.hash).order_by(AuditEvent.id.desc()).limit(1))
    return Anchor(count, last or GENESIS)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What of the trail is asked for. ``offices``: those in sight; ``unbound``: rows of no office too."""

    offices: tuple[int, ...]
    unbound: bool
    action: str | None = None
    actor: str | None = None
    subject_kind: str | None = None
    subject_id: int | None = None
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """A row with the names people know."""

    id: int
    at: datetime
    office: str | None
    actor: str | None
    action: str
    subject_kind: str
    subject_id: int | None
    detail: str | None


def search(session: Session, wanted: Wanted, before: int | None, limit: int) -> list[Shown]:
    """Rows of the trail, the newest first; ``before``: only rows of smaller numbers."""
    found = (
        select(
            AuditEvent.id,
            AuditEvent.at,
            Office.name,
            Account.label,
            AuditEvent.action,
            AuditEvent.subject_kind,
            AuditEvent.subject_id,
            AuditEvent.detail,
        )
        .outerjoin(Account, Account.id == AuditEvent.actor_id)
        .outerjoin(Office, Office.id == _OFFICE)
        .where(*_conditions(wanted))
        .order_by(AuditEvent.id.desc())
        .limit(limit)
    )
    if before is not None:
        found = found.where(AuditEvent.id < before)
    return [Shown(*row) for row in session.execute(found)]


def actions_there(session: Session) -> Sequence[str]:
    """Every kind of row there is."""
    return session.scalars(select(AuditEvent.action).distinct().order_by(AuditEvent.action)).all()


_OFFICE = func.coalesce(AuditEvent.office_id, Account.office_id)
"""A row is of its office, else of the office of who acted."""


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    in_sight = _OFFICE.in_(wanted.offices)
    found = [or_(in_sight, _OFFICE.is_(None)) if wanted.unbound else in_sight]
    for column, value in (
        (AuditEvent.action, wanted.action),
        (AuditEvent.subject_kind, wanted.subject_kind),
        (AuditEvent.subject_id, wanted.subject_id),
        (Account.label, wanted.actor),
    ):
        if value is not None:
            found.append(column == value)
    if wanted.since is not None:
        found.append(AuditEvent.at >= wanted.since)
    if wanted.until is not None:
        found.append(AuditEvent.at < wanted.until)
    return found
