"""Accounts of staff: adding, finding, roles and what they may do."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Interval, bindparam, delete, func, select, update
from sqlalchemy.orm import Session

from models.errors import Conflict, NotFound
from models.queries.links import drop_links
from models.queries.sessions import end_sessions as end_sessions
from models.queries.sessions import in_force_after, longest_idle, note_use
from models.queries.tokens import revoke_tokens
from models.roles import actions_of
from models.tables.account import Account, AccountRole, LoginSession
from models.tables.office import Office
from models.vocabulary import Action, Role


@dataclass(frozen=True, slots=True)
class Person:
    """A signed-in member of staff as the rest of the product knows them."""

    id: int
    office_id: int
    office_name: str
    username: str
    label: str
    roles: frozenset[Role]
    actions: frozenset[Action] = field(repr=False)

    def may(self, action: Action) -> bool:
        """Whether any of the person's roles allows ``action``."""
        return action in self.actions


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A session in force, by its number on its owner's page, and whose it is."""

    session_id: int
    person: Person


def add_account(
    session: Session,
    office_id: int,
    username: str,
    label: str,
    password_hash: str,
    roles: Iterable[Role],
    *,
    has_password: bool = True,
) -> int:
    """Add an account. Returns its id. Without ``has_password`` the hash fits nothing until a link is used.

    Raises:
        Conflict: the user name is taken.
    """
    if session.scalar(select(Account.id).where(Account.username == username)) is not None:
        raise Conflict(f"Tên đăng nhập “{username}” đã có người dùng.")
    account = Account(
        office_id=office_id,
        username=username,
        label=label,
        password_hash=password_hash,
        password_set_at=func.now() if has_password else None,
    )
    session.add(account)
    session.flush()
    session.add_all(AccountRole(account_id=account.id, role=role) for role in set(roles))
    session.flush()
    return account.id


def account_named(session: Session, username: str) -> Account:
    """The account with this user name.

    Raises:
        NotFound: there is none.
    """
    account = session.scalar(select(Account).where(Account.username == username))
    if account is None:
        raise NotFound(f"Không có tài khoản “{username}”.")
    return account


def list_accounts(
    session: Session, offices: Collection[int] | None = None
) -> Sequence[tuple[Account, list[Role]]]:
    """Every account (of these offices) by user name, with its roles."""
    roles: dict[int, list[Role]] = {}
    for row in session.scalars(select(AccountRole).order_by(AccountRole.role)):
        roles.setdefault(row.account_id, []).append(row.role)
    wanted = select(Account).order_by(Account.username)
    accounts = session.scalars(wanted if offices is None else wanted.where(Account.office_id.in_(offices)))
    return [(account, roles.get(account.id, [])) for account in accounts]


def person(session: Session, account_id: int) -> Person | None:
    """The person behind an account that is not disabled, with what their roles allow."""
    row = session.execute(_BY_NUMBER, {"account_id": account_id}).one_or_none()
    return None if row is None else _person(*row)


def signed_in(session: Session, token_hash: bytes) -> SignedIn | None:
    """Who is signed in with a token, its session marked as used; None when it ended, idled out or owes its second factor.

    One statement for what every request asks first.
    """
    given = {"token_hash": token_hash, "idle": longest_idle()}
    row = session.execute(_BY_SESSION, given).one_or_none()
    if row is None:
        return None
    session_id, last_seen_at, *who = row
    note_use(session, token_hash, last_seen_at)
    return SignedIn(session_id, _person(*who))


def _person(
    account_id: int, office_id: int, office_name: str, username: str, label: str, roles: list[Role] | None
) -> Person:
    held = frozenset(roles or ())
    return Person(account_id, office_id, office_name, username, label, held, actions_of(held))


_ROLES = (
    select(func.array_agg(AccountRole.role)).where(AccountRole.account_id == Account.id).scalar_subquery()
)
_WHO = (Account.id, Account.office_id, Office.name, Account.username, Account.label, _ROLES)
_BY_NUMBER = (
    select(*_WHO)
    .join(Office, Office.id == Account.office_id)
    .where(Account.id == bindparam("account_id"), Account.disabled_at.is_(None))
)
_BY_SESSION = (
    select(LoginSession.id, LoginSession.last_seen_at, *_WHO)
    .join(Account, Account.id == LoginSession.account_id)
    .join(Office, Office.id == Account.office_id)
    .where(
        LoginSession.token_hash == bindparam("token_hash"),
        LoginSession.pending.is_(False),
        *in_force_after(bindparam("idle", type_=Interval)),
        Account.disabled_at.is_(None),
    )
)


def set_password(session: Session, account_id: int, password_hash: str, but: int | None = None) -> None:
    """Change a password and end every session of the account, but the one it was changed in."""
    session.execute(
        update(Account)
        .where(Account.id == account_id)
        .values(password_hash=password_hash, password_set_at=func.now())
    )
    end_sessions(session, account_id, but)


def unset_password(session: Session, account_id: int, password_hash: str) -> None:
    """Put a hash that fits nothing in place of the password, until a link is used, and end every session."""
    session.execute(
        update(Account)
        .where(Account.id == account_id)
        .values(password_hash=password_hash, password_set_at=None)
    )
    end_sessions(session, account_id)


def roles_of(session: Session, account_id: int) -> frozenset[Role]:
    """The roles of an account."""
    return frozenset(session.scalars(select(AccountRole.role).where(AccountRole.account_id == account_id)))


def set_roles(session: Session, account_id: int, roles: Iterable[Role]) -> None:
    """Give an account these roles and no other, and end its sessions."""
    session.execute(delete(AccountRole).where(AccountRole.account_id == account_id))
    session.add_all(AccountRole(account_id=account_id, role=role) for role in set(roles))
    session.flush()
    end_sessions(session, account_id)


def disable(session: Session, account_id: int) -> None:
    """Disable an account and end its sessions, tokens and links. Histories keep its label."""
    session.execute(update(Account).where(Account.id == account_id).values(disabled_at=func.now()))
    end_sessions(session, account_id)
    revoke_tokens(session, account_id)
    drop_links(session, account_id)


def enable(session: Session, account_id: int) -> None:
    """Let a disabled account sign in again."""
    session.execute(update(Account).where(Account.id == account_id).values(disabled_at=None))


def label_of(session: Session, account_id: int) -> str:
    """What a member of staff is called inside the office; also of one who has left."""
    return session.get_one(Account, account_id).label
