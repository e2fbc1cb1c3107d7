"""One official document: its tree, validity, versions and relations, and what people confirm about it."""

from __future__ import annotations

from datetime import date
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import Form, Request, Response
from fastapi.responses import RedirectResponse

from models.errors import BadInput, Conflict, NotFound, TriageError
from models.queries.accounts import Person
from models.queries.document_page import DocumentPage, document_page
from models.queries.offices import office_name
from models.queries.version_changes import version_changes
from models.session import Session
from triage_api.catalogue import said
from triage_api.dependencies import Db, FormGuard, PortsOf, SignedIn, Visitor
from triage_api.fields import Id, IdInPath, LineForm, ShortForm, ShortQuery
from triage_api.formats import parse_day
from triage_api.library_view import (
    cited_documents,
    citing_documents,
    may_manage,
    needs_check,
    offers,
    read_from_picture,
    word_changes,
)
from triage_api.passage_tree import Sheet, sheets_of, tree_of
from triage_api.rendering import render
from triage_api.routing import Router
from triage_api.services import library
from triage_api.validity import document_validity

router = Router(include_in_schema=False)
WHOLE = "tat-ca"
"""The sheet that is all of them, to print."""
MOST_RELATED = 10
"""Related documents shown each way; all of them where the whole text is."""
MOST_CHANGES = 12
EARLIEST = 1900
IdForm = Annotated[Id, Form()]


@router.get("/van-ban/{document_id:int}")
def show(
    request: Request,
    session: Db,
    visitor: Visitor,
    document_id: IdInPath,
    to: ShortQuery = "",
    doan: ShortQuery = "",
    ngay: ShortQuery = "",
) -> Response:
    """One version of a document. Of a long one ``to`` names a sheet, ``doan`` the passage whose sheet is wanted;
    ``ngay`` is the day asked for.
    """
    return _page(request, session, visitor, document_id, to, doan, ngay)


@router.post("/van-ban/{document_id:int}/xac-nhan", dependencies=[FormGuard])
def confirm(request: Request, session: Db, person: SignedIn, document_id: IdInPath) -> Response:
    """This person has compared the document with its source."""
    try:
        with session.begin_nested():  # what was written before a refusal goes
            library.confirm_document(session, person, document_id)
    except Conflict as error:
        return _page(request, session, person, document_id, error=error)
    return _back(document_id, "nguon")


@router.post("/van-ban/{document_id:int}/het-hieu-luc", dependencies=[FormGuard])
def confirm_ending(
    request: Request,
    session: Db,
    person: SignedIn,
    ports: PortsOf,
    document_id: IdInPath,
    loi: IdForm,
    van_ban: IdForm,
    tu_ngay: ShortForm = "",
) -> Response:
    """Confirm that the words ``loi`` ended the document ``van_ban``; ``document_id`` is the page the button is on."""
    try:
        with session.begin_nested():  # what was written before a refusal goes
            library.confirm_ending(session, person, ports.nudge, loi, van_ban, _first_day(tu_ngay))
    except (BadInput, Conflict) as error:
        return _page(request, session, person, document_id, error=error)
    return _back(document_id, "het-hieu-luc")


@router.post("/van-ban/{document_id:int}/bo-het-hieu-luc", dependencies=[FormGuard])
def undo_ending(
    request: Request,
    session: Db,
    person: SignedIn,
    ports: PortsOf,
    document_id: IdInPath,
    lan: IdForm,
    ly_do: LineForm = "",
) -> Response:
    """Take back a confirmed ending, with a reason."""
    try:
        with session.begin_nested():  # what was written before a refusal goes
            library.undo_ending(session, person, ports.nudge, lan, ly_do)
    except (BadInput, Conflict) as error:
        return _page(request, session, person, document_id, error=error)
    return _back(document_id, "het-hieu-luc")


def _first_day(text: str) -> date | None:
    first = parse_day(text)
    if first is not None and first.year < EARLIEST:
        raise BadInput("Ngày này đứng trước ngày văn bản kia có hiệu lực; hãy xem lại.", field="tu_ngay")
    return first


def _page(
    request: Request,
    session: Session,
    visitor: Person | None,
    document_id: int,
    to: str = "",
    doan: str = "",
    ngay: str = "",
    error: TriageError | None = None,
) -> Response:
    page = document_page(session, document_id)
    if page is None:
        raise NotFound("Kho không có văn bản này.")
    document = page.document
    try:
        on = parse_day(ngay)
    except BadInput as problem:
        on, error = None, error or problem
    sheets = sheets_of(document.passages)
    sheet = _sheet(sheets, to, doan)
    cites, cited_by = cited_documents(page.cites), citing_documents(page.cited_by)
    most = None if to == WHOLE else MOST_RELATED
    context = {
        "person": visitor,
        "page": page,
        "document": document,
        "office": office_name(session, document.office_id),
        "validity": document_validity(document, on),
        "on": on,
        "check": needs_check(document),
        "ocr": read_from_picture(document),
        "sheets": sheets,
        "sheet": sheet,
        "whole": to == WHOLE,
        "tree": tree_of(document.passages if to == WHOLE else sheet.passages if sheet else []),
        "cites": cites[:most],
        "cites_more": max(0, len(cites) - (most or len(cites))),
        "cited_by": cited_by[:most],
        "cited_by_more": max(0, len(cited_by) - (most or len(cited_by))),
        "offers": offers(page.proposals, visitor),
        "may_manage": may_manage(visitor, document),
        "error": said(error) if error else None,
        **_changes(session, page),
    }
    return render(request, "document.html", context, status=error.status if error else 200)


def _changes(session: Session, page: DocumentPage) -> dict[str, Any]:
    """What is different from the version before this one."""
    older = [one for one in page.versions if one.version < page.document.version]
    if not older:
        return {"before": None, "changes": None, "marks": {}, "changed_words": []}
    changes = version_changes(session, older[0].id, page.document.id)
    marks = {one.passage_id: "changed" for one in changes.changed} | {
        one.passage_id: "new" for one in changes.new
    }
    shown = [*changes.changed, *changes.new, *changes.gone][:MOST_CHANGES]
    return {
        "before": older[0],
        "changes": changes,
        "marks": marks,
        "changed_words": [(one, word_changes(one)) for one in shown],
    }


def _sheet(sheets: list[Sheet], to: str, doan: str) -> Sheet | None:
    """The sheet named by its number or by a passage on it; the first where neither is there."""
    for sheet in sheets:
        if to == str(sheet.number) or (doan and any(str(one.id) == doan for one in sheet.passages)):
            return sheet
    return sheets[0] if sheets else None


def _back(document_id: int, place: str) -> Response:
    return RedirectResponse(f"/van-ban/{document_id}#{place}", status_code=HTTPStatus.SEE_OTHER)
