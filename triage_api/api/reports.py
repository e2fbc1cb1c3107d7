"""Weekly reports as they were frozen: data, page and table."""

from __future__ import annotations

from typing import Any, Literal

from fastapi import Response
from fastapi.responses import HTMLResponse, JSONResponse

from models.errors import NotFound
from models.queries import reporting
from models.vocabulary import Action
from reports.period import parse_period
from reports.render import CONTENT_SECURITY_POLICY, DocumentForm, Edition, render_csv, render_html
from triage_api.api.auth import ReportsReader
from triage_api.dependencies import Db
from triage_api.routing import Router
from triage_api.services import moves
from triage_api.services.reports import WORD, presented, word_file

router = Router(prefix="/api/v1/reports", tags=["reports"])
Kind = Literal["json", "html", "docx", "csv"]


@router.get("/weekly/{week}.{kind}", response_class=Response)
def weekly(
    session: Db, person: ReportsReader, week: str, kind: Kind, form: DocumentForm = DocumentForm.STATE
) -> Response:
    """The latest version of the report of a week (``2026-W47``) or month (``2026-11``); ``form`` is that of its Word file."""
    moves.require(person, Action.READ_REPORTS)
    snapshot = reporting.find_snapshot(session, person.office_id, parse_period(week).code)
    if snapshot is None:
        raise NotFound("Chưa có báo cáo của tuần này.")
    content: dict[str, Any] = snapshot.content
    if kind == "html":
        page = render_html(presented(session, snapshot), Edition(snapshot.version, snapshot.created_at))
        return HTMLResponse(page, headers={"Content-Security-Policy": CONTENT_SECURITY_POLICY})
    if kind == "csv":
        return Response(render_csv(presented(session, snapshot)), media_type="text/csv; charset=utf-8")
    if kind == "docx":
        return Response(word_file(session, snapshot, form), media_type=WORD)
    return JSONResponse(content)
