"""The second factor of accounts: a sealed secret, the last step used, and recovery codes."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from models.tables.account import RecoveryCode, SecondFactor


def second_factor(session: Session, account_id: int, *, lock: bool = False) -> SecondFactor | None:
    """The account's second factor, confirmed or not; locked where a code is about to be used."""
    wanted = select(SecondFactor).where(SecondFactor.account_id == account_id)
    return session.scalar(wanted.with_for_update() if lock else wanted)


def has_second_factor(session: Session, account_id: int) -> bool:
    """Whether the account signs in with a one-time code."""
    found = second_factor(session, account_id)
    return found is not None and found.confirmed_at is not None


def propose(session: Session, account_id: int, sealed: bytes) -> None:
    """Keep a new secret until a code made from it confirms it. A confirmed one is not replaced."""
    session.execute(
        insert(SecondFactor)
        .values(account_id=account_id, sealed=sealed)
        .on_conflict_do_update(
            index_elements=["account_id"],
            set_={"sealed": sealed, "last_step": 0},
            where=SecondFactor.confirmed_at.is_(None),
        )
    )


def confirm(session: Session, account_id: int) -> None:
    """From now on the account signs in with it."""
    session.execute(
        update(SecondFactor).where(SecondFactor.account_id == account_id).values(confirmed_at=func.now())
    )


def remove(session: Session, account_id: int) -> bool:
    """Take the second factor and its recovery codes away; False when there was none."""
    session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account_id))
    gone = session.scalar(
        delete(SecondFactor).where(SecondFactor.account_id == account_id).returning(SecondFactor.account_id)
    )
    return gone is not None


def set_recovery_codes(session: Session, account_id: int, hashes: Iterable[bytes]) -> None:
    """Replace the recovery codes of an account."""
    session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account_id))
    session.add_all(RecoveryCode(account_id=account_id, code_hash=one) for one in hashes)
    session.flush()


def use_recovery_code(session: Session, account_id: int, code_hash: bytes) -> bool:
    """Use up a recovery code; False when there is none such."""
    used = session.scalar(
        delete(RecoveryCode)
        .where(RecoveryCode.account_id == account_id, RecoveryCode.code_hash == code_hash)
        .returning(RecoveryCode.id)
    )
    return used is not None


def recovery_codes_left(session: Session, account_id: int) -> int:
    """How many recovery codes are not used yet."""
    return (
        session.scalar(
            select(func.count()).select_from(RecoveryCode).where(RecoveryCode.account_id == account_id)
        )
        or 0
    )
