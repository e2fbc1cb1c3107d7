"""The office's own channels, for administrators: listed, registered, given up."""

from __future__ import annotations

from http import HTTPStatus

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from models.errors import BadInput, Conflict
from triage_api.catalogue import said
from triage_api.dependencies import Db, FormGuard, SignedIn
from triage_api.fields import AddressForm, IdInPath, LineForm
from triage_api.rendering import render
from triage_api.routing import Router
from triage_api.services import own_channels

router = Router(include_in_schema=False)


@router.get("/kenh")
def show(request: Request, session: Db, person: SignedIn) -> Response:
    """All channels of the office and the form for another."""
    found = own_channels.registered(session, person)
    context = {"person": person, "channels": found, "error": None, "name": "", "address": ""}
    return render(request, "channels.html", context)


@router.post("/kenh", dependencies=[FormGuard])
def register(
    request: Request, session: Db, person: SignedIn, ten: LineForm = "", dia_chi: AddressForm = ""
) -> Response:
    """Register a channel. What is wrong is said with what was typed kept."""
    try:
        own_channels.register(session, person, ten, dia_chi)
    except (BadInput, Conflict) as error:
        found = own_channels.registered(session, person)
        context = {"person": person, "channels": found, "error": said(error), "name": ten, "address": dia_chi}
        return render(request, "channels.html", context, status=error.status)
    return _back()


@router.post("/kenh/{channel_id}/ngung", dependencies=[FormGuard])
def give_up(session: Db, person: SignedIn, channel_id: IdInPath) -> Response:
    """No reply may be posted there any more."""
    own_channels.set_active(session, person, channel_id, active=False)
    return _back()


@router.post("/kenh/{channel_id}/dung", dependencies=[FormGuard])
def take_up(session: Db, person: SignedIn, channel_id: IdInPath) -> Response:
    """Replies may be posted there again."""
    own_channels.set_active(session, person, channel_id, active=True)
    return _back()


def _back() -> Response:
    return RedirectResponse("/kenh", status_code=HTTPStatus.SEE_OTHER)
