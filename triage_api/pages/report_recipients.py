"""The list reports are sent to, the form they are sent in, and letters that were not delivered; for administrators."""

from __future__ import annotations

from http import HTTPStatus

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from models.errors import BadInput, Conflict
from models.queries import report_letters
from models.queries.accounts import Person
from models.session import Session
from models.settings import settings
from models.vocabulary import Action, DeliveryState
from reports.render import DocumentForm
from triage_api.catalogue import N_, said
from triage_api.dependencies import Db, FormGuard, SignedIn
from triage_api.fields import IdInPath, LineForm, ShortForm
from triage_api.rendering import render
from triage_api.routing import Router
from triage_api.services import moves, report_sending
from triage_api.wording import delivery_problem

router = Router(include_in_schema=False)
ADDRESS = "/noi-nhan"
FORM_NAMES = {DocumentForm.STATE: N_("Cơ quan nhà nước"), DocumentForm.PARTY: N_("Cơ quan Đảng")}


@router.get(ADDRESS)
def listed(request: Request, session: Db, person: SignedIn) -> Response:
    """The list with its forms."""
    return _page(request, session, person)


@router.post(ADDRESS, dependencies=[FormGuard])
def add(
    request: Request, session: Db, person: SignedIn, ten: LineForm = "", dia_chi: LineForm = ""
) -> Response:
    """Put somebody on the list."""
    try:
        report_sending.add_recipient(session, person, ten, dia_chi)
    except (BadInput, Conflict) as error:
        return _page(request, session, person, error, {"name": ten, "address": dia_chi})
    return RedirectResponse(ADDRESS, status_code=HTTPStatus.SEE_OTHER)


@router.post(ADDRESS + "/the-thuc", dependencies=[FormGuard])
def choose(request: Request, session: Db, person: SignedIn, the_thuc: ShortForm = "") -> Response:
    """Choose the form of documents."""
    try:
        report_sending.choose_form(session, person, the_thuc)
    except BadInput as error:
        return _page(request, session, person, error)
    return RedirectResponse(ADDRESS, status_code=HTTPStatus.SEE_OTHER)


@router.post(ADDRESS + "/{recipient_id}/bo", dependencies=[FormGuard])
def remove(session: Db, person: SignedIn, recipient_id: IdInPath) -> Response:
    """Take one off the list."""
    report_sending.remove_recipient(session, person, recipient_id)
    return RedirectResponse(ADDRESS, status_code=HTTPStatus.SEE_OTHER)


@router.post(ADDRESS + "/thu/{letter_id}/gui-lai", dependencies=[FormGuard])
def again(session: Db, person: SignedIn, letter_id: IdInPath) -> Response:
    """Try a dead letter anew."""
    report_sending.send_again(session, person, letter_id)
    return RedirectResponse(f"{ADDRESS}#khong-gui-duoc", status_code=HTTPStatus.SEE_OTHER)


def _page(
    request: Request,
    session: Session,
    person: Person,
    error: BadInput | Conflict | None = None,
    given: dict[str, str] | None = None,
) -> Response:
    moves.require(person, Action.ADMINISTER)
    context = {
        "person": person,
        "rows": [
            (row, report_sending.address_of(row))
            for row in report_letters.recipients(session, person.office_id)
        ],
        "form": report_letters.form_of(session, person.office_id),
        "forms": FORM_NAMES,
        "troubles": report_letters.troubles(session, person.office_id),
        "states": DeliveryState,
        "problem": delivery_problem,
        "mail_ready": bool(settings().smtp_host),
        "error": said(error) if error else None,
        "given": given or {"name": "", "address": ""},
    }
    return render(request, "report_recipients.html", context, status=error.status if error else 200)
