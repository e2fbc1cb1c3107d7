"""Accounts of the office's own staff, their roles, sessions and tokens. Never of people who post."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Identity, Index, LargeBinary, String, Text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Id, Now, coded
from models.staff import BrowserKind
from models.vocabulary import Role


class Account(Base):
    """A member of staff. ``label`` ("CTV 07") is what colleagues and histories show."""

    __tablename__ = "account"

    id: Mapped[Id]
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"), index=True)
    username: Mapped[str] = mapped_column(String(80), unique=True)
    label: Mapped[str] = mapped_column(String(80))
    password_hash: Mapped[str] = mapped_column(String(200))
    password_set_at: Mapped[datetime | None]
    disabled_at: Mapped[datetime | None]
    created_at: Mapped[Now]


class AccountRole(Base):
    """One role of one account."""

    __tablename__ = "account_role"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    role: Mapped[Role] = mapped_column(coded(Role, "role"), primary_key=True)


class LoginSession(Base):
    """A signed-in browser. Only the SHA-256 of its token is kept, and of the browser whether it is a phone.

    ``pending``: the password was right and the second factor is still asked for; it opens nothing else.
    """

    __tablename__ = "login_session"

    token_hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    id: Mapped[int] = mapped_column(BigInteger, Identity(), unique=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    kind: Mapped[BrowserKind] = mapped_column(coded(BrowserKind, "kind"))
    pending: Mapped[bool] = mapped_column(server_default="false")
    created_at: Mapped[Now]
    last_seen_at: Mapped[Now]
    expires_at: Mapped[datetime]


class LoginAttempt(Base):
    """A failed sign-in, for throttling. ``key`` is a keyed hash of the user name, network or browser; kept a day."""

    __tablename__ = "login_attempt"
    __table_args__ = (Index("ix_login_attempt_key_at", "key", "at"),)

    id: Mapped[Id]
    key: Mapped[bytes] = mapped_column(LargeBinary)
    at: Mapped[Now]


class ApiToken(Base):
    """A bearer token for a program, with named scopes. Only its SHA-256 is kept."""

    __tablename__ = "api_token"
    __table_args__ = (CheckConstraint("cardinality(scopes) > 0", name="scoped"),)

    id: Mapped[Id]
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(80))
    token_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    scopes: Mapped[list[str]] = mapped_column(ARRAY(Text))
    created_at: Mapped[Now]
    expires_at: Mapped[datetime]
    last_used_on: Mapped[date | None]
    revoked_at: Mapped[datetime | None]


class AccountLink(Base):
    """A one-time link to set a password; without an account, to make the first administrator. Used ones are deleted."""

    __tablename__ = "account_link"

    id: Mapped[Id]
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    token_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    created_at: Mapped[Now]
    expires_at: Mapped[datetime]


class KnownBrowser(Base):
    """A browser this account signed in with before: it is not slowed by what others try under the same name."""

    __tablename__ = "known_browser"

    token_hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    account_id: Mapped[int] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    created_at: Mapped[Now]
    expires_at: Mapped[datetime]


class SecondFactor(Base):
    """The sealed secret of an account's one-time codes. ``last_step``: the last time step a code was taken for."""

    __tablename__ = "second_factor"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    confirmed_at: Mapped[datetime | None]
    last_step: Mapped[int] = mapped_column(server_default="0")


class RecoveryCode(Base):
    """The keyed hash of a code that stands in once for a lost phone. Used ones are deleted."""

    __tablename__ = "recovery_code"

    id: Mapped[Id]
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    code_hash: Mapped[bytes] = mapped_column(LargeBinary)
