"""Checking a message: paste it, read what to do. Needs no account, sets no cookie, and stores nothing unless it is sent."""

from __future__ import annotations

from typing import Any

from fastapi import Request, Response

from models.errors import BadInput, TooManyRequests
from models.queries import contacts, offices, published
from models.session import Session
from triage_api import public_rendering
from triage_api.catalogue import said
from triage_api.check_view import check_context
from triage_api.dependencies import Db, PortsOf
from triage_api.fields import ShortForm, TextForm
from triage_api.formats import today
from triage_api.limits import SENDINGS, check_limit, limit
from triage_api.routing import Router
from triage_api.services import citizen_report
from triage_api.services.checking import check_text
from triage_api.services.known import KnownShown, known_beside
from triage_api.wording import difference_names

router = Router(include_in_schema=False)
MAX_TEXT = 10_000
EMPTY: dict[str, Any] = {"text": "", "error": None, "outcome": None}


@router.get("/kiem-tra")
def form(request: Request) -> Response:
    """The form."""
    return public_rendering.page(request, "check.html", EMPTY)


@router.post("/kiem-tra")
def check(request: Request, session: Db, ports: PortsOf, tin: TextForm = "") -> Response:
    """The answer, on the same page. The text is not kept and stands in no address."""
    try:
        _refuse_unreadable(tin)
        check_limit(request)
        context = _checked(session, ports, tin)
    except (BadInput, TooManyRequests) as error:
        return _refused(request, error, tin)
    return public_rendering.page(request, "check.html", context, keep=False)


@router.post("/kiem-tra/gui")
def send(
    request: Request,
    session: Db,
    ports: PortsOf,
    tin: TextForm = "",
    co_quan: ShortForm = "",
    dong_y: ShortForm = "",
) -> Response:
    """Hand the message to an office, with the citizen's own consent."""
    try:
        _refuse_unreadable(tin)
        limit(request, SENDINGS)
        office_id = int(co_quan) if co_quan.isascii() and co_quan.isdigit() and len(co_quan) < 18 else None
        citizen_report.send(session, office_id, tin, consent=dong_y == "1")
    except (BadInput, TooManyRequests) as error:
        return _refused(request, error, tin)
    ports.nudge(session, "assess")
    return public_rendering.page(request, "sent.html", {}, keep=False)


def _checked(session: Session, ports: PortsOf, text: str) -> dict[str, Any]:
    known = known_beside(session, ports.known_claims(), text, today())
    return {
        **EMPTY,
        "text": text,
        **check_context(text, check_text(ports.check, text)),
        "difference_names": difference_names(),
        "known": [(one, _has_page(session, one)) for one in known],
        "hotlines": contacts.confirmed(session),
        "offices": offices.all_offices(session),
    }


def _has_page(session: Session, one: KnownShown) -> bool:
    """Whether a known claim has a public page of its own."""
    return one.row.item_id is not None and published.find(session, one.row.item_id) is not None


def _refused(request: Request, error: BadInput | TooManyRequests, text: str) -> Response:
    context = {**EMPTY, "text": text, "error": said(error)}
    refused = public_rendering.page(request, "check.html", context, error.status, keep=False)
    return public_rendering.told_when(refused, error)


def _refuse_unreadable(text: str) -> None:
    if not text.strip():
        raise BadInput("Hãy dán tin nhắn hoặc đường dẫn cần kiểm tra.")
    if len(text) > MAX_TEXT:
        raise BadInput("Nội dung dài quá. Hãy chỉ dán phần đáng nghi.")
