"""Adding a source in three steps on one page: paste an address, see what would be collected, save."""

from __future__ import annotations

import time
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import Form, Query, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import Field

from models.errors import BadInput, Conflict, TriageError
from models.queries.accounts import Person
from models.session import Session
from models.vocabulary import TOPIC_NAMES, Action, Topic
from triage_api import waiting_looks
from triage_api.catalogue import _, said
from triage_api.dependencies import Db, FormGuard, SignedIn
from triage_api.fields import BIGGEST_ID, Clean, Id, LineForm
from triage_api.rendering import render
from triage_api.routing import Router
from triage_api.services import moves
from triage_api.services import source_workbench as workbench
from triage_api.services.source_workbench import Wanted
from triage_api.waiting_looks import WaitingLook
from triage_api.workbench_view import CADENCES, cadence_for, kind_name, read_so_far, way_of, ways_of

router = Router(include_in_schema=False)
ADDRESS = "/nguon/them"
AGAIN_SECONDS = 3
"""After how long the page asks anew while something is being read; it needs no script for it."""
GONE = "Bản xem thử không còn được giữ (chỉ giữ 15 phút). Hãy xem thử lại."
Key = Annotated[str, Form(max_length=40), Clean]
Number = Annotated[int, Form(ge=0, le=50)]
PastedForm = Annotated[str, Form(max_length=20_000), Clean]
Seconds = Annotated[int, Form(ge=0, le=10_000_000)]


@router.get(ADDRESS)
def form(
    request: Request,
    session: Db,
    person: SignedIn,
    xem: Annotated[str, Query(max_length=40), Clean] = "",
    cach: Annotated[int | None, Query(ge=0, le=50)] = None,
    da_luu: Annotated[int, Query(ge=0, le=BIGGEST_ID)] = 0,
    da_bo: Annotated[str, Query(max_length=10), Clean] = "",
) -> Response:
    """The form; the progress of a look; what it found; or what was saved."""
    moves.require(person, Action.ADMINISTER)
    if da_luu:
        return _page(request, person, saved=workbench.just_saved(session, person, da_luu))
    if not xem:
        return _page(request, person, undone=da_bo if da_bo in {"xoa", "tat"} else "")
    look = waiting_looks.find(person.id, xem)
    if look is None:
        return _page(request, person, error=_(GONE))
    if look.busy:
        answer = _page(request, person, look=look, seconds=round(time.monotonic() - look.busy_since))
        answer.headers["Refresh"] = str(AGAIN_SECONDS)
        return answer
    if look.findings is None:
        problem = look.error
        return _page(
            request, person, pasted=look.text, error=said(problem) if problem else _(GONE),
            code=_code(problem) if problem else "",
        )  # fmt: skip
    return _found(request, session, person, look, look.best if cach is None else cach)


@router.post(ADDRESS, dependencies=[FormGuard])
def look_at(request: Request, person: SignedIn, dia_chi: PastedForm = "") -> Response:
    """Start a look at what was pasted and lead to its progress."""
    try:
        key = workbench.begin(person, dia_chi)
    except TriageError as error:
        moves.require(person, Action.ADMINISTER)
        shown = dia_chi.strip()[: waiting_looks.MAX_SHOWN]
        return _page(request, person, pasted=shown, error=said(error), code=_code(error), status=error.status)
    return _to(f"{ADDRESS}?xem={key}")


@router.post(f"{ADDRESS}/cach", dependencies=[FormGuard])
def another_way(request: Request, person: SignedIn, giu: Key = "", cach: Number = 0) -> Response:
    """Read some pages in the way of another proposal."""
    moves.require(person, Action.ADMINISTER)
    look = waiting_looks.find(person.id, giu)
    if look is None:
        return _page(request, person, error=_(GONE), status=HTTPStatus.CONFLICT)
    workbench.begin_preview(person, look, cach)
    return _to(f"{ADDRESS}?xem={look.key}&cach={cach}")


