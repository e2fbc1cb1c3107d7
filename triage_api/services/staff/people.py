"""What administrators do with accounts of their own office and of those below. Each change is audited."""

from __future__ import annotations

from collections.abc import Collection

from models.errors import BadInput, Conflict, NotFound
from models.queries import accounts, audit, known_browsers, links, second_factors, tokens
from models.queries.accounts import Person
from models.queries.offices import offices_below
from models.session import Session
from models.tables.account import Account
from models.vocabulary import Action, Role
from triage_api import security
from triage_api.passwords import hash_password
from triage_api.services import moves
from triage_api.services.staff.links import make_link
from triage_api.services.staff.names import checked_label, checked_username

LAST = "Phải còn ít nhất một người quản trị. Hãy giao quyền quản trị cho người khác trước."


def add(
    session: Session, person: Person, office_id: int, username: str, label: str, roles: Collection[Role]
) -> tuple[int, str]:
    """Add an account without a password; its id and the one-time link to set one.

    Raises:
        BadInput: the names will not do, or no role was given. Conflict: the user name is taken.
        NotFound: the office is not in sight.
    """
    moves.require(person, Action.ADMINISTER)
    if office_id not in offices_below(session, person.office_id):
        raise NotFound("Không có cơ quan này.")
    return add_account(session, person.id, office_id, username, label, roles)


def add_account(
    session: Session, by: int | None, office_id: int, username: str, label: str, roles: Collection[Role]
) -> tuple[int, str]:
    """As ``add``, by whoever holds the server (``by`` None) or was asked for their rights already."""
    account_id = accounts.add_account(
        session,
        office_id,
        checked_username(username),
        checked_label(label),
        hash_password(security.new_token()),
        _checked(roles),
        has_password=False,
    )
    audit.record(session, "account_added", "account", account_id, by, office_id, ", ".join(sorted(roles)))
    return account_id, make_link(session, account_id)


def account_in_sight(session: Session, person: Person, account_id: int) -> Account:
    """An account the person administers.

    Raises:
        NotFound: there is none, or it is of another office; the two are not told apart.
    """
    moves.require(person, Action.ADMINISTER)
    found = session.get(Account, account_id)
    if found is None or found.office_id not in offices_below(session, person.office_id):
        raise NotFound("Không có tài khoản này.")
    return found


def change(
    session: Session, person: Person, account_id: int, office_id: int, label: str, roles: Collection[Role]
) -> None:
    """Change roles, office and label; the account is signed out everywhere when its rights change.

    Raises:
        NotFound: not in sight. BadInput: no role, or the label will not do. Conflict: the last administrator.
    """
    account = account_in_sight(session, person, account_id)
    if office_id not in offices_below(session, person.office_id):
        raise NotFound("Không có cơ quan này.")
    label, roles = checked_label(label), _checked(roles)
    if Role.ADMINISTRATOR not in roles:
        _keep_one(session, account)
    before = accounts.roles_of(session, account_id)
    if set(roles) != set(before) or office_id != account.office_id:
        accounts.set_roles(session, account_id, roles)
    account.office_id, account.label = office_id, label
    detail = f"{', '.join(sorted(before))} → {', '.join(sorted(roles))}"
    audit.record(session, "account_changed", "account", account_id, person.id, office_id, detail)


def disable(session: Session, person: Person, account_id: int) -> None:
    """Disable an account; its sessions, tokens and links end at once.

    Raises:
        NotFound: not in sight. Conflict: one's own account, or the last administrator.
    """
    account = account_in_sight(session, person, account_id)
    if account.id == person.id:
        raise Conflict("Bạn không tự khóa tài khoản của mình được. Hãy nhờ người quản trị khác.")
    _keep_one(session, account)
    accounts.disable(session, account.id)
    audit.record(session, "account_disabled", "account", account.id, person.id, account.office_id)


def enable(session: Session, person: Person, account_id: int) -> None:
    """Let a disabled account sign in again, with the password it had.

    Raises:
        NotFound: not in sight.
    """
    account = account_in_sight(session, person, account_id)
    accounts.enable(session, account.id)
    audit.record(session, "account_enabled", "account", account.id, person.id, account.office_id)


def reset(session: Session, person: Person, account_id: int) -> str:
    """A one-time link for a new password; until it is used, the account cannot sign in.

    Raises:
        NotFound: not in sight. Conflict: the account is disabled.
    """
    account = account_in_sight(session, person, account_id)
    if account.disabled_at is not None:
        raise Conflict("Tài khoản đang khóa. Hãy mở khóa trước.")
    audit.record(session, "password_reset", "account", account.id, person.id, account.office_id)
    return lock_out_and_link(session, account.id)


def lock_out_and_link(session: Session, account_id: int) -> str:
    """End all that the old password opened, and give the link for a new one."""
    accounts.unset_password(session, account_id, hash_password(security.new_token()))
    tokens.revoke_tokens(session, account_id)
    known_browsers.forget_browsers(session, account_id)
    return make_link(session, account_id)


def take_second_factor_away(session: Session, person: Person, account_id: int) -> None:
    """For who lost phone and recovery codes; they set it up anew. Their sessions end.

    Raises:
        NotFound: not in sight, or there is none.
    """
    account = account_in_sight(session, person, account_id)
    if not second_factors.remove(session, account.id):
        raise NotFound("Tài khoản này không dùng mã một lần.")
    accounts.end_sessions(session, account.id)
    audit.record(session, "second_factor_removed", "account", account.id, person.id, account.office_id)


def _checked(roles: Collection[Role]) -> Collection[Role]:
    if not roles:
        raise BadInput("Hãy chọn ít nhất một vai trò.")
    return roles


def _keep_one(session: Session, account: Account) -> None:
    """Nobody could let anybody in again without an administrator."""
    is_one = Role.ADMINISTRATOR in accounts.roles_of(session, account.id)
    if is_one and account.disabled_at is None and not links.has_administrator(session, account.id):
        raise Conflict(LAST)
