"""Browsers an account signed in with before (OWASP: device cookies against locking people out)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from models.tables.account import Account, KnownBrowser

LIFE = timedelta(days=180)


def is_known(session: Session, token_hash: bytes, username: str) -> bool:
    """Whether the account of this name signed in with the browser before."""
    return (
        session.scalar(
            select(KnownBrowser.account_id)
            .join(Account, Account.id == KnownBrowser.account_id)
            .where(
                KnownBrowser.token_hash == token_hash,
                Account.username == username,
                KnownBrowser.expires_at > func.now(),
            )
        )
        is not None
    )


def know(session: Session, token_hash: bytes, account_id: int) -> None:
    """Remember the browser for this account."""
    expires = datetime.now(UTC) + LIFE
    session.execute(
        insert(KnownBrowser)
        .values(token_hash=token_hash, account_id=account_id, expires_at=expires)
        .on_conflict_do_update(index_elements=["token_hash", "account_id"], set_={"expires_at": expires})
    )


def forget_browsers(session: Session, account_id: int) -> None:
    """No browser counts as known any more."""
    session.execute(delete(KnownBrowser).where(KnownBrowser.account_id == account_id))
