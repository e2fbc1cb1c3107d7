"""Signing in and out: the password, then the one-time code of who has one."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Form, Query, Request, Response
from fastapi.responses import RedirectResponse

from models.errors import NotSignedIn, TooManyRequests
from models.queries import known_browsers
from models.queries.sessions import close_session
from models.settings import settings
from models.vocabulary import Action
from triage_api import security
from triage_api.catalogue import said
from triage_api.dependencies import Db, FormGuard, SessionToken, Visitor
from triage_api.fields import Clean, SecretForm
from triage_api.rendering import render
from triage_api.routing import Router
from triage_api.services.staff import sign_in as signing
from triage_api.services.staff.pacing import TooSoon
from triage_api.services.staff.sign_in import Browser, SignedIn, kind_of

router = Router(include_in_schema=False)
HOME = "/"
CODE_PAGE = "/dang-nhap/ma"
Target = Annotated[str, Clean]


FIRST_PAGES = (
    (Action.REVIEW, "/hang-viec"),
    (Action.ADMINISTER, "/nguon"),
    (Action.AUDIT, "/nhat-ky"),
    (Action.TRAIN, "/mo-hinh"),
    (Action.READ_REPORTS, "/bao-cao"),
)
"""What somebody's day begins with, by the first of these they may do. Leaders have five minutes: theirs is the reports."""


@router.get("/")
def home(visitor: Visitor) -> Response:
    """On to where the day begins; whoever is not signed in may do so."""
    if visitor is None:
        return _on_to("/dang-nhap")
    return _on_to(next((page for action, page in FIRST_PAGES if visitor.may(action)), "/tai-khoan"))


@router.get("/dang-nhap")
def form(request: Request, visitor: Visitor, tiep: Annotated[Target, Query()] = HOME) -> Response:
    """The sign-in form; signed-in people go on."""
    if visitor is not None:
        return _on_to(local_path(tiep))
    return _password_page(request, tiep)


@router.post("/dang-nhap", dependencies=[FormGuard])
def sign_in(
    request: Request,
    username: Annotated[str, Form(max_length=200), Clean] = "",
    password: SecretForm = "",
    tiep: Annotated[Target, Form()] = HOME,
) -> Response:
    """Check the password; on failure the same page with the reason. The browser gets a new session."""
    try:
        given = signing.sign_in(username, password, _browser(request))
    except (NotSignedIn, TooManyRequests) as error:
        return _password_page(request, tiep, username, error)
    wanted = local_path(tiep)
    return _signed_in(given, wanted if given.known else f"{CODE_PAGE}?{urlencode({'tiep': wanted})}")


@router.get("/dang-nhap/ma")
def code_form(
    request: Request, visitor: Visitor, token: SessionToken, tiep: Annotated[Target, Query()] = HOME
) -> Response:
    """The form for the one-time code, for a browser that gave the right password."""
    if visitor is not None:
        return _on_to(local_path(tiep))
    if not signing.waits_for_code(token):
        return _on_to("/dang-nhap")
    return _code_page(request, tiep)


@router.post("/dang-nhap/ma", dependencies=[FormGuard])
def enter_code(
    request: Request,
    token: SessionToken,
    ma: Annotated[str, Form(max_length=200), Clean] = "",
    tiep: Annotated[Target, Form()] = HOME,
) -> Response:
    """Check the code; on failure the same page with the reason. The browser gets a new session."""
    try:
        given = signing.enter_code(ma, _browser(request))
    except (NotSignedIn, TooManyRequests) as error:
        if signing.waits_for_code(token):
            return _code_page(request, tiep, error)
        return _password_page(request, tiep, error=error)
    return _signed_in(given, local_path(tiep))


@router.post("/dang-xuat", dependencies=[FormGuard])
def sign_out(session: Db, token: SessionToken) -> Response:
    """End this browser's session."""
    if token:
        close_session(session, security.hashed(token))
    response = _on_to("/dang-nhap")
    security.drop_cookie(response, security.COOKIE)
    return response


def _browser(request: Request) -> Browser:
    return Browser(
        request.client.host if request.client else "",
        kind_of(request.headers.get("user-agent", "")),
        security.session_token(request),
        security.cookie(request, security.BROWSER_COOKIE),
    )


def _signed_in(given: SignedIn, address: str) -> Response:
    response = _on_to(address)
    security.set_cookie(response, security.COOKIE, given.session, settings().session_hours * 3600)
    if given.known:
        seconds = int(known_browsers.LIFE.total_seconds())
        security.set_cookie(response, security.BROWSER_COOKIE, given.known, seconds)
    return response


def _on_to(address: str) -> Response:
    return RedirectResponse(address, status_code=HTTPStatus.SEE_OTHER)


def _password_page(
    request: Request,
    wanted: str,
    username: str = "",
    error: NotSignedIn | TooManyRequests | None = None,
) -> Response:
    context = {"person": None, "next": local_path(wanted), "username": username}
    return _page(request, "login.html", context, error)


def _code_page(request: Request, wanted: str, error: NotSignedIn | TooManyRequests | None = None) -> Response:
    return _page(request, "accounts/code.html", {"person": None, "next": local_path(wanted)}, error)


def _page(
    request: Request,
    template: str,
    context: Mapping[str, object],
    error: NotSignedIn | TooManyRequests | None,
) -> Response:
    context = {**context, "error": said(error) if error else None}
    response = render(request, template, context, status=error.status if error else HTTPStatus.OK)
    if isinstance(error, TooManyRequests):
        response.headers["Retry-After"] = str(error.seconds if isinstance(error, TooSoon) else 5)
    return response


def local_path(wanted: str) -> str:
    """A path of our own; anything that could lead elsewhere becomes the first page.

    >>> local_path("//evil.example"), local_path("/viec/3")
    ('/', '/viec/3')
    """
    fine = (
        wanted.startswith("/")
        and not wanted.startswith("//")
        and "\\" not in wanted
        and wanted.isprintable()
        and len(wanted) <= 500
    )
    return wanted if fine else HOME
