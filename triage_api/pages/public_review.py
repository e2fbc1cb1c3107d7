"""A citizen asks for a published verdict or answer to be looked at again, and reads what came of it by the receipt's code."""

from __future__ import annotations

from fastapi import Request, Response

from models.errors import BadInput, Conflict, NotFound, TooManyRequests
from models.session import Session
from models.tables.public import ReviewRequest
from triage_api import claim_review, public_rendering
from triage_api.answer_page import answer_context
from triage_api.catalogue import said
from triage_api.claim_page import claim_context
from triage_api.dependencies import Db
from triage_api.fields import AddressForm, IdInPath, ShortForm, TextForm
from triage_api.limits import RECEIPTS, SENDINGS, limit
from triage_api.public_places import place
from triage_api.routing import Router
from triage_api.services import review_requests

router = Router(include_in_schema=False)


@router.post("/doi-chieu/{claim_id}/xem-lai")
def ask(
    request: Request, session: Db, claim_id: IdInPath, ly_do: TextForm = "", dia_chi: AddressForm = ""
) -> Response:
    """Take a request about a verdict and show its receipt once; it is in no address and no cookie."""
    return _taken(request, session, claim_id, ly_do, dia_chi)


@router.post("/hoi-dap/{answer_id}/xem-lai")
def ask_of_answer(
    request: Request, session: Db, answer_id: IdInPath, ly_do: TextForm = "", dia_chi: AddressForm = ""
) -> Response:
    """The same about an answer to a question."""
    return _taken(request, session, answer_id, ly_do, dia_chi, question=True)


@router.get("/tra-cuu-xem-lai")
def form(request: Request) -> Response:
    """The form for a receipt's code."""
    return public_rendering.page(request, "receipt_form.html", {"error": None, "code": ""})


@router.post("/tra-cuu-xem-lai")
def look_up(request: Request, session: Db, ma: ShortForm = "") -> Response:
    """What became of a request. Sent as a form so that the code stands in no address."""
    try:
        limit(request, RECEIPTS)
        found = review_requests.look_up(session, ma)
    except (NotFound, TooManyRequests) as error:
        context = {"error": said(error), "code": ma}
        refused = public_rendering.page(request, "receipt_form.html", context, error.status, keep=False)
        return public_rendering.told_when(refused, error)
    return _receipt(request, found, ma.strip().upper())


def _taken(
    request: Request, session: Session, number: int, reason: str, address: str, *, question: bool = False
) -> Response:
    try:
        limit(request, SENDINGS)
        code = review_requests.ask(session, number, reason, address, question=question)
    except (BadInput, Conflict, TooManyRequests) as error:
        template, page_of = ("answer.html", answer_context) if question else ("claim.html", claim_context)
        typed = {"error": said(error), "text": reason, "address": address}
        context = {**page_of(session, number), **typed}
        refused = public_rendering.page(request, template, context, error.status, keep=False)
        return public_rendering.told_when(refused, error)
    return _receipt(request, review_requests.look_up(session, code), code)


def _receipt(request: Request, found: ReviewRequest, code: str) -> Response:
    context = {
        "request": found,
        "code": code,
        "claim_number": claim_review.claim_number,
        "place": place(found.item_id, found.standing.verdict),
    }
    return public_rendering.page(request, "receipt.html", context, keep=False)
