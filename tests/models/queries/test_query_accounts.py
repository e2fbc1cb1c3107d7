"""Questions about accounts, their sessions, tokens and failed sign-ins."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from models.errors import Conflict, NotFound
from models.queries import (
    accounts,
    attempts,
    sessions,
    tokens,
)
from models.queries.attempts import Pace
from models.roles import ROLE_ACTIONS
from models.staff import BrowserKind
from models.tables.account import Account, LoginSession
from models.vocabulary import (
    Action,
    Role,
)
from tests.models.rows import Rows

pytestmark = pytest.mark.database


# Sessions


def test_a_session_lives_until_it_is_closed(rows: Rows) -> None:
    person = rows.account().id
    sessions.open_session(rows.session, b"t", person, BrowserKind.DESKTOP)
    assert _account_of(rows, b"t") == person
    assert _account_of(rows, b"khac") is None
    sessions.close_session(rows.session, b"t")
    assert _account_of(rows, b"t") is None


@pytest.mark.parametrize(
    "change",
    ["expires_at = now() - interval '1 second'", "last_seen_at = now() - interval '8 hours 1 second'"],
)
def test_a_session_ends_by_itself(rows: Rows, change: str) -> None:
    sessions.open_session(rows.session, b"t", rows.account().id, BrowserKind.DESKTOP)
    rows.session.execute(text(f"UPDATE login_session SET {change}"))  # noqa: S608
    rows.session.expire_all()
    assert _account_of(rows, b"t") is None


def test_use_lengthens_a_session_but_not_its_life(rows: Rows) -> None:
    sessions.open_session(rows.session, b"t", rows.account().id, BrowserKind.DESKTOP)
    rows.session.execute(text("UPDATE login_session SET last_seen_at = now() - interval '7 hours'"))
    before = rows.session.scalar(text("SELECT expires_at FROM login_session"))
    rows.session.expire_all()
    assert _account_of(rows, b"t") is not None
    row = rows.session.query(LoginSession).one()
    rows.session.refresh(row)
    assert datetime.now(UTC) - row.last_seen_at < timedelta(minutes=5)
    assert row.expires_at == before


def test_a_disabled_account_has_no_password_and_no_rights(rows: Rows) -> None:
    person = rows.account(Role.REVIEWER)
    assert sessions.credentials(rows.session, person.username) == (person.id, "x")
    sessions.open_session(rows.session, b"t", person.id, BrowserKind.DESKTOP)
    accounts.disable(rows.session, person.id)
    rows.session.expire_all()
    assert sessions.credentials(rows.session, person.username) is None
    assert _account_of(rows, b"t") is None
    assert accounts.person(rows.session, person.id) is None


def _account_of(rows: Rows, token: bytes) -> int | None:
    found = accounts.signed_in(rows.session, token)
    return found.person.id if found else None


def test_failed_sign_ins_slow_what_follows_for_a_while(rows: Rows) -> None:
    pace = Pace(free=2, most=timedelta(seconds=60), window=timedelta(minutes=10))
    key, other = b"k" * 32, b"o" * 32
    count = partial(attempts.count_attempt, rows.session)
    assert [count(key, pace) for _ in range(4)] == [0, 0, 1, 1], "one that came too early is not counted"
    assert count(other, pace) == 0
    rows.session.execute(text("UPDATE login_attempt SET at = at - interval '1 second'"))
    assert [count(key, pace) for _ in range(2)] == [0, 2]
    attempts.forget_failures(rows.session, key)
    assert [count(key, pace) for _ in range(3)] == [0, 0, 1]
    rows.session.execute(text("UPDATE login_attempt SET at = at - interval '11 minutes'"))
    assert count(key, pace) == 0


@given(st.integers(0, 10_000), st.integers(0, 20), st.integers(1, 3600))
def test_a_wait_grows_and_is_never_for_good(failures: int, free: int, most: int) -> None:
    pace = Pace(free=free, most=timedelta(seconds=most), window=timedelta(days=1))
    assert pace.wait(failures) <= pace.wait(failures + 1) <= timedelta(seconds=most)
    assert (pace.wait(failures) == timedelta(0)) == (failures < free)


def test_a_token_opens_what_it_names_until_it_ends(rows: Rows) -> None:
    person = rows.account().id
    soon = datetime.now(UTC) + timedelta(hours=1)
    tokens.add_token(rows.session, person, "máy chủ", b"t", ["indicators:read"], soon)
    owner = tokens.token_owner(rows.session, b"t")
    assert owner is not None
    assert (owner.account_id, owner.scopes) == (person, frozenset({"indicators:read"}))
    for change in ("revoked_at = now()", "revoked_at = NULL, expires_at = now() - interval '1 second'"):
        rows.session.execute(text(f"UPDATE api_token SET {change}"))  # noqa: S608
        assert tokens.token_owner(rows.session, b"t") is None


# Accounts and offices


@pytest.mark.parametrize("role", Role)
def test_a_person_may_what_their_role_may(rows: Rows, role: Role) -> None:
    found = accounts.person(rows.session, rows.account(role).id)
    assert found is not None
    assert found.actions == ROLE_ACTIONS[role]
    assert {action for action in Action if found.may(action)} == ROLE_ACTIONS[role]


def test_roles_add_up(rows: Rows) -> None:
    found = accounts.person(rows.session, rows.account(Role.LEADER, Role.AUDITOR).id)
    assert found is not None
    assert found.actions == ROLE_ACTIONS[Role.LEADER] | ROLE_ACTIONS[Role.AUDITOR]
    assert "actions" not in repr(found)


def test_a_user_name_is_taken_once(rows: Rows) -> None:
    accounts.add_account(rows.session, rows.root, "ctv99", "CTV 99", "x", [Role.REVIEWER, Role.REVIEWER])
    with pytest.raises(Conflict, match="ctv99"):
        accounts.add_account(rows.session, rows.root, "ctv99", "khác", "x", [])
    listed = {account.username: roles for account, roles in accounts.list_accounts(rows.session)}
    assert listed["ctv99"] == [Role.REVIEWER]
    with pytest.raises(NotFound, match="khongco"):
        accounts.account_named(rows.session, "khongco")


def test_a_new_password_ends_every_session(rows: Rows) -> None:
    person = rows.account()
    for token in (b"a", b"b"):
        sessions.open_session(rows.session, token, person.id, BrowserKind.DESKTOP)
    accounts.set_password(rows.session, person.id, "moi")
    rows.session.expire_all()
    assert rows.session.get_one(Account, person.id).password_hash == "moi"
    assert rows.session.query(LoginSession).count() == 0
