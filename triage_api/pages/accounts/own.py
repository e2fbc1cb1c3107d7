"""One's own account: who one is here, where one is signed in, one's password."""

from __future__ import annotations

from typing import Annotated

from fastapi import Form, Request, Response

from models.errors import BadInput, NotFound, TooManyRequests
from models.queries import assignment, sessions, tokens
from models.queries.accounts import Person
from models.queries.second_factors import has_second_factor, recovery_codes_left
from models.session import Session
from models.vocabulary import ROLE_NAMES
from triage_api.catalogue import N_, _, said
from triage_api.dependencies import Db, FormGuard, SignedIn
from triage_api.fields import BIGGEST_ID, SecretForm, ShortQuery
from triage_api.identity import asker
from triage_api.pages.accounts.done import done
from triage_api.passwords import check_same
from triage_api.rendering import render
from triage_api.routing import Router
from triage_api.services.staff import own

router = Router(include_in_schema=False)
HERE = "/tai-khoan"
DONE = {
    "mat-khau": N_("Đã đổi mật khẩu. Các nơi khác đang đăng nhập đã bị đăng xuất."),
    "go-ma": N_("Đã gỡ mã dùng một lần."),
    "phien": N_("Đã đăng xuất nơi ấy."),
    "vang": N_("Đã ghi vắng mặt."),
    "co-mat": N_("Đã ghi có mặt. Bạn lại được giao việc như thường."),
    "moi-phien": N_("Đã đăng xuất mọi nơi khác."),
}


@router.get(HERE)
def account(request: Request, session: Db, person: SignedIn, xong: ShortQuery = "") -> Response:
    """Who one is here, what protects the account, and the way out."""
    return _page(request, session, person, _(DONE.get(xong, "")))


@router.post("/tai-khoan/mat-khau", dependencies=[FormGuard])
def change_password(
    request: Request,
    session: Db,
    person: SignedIn,
    cu: SecretForm = "",
    moi: SecretForm = "",
    lai: SecretForm = "",
) -> Response:
    """Change the password; every other place one is signed in ends."""
    try:
        check_same(moi, lai)
        own.change_password(session, person, asker(request).session_id, cu, moi)
    except (BadInput, TooManyRequests) as error:
        return _page(request, session, person, error=said(error), status=error.status)
    return done(HERE, "mat-khau")


@router.get("/tai-khoan/phien")
def list_sessions(request: Request, session: Db, person: SignedIn, xong: ShortQuery = "") -> Response:
    """Where one is signed in."""
    context = {
        "person": person,
        "sessions": sessions.sessions_of(session, person.id),
        "current": asker(request).session_id,
        "done": _(DONE.get(xong, "")),
    }
    return render(request, "accounts/sessions.html", context)


@router.post("/tai-khoan/phien/ket-thuc", dependencies=[FormGuard])
def end(
    request: Request,
    session: Db,
    person: SignedIn,
    phien: Annotated[int, Form(ge=0, le=BIGGEST_ID)] = 0,
) -> Response:
    """End one session, or (without a number) every other one."""
    if not phien:
        sessions.end_sessions(session, person.id, but=asker(request).session_id)
    elif not sessions.end_session(session, person.id, phien):
        raise NotFound("Nơi ấy đã đăng xuất rồi.")
    return done("/tai-khoan/phien", "phien" if phien else "moi-phien")


def _page(
    request: Request,
    session: Session,
    person: Person,
    said_done: str = "",
    error: str | None = None,
    status: int = 200,
) -> Response:
    context = {
        "person": person,
        "roles": [_(name) for role, name in ROLE_NAMES.items() if role in person.roles],
        "done": said_done,
        "error": error,
        "sessions": len(sessions.sessions_of(session, person.id)),
        "tokens": len(tokens.tokens_of(session, person.id)),
        "second_factor": has_second_factor(session, person.id),
        "recovery_codes": recovery_codes_left(session, person.id),
        "back_at": assignment.absences(session, [person.id]).get(person.id),
        "owes": asker(request).owes_second_factor,
    }
    return render(request, "accounts/own.html", context, status=status)
