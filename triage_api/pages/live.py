"""What an open page says and is told: still at work, hold on, and the stream of events."""

from __future__ import annotations

from datetime import UTC, datetime
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import Form, HTTPException, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse, RedirectResponse

from models.errors import Conflict, NotFound
from models.queries.accounts import Person
from models.session import Session
from models.tables.item import Item
from models.vocabulary import Action, ItemState
from triage_api import security
from triage_api.catalogue import _, said
from triage_api.dependencies import Db, FormGuard, SignedIn
from triage_api.fields import BIGGEST_ID, IdInPath, ShortQuery
from triage_api.formats import clock, left
from triage_api.live import Board, EventStream
from triage_api.routing import Router
from triage_api.services import holding, live, presence
from triage_api.services.sight import item_in_sight

router = Router(include_in_schema=False)
Ticked = Annotated[bool, Form()]


@router.post("/viec/{item_id}/giu-them", dependencies=[FormGuard])
def hold_longer(request: Request, session: Db, person: SignedIn, item_id: IdInPath) -> Response:
    """Hold an item of one's own for some minutes more."""
    if not request.headers.get("accept", "").startswith("application/json"):
        holding.hold_longer(session, person, item_id)
        return RedirectResponse(f"/viec/{item_id}#ket-luan", status_code=HTTPStatus.SEE_OTHER)
    try:
        item = holding.hold_longer(session, person, item_id)
    except Conflict as error:
        return JSONResponse({"said": said(error)}, status_code=error.status)
    return JSONResponse(_lease(session, person, item, held=True))


@router.post("/viec/{item_id}/con-xem", dependencies=[FormGuard])
def still_here(
    session: Db,
    person: SignedIn,
    item_id: IdInPath,
    giu: Ticked = False,
    lam: Ticked = False,
) -> Response:
    """A sign of life of an open page, at most once a minute. ``giu``: the page was opened holding the item; ``lam``: its owner has
    typed or moved since the last one.
    """
    item = item_in_sight(session, person, item_id)
    presence.note(session, person, item)
    if lam and person.may(Action.REVIEW):
        holding.keep_working(session, person, item)
    watching = presence.watching(session, person, [item.id], [item.assigned_to or 0]).get(item.id, "")
    return JSONResponse({"watching": watching, **_lease(session, person, item, held=giu)})


@router.get("/su-kien")
async def stream(request: Request, person: SignedIn, viec: ShortQuery = "") -> Response:
    """Counts and who is at the item ``viec``, as events, for as long as the page is open and the session in force.

    Asynchronous, unlike every other endpoint: it waits for hours, and a thread of the pool would wait with it.
    """
    token = security.session_token(request)
    if token is None or "text/event-stream" not in request.headers.get("accept", ""):
        raise HTTPException(HTTPStatus.NOT_ACCEPTABLE)
    asked = await run_in_threadpool(live.listening, security.hashed(token), person, _item_number(viec))
    board: Board = request.app.state.board
    return EventStream(board, board.join(asked))


def _item_number(text: str) -> int | None:
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 19 and 0 < int(text) <= BIGGEST_ID):
        raise NotFound("Không có vụ việc này, hoặc nó thuộc cơ quan khác.")
    return int(text)


def _lease(session: Session, person: Person, item: Item, *, held: bool) -> dict[str, Any]:
    """How the lease of a page's owner stands, in seconds and in words; nothing for a page that never had one."""
    if holding.holds(person, item) and item.lease_expires_at is not None:
        until = item.lease_expires_at
        words = _("Bạn đang giữ việc này đến {clock}, {left}").format(clock=clock(until), left=left(until))
        return {
            "lease": "held",
            "seconds": round((until - datetime.now(UTC)).total_seconds()),
            "said": words,
            "last": holding.latest(session, item) <= until,
        }
    return {"lease": "lost", "said": _lost(person, item)} if held else {}


def _lost(person: Person, item: Item) -> str:
    """What happened to a lease, that what was typed is kept, and what to do."""
    if item.state is ItemState.ASSIGNED and item.assigned_to != person.id and item.assignee is not None:
        return _(
            "Hết giờ giữ, {name} đã nhận việc này. Phần bạn viết còn nguyên trong bản nháp; xem lại khi người ấy xong."
        ).format(name=item.assignee.label)
    if item.state in (ItemState.OPEN, ItemState.ASSIGNED):
        return _("Hết giờ giữ việc. Phần bạn viết còn nguyên. Nhận lại việc rồi gửi.")
    return _(
        "Việc này đã sang bước khác. Phần bạn viết chưa gửi và còn nguyên ở trang này; chép lại nếu cần."
    )
