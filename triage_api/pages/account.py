"""Signing in and out, and one's own account."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Form, Query, Request, Response
from fastapi.responses import RedirectResponse

from models.errors import NotSignedIn, TooManyRequests
from models.queries.sessions import LIFE, close_session
from models.vocabulary import ROLE_NAMES
from triage_api import security
from triage_api.catalogue import _, said
from triage_api.dependencies import Db, FormGuard, SessionToken, SignedIn, Visitor
from triage_api.fields import Clean
from triage_api.rendering import render

router = APIRouter(include_in_schema=False)
HOME = "/hang-viec"
Target = Annotated[str, Clean]


@router.get("/")
def home() -> Response:
    """The queue is the first page."""
    return RedirectResponse(HOME, status_code=HTTPStatus.SEE_OTHER)


@router.get("/dang-nhap")
def form(request: Request, visitor: Visitor, tiep: Annotated[Target, Query()] = HOME) -> Response:
    """The sign-in form; signed-in people go on."""
    if visitor is not None:
        return RedirectResponse(local_path(tiep), status_code=HTTPStatus.SEE_OTHER)
    return render(
        request, "login.html", {"person": None, "next": local_path(tiep), "username": "", "error": None}
    )


@router.post("/dang-nhap", dependencies=[FormGuard])
def sign_in(
    request: Request,
    token: SessionToken,
    username: Annotated[str, Form(max_length=200), Clean] = "",
    password: Annotated[str, Form(max_length=1000), Clean] = "",
    tiep: Annotated[Target, Form()] = HOME,
) -> Response:
    """Check the password; on failure the same page with the reason. The browser gets a new session."""
    try:
        fresh = security.sign_in(username, password, previous=token)
    except (NotSignedIn, TooManyRequests) as error:
        context = {"person": None, "next": local_path(tiep), "username": username, "error": said(error)}
        return render(request, "login.html", context, status=error.status)
    response = RedirectResponse(local_path(tiep), status_code=HTTPStatus.SEE_OTHER)
    security.set_cookie(response, security.COOKIE, fresh, int(LIFE.total_seconds()))
    return response


@router.get("/tai-khoan")
def account(request: Request, person: SignedIn) -> Response:
    """Who one is here, and the way out."""
    roles = [_(name) for role, name in ROLE_NAMES.items() if role in person.roles]
    return render(request, "account.html", {"person": person, "roles": roles})


@router.post("/dang-xuat", dependencies=[FormGuard])
def sign_out(session: Db, token: SessionToken) -> Response:
    """End this browser's session."""
    if token:
        close_session(session, security.hashed(token))
    response = RedirectResponse("/dang-nhap", status_code=HTTPStatus.SEE_OTHER)
    response.delete_cookie(security.COOKIE, path="/")
    return response


def local_path(wanted: str) -> str:
    """A path of our own; anything that could lead elsewhere becomes the queue.

    >>> local_path("//evil.example"), local_path("/viec/3")
    ('/hang-viec', '/viec/3')
    """
    fine = (
        wanted.startswith("/")
        and not wanted.startswith("//")
        and "\\" not in wanted
        and wanted.isprintable()
        and len(wanted) <= 500
    )
    return wanted if fine else HOME
