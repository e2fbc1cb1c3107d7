"""Signed-in browsers. Only hashes of their tokens are stored; every session has an end of its own and one for idleness."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import ColumnElement, Interval, delete, func, literal, select, update
from sqlalchemy.orm import Session

from models.settings import settings
from models.staff import BrowserKind
from models.tables.account import Account, LoginSession

PENDING = timedelta(minutes=10)
"""How long the second factor is waited for after the right password."""
NOTED = timedelta(minutes=5)
"""``last_seen_at`` is written once in this time; more would be a write per page."""


@dataclass(frozen=True, slots=True)
class Live:
    """A session in force: whose, and its number on its owner's page."""

    id: int
    account_id: int


def open_session(
    session: Session, token_hash: bytes, account_id: int, kind: BrowserKind, *, pending: bool = False
) -> None:
    """Remember a signed-in browser; ``pending``: one that still owes its second factor."""
    life = PENDING if pending else timedelta(hours=settings().session_hours)
    session.add(
        LoginSession(
            token_hash=token_hash,
            account_id=account_id,
            kind=kind,
            pending=pending,
            expires_at=datetime.now(UTC) + life,
        )
    )
    session.flush()


def pending_session(session: Session, token_hash: bytes) -> Live | None:
    """The session of a token that still owes its second factor, marked as used; None when it ended, idled out or owes nothing. Whole ones
    are looked up with their person: ``accounts.signed_in``.
    """
    row = session.scalar(
        select(LoginSession).where(LoginSession.token_hash == token_hash, LoginSession.pending, *in_force())
    )
    if row is None:
        return None
    note_use(session, token_hash, row.last_seen_at)
    return Live(row.id, row.account_id)


def note_use(session: Session, token_hash: bytes, last_seen_at: datetime) -> None:
    """Write down that a session is in use, where that was not done lately."""
    if last_seen_at < datetime.now(UTC) - NOTED:
        session.execute(
            update(LoginSession).where(LoginSession.token_hash == token_hash).values(last_seen_at=func.now())
        )


def sessions_of(session: Session, account_id: int) -> Sequence[LoginSession]:
    """Where an account is signed in now, the last used first."""
    return session.scalars(
        select(LoginSession)
        .where(LoginSession.account_id == account_id, LoginSession.pending.is_(False), *in_force())
        .order_by(LoginSession.last_seen_at.desc(), LoginSession.id.desc())
    ).all()


def close_session(session: Session, token_hash: bytes) -> None:
    """Sign a browser out."""
    session.execute(delete(LoginSession).where(LoginSession.token_hash == token_hash))


def end_session(session: Session, account_id: int, session_id: int) -> bool:
    """End one session of an account by its number; False when the account has no such session."""
    return (
        session.scalar(
            delete(LoginSession)
            .where(LoginSession.account_id == account_id, LoginSession.id == session_id)
            .returning(LoginSession.id)
        )
        is not None
    )


def end_sessions(session: Session, account_id: int, but: int | None = None) -> int:
    """Sign an account out everywhere, or everywhere but in the session ``but``; how many ended."""
    ended = session.scalars(
        delete(LoginSession)
        .where(LoginSession.account_id == account_id, LoginSession.id.is_distinct_from(but))
        .returning(LoginSession.id)
    )
    return len(ended.all())


def credentials(session: Session, username: str) -> tuple[int, str] | None:
    """(account id, stored password) of an account that is not disabled."""
    row = session.execute(
        select(Account.id, Account.password_hash).where(
            Account.username == username, Account.disabled_at.is_(None)
        )
    ).one_or_none()
    return None if row is None else (row.id, row.password_hash)


def in_force() -> tuple[ColumnElement[bool], ...]:
    """What a session in force fulfils: not ended, and used lately enough."""
    return in_force_after(literal(longest_idle(), Interval))


def in_force_after(idle: ColumnElement[timedelta]) -> tuple[ColumnElement[bool], ...]:
    """The same, where a session may be idle for so long."""
    return LoginSession.expires_at > func.now(), LoginSession.last_seen_at > func.now() - idle


def longest_idle() -> timedelta:
    """How long a session may be unused."""
    return timedelta(minutes=settings().session_idle_minutes)
