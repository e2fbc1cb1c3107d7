"""Sessions that are over and attempts to sign in go in their time."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select

from models.queries import purging
from models.staff import BrowserKind
from models.tables.account import LoginAttempt, LoginSession
from tests.models.rows import Rows

pytestmark = pytest.mark.database


def test_sign_ins_go(rows: Rows) -> None:
    person = rows.account().id
    now: datetime = rows.session.scalar(select(func.now()))  # type: ignore[assignment]
    for hours in (-1, 1):
        rows.session.add(
            LoginSession(
                token_hash=str(hours).encode(),
                account_id=person,
                kind=BrowserKind.DESKTOP,
                expires_at=now + timedelta(hours=hours),
            )
        )
        rows.session.add(LoginAttempt(key=b"k", at=now - timedelta(hours=24 + hours)))
    rows.session.flush()
    purging.purge_sign_ins(rows.session)
    assert rows.session.query(LoginSession).count() == rows.session.query(LoginAttempt).count() == 1
