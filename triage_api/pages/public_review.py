"""A citizen asks for a published verdict to be looked at again, and reads the answer by the receipt's code."""

from __future__ import annotations

from fastapi import Request, Response

from models.errors import BadInput, Conflict, NotFound, TooManyRequests
from triage_api import claim_review, public_rendering
from triage_api.catalogue import said
from triage_api.claim_page import claim_context
from triage_api.dependencies import Db
from triage_api.fields import AddressForm, IdInPath, ShortForm, TextForm
from triage_api.limits import RECEIPTS, SENDINGS, limit
from triage_api.routing import Router
from triage_api.services import review_requests

router = Router(include_in_schema=False)


@router.post("/doi-chieu/{claim_id}/xem-lai")
def ask(
    request: Request, session: Db, claim_id: IdInPath, ly_do: TextForm = "", dia_chi: AddressForm = ""
) -> Response:
    """Take a request and show its receipt once; it is in no address and no cookie."""
    try:
        limit(request, SENDINGS)
        code = review_requests.ask(session, claim_id, ly_do, dia_chi)
    except (BadInput, Conflict, TooManyRequests) as error:
        context = {
            **claim_context(session, claim_id),
            "error": said(error),
            "text": ly_do,
            "address": dia_chi,
        }
        refused = public_rendering.page(request, "claim.html", context, error.status, keep=False)
        return public_rendering.told_when(refused, error)
    found = review_requests.look_up(session, code)
    return _receipt(request, found, code)


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


def _receipt(request: Request, found: object, code: str) -> Response:
    context = {"request": found, "code": code, "claim_number": claim_review.claim_number}
    return public_rendering.page(request, "receipt.html", context, keep=False)
