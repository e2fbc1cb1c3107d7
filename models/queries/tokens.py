"""Bearer tokens of programs. Only hashes are stored, and of their use the day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from models.tables.account import Account, ApiToken


@dataclass(frozen=True, slots=True)
class TokenOwner:
    """Whose token it is and what it may do."""

    account_id: int
    scopes: frozenset[str]


def token_owner(session: Session, token_hash: bytes) -> TokenOwner | None:
    """The owner of a live bearer token; its use is noted once a day."""
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
    if row is None:
        return None
    today = datetime.now(UTC).date()
    if row.last_used_on != today:
        session.execute(update(ApiToken).where(ApiToken.id == row.id).values(last_used_on=today))
    return TokenOwner(row.account_id, frozenset(row.scopes))


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


def tokens_of(session: Session, account_id: int) -> Sequence[ApiToken]:
    """An account's tokens that still work, the newest first."""
    return session.scalars(
        select(ApiToken)
        .where(
            ApiToken.account_id == account_id,
            ApiToken.revoked_at.is_(None),
            ApiToken.expires_at > func.now(),
        )
        .order_by(ApiToken.id.desc())
    ).all()


def revoke_token(session: Session, account_id: int, token_id: int) -> bool:
    """Take back one token of an account; False when it has no such live token."""
    return (
        session.scalar(
            update(ApiToken)
            .where(ApiToken.id == token_id, ApiToken.account_id == account_id, ApiToken.revoked_at.is_(None))
            .values(revoked_at=func.now())
            .returning(ApiToken.id)
        )
        is not None
    )


def revoke_tokens(session: Session, account_id: int) -> None:
    """Take back every token of an account."""
    session.execute(
        update(ApiToken)
        .where(ApiToken.account_id == account_id, ApiToken.revoked_at.is_(None))
        .values(revoked_at=func.now())
    )
