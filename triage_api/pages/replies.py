"""Replies: drafting beside the passages, approving, recording where it was posted, and the list of what waits."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus
from typing import Annotated

from fastapi import Form, Request, Response
from fastapi.responses import RedirectResponse

from models.errors import BadInput, Conflict, NotFound
from models.queries import replies
from models.queries.queue import QueueFilter, list_queue
from models.queries.replies import NewSentence
from models.tables.item import Item
from models.vocabulary import DraftForm, ItemState, ReplyState
from triage_api.catalogue import said
from triage_api.dependencies import Db, FormGuard, PortsOf, SignedIn
from triage_api.fields import (
    BIGGEST_ID,
    AddressForm,
    Clean,
    Id,
    IdInPath,
    SearchQuery,
    ShortForm,
    ShortQuery,
    TextForm,
)
from triage_api.formats import parse_minute
from triage_api.rendering import render
from triage_api.reply_view import OWN_WORDS, reply_context
from triage_api.replying.blanks import fill
from triage_api.routing import Router
from triage_api.services import drafting, form_drafts, posting, reply, reuse
from triage_api.services.sight import item_in_sight, offices_in_sight

router = Router(include_in_schema=False)
GROUPS = {ReplyState.SUBMITTED: "approve", ReplyState.APPROVED: "post"}
Sentences = Annotated[list[Annotated[str, Clean]] | None, Form()]


@router.get("/tra-loi")
def waiting(request: Request, session: Db, person: SignedIn) -> Response:
    """What waits: items to answer, drafts, approvals, postings to record."""
    offices = offices_in_sight(session, person)
    wanted = QueueFilter(states=(ItemState.AWAITING_REPLY,))
    rows = list_queue(session, offices, wanted, limit=100)
    states = {row.item_id: row for row in replies.waiting_replies(session, offices, replies.LIVE_STATES)}
    groups: dict[str, list[Item]] = {"approve": [], "post": [], "write": []}
    for row in rows:
        live = states.get(row.item.id)
        groups[GROUPS.get(live.state, "write") if live else "write"].append(row.item)
    return render(request, "replies.html", {"person": person, "groups": groups, "states": states})


@router.get("/viec/{item_id}/tra-loi")
def show(
    request: Request,
    session: Db,
    person: SignedIn,
    ports: PortsOf,
    item_id: IdInPath,
    q: SearchQuery = "",
    nhap: ShortQuery = "",
) -> Response:
    """The reply of one item. ``q`` searches the official base for a passage to cite; ``nhap`` puts the person's own unsent words
    into the form.
    """
    item = item_in_sight(session, person, item_id)
    if item.state is ItemState.SECOND_REVIEW:
        raise NotFound("Vụ việc này chưa có kết luận để trả lời.")
    query = q.strip()[:200]
    index = ports.passage_index() if query else None
    draft = form_drafts.draft_of(session, person, item_id, DraftForm.REPLY) if nhap else None
    typed = _sentences(draft.all("cau"), draft.all("can_cu"), {}) if draft else None
    context = reply_context(session, person, item, ports.known_claims(), index, query, typed)
    return render(request, "reply.html", {**context, "draft_used": draft})


@router.post("/viec/{item_id}/tra-loi", dependencies=[FormGuard])
def save(
    request: Request,
    session: Db,
    person: SignedIn,
    ports: PortsOf,
    item_id: IdInPath,
    cau: Sentences = None,
    can_cu: Sentences = None,
    ten_o: Sentences = None,
    gia_tri: Sentences = None,
    mau: ShortForm = "",
    viec: ShortForm = "luu",
) -> Response:
    """Save the draft, with the sentences of a template or a passage added, and send it for approval when asked.

    What is wrong is said with the text kept.
    """
    item = item_in_sight(session, person, item_id)
    values = dict(zip(ten_o or [], gia_tri or [], strict=False))
    sentences = _sentences(cau or [], can_cu or [], values)
    try:
        sentences += drafting.added(session, item, viec, mau)
        reply.save_draft(session, person, item_id, sentences)
        if viec == "gui":
            reply.submit(session, person, item_id)
        form_drafts.drop(session, person, item_id, DraftForm.REPLY)
    except (BadInput, Conflict) as error:
        context = reply_context(session, person, item, ports.known_claims(), typed=sentences)
        return render(request, "reply.html", {**context, "error": said(error)}, status=error.status)
    return _back(item_id)


@router.post("/viec/{item_id}/tra-loi/dung-lai", dependencies=[FormGuard])
def use_again(
    session: Db, person: SignedIn, ports: PortsOf, item_id: IdInPath, ban: Annotated[Id, Form()]
) -> Response:
    """Take over an approved answer to the same claim."""
    reuse.reuse(session, person, item_id, ban, ports.known_claims())
    return _back(item_id)


@router.post("/viec/{item_id}/tra-loi/tra-lai", dependencies=[FormGuard])
def give_back(session: Db, person: SignedIn, item_id: IdInPath, gop_y: TextForm = "") -> Response:
    """Return the draft with a note."""
    reply.give_back(session, person, item_id, gop_y)
    return _back(item_id)


@router.post("/viec/{item_id}/tra-loi/duyet", dependencies=[FormGuard])
def approve(session: Db, person: SignedIn, item_id: IdInPath, luc: ShortForm = "") -> Response:
    """Approve the reply as it was when the page was opened (``luc``: when that version was submitted)."""
    try:
        seen = datetime.fromisoformat(luc)
    except ValueError:
        raise BadInput("Trang đã cũ. Hãy tải lại trang rồi duyệt.") from None
    reply.approve(session, person, item_id, seen=seen)
    return _back(item_id)


@router.post("/viec/{item_id}/tra-loi/da-dang", dependencies=[FormGuard])
def posted(
    request: Request,
    session: Db,
    person: SignedIn,
    ports: PortsOf,
    item_id: IdInPath,
    dia_chi: AddressForm = "",
    luc: ShortForm = "",
) -> Response:
    """Record where it was posted, and when (``luc``, in the office's zone; empty: just now)."""
    item = item_in_sight(session, person, item_id)
    try:
        posting.record_posting(session, person, item_id, dia_chi, posted_at=parse_minute(luc))
    except (BadInput, Conflict) as error:
        context = reply_context(session, person, item, ports.known_claims())
        more = {"error": said(error), "address": dia_chi, "posted_when": luc}
        return render(request, "reply.html", {**context, **more}, status=error.status)
    return _back(item_id)


def _sentences(texts: list[str], bases: list[str], values: dict[str, str]) -> list[NewSentence]:
    """Sentences with their basis, blanks filled where a value was typed; empty fields are left out."""
    padded = [*bases, *[""] * (len(texts) - len(bases))]
    return [
        NewSentence(fill(text.strip(), values), _passage(basis), own_words=basis == OWN_WORDS)
        for text, basis in zip(texts, padded, strict=False)
        if text.strip()
    ]


def _passage(basis: str) -> int | None:
    known = basis.isascii() and basis.isdigit() and len(basis) <= len(str(BIGGEST_ID))
    return min(int(basis), BIGGEST_ID) if known else None


def _back(item_id: int) -> Response:
    return RedirectResponse(f"/viec/{item_id}/tra-loi", status_code=HTTPStatus.SEE_OTHER)
