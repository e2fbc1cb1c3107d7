"""Weekly reports: the list and one report as it was frozen."""

from __future__ import annotations

from datetime import UTC, datetime
from http import HTTPStatus
from typing import Annotated, Literal

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from models.errors import NotFound
from models.queries import reporting
from models.queries.accounts import Person
from models.session import Session
from models.tables.report import ReportSnapshot
from models.vocabulary import Action
from reports.period import begun, last_full_week, parse_week, this_week
from reports.render import CONTENT_SECURITY_POLICY, DocumentForm, Edition, article, render_csv, render_html
from triage_api.dependencies import Db, FormGuard, PortsOf, SignedIn
from triage_api.rendering import render
from triage_api.services import moves
from triage_api.services.reports import WORD, word_file

router = APIRouter(include_in_schema=False)


@router.get("/bao-cao")
def index(request: Request, session: Db, person: SignedIn) -> Response:
    """Reports of the person's office, the newest first, and ordering one."""
    moves.require(person, Action.READ_REPORTS)
    context = {
        "person": person,
        "snapshots": reporting.list_snapshots(session, person.office_id),
        "open_orders": reporting.open_orders(session, person.office_id),
        "weeks": [this_week(), last_full_week()],
    }
    return render(request, "reports.html", context)


@router.post("/bao-cao", dependencies=[FormGuard])
def order(
    session: Db, person: SignedIn, ports: PortsOf, tuan: Annotated[str, Form(max_length=10)] = ""
) -> Response:
    """Ask for a report; a worker makes it."""
    moves.require(person, Action.READ_REPORTS)
    week = begun(parse_week(tuan), datetime.now(UTC))
    reporting.order_report(session, person.office_id, week.code, person.id)
    ports.nudge(session, "report")
    return RedirectResponse("/bao-cao", status_code=HTTPStatus.SEE_OTHER)


@router.get("/bao-cao/{week}")
def show(request: Request, session: Db, person: SignedIn, week: str, ban: int | None = None) -> Response:
    """One report, the latest version unless ``ban`` names one."""
    snapshot = _frozen(session, person, week, ban)
    context = {
        "person": person,
        "snapshot": snapshot,
        "sheet": article(snapshot.content, _edition(snapshot)),
        "week_number": snapshot.content["week"]["number"],
        "versions": reporting.versions(session, person.office_id, snapshot.week),
    }
    return render(request, "report.html", context)


@router.get("/bao-cao/{week}/{form}")
def download(
    session: Db,
    person: SignedIn,
    week: str,
    form: Literal["in", "csv", "word-chinhquyen", "word-dang"],
    ban: int | None = None,
) -> Response:
    """One report by itself: the sheet to print (``in``), a Word file in one of the two forms, or its tables as a file."""
    snapshot = _frozen(session, person, week, ban)
    if form == "in":
        page = render_html(snapshot.content, _edition(snapshot))
        headers = {"Cache-Control": "no-store", "Content-Security-Policy": CONTENT_SECURITY_POLICY}
        return HTMLResponse(page, headers=headers)
    name = f"bao-cao-{snapshot.week}-ban-{snapshot.version}"
    if form == "csv":
        return _file(render_csv(snapshot.content), "text/csv; charset=utf-8", f"{name}.csv")
    kind = DocumentForm(form.removeprefix("word-"))
    return _file(word_file(session, snapshot, kind), WORD, f"{name}-{kind.value}.docx")


def _file(written: str | bytes, media_type: str, name: str) -> Response:
    headers = {"Cache-Control": "no-store", "Content-Disposition": f'attachment; filename="{name}"'}
    return Response(written, media_type=media_type, headers=headers)


def _frozen(session: Session, person: Person, week: str, version: int | None) -> ReportSnapshot:
    moves.require(person, Action.READ_REPORTS)
    snapshot = reporting.find_snapshot(session, person.office_id, parse_week(week).code, version)
    if snapshot is None:
        raise NotFound("Chưa có báo cáo của tuần này.")
    return snapshot


def _edition(snapshot: ReportSnapshot) -> Edition:
    return Edition(snapshot.version, snapshot.created_at)