@router.post(f"{ADDRESS}/luu", dependencies=[FormGuard])
def save(
    request: Request,
    session: Db,
    person: SignedIn,
    giu: Key = "",
    cach: Number = 0,
    ten: LineForm = "",
    moi: Seconds = 1_800,
    nghi: Annotated[str, Form(max_length=20), Clean] = "3",
    chu_de: Annotated[list[str], Form(), Field(max_length=len(Topic))] = [],  # noqa: B006  (FastAPI copies it)
    kenh: Annotated[bool, Form()] = False,
    van_them: Annotated[bool, Form()] = False,
) -> Response:
    """Save the source as it was proposed, with what the form says."""
    moves.require(person, Action.ADMINISTER)
    look = waiting_looks.find(person.id, giu)
    way = look.proposal(cach) if look is not None else None
    if look is None or way is None:
        return _page(request, person, error=_(GONE), status=HTTPStatus.CONFLICT)
    topics = tuple(topic for topic in Topic if topic.value in chu_de)
    delay = int(nghi) if nghi.strip().isascii() and nghi.strip().isdigit() else 0
    wanted = Wanted(ten, moi, delay, topics, kenh, van_them)
    try:
        source_id = workbench.save(session, person, way, wanted)
    except (BadInput, Conflict) as error:
        return _found(request, session, person, look, cach, wanted=wanted, problem=error)
    waiting_looks.let_go(look)
    return _to(f"{ADDRESS}?da_luu={source_id}")


@router.post(f"{ADDRESS}/hoan-tac", dependencies=[FormGuard])
def undo(session: Db, person: SignedIn, nguon: Annotated[Id, Form()]) -> Response:
    """Take back what was just saved."""
    gone = workbench.undo(session, person, nguon)
    return _to(f"{ADDRESS}?da_bo={'xoa' if gone else 'tat'}")


def _found(
    request: Request,
    session: Session,
    person: Person,
    look: WaitingLook,
    at: int,
    wanted: Wanted | None = None,
    problem: TriageError | None = None,
) -> Response:
    way = way_of(look, at)
    if way is None:
        return _page(request, person, error=_(GONE), status=HTTPStatus.NOT_FOUND)
    twins = workbench.twins(session, person.office_id, way.proposal.url)
    if wanted is None:
        title = (look.findings.title if look.findings else "") or way.proposal.url.split("/")[2]
        wanted = Wanted(workbench.free_name(session, person.office_id, title), cadence_for(way))
    return _page(
        request,
        person,
        status=problem.status if problem else HTTPStatus.OK,
        look=look,
        pasted=look.text,
        way=way,
        read=read_so_far(way.preview) if way.preview else "",
        failure=look.failures.get(at),
        others=[one for one in ways_of(look) if one.number != at],
        twins=twins,
        wanted=wanted,
        save_error=said(problem) if problem else "",
        wrong=str(problem.values.get("field", "")) if problem else "",
    )


def _code(problem: TriageError) -> str:
    """The code of what a site answered, for support; of what was typed the sentence says enough."""
    return "" if isinstance(problem, BadInput) else problem.code


def _to(address: str) -> Response:
    return RedirectResponse(address, status_code=HTTPStatus.SEE_OTHER)


def _page(request: Request, person: Person, status: int = HTTPStatus.OK, **context: Any) -> Response:
    nothing: dict[str, Any] = {
        "error": None,
        "code": "",
        "pasted": "",
        "look": None,
        "seconds": 0,
        "way": None,
        "read": "",
        "failure": None,
        "others": [],
        "twins": None,
        "wanted": None,
        "save_error": "",
        "wrong": "",
        "saved": None,
        "undone": "",
    }
    known = {
        "cadences": {value: _(name) for value, name in CADENCES.items()},
        "topics": [(topic.value, _(name)) for topic, name in TOPIC_NAMES.items()],
        "least_delay": workbench.LEAST_DELAY,
        "most_delay": workbench.MOST_DELAY,
        "kind_name": kind_name,
    }
    return render(
        request, "source_workbench.html", {"person": person, **nothing, **known, **context}, status=status
    )
