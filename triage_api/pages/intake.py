"""Reporting: a member of staff pastes a public text or address, or notes questions heard at a meeting."""

from __future__ import annotations

from datetime import date
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import Form, Request, Response
from fastapi.responses import RedirectResponse

from models.errors import BadInput
from models.queries.accounts import Person
from models.vocabulary import Action, PlaceLevel, Topic
from triage_api.catalogue import said
from triage_api.dependencies import Db, FormGuard, PortsOf, SignedIn
from triage_api.fields import AddressForm, Clean, IdInPath, ShortForm, ShortQuery, TextForm
from triage_api.formats import today
from triage_api.rendering import render
from triage_api.routing import Router
from triage_api.services import heard, intake, moves
from triage_api.wording import fate_words

router = Router(include_in_schema=False)


@router.get("/phan-anh")
def moved() -> Response:
    """The form's earlier address."""
    return RedirectResponse("/bao-tin", status_code=HTTPStatus.MOVED_PERMANENTLY)


@router.get("/bao-tin")
def form(request: Request, person: SignedIn) -> Response:
    """The form."""
    moves.require(person, Action.REPORT_TEXT)
    return render(request, "intake.html", _context(person, "", "", False, None))


@router.post("/phan-anh", dependencies=[FormGuard])
@router.post("/bao-tin", dependencies=[FormGuard])
def report(
    request: Request,
    session: Db,
    person: SignedIn,
    ports: PortsOf,
    noi_dung: Annotated[str, Form(max_length=100_000), Clean] = "",
    dia_chi: AddressForm = "",
    gui_toi: Annotated[bool, Form()] = False,
) -> Response:
    """Store the masked text; a worker assesses it like a crawled post. The answer shows what happens next."""
    try:
        receipt = intake.report_text(session, person, noi_dung, dia_chi, own_form=gui_toi)
    except BadInput as error:
        context = _context(person, noi_dung, dia_chi, gui_toi, said(error))
        return render(request, "intake.html", context, status=error.status)
    ports.nudge(session, "assess")
    told = "moi" if receipt.new else "trung"
    return RedirectResponse(f"/bao-tin/{receipt.post_id}?ghi={told}", status_code=HTTPStatus.SEE_OTHER)


@router.get("/bao-tin/cau-hoi")
def note_form(request: Request, person: SignedIn) -> Response:
    """The daily note of questions."""
    moves.require(person, Action.REPORT_TEXT)
    return render(request, "heard.html", _note_context(person, {}))


@router.post("/bao-tin/cau-hoi", dependencies=[FormGuard])
def note(
    request: Request,
    session: Db,
    person: SignedIn,
    ports: PortsOf,
    cau_hoi: TextForm = "",
    ngay: ShortForm = "",
    noi: ShortForm = "",
    chu_de: ShortForm = "",
) -> Response:
    """Store the questions; all or none."""
    moves.require(person, Action.REPORT_TEXT)
    given = {"lines": cau_hoi, "day": ngay, "place": noi, "topic": chu_de}
    try:
        noted = heard.note(session, person, cau_hoi, _day(ngay), _place(noi), _topic(chu_de))
    except BadInput as error:
        context = {**_note_context(person, given), "error": said(error)}
        return render(request, "heard.html", context, status=error.status)
    ports.nudge(session, "assess")
    fates = [intake.fate(session, person, post_id) for post_id in noted.post_ids]
    done = {"noted": noted, "fates": [(one, fate_words(one)) for one in fates]}
    return render(request, "heard.html", {**_note_context(person, {}), **done})


@router.get("/bao-tin/{post_id}")
def fate(
    request: Request, session: Db, person: SignedIn, post_id: IdInPath, ghi: ShortQuery = ""
) -> Response:
    """What became of a reported text, without its text."""
    found = intake.fate(session, person, post_id)
    context = {"person": person, "fate": found, "words": fate_words(found), "told": ghi}
    return render(request, "intake_fate.html", context)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadInput("Hãy chọn ngày họp.") from None


def _place(text: str) -> PlaceLevel:
    if text not in set(PlaceLevel):
        raise BadInput("Hãy chọn nơi nghe được: xã, phường hay thôn, tổ dân phố.")
    return PlaceLevel(text)


def _topic(text: str) -> Topic:
    if text not in set(Topic):
        raise BadInput("Hãy chọn chủ đề.")
    return Topic(text)


def _context(person: Person, text: str, address: str, own_form: bool, error: str | None) -> dict[str, Any]:
    return {"person": person, "text": text, "address": address, "own_form": own_form, "error": error}


def _note_context(person: Person, given: dict[str, str]) -> dict[str, Any]:
    empty = {"lines": "", "day": today().isoformat(), "place": "", "topic": ""}
    return {
        "person": person,
        "given": {**empty, **given},
        "error": None,
        "noted": None,
        "fates": [],
        "today": today(),
        "most": heard.MOST_QUESTIONS,
    }
