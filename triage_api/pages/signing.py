"""Signing in and out."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from models.errors import NotSignedIn, TooManyRequests
from models.queries.sessions import LIFE, close_session
from models.settings import settings
from triage_api import security
from triage_api.dependencies import Db, FormGuard, SessionToken, Visitor
from triage_api.rendering import render

router = APIRouter(include_in_schema=False)
HOME = "/hang-viec"


@router.get("/")
def home() -> Response:
    """The queue is the first page."""
    return RedirectResponse(HOME, status_code=HTTPStatus.SEE_OTHER)


@router.get("/dang-nhap")
def form(request: Request, visitor: Visitor, tiep: str = HOME) -> Response:
    """The sign-in form; signed-in people go on."""
    if visitor is not None:
        return RedirectResponse(local_path(tiep), status_code=HTTPStatus.SEE_OTHER)
    return render(
        request, "login.html", {"person": None, "next": local_path(tiep), "username": "", "error": None}
    )


@router.post("/dang-nhap")
def sign_in(
    request: Request,
    username: Annotated[str, Form(max_length=200)] = "",
    password: Annotated[str, Form(max_length=1000)] = "",
    tiep: Annotated[str, Form(max_length=500)] = HOME,
) -> Response:
    """Check the password; on failure the same page with the reason."""
    try:
        token = security.sign_in(username, password)
    except (NotSignedIn, TooManyRequests) as error:
        context = {"person": None, "next": local_path(tiep), "username": username, "error": error.message}
        return render(request, "login.html", context, status=error.status)
    response = RedirectResponse(local_path(tiep), status_code=HTTPStatus.SEE_OTHER)
    response.set_cookie(
        security.COOKIE,
        token,
        max_age=int(LIFE.total_seconds()),
        httponly=True,
        samesite="lax",
        secure=settings().secure_cookies,
        path="/",
    )
    return response


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
        wanted.startswith("/") and not wanted.startswith("//") and "\\" not in wanted and wanted.isprintable()
    )
    return wanted if fine else HOME
