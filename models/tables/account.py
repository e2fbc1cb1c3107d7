"""Accounts of the office's own staff, their roles, sessions and tokens. Never of people who post."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, Text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Id, Now, coded
from models.vocabulary import Action, Role


class Account(Base):
    """A member of staff. ``label`` ("CTV 07") is what colleagues and histories show."""

    __tablename__ = "account"

    id: Mapped[Id]
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"), index=True)
    username: Mapped[str] = mapped_column(String(80), unique=True)
    label: Mapped[str] = mapped_column(String(80))
    password_hash: Mapped[str] = mapped_column(String(200))
    disabled_at: Mapped[datetime | None]
    created_at: Mapped[Now]


class AccountRole(Base):
    """One role of one account."""

    __tablename__ = "account_role"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    role: Mapped[Role] = mapped_column(coded(Role, "role"), primary_key=True)


class RolePermission(Base):
    """The role table: which role may do what. Seeded by the first migration."""

    __tablename__ = "role_permission"

    role: Mapped[Role] = mapped_column(coded(Role, "role"), primary_key=True)
    action: Mapped[Action] = mapped_column(coded(Action, "action"), primary_key=True)


class LoginSession(Base):
    """A signed-in browser. Only the SHA-256 of its token is kept."""

    __tablename__ = "login_session"

    token_hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[Now]
    last_seen_at: Mapped[Now]
    expires_at: Mapped[datetime]


class LoginAttempt(Base):
    """A failed sign-in, for throttling. ``key`` is a keyed hash of the user name tried; kept a day."""

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
    revoked_at: Mapped[datetime | None]
