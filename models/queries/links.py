"""One-time links: whoever holds one may set the password of its account once, before it runs out."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from models.tables.account import Account, AccountLink, AccountRole
from models.vocabulary import Role


def add_link(session: Session, token_hash: bytes, account_id: int | None, hours: int) -> None:
    """Store a link in place of those the account had; without an account, of those for the first administrator."""
    drop_links(session, account_id)
    expires = datetime.now(UTC) + timedelta(hours=hours)
    session.add(AccountLink(token_hash=token_hash, account_id=account_id, expires_at=expires))
    session.flush()


def drop_links(session: Session, account_id: int | None) -> None:
    """Links of the account (or for the first administrator) work no more."""
    session.execute(delete(AccountLink).where(AccountLink.account_id.is_not_distinct_from(account_id)))


def link(session: Session, token_hash: bytes) -> AccountLink | None:
    """A link that still works, locked: of two who use it at once one finds it used.

    The account of a link must not be disabled, and the first administrator's must still be missing.
    """
    found = session.scalar(
        select(AccountLink)
        .where(AccountLink.token_hash == token_hash, AccountLink.expires_at > func.now())
        .with_for_update()
    )
    if found is None:
        return None
    if found.account_id is None:
        return None if has_administrator(session) else found
    account = session.get(Account, found.account_id)
    return found if account is not None and account.disabled_at is None else None


def has_administrator(session: Session, but: int | None = None) -> bool:
    """Whether anybody administers, other than the account ``but``."""
    return (
        session.scalar(
            select(Account.id)
            .join(AccountRole, AccountRole.account_id == Account.id)
            .where(
                AccountRole.role == Role.ADMINISTRATOR,
                Account.disabled_at.is_(None),
                Account.id.is_distinct_from(but),
            )
            .limit(1)
        )
        is not None
    )
