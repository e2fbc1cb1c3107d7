"""One-time codes: setting them up, new recovery codes, taking them away. What is secret is shown once."""

from __future__ import annotations

import base64
from io import BytesIO
from typing import Annotated

import segno
from fastapi import Form, Request, Response

from models.errors import BadInput, Conflict
from models.queries.accounts import Person
from models.queries.second_factors import has_second_factor, recovery_codes_left
from models.session import Session
from models.settings import settings
from triage_api.catalogue import said
from triage_api.dependencies import Db, FormGuard, SignedIn
from triage_api.fields import Clean
from triage_api.pages.accounts.done import done
from triage_api.rendering import render
from triage_api.routing import Router
from triage_api.services.staff import codes, pacing

router = Router(include_in_schema=False)
HERE = "/tai-khoan/ma-mot-lan"
Code = Annotated[str, Form(max_length=200), Clean]


@router.get(HERE)
def form(request: Request, session: Db, person: SignedIn) -> Response:
    """The way to set it up, or what is set up."""
    return _page(request, session, person)


@router.post(HERE, dependencies=[FormGuard])
def confirm(request: Request, session: Db, person: SignedIn, ma: Code = "") -> Response:
    """The first code of the phone; answers with the recovery codes."""
    try:
        made = codes.confirm(session, person, ma)
    except (BadInput, Conflict, pacing.TooSoon) as error:
        return _page(request, session, person, error=said(error), status=error.status)
    return _page(request, session, person, made)


@router.post(f"{HERE}/du-phong", dependencies=[FormGuard])
def renew(request: Request, session: Db, person: SignedIn, ma: Code = "") -> Response:
    """New recovery codes in place of the old ones."""
    try:
        made = codes.renew_recovery_codes(session, person, ma)
    except (BadInput, pacing.TooSoon) as error:
        return _page(request, session, person, error=said(error), status=error.status)
    return _page(request, session, person, made)


@router.post(f"{HERE}/go", dependencies=[FormGuard])
def remove(request: Request, session: Db, person: SignedIn, ma: Code = "") -> Response:
    """Sign in without a code from now on."""
    try:
        codes.remove(session, person, ma)
    except (BadInput, Conflict, pacing.TooSoon) as error:
        return _page(request, session, person, error=said(error), status=error.status)
    return done("/tai-khoan", "go-ma")


def _page(
    request: Request,
    session: Session,
    person: Person,
    made: list[str] | None = None,
    error: str | None = None,
    status: int = 200,
) -> Response:
    on = has_second_factor(session, person.id)
    proposal = None if on else codes.propose(session, person)
    context = {
        "person": person,
        "on": on,
        "proposal": proposal,
        "picture": _picture(proposal.address) if proposal else None,
        "made": made,
        "left": recovery_codes_left(session, person.id),
        "demanded": bool(person.roles & settings().roles_with_second_factor),
        "error": error,
    }
    return render(request, "accounts/second_factor.html", context, status=status)


def _picture(address: str) -> str:
    """The address as a QR code in SVG, as a data address: no other request carries the secret."""
    out = BytesIO()
    segno.make(address, error="m").save(out, kind="svg", border=4, dark="#000", light="#fff", xmldecl=False)
    return "data:image/svg+xml;base64," + base64.b64encode(out.getvalue()).decode()
