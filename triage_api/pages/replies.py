"""Replies: drafting beside the passages, approving, recording where it was posted, and the list of what waits."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from models.errors import BadInput, NotFound
from models.queries import channels, decisions, items, replies
from models.queries.accounts import Person
from models.queries.replies import NewSentence
from models.session import Session
from models.tables.item import Item
from models.vocabulary import Action, ItemState, ReplyState
from triage_api.dependencies import Db, FormGuard, SignedIn
from triage_api.rendering import render
from triage_api.services import decide, reply
from triage_api.tone import hints

router = APIRouter(include_in_schema=False)
BLANK_SENTENCES = 2
"""Empty fields offered below the draft, so that a page without JavaScript can grow."""


@router.get("/tra-loi")
def waiting(request: Request, session: Db, person: SignedIn) -> Response:
    """What waits: items to answer, drafts, approvals, postings to record."""
    offices = decide.visible_offices(session, person)
    wanted = items.QueueFilter(states=(ItemState.AWAITING_REPLY,))
    rows = items.list_queue(session, offices, wanted, limit=100)
    states = {row.item_id: row for row in replies.waiting_replies(session, offices, replies.LIVE_STATES)}
    groups: dict[str, list[Item]] = {"approve": [], "post": [], "write": []}
    for row in rows:
        live = states.get(row.item.id)
        state = live.state if live else None
        key = (
            {ReplyState.SUBMITTED: "approve", ReplyState.APPROVED: "post"}.get(state, "write")
            if state
            else "write"
        )
        groups[key].append(row.item)
    return render(request, "replies.html", {"person": person, "groups": groups, "states": states})


@router.get("/viec/{item_id}/tra-loi")
def show(request: Request, session: Db, person: SignedIn, item_id: int) -> Response:
    """The reply of one item."""
    return render(request, "reply.html", _context(session, person, item_id))


@router.post("/viec/{item_id}/tra-loi", dependencies=[FormGuard])
def save(
    request: Request,
    session: Db,
    person: SignedIn,
    item_id: int,
    cau: Annotated[list[str] | None, Form()] = None,
    can_cu: Annotated[list[str] | None, Form()] = None,
    viec: Annotated[str, Form(max_length=10)] = "luu",
) -> Response:
    """Save the draft, and send it for approval when asked. What is wrong is said with the text kept."""
    sentences = _sentences(cau or [], can_cu or [])
    try:
        reply.save_draft(session, person, item_id, sentences)
        if viec == "gui":
            reply.submit(session, person, item_id)
    except BadInput as error:
        context = {**_context(session, person, item_id), "error": error.message}
        return render(request, "reply.html", context, status=error.status)
    return _back(item_id)


@router.post("/viec/{item_id}/tra-loi/tra-lai", dependencies=[FormGuard])
def give_back(
    session: Db, person: SignedIn, item_id: int, gop_y: Annotated[str, Form(max_length=2000)] = ""
) -> Response:
    """Return the draft with a note."""
    reply.give_back(session, person, item_id, gop_y)
    return _back(item_id)


@router.post("/viec/{item_id}/tra-loi/duyet", dependencies=[FormGuard])
def approve(session: Db, person: SignedIn, item_id: int) -> Response:
    """Approve the reply."""
    reply.approve(session, person, item_id)
    return _back(item_id)


@router.post("/viec/{item_id}/tra-loi/da-dang", dependencies=[FormGuard])
def posted(
    request: Request,
    session: Db,
    person: SignedIn,
    item_id: int,
    dia_chi: Annotated[str, Form(max_length=2000)] = "",
) -> Response:
    """Record where it was posted."""
    try:
        reply.record_posting(session, person, item_id, dia_chi)
    except BadInput as error:
        context = {**_context(session, person, item_id), "error": error.message, "address": dia_chi}
        return render(request, "reply.html", context, status=error.status)
    return _back(item_id)


def _context(session: Session, person: Person, item_id: int) -> dict[str, object]:
    item = items.find_item(session, item_id, decide.visible_offices(session, person))
    if item is None:
        raise NotFound("Không có vụ việc này, hoặc nó thuộc cơ quan khác.")
    standing = decisions.standing_verdict(session, item.id)
    live = replies.live_reply(session, item.id)
    passages = {
        passage.id: passage
        for decision in decisions.current_decisions(session, item.id)
        for passage in decision.passages
    }
    for sentence in live.sentences if live else ():
        if sentence.passage is not None:
            passages.setdefault(sentence.passage.id, sentence.passage)
    sentences = [(sentence.text, sentence.passage_id) for sentence in live.sentences] if live else []
    own = item.office_id == person.office_id
    awaiting = own and item.state is ItemState.AWAITING_REPLY
    editable = awaiting and person.may(Action.REVIEW) and (live is None or live.state in reply.EDITABLE)
    return {
        "person": person,
        "item": item,
        "standing": standing,
        "reply": live,
        "passages": passages,
        "sentences": sentences + [("", None)] * BLANK_SENTENCES,
        "missing": reply.what_is_missing(live) if live else [],
        "hints": hints(" ".join(text for text, _ in sentences)),
        "preview": reply.full_text(person.office_name, live) if live and live.sentences else "",
        "channels": channels.active_channels(session, item.office_id),
        "editable": editable,
        "may_approve": awaiting
        and live is not None
        and live.state is ReplyState.SUBMITTED
        and person.may(Action.APPROVE)
        and live.drafted_by != person.id,
        "may_post": own
        and live is not None
        and live.state in (ReplyState.APPROVED, ReplyState.POSTED)
        and person.may(Action.APPROVE),
        "error": None,
        "address": "",
    }


def _sentences(texts: list[str], bases: list[str]) -> list[NewSentence]:
    """Sentences with their basis; empty fields are left out."""
    padded = [*bases, *[""] * (len(texts) - len(bases))]
    return [
        NewSentence(text.strip(), int(basis) if basis.isdigit() else None)
        for text, basis in zip(texts, padded, strict=False)
        if text.strip()
    ]


def _back(item_id: int) -> Response:
    return RedirectResponse(f"/viec/{item_id}/tra-loi", status_code=HTTPStatus.SEE_OTHER)
