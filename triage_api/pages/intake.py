"""Recording a reflection: a member of staff pastes a public text, or what a citizen handed in."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from models.errors import BadInput
from models.vocabulary import Action
from triage_api.catalogue import said
from triage_api.dependencies import Db, FormGuard, PortsOf, SignedIn
from triage_api.fields import AddressForm, Clean
from triage_api.rendering import render
from triage_api.services import moves
from triage_api.services.intake import report_text

router = APIRouter(include_in_schema=False)


@router.get("/phan-anh")
def form(request: Request, person: SignedIn) -> Response:
    """The form."""
    moves.require(person, Action.REPORT_TEXT)
    return render(request, "intake.html", _context(person, "", "", False, None))


@router.post("/phan-anh", dependencies=[FormGuard])
def report(
    request: Request,
    session: Db,
    person: SignedIn,
    ports: PortsOf,
    noi_dung: Annotated[str, Form(max_length=100_000), Clean] = "",
    dia_chi: AddressForm = "",
    gui_toi: Annotated[bool, Form()] = False,
) -> Response:
    """Store the masked text; a worker assesses it like a crawled post."""
    try:
        new = report_text(session, person, noi_dung, dia_chi, own_form=gui_toi)
    except BadInput as error:
        context = _context(person, noi_dung, dia_chi, gui_toi, said(error))
        return render(request, "intake.html", context, status=error.status)
    ports.nudge(session, "assess")
    return RedirectResponse(
        f"/hang-viec?da_ghi={'moi' if new else 'trung'}", status_code=HTTPStatus.SEE_OTHER
    )


def _context(person: object, text: str, address: str, own_form: bool, error: str | None) -> dict[str, object]:
    return {"person": person, "text": text, "address": address, "own_form": own_form, "error": error}
