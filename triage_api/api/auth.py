"""Who calls the JSON interface: a browser session with its cross-site token, or a program's bearer token.

A token may do what its scopes name (``triage_api.services.tokens.SCOPES``) and its account's roles allow; a
browser has the rights of its person.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from models.errors import NotAllowed, NotSignedIn
from models.queries import sessions
from models.queries.accounts import Person, person
from models.session import Session
from triage_api import security
from triage_api.dependencies import Db, SessionToken

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True, slots=True)
class Caller:
    """A dependency: the person behind the request, allowed to use ``scope``."""

    scope: str

    def __call__(self, request: Request, session: Db, token: SessionToken) -> Person:
        """The person, or the reason why not."""
        kind, _space, secret = request.headers.get("authorization", "").partition(" ")
        if kind.lower() == "bearer":
            return _program(session, secret.strip(), self.scope)
        return _browser(request, session, token)


def _program(session: Session, token: str, scope: str) -> Person:
    owner = sessions.token_owner(session, security.hashed(token))
    found = person(session, owner.account_id) if owner else None
    if owner is None or found is None:
        raise NotSignedIn("Mã truy cập không đúng hoặc đã hết hạn.")
    if scope not in owner.scopes:
        raise NotAllowed("Mã truy cập này không có quyền {scope}.", scope=scope)
    return found


def _browser(request: Request, session: Session, token: str | None) -> Person:
    account_id = security.account_of(session, token)
    found = person(session, account_id) if account_id is not None else None
    if found is None or token is None:
        raise NotSignedIn("Cần đăng nhập hoặc gửi kèm mã truy cập.")
    if request.method not in SAFE_METHODS:
        security.check_csrf(token, request.headers.get(security.CSRF_HEADER))
    return found


ItemsReader = Annotated[Person, Depends(Caller("items:read"))]
ItemsWriter = Annotated[Person, Depends(Caller("items:write"))]
PostsWriter = Annotated[Person, Depends(Caller("posts:write"))]
OfficialReader = Annotated[Person, Depends(Caller("official:read"))]
SourcesReader = Annotated[Person, Depends(Caller("sources:read"))]
ReportsReader = Annotated[Person, Depends(Caller("reports:read"))]
IndicatorsReader = Annotated[Person, Depends(Caller("indicators:read"))]
