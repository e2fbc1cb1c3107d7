"""Who calls the JSON interface: a browser session with its cross-site token, or a program's bearer token.

A token may do what its scopes name (``models.staff.Scope``) and its account's roles allow; a
browser has the rights of its person.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from models.errors import NotAllowed, NotSignedIn
from models.queries.accounts import Person
from models.staff import Scope
from triage_api import security
from triage_api.identity import asker

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True, slots=True)
class Caller:
    """A dependency: the person behind the request, allowed to use ``scope``."""

    scope: Scope

    async def __call__(self, request: Request) -> Person:
        """The person, or the reason why not."""
        found = asker(request)
        if found.person is None:
            raise NotSignedIn("Cần đăng nhập hoặc gửi kèm mã truy cập.")
        if found.scopes is None:
            if request.method not in SAFE_METHODS:
                token = security.session_token(request)
                security.check_csrf(token, request.headers.get(security.CSRF_HEADER))
        elif self.scope not in found.scopes:
            raise NotAllowed("Mã truy cập này không có quyền {scope}.", scope=self.scope)
        return found.person


ItemsReader = Annotated[Person, Depends(Caller(Scope.ITEMS_READ))]
ItemsWriter = Annotated[Person, Depends(Caller(Scope.ITEMS_WRITE))]
PostsWriter = Annotated[Person, Depends(Caller(Scope.POSTS_WRITE))]
OfficialReader = Annotated[Person, Depends(Caller(Scope.OFFICIAL_READ))]
SourcesReader = Annotated[Person, Depends(Caller(Scope.SOURCES_READ))]
ReportsReader = Annotated[Person, Depends(Caller(Scope.REPORTS_READ))]
IndicatorsReader = Annotated[Person, Depends(Caller(Scope.INDICATORS_READ))]
