"""Who asks: looked up once for each request, before anything of it is done, and kept with the request."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import Request

from models.errors import NotSignedIn
from models.queries import tokens
from models.queries.accounts import Person, person, signed_in
from models.queries.second_factors import has_second_factor
from models.session import Session, single_statements
from models.settings import settings
from triage_api import security

API_PREFIX = "/api/"


@dataclass(frozen=True, slots=True)
class Asker:
    """A person in a browser, a program with a person's token, or nobody."""

    person: Person | None = None
    scopes: frozenset[str] | None = None
    """What a program's token names; None for browsers."""
    session_id: int | None = None
    owes_second_factor: bool = False
    """Signed in, but a role asks for a second factor that is not set up yet."""


def identify(request: Request) -> Asker:
    """Who asks, looked up before the request's own transaction begins and remembered for this request.

    Raises:
        NotSignedIn: a program's token is wrong or has ended.
    """
    known: Asker | None = getattr(request.state, "asker", None)
    if known is None:
        known = _look_up(request)
        request.state.asker = known
    return known


def asker(request: Request) -> Asker:
    """Who asks, as ``identify`` found it; nobody where nobody was asked for."""
    known: Asker = getattr(request.state, "asker", None) or Asker()
    return known


def _look_up(request: Request) -> Asker:
    if request.url.path.startswith(API_PREFIX):
        kind, _space, secret = request.headers.get("authorization", "").partition(" ")
        if kind.lower() == "bearer":
            with single_statements() as session:
                return _program(session, secret.strip())
    token = security.session_token(request)
    if token is None:
        return Asker()
    with single_statements() as session:
        return _browser(session, token)


def _program(session: Session, token: str) -> Asker:
    owner = tokens.token_owner(session, security.hashed(token))
    found = person(session, owner.account_id) if owner else None
    if owner is None or found is None:
        raise NotSignedIn("Mã truy cập không đúng hoặc đã hết hạn.")
    return Asker(found, owner.scopes)


def _browser(session: Session, token: str) -> Asker:
    found = signed_in(session, security.hashed(token))
    if found is None:
        return Asker()
    owes = bool(found.person.roles & settings().roles_with_second_factor) and not has_second_factor(
        session, found.person.id
    )
    return Asker(found.person, None, found.session_id, owes)
