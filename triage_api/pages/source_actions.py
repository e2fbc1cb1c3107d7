"""What is done with a source by one button: run now, switch, stop its server, try pages again, skip them, delete it."""

from __future__ import annotations

from http import HTTPStatus

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from triage_api.dependencies import Db, FormGuard, PortsOf, SignedIn
from triage_api.fields import BIGGEST_ID, IdInPath, LineForm, ShortForm
from triage_api.rendering import render
from triage_api.routing import Router
from triage_api.services import sources

router = Router(prefix="/nguon/{source_id:int}", include_in_schema=False, dependencies=[FormGuard])


@router.post("/chay")
def run_now(session: Db, person: SignedIn, ports: PortsOf, source_id: IdInPath) -> Response:
    """Read the source at once."""
    opened = sources.run_now(session, person, source_id, ports.nudge)
    return _back(source_id, "chay" if opened else "dang-chay")


@router.post("/trang/thu")
def try_again(
    session: Db,
    person: SignedIn,
    ports: PortsOf,
    source_id: IdInPath,
    trang: ShortForm = "",
    nguyen_nhan: ShortForm = "",
) -> Response:
    """Try one page again, or all of a cause."""
    sources.try_again(session, person, source_id, _which(trang, nguyen_nhan), ports.nudge)
    return _back(source_id, "thu", "#trang")


@router.post("/trang/bo-qua")
def skip(
    session: Db, person: SignedIn, source_id: IdInPath, trang: ShortForm = "", nguyen_nhan: ShortForm = ""
) -> Response:
    """Take one page off the list, or all of a cause."""
    sources.skip(session, person, source_id, _which(trang, nguyen_nhan))
    return _back(source_id, "bo-qua", "#trang")


@router.post("/trang/dua-lai")
def take_back(session: Db, person: SignedIn, source_id: IdInPath, trang: ShortForm = "") -> Response:
    """Put a skipped page back on the list."""
    sources.take_back(session, person, source_id, _number(trang))
    return _back(source_id, "dua-lai", "#trang")


@router.post("/trang/dia-chi")
def address(
    request: Request, session: Db, person: SignedIn, source_id: IdInPath, trang: ShortForm = ""
) -> Response:
    """Show the address of a page that could not be read; the reading is audited before it is shown."""
    shown = sources.page_address(session, person, source_id, _number(trang))
    context = {"person": person, "source_id": source_id, "address": shown}
    return render(request, "source_address.html", context)


@router.post("/tat")
def switch_off(session: Db, person: SignedIn, source_id: IdInPath, ly_do: LineForm = "") -> Response:
    """Switch the source off with a reason."""
    sources.switch_off(session, person, source_id, ly_do)
    return _back(source_id, "tat")


@router.post("/bat")
def switch_on(session: Db, person: SignedIn, source_id: IdInPath) -> Response:
    """Switch the source on again."""
    sources.switch_on(session, person, source_id)
    return _back(source_id, "bat")


@router.post("/may-chu/dung")
def stop_host(session: Db, person: SignedIn, source_id: IdInPath, ly_do: LineForm = "") -> Response:
    """The emergency stop of its server."""
    sources.stop_host(session, person, source_id, ly_do)
    return _back(source_id, "dung")


@router.post("/may-chu/cho-doc")
def resume_host(session: Db, person: SignedIn, source_id: IdInPath) -> Response:
    """Let its server be asked again."""
    sources.resume_host(session, person, source_id)
    return _back(source_id, "cho-doc")


@router.post("/xoa")
def remove(session: Db, person: SignedIn, source_id: IdInPath) -> Response:
    """Delete a source that never brought a post."""
    sources.remove(session, person, source_id)
    return RedirectResponse("/nguon?da=xoa", status_code=HTTPStatus.SEE_OTHER)


def _which(page: str, cause: str) -> list[int] | str:
    return cause if cause and not page else [_number(page)]


def _number(text: str) -> int:
    """The id of a page; 0, which none has, for anything else."""
    number = int(text) if text.isascii() and text.isdigit() and len(text) <= 19 else 0
    return number if number <= BIGGEST_ID else 0


def _back(source_id: int, done: str, place: str = "") -> Response:
    return RedirectResponse(f"/nguon/{source_id}?da={done}{place}", status_code=HTTPStatus.SEE_OTHER)
