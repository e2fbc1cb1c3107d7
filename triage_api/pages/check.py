"""Checking a message: paste it, read what to do. Needs no account and stores nothing."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from models.errors import BadInput, TooManyRequests
from triage_api.catalogue import said
from triage_api.check_view import check_context
from triage_api.dependencies import Db, FormGuard, PortsOf, Visitor
from triage_api.fields import TextForm
from triage_api.formats import today
from triage_api.limits import check_limit
from triage_api.rendering import render
from triage_api.services.checking import check_text
from triage_api.services.known import known_beside
from triage_api.wording import difference_names

router = APIRouter(include_in_schema=False)
MAX_TEXT = 10_000


@router.get("/kiem-tra")
def form(request: Request, visitor: Visitor) -> Response:
    """The form."""
    return render(request, "check.html", {"person": visitor, "text": "", "error": None, "outcome": None})


@router.post("/kiem-tra", dependencies=[FormGuard])
def check(request: Request, session: Db, ports: PortsOf, visitor: Visitor, tin: TextForm = "") -> Response:
    """The answer, on the same page. The text is not kept and stands in no address."""
    context = {"person": visitor, "text": tin, "error": None, "outcome": None}
    try:
        _refuse_unreadable(tin)
        check_limit(request)
        answer = check_text(ports.check, tin)
    except (BadInput, TooManyRequests) as error:
        return render(request, "check.html", {**context, "error": said(error)}, status=error.status)
    return render(
        request,
        "check.html",
        {
            **context,
            **check_context(tin, answer),
            "difference_names": difference_names(),
            "known": known_beside(session, ports.known_claims(), tin, today()),
        },
    )


def _refuse_unreadable(text: str) -> None:
    if not text.strip():
        raise BadInput("Hãy dán tin nhắn hoặc đường dẫn cần kiểm tra.")
    if len(text) > MAX_TEXT:
        raise BadInput("Nội dung dài quá. Hãy chỉ dán phần đáng nghi.")
