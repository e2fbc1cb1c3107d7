"""Requests for review on the desk: what waits, until when, and the answer that is made public."""

from __future__ import annotations

from datetime import UTC, datetime

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from models.crypto import Purpose, vault
from models.errors import BadInput, Conflict, NotAllowed
from models.queries import audit
from models.queries.accounts import Person
from models.session import Session
from models.vocabulary import Action, ReviewOutcome
from triage_api.catalogue import said
from triage_api.claim_review import claim_number
from triage_api.dependencies import Db, FormGuard, SignedIn
from triage_api.fields import IdInPath, ShortForm, TextForm
from triage_api.public_places import place
from triage_api.rendering import render
from triage_api.routing import Router
from triage_api.services import moves, review_requests

router = Router(include_in_schema=False)


@router.get("/xem-lai")
def waiting(request: Request, session: Db, person: SignedIn) -> Response:
    """What waits, the one due first first."""
    context = {
        "person": person,
        "rows": review_requests.waiting(session, person),
        "claim_number": claim_number,
        "moment_now": datetime.now(UTC),
    }
    return render(request, "review_requests.html", context)


@router.get("/xem-lai/{request_id}")
def one(request: Request, session: Db, person: SignedIn, request_id: IdInPath) -> Response:
    """One request with the form for its answer."""
    return render(request, "review_request.html", _context(session, person, request_id))


@router.post("/xem-lai/{request_id}", dependencies=[FormGuard])
def answer(
    request: Request,
    session: Db,
    person: SignedIn,
    request_id: IdInPath,
    ket_qua: ShortForm = "",
    ly_do: TextForm = "",
) -> Response:
    """Answer it."""
    try:
        review_requests.answer(session, person, request_id, _outcome(ket_qua), ly_do)
    except (BadInput, Conflict) as error:
        context = {
            **_context(session, person, request_id),
            "error": said(error),
            "text": ly_do,
            "chosen": ket_qua,
        }
        return render(request, "review_request.html", context, status=error.status)
    return RedirectResponse("/xem-lai", status_code=303)


@router.post("/xem-lai/{request_id}/dia-chi", dependencies=[FormGuard])
def address(request: Request, session: Db, person: SignedIn, request_id: IdInPath) -> Response:
    """Show the link that came with a request, defanged; the reading is written to the audit trail."""
    moves.require(person, Action.SECOND_REVIEW)
    found = review_requests.in_sight(session, person, request_id)
    if found.office_id != person.office_id:
        raise NotAllowed("Vụ việc thuộc cơ quan cấp dưới; bạn xem được nhưng không xử lý thay.")
    shown = vault().open(found.sealed, Purpose.ADDRESS) if found.sealed else ""
    audit.record(session, "address_read", "review_request", found.id, person.id, found.office_id)
    context = {**_context(session, person, request_id), "address": shown}
    return render(request, "review_request.html", context)


def _outcome(chosen: str) -> ReviewOutcome:
    known = next((outcome for outcome in ReviewOutcome if outcome.value == chosen), None)
    if known is None:
        raise BadInput("Hãy chọn giữ nguyên hay xem lại.")
    return known


def _context(session: Session, person: Person, request_id: int) -> dict[str, object]:
    found = review_requests.in_sight(session, person, request_id)
    return {
        "person": person,
        "found": found,
        "may_answer": review_requests.may_answer(session, person, found),
        "claim_number": claim_number,
        "public_place": place,
        "address": None,
        "error": None,
        "text": "",
        "chosen": "",
    }
