"""One-time links: to set a first or new password, and to make the first administrator of an installation."""

from __future__ import annotations

from dataclasses import dataclass

from models.errors import NotFound
from models.queries import accounts, audit, links
from models.queries.sources import ROOT_OFFICE, office_by_code
from models.session import Session
from models.settings import settings
from models.tables.account import Account, AccountLink
from models.vocabulary import Role
from triage_api import security
from triage_api.passwords import check_password, hash_password
from triage_api.services.staff.names import checked_label, checked_username

PATH = "/lien-ket/"
USED = "Liên kết này đã dùng rồi hoặc đã hết hạn. Hãy xin người quản trị một liên kết mới."


@dataclass(frozen=True, slots=True)
class Invitation:
    """What a link is for: an account's password, or (``username`` None) the first administrator."""

    username: str | None
    label: str | None


def make_link(session: Session, account_id: int | None) -> str:
    """A new link in place of the account's older ones; shown once."""
    token = security.new_token()
    links.add_link(session, security.hashed(token), account_id, settings().link_hours)
    return settings().public_url.rstrip("/") + PATH + token


def first_administrator_link(session: Session) -> str | None:
    """The link that makes the first administrator; None when somebody administers already."""
    if links.has_administrator(session):
        return None
    audit.record(session, "first_administrator_link", "account")
    return make_link(session, None)


def invitation(session: Session, token: str) -> Invitation:
    """What a link is for, without using it.

    Raises:
        NotFound: it was used, has run out, or never was.
    """
    account = _account(session, _live(session, token))
    return Invitation(account.username, account.label) if account else Invitation(None, None)


def use_link(session: Session, token: str, password: str, username: str = "", label: str = "") -> str:
    """Set the password of the link's account, or make the first administrator; the link is used up. The user name.

    Raises:
        NotFound: the link does not work (any more). BadInput: the password or the names will not do.
    """
    live = _live(session, token)
    account = _account(session, live)
    if account is None:
        username, label = checked_username(username), checked_label(label)
        check_password(password, username, label)
        office_id = office_by_code(session, ROOT_OFFICE).id
        account_id = accounts.add_account(
            session, office_id, username, label, hash_password(password), [Role.ADMINISTRATOR]
        )
        audit.record(session, "first_administrator_added", "account", account_id, account_id, office_id)
        links.drop_links(session, None)
        return username
    check_password(password, account.username, account.label)
    accounts.set_password(session, account.id, hash_password(password))
    links.drop_links(session, account.id)
    audit.record(session, "password_set", "account", account.id, account.id, account.office_id)
    return account.username


def _live(session: Session, token: str) -> AccountLink:
    found = links.link(session, security.hashed(token)) if len(token) <= security.MAX_SEED else None
    if found is None:
        raise NotFound(USED)
    return found


def _account(session: Session, live: AccountLink) -> Account | None:
    return None if live.account_id is None else session.get_one(Account, live.account_id)
