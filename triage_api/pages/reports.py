"""Reports: the archive, one report as it was frozen, approving, sending and correcting it."""

from __future__ import annotations

from datetime import UTC, datetime
from http import HTTPStatus
from math import ceil
from typing import Annotated, Literal

from fastapi import Form, Query, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from models.errors import BadInput, Conflict, NotFound
from models.queries import audit, report_archive, report_letters, reporting
from models.queries.accounts import Person
from models.queries.report_archive import PAGE, ReportKind, ReportState, Wanted
from models.session import Session
from models.tables.report import ReportSnapshot
from models.vocabulary import Action, DeliveryState
from reports.period import begun, last_full_month, last_full_week, parse_period, this_week
from reports.render import CONTENT_SECURITY_POLICY, DocumentForm, Edition, article, render_csv, render_html
from triage_api.catalogue import said
from triage_api.dependencies import Db, FormGuard, PortsOf, SignedIn
from triage_api.fields import SearchQuery, ShortQuery, TextForm
from triage_api.rendering import render
from triage_api.report_links import links
from triage_api.report_words import KIND_NAMES, STATE_NAMES, kind_of, report_name
from triage_api.routing import Router
from triage_api.services import moves, report_sending
from triage_api.services.reports import WORD, presented, word_file, word_name
from triage_api.wording import delivery_problem

router = Router(include_in_schema=False)
PageNumber = Annotated[int, Query(ge=1, le=10_000)]


@router.get("/bao-cao")
def index(
    request: Request,
    session: Db,
    person: SignedIn,
    nam: ShortQuery = "",
    loai: ShortQuery = "",
    tinh_trang: ShortQuery = "",
    tim: SearchQuery = "",
    trang: PageNumber = 1,
) -> Response:
    """Reports of the person's office, the newest first, found by year, kind, state and words; ordering one."""
    moves.require(person, Action.READ_REPORTS)
    wanted = Wanted(
        year=int(nam) if nam.isascii() and nam.isdigit() and len(nam) == 4 else None,
        kind=ReportKind(loai) if loai in set(ReportKind) else None,
        state=ReportState(tinh_trang) if tinh_trang in set(ReportState) else None,
        words=tim.strip()[:200],
    )
    filed, total = report_archive.find(session, person.office_id, wanted, trang)
    context = {
        "person": person,
        "filed": filed,
        "total": total,
        "page": trang,
        "pages": max(1, ceil(total / PAGE)),
        "wanted": wanted,
        "years": report_archive.years(session, person.office_id),
        "kinds": KIND_NAMES,
        "states": STATE_NAMES,
        "kind_of": kind_of,
        "open_orders": reporting.open_orders(session, person.office_id),
        "weeks": [this_week(), last_full_week()],
        "month": last_full_month(),
    }
    return render(request, "reports.html", context)


@router.post("/bao-cao", dependencies=[FormGuard])
def order(
    session: Db, person: SignedIn, ports: PortsOf, tuan: Annotated[str, Form(max_length=10)] = ""
) -> Response:
    """Ask for a report; a worker makes it."""
    moves.require(person, Action.READ_REPORTS)
    period = begun(parse_period(tuan), datetime.now(UTC))
    latest = reporting.find_snapshot(session, person.office_id, period.code)
    if latest is not None and latest.approved_at is not None:
        raise Conflict("Báo cáo này đã duyệt. Muốn sửa, hãy mở báo cáo và chọn đính chính.")
    reporting.order_report(session, person.office_id, period.code, person.id)
    ports.nudge(session, "report")
    return RedirectResponse("/bao-cao", status_code=HTTPStatus.SEE_OTHER)


@router.get("/bao-cao/{week}")
def show(request: Request, session: Db, person: SignedIn, week: str, ban: int | None = None) -> Response:
    """One report, the latest version unless ``ban`` names one."""
    return _page(request, session, person, _frozen(session, person, week, ban))


@router.post("/bao-cao/{week}/duyet", dependencies=[FormGuard])
def approve(
    request: Request,
    session: Db,
    person: SignedIn,
    ports: PortsOf,
    week: str,
    ban: Annotated[int, Form(ge=1, le=10_000)],
    y_kien: TextForm = "",
) -> Response:
    """Approve the version that was read, and owe it to the list."""
    snapshot = _frozen(session, person, week, ban)
    try:
        report_sending.approve(session, person, snapshot, y_kien)
    except (BadInput, Conflict) as error:
        return _page(request, session, person, snapshot, error, y_kien)
    ports.nudge(session, "deliver")
    return RedirectResponse(f"/bao-cao/{snapshot.week}?ban={ban}", status_code=HTTPStatus.SEE_OTHER)


