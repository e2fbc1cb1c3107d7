"""Signed-in browsers, tokens of programs, and failed sign-ins. Only hashes of secrets are stored."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from models.tables.account import Account, ApiToken, LoginAttempt, LoginSession

IDLE = timedelta(hours=8)
"""A browser unused for a working day is signed out (OWASP ASVS 3.3: idle limit)."""
LIFE = timedelta(days=7)
ATTEMPT_WINDOW = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class TokenOwner:
    """Whose token it is and what it may do."""

    account_id: int
    scopes: frozenset[str]


def open_session(session: Session, token_hash: bytes, account_id: int) -> None:
    """Remember a signed-in browser."""
    session.add(
        LoginSession(token_hash=token_hash, account_id=account_id, expires_at=datetime.now(UTC) + LIFE)
    )
    session.flush()


def session_account(session: Session, token_hash: bytes) -> int | None:
    """The account of a live session, and mark it as used; None when it ended or idled out."""
    row = session.scalar(
        select(LoginSession).where(
            LoginSession.token_hash == token_hash,
            LoginSession.expires_at > func.now(),
            LoginSession.last_seen_at > func.now() - IDLE,
        )
    )
    if row is None:
        return None
    if row.last_seen_at < datetime.now(UTC) - timedelta(minutes=5):  # one write in five minutes is enough
        session.execute(
            update(LoginSession).where(LoginSession.token_hash == token_hash).values(last_seen_at=func.now())
        )
    return row.account_id


def close_session(session: Session, token_hash: bytes) -> None:
    """Sign a browser out."""
    session.execute(delete(LoginSession).where(LoginSession.token_hash == token_hash))


def credentials(session: Session, username: str) -> tuple[int, str] | None:
    """(account id, stored password) of an account that is not disabled."""
    row = session.execute(
        select(Account.id, Account.password_hash).where(
            Account.username == username, Account.disabled_at.is_(None)
        )
    ).one_or_none()
    return None if row is None else (row.id, row.password_hash)


def count_attempt(session: Session, key: bytes, most: int) -> bool:
    """Count one try to sign in under a key; False when ``most`` failed within the window already.

    Tries under one key take turns, so that many at once count as many. A good one forgets them all.
    """
    session.execute(select(func.pg_advisory_xact_lock(int.from_bytes(key[:8], signed=True))))
    recent = session.scalar(
        select(func.count())
        .select_from(LoginAttempt)
        .where(LoginAttempt.key == key, LoginAttempt.at > func.now() - ATTEMPT_WINDOW)
    )
    if (recent or 0) >= most:
        return False
    session.add(LoginAttempt(key=key))
    session.flush()
    return True


def forget_failures(session: Session, key: bytes) -> None:
    """A good sign-in clears what failed before."""
    session.execute(delete(LoginAttempt).where(LoginAttempt.key == key))


def token_owner(session: Session, token_hash: bytes) -> TokenOwner | None:
    """The owner of a live bearer token."""
    row = session.scalar(
        select(ApiToken)
        .join(Account, Account.id == ApiToken.account_id)
        .where(
            ApiToken.token_hash == token_hash,
            ApiToken.revoked_at.is_(None),
            ApiToken.expires_at > func.now(),
            Account.disabled_at.is_(None),
        )
    )
    return None if row is None else TokenOwner(row.account_id, frozenset(row.scopes))


def add_token(
    session: Session, account_id: int, name: str, token_hash: bytes, scopes: list[str], expires_at: datetime
) -> None:
    """Store a program's token."""
    session.add(
        ApiToken(
            account_id=account_id, name=name, token_hash=token_hash, scopes=scopes, expires_at=expires_at
        )
    )
    session.flush()
