"""Accounts of the office and of those below, for administrators."""

from __future__ import annotations

from typing import Annotated

from fastapi import Form, Request, Response

from models.errors import BadInput, Conflict
from models.queries import accounts, second_factors
from models.queries.accounts import Person
from models.queries.offices import offices_below, offices_in
from models.session import Session
from models.vocabulary import ROLE_NAMES, Role
from triage_api.catalogue import N_, _, said
from triage_api.dependencies import Db, FormGuard, SignedIn
from triage_api.fields import Id, IdInPath, ShortForm, ShortQuery
from triage_api.pages.accounts.done import done
from triage_api.rendering import render
from triage_api.routing import Router
from triage_api.services.staff import people

router = Router(include_in_schema=False)
HERE = "/tai-khoan/can-bo"
DONE = {
    "sua": N_("Đã lưu. Nếu vai trò hoặc cơ quan thay đổi, người ấy phải đăng nhập lại."),
    "khoa": N_("Đã khóa tài khoản. Người ấy bị đăng xuất ở mọi nơi."),
    "mo": N_("Đã mở khóa tài khoản."),
    "go-ma": N_("Đã gỡ mã dùng một lần. Người ấy cài lại ở lần đăng nhập sau."),
}
Roles = Annotated[list[Role] | None, Form(max_length=20)]
OfficeForm = Annotated[Id, Form()]


@router.get(HERE)
def index(request: Request, session: Db, person: SignedIn) -> Response:
    """Every account in sight, and the form for a new one."""
    return _index(request, session, person)


@router.post(HERE, dependencies=[FormGuard])
def add(
    request: Request,
    session: Db,
    person: SignedIn,
    co_quan: OfficeForm,
    username: ShortForm = "",
    ten_hien: ShortForm = "",
    vai_tro: Roles = None,
) -> Response:
    """Add an account; the answer shows its one-time link, once."""
    given = {"username": username, "label": ten_hien, "roles": vai_tro or [], "office_id": co_quan}
    try:
        account_id, link = people.add(session, person, co_quan, username, ten_hien, vai_tro or [])
    except (BadInput, Conflict) as error:
        return _index(request, session, person, given, said(error), error.status)
    return _one(request, session, person, account_id, link=link)


@router.get(HERE + "/{account_id:int}")
def show(
    request: Request, session: Db, person: SignedIn, account_id: IdInPath, xong: ShortQuery = ""
) -> Response:
    """One account."""
    return _one(request, session, person, account_id, said_done=_(DONE.get(xong, "")))


@router.post(HERE + "/{account_id:int}/sua", dependencies=[FormGuard])
def change(
    request: Request,
    session: Db,
    person: SignedIn,
    account_id: IdInPath,
    co_quan: OfficeForm,
    ten_hien: ShortForm = "",
    vai_tro: Roles = None,
) -> Response:
    """Change the roles, the office, the label."""
    try:
        people.change(session, person, account_id, co_quan, ten_hien, vai_tro or [])
    except (BadInput, Conflict) as error:
        return _one(request, session, person, account_id, error=said(error), status=error.status)
    return done(f"{HERE}/{account_id}", "sua")


@router.post(HERE + "/{account_id:int}/khoa", dependencies=[FormGuard])
def disable(request: Request, session: Db, person: SignedIn, account_id: IdInPath) -> Response:
    """Disable the account."""
    try:
        people.disable(session, person, account_id)
    except Conflict as error:
        return _one(request, session, person, account_id, error=said(error), status=error.status)
    return done(f"{HERE}/{account_id}", "khoa")


@router.post(HERE + "/{account_id:int}/mo", dependencies=[FormGuard])
def enable(session: Db, person: SignedIn, account_id: IdInPath) -> Response:
    """Let a disabled account sign in again."""
    people.enable(session, person, account_id)
    return done(f"{HERE}/{account_id}", "mo")


@router.post(HERE + "/{account_id:int}/lien-ket", dependencies=[FormGuard])
def reset(request: Request, session: Db, person: SignedIn, account_id: IdInPath) -> Response:
    """A one-time link for a new password; the old one stops working at once."""
    try:
        link = people.reset(session, person, account_id)
    except Conflict as error:
        return _one(request, session, person, account_id, error=said(error), status=error.status)
    return _one(request, session, person, account_id, link=link)


@router.post(HERE + "/{account_id:int}/go-ma", dependencies=[FormGuard])
def take_second_factor_away(session: Db, person: SignedIn, account_id: IdInPath) -> Response:
    """For who lost the phone and the recovery codes."""
    people.take_second_factor_away(session, person, account_id)
    return done(f"{HERE}/{account_id}", "go-ma")


def _index(
    request: Request,
    session: Session,
    person: Person,
    given: dict[str, object] | None = None,
    error: str | None = None,
    status: int = 200,
) -> Response:
    below = offices_below(session, person.office_id)
    offices = offices_in(session, below)
    context = {
        "person": person,
        "accounts": accounts.list_accounts(session, below),
        "offices": offices,
        "office_names": {office.id: office.name for office in offices},
        "role_names": _role_names(),
        "given": given or {"username": "", "label": "", "roles": [], "office_id": person.office_id},
        "error": error,
    }
    return render(request, "accounts/staff.html", context, status=status)


def _one(
    request: Request,
    session: Session,
    person: Person,
    account_id: int,
    *,
    link: str | None = None,
    said_done: str = "",
    error: str | None = None,
    status: int = 200,
) -> Response:
    account = people.account_in_sight(session, person, account_id)
    context = {
        "person": person,
        "account": account,
        "roles": accounts.roles_of(session, account_id),
        "offices": offices_in(session, offices_below(session, person.office_id)),
        "role_names": _role_names(),
        "second_factor": second_factors.has_second_factor(session, account_id),
        "link": link,
        "done": said_done,
        "error": error,
    }
    return render(request, "accounts/staff_one.html", context, status=status)


def _role_names() -> dict[Role, str]:
    return {role: _(name) for role, name in ROLE_NAMES.items()}
