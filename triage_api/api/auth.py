"""Who calls the JSON interface: a browser session with its cross-site token, or a program's bearer token.

Scopes of tokens: ``items:read``, ``items:write``, ``posts:write``, ``official:read``, ``reports:read``,
``indicators:read``. A browser has the rights of its person.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from fastapi import Depends, Request

from models.errors import NotAllowed, NotSignedIn
from models.queries import sessions
from models.queries.accounts import Person, person
from models.session import Session
from triage_api import security
from triage_api.dependencies import Db, SessionToken

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
BEARER = "Bearer "


def caller(scope: str) -> Callable[..., Person]:
    """A dependency: the person behind the request, allowed to use ``scope``."""

    def find(request: Request, session: Db, token: SessionToken) -> Person:
        header = request.headers.get("authorization", "")
        if header.startswith(BEARER):
            return _program(session, header.removeprefix(BEARER).strip(), scope)
        return _browser(request, session, token)

    return find


def _program(session: Session, token: str, scope: str) -> Person:
    owner = sessions.token_owner(session, security.hashed(token))
    found = person(session, owner.account_id) if owner else None
    if owner is None or found is None:
        raise NotSignedIn("Mã truy cập không đúng hoặc đã hết hạn.")
    if scope not in owner.scopes:
        raise NotAllowed(f"Mã truy cập này không có quyền {scope}.")
    return found


def _browser(request: Request, session: Session, token: str | None) -> Person:
    account_id = security.account_of(session, token)
    found = person(session, account_id) if account_id is not None else None
    if found is None or token is None:
        raise NotSignedIn("Cần đăng nhập hoặc gửi kèm mã truy cập.")
    if request.method not in SAFE_METHODS:
        security.check_csrf(token, request.headers.get(security.CSRF_HEADER))
    return found


ItemsReader = Annotated[Person, Depends(caller("items:read"))]
ItemsWriter = Annotated[Person, Depends(caller("items:write"))]
PostsWriter = Annotated[Person, Depends(caller("posts:write"))]
OfficialReader = Annotated[Person, Depends(caller("official:read"))]
ReportsReader = Annotated[Person, Depends(caller("reports:read"))]
IndicatorsReader = Annotated[Person, Depends(caller("indicators:read"))]
