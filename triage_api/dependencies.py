"""What endpoints ask for: a transaction, the person, the ports handed in by the composition root."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, Protocol

from fastapi import Depends, Request

from models.errors import NotSignedIn
from models.queries.accounts import Person
from models.session import Session
from nlp.contracts import PassageIndex
from nlp.evidence.known_claims import KnownClaims
from triage_api import security
from triage_api.identity import asker
from triage_api.routing import session_of


class Nudge(Protocol):
    """Asks a worker to run a task, inside the caller's transaction."""

    def __call__(self, session: Session, task: str, /) -> int | None: ...


@dataclass(frozen=True, slots=True)
class Ports:
    """What the web side needs of the rest, without knowing where it comes from."""

    nudge: Nudge
    check: Callable[[str], dict[str, Any]]
    """One line of ``sangtin check`` against the official base, its answer as JSON."""
    passage_index: Callable[[], PassageIndex]
    known_claims: Callable[[], KnownClaims]


async def _ports(request: Request) -> Ports:
    ports: Ports = request.app.state.ports
    return ports


PortsOf = Annotated[Ports, Depends(_ports)]
Db = Annotated[Session, Depends(session_of)]
"""The session of the request: what ``triage_api.routing`` begins and ends around the endpoint."""
SessionToken = Annotated[str | None, Depends(security.session_token)]


async def _visitor(request: Request) -> Person | None:
    return asker(request).person


Visitor = Annotated[Person | None, Depends(_visitor)]


async def _signed_in(visitor: Visitor) -> Person:
    if visitor is None:
        raise NotSignedIn("Bạn cần đăng nhập để xem trang này.")
    return visitor


SignedIn = Annotated[Person, Depends(_signed_in)]


async def _form_guard(request: Request) -> None:
    """Every form, the sign-in form too, carries the token of the browser that was given the page."""
    form = await request.form(max_fields=200, max_files=1)
    given = form.get(security.CSRF_FIELD)
    security.check_csrf(security.form_seed(request), given if isinstance(given, str) else None)


FormGuard = Depends(_form_guard)
