"""Counting failed sign-ins: under a key, each failure makes the next try wait longer. Nothing is ever locked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from models.tables.account import LoginAttempt


@dataclass(frozen=True, slots=True)
class Pace:
    """How failures slow what follows: ``free`` cost nothing, then 1, 2, 4 … seconds up to ``most``."""

    free: int
    most: timedelta
    window: timedelta
    """Failures older than this are forgotten."""

    def wait(self, failures: int) -> timedelta:
        """How long to wait after the last of so many failures.

        >>> pace = Pace(free=5, most=timedelta(minutes=5), window=timedelta(days=1))
        >>> [pace.wait(count).seconds for count in (0, 4, 5, 6, 9, 100)]
        [0, 0, 1, 2, 16, 300]
        """
        if failures < self.free:
            return timedelta(0)
        return min(self.most, timedelta(seconds=2 ** min(failures - self.free, 30)))


def count_attempt(session: Session, key: bytes, pace: Pace) -> int:
    """Count one try under a key: 0 when it may be made, else the seconds to wait, and then it is not counted.

    Tries under one key take turns, so that many at once count as many. A refused one does not make the wait
    longer: whoever has the right password gets a turn however much others try.
    """
    session.execute(select(func.pg_advisory_xact_lock(int.from_bytes(key[:8], signed=True))))
    failures, last = session.execute(
        select(func.count(), func.max(LoginAttempt.at)).where(
            LoginAttempt.key == key, LoginAttempt.at > func.now() - pace.window
        )
    ).one()
    now = datetime.now(UTC)
    if last is not None and (left := last + pace.wait(failures) - now) > timedelta(0):
        return int(left.total_seconds()) + 1
    session.add(LoginAttempt(key=key, at=now))
    session.flush()
    return 0


def forget_failures(session: Session, key: bytes) -> None:
    """A good sign-in clears what failed before under its key."""
    session.execute(delete(LoginAttempt).where(LoginAttempt.key == key))