@router.post("/bao-cao/{week}/gui", dependencies=[FormGuard])
def send(
    session: Db, person: SignedIn, ports: PortsOf, week: str, ban: Annotated[int, Form(ge=1, le=10_000)]
) -> Response:
    """Send an approved report to whoever joined the list since."""
    snapshot = _frozen(session, person, week, ban)
    report_sending.send_to_rest(session, person, snapshot)
    ports.nudge(session, "deliver")
    return RedirectResponse(f"/bao-cao/{snapshot.week}?ban={ban}", status_code=HTTPStatus.SEE_OTHER)


@router.post("/bao-cao/{week}/dinh-chinh", dependencies=[FormGuard])
def correct(
    request: Request, session: Db, person: SignedIn, ports: PortsOf, week: str, ly_do: TextForm = ""
) -> Response:
    """Have the report made anew from the data as it is now, with the reason."""
    snapshot = _frozen(session, person, week, None)
    moves.require(person, Action.APPROVE_REPORTS)
    reason = report_sending.masked(ly_do).replace("\n", " ").strip()
    if not 3 <= len(reason) <= report_sending.MAX_REASON:
        error = BadInput("Hãy ghi lý do đính chính, từ 3 đến {most} ký tự.", most=report_sending.MAX_REASON)
        return _page(request, session, person, snapshot, error, reason=ly_do)
    reporting.order_report(session, person.office_id, snapshot.week, person.id, reason)
    audit.record(
        session,
        "report_corrected",
        "report_snapshot",
        snapshot.id,
        person.id,
        person.office_id,
        snapshot.week,
    )
    ports.nudge(session, "report")
    return RedirectResponse("/bao-cao", status_code=HTTPStatus.SEE_OTHER)


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
        page = render_html(presented(session, snapshot), _edition(snapshot))
        headers = {"Cache-Control": "no-store", "Content-Security-Policy": CONTENT_SECURITY_POLICY}
        return HTMLResponse(page, headers=headers)
    if form == "csv":
        name = f"bao-cao-{snapshot.week}-ban-{snapshot.version}.csv"
        return _file(render_csv(presented(session, snapshot)), "text/csv; charset=utf-8", name)
    kind = DocumentForm(form.removeprefix("word-"))
    return _file(word_file(session, snapshot, kind), WORD, word_name(snapshot, kind))


def _page(
    request: Request,
    session: Session,
    person: Person,
    snapshot: ReportSnapshot,
    error: BadInput | Conflict | None = None,
    note: str = "",
    reason: str = "",
) -> Response:
    content = presented(session, snapshot)
    name = report_name(snapshot.content).partition(" năm ")[0]
    context = {
        "person": person,
        "snapshot": snapshot,
        "sheet": article(content, _edition(snapshot), leads=links(session, person, content)),
        "name": name[:1].upper() + name[1:],
        "approval": content.get("approval"),
        "versions": reporting.versions(session, person.office_id, snapshot.week),
        "letters": report_letters.letters_of(session, snapshot.id),
        "recipients": len(report_letters.recipients(session, person.office_id)),
        "states": DeliveryState,
        "problem": delivery_problem,
        "error": said(error) if error else None,
        "note": note,
        "reason": reason,
        "most": {"note": report_sending.MAX_NOTE, "reason": report_sending.MAX_REASON},
    }
    return render(request, "report.html", context, status=error.status if error else 200)


def _file(written: str | bytes, media_type: str, name: str) -> Response:
    headers = {"Cache-Control": "no-store", "Content-Disposition": f'attachment; filename="{name}"'}
    return Response(written, media_type=media_type, headers=headers)


def _frozen(session: Session, person: Person, week: str, version: int | None) -> ReportSnapshot:
    moves.require(person, Action.READ_REPORTS)
    snapshot = reporting.find_snapshot(session, person.office_id, parse_period(week).code, version)
    if snapshot is None:
        raise NotFound("Chưa có báo cáo của kỳ này.")
    return snapshot


def _edition(snapshot: ReportSnapshot) -> Edition:
    return Edition(snapshot.version, snapshot.created_at)
