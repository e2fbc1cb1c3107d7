"""The office's hotlines: note down, confirm, withdraw."""

from __future__ import annotations

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from models.errors import BadInput
from models.queries.accounts import Person
from models.session import Session
from triage_api.catalogue import said
from triage_api.dependencies import Db, FormGuard, SignedIn
from triage_api.fields import IdInPath, LineForm
from triage_api.rendering import render
from triage_api.routing import Router
from triage_api.services import contacts

router = Router(include_in_schema=False)
ADDRESS = "/duong-day-nong"


@router.get(ADDRESS)
def listed(request: Request, session: Db, person: SignedIn) -> Response:
    """The list with the form."""
    return _page(request, session, person)


@router.post(ADDRESS, dependencies=[FormGuard])
def add(
    request: Request,
    session: Db,
    person: SignedIn,
    ten: LineForm = "",
    so: LineForm = "",
    nguon: LineForm = "",
) -> Response:
    """Note down a hotline."""
    try:
        contacts.add(session, person, ten, so, nguon)
    except BadInput as error:
        return _page(request, session, person, error, {"ten": ten, "so": so, "nguon": nguon})
    return RedirectResponse(ADDRESS, status_code=303)


@router.post(ADDRESS + "/{contact_id}/xac-nhan", dependencies=[FormGuard])
def confirm(session: Db, person: SignedIn, contact_id: IdInPath) -> Response:
    """Vouch for it."""
    contacts.confirm(session, person, contact_id)
    return RedirectResponse(ADDRESS, status_code=303)


@router.post(ADDRESS + "/{contact_id}/rut", dependencies=[FormGuard])
def withdraw(session: Db, person: SignedIn, contact_id: IdInPath) -> Response:
    """Take it off the public pages."""
    contacts.withdraw(session, person, contact_id)
    return RedirectResponse(ADDRESS, status_code=303)


def _page(
    request: Request,
    session: Session,
    person: Person,
    error: BadInput | None = None,
    given: dict[str, str] | None = None,
) -> Response:
    context = {
        "person": person,
        "rows": contacts.listed(session, person),
        "error": said(error) if error else None,
        "given": given or {"ten": "", "so": "", "nguon": ""},
    }
    return render(request, "contacts.html", context, status=error.status if error else 200)
