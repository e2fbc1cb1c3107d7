"""One item: the post, what the machine noticed, the official text beside it, and the person's conclusion."""

from __future__ import annotations

import secrets
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from models.crypto import Purpose, vault
from models.errors import BadInput, NotAllowed, NotFound
from models.queries import audit, items, narratives
from models.queries.accounts import Person
from models.session import Session
from models.tables.item import Item
from models.vocabulary import Action, ItemState, Verdict
from triage_api.dependencies import Db, FormGuard, PortsOf, SignedIn
from triage_api.item_view import item_context
from triage_api.rendering import render
from triage_api.services import decide, lease
from triage_api.services.decide import Conclusion

router = APIRouter(include_in_schema=False)


@router.get("/viec/{item_id}")
def show(
    request: Request, session: Db, person: SignedIn, ports: PortsOf, item_id: int, q: str = ""
) -> Response:
    """The item page. ``q`` searches the official base for a passage to add."""
    lease.expire(session)
    item = _visible(session, person, item_id)
    context = item_context(
        session, person, item, ports.passage_index() if q.strip() else None, q.strip()[:200]
    )
    return render(
        request, "item.html", {**context, "idempotency_key": secrets.token_urlsafe(16), "error": None}
    )


@router.post("/viec/{item_id}/nhan", dependencies=[FormGuard])
def take(session: Db, person: SignedIn, item_id: int) -> Response:
    """Take this item, or hold it longer."""
    lease.lease(session, person, item_id)
    return _back(item_id)


@router.post("/viec/{item_id}/tra", dependencies=[FormGuard])
def give_back(
    session: Db, person: SignedIn, item_id: int, ly_do: Annotated[str, Form(max_length=500)] = ""
) -> Response:
    """Give the item back to the queue, with a reason when skipping."""
    lease.release(session, person, item_id, ly_do.strip() or None)
    return RedirectResponse("/hang-viec", status_code=HTTPStatus.SEE_OTHER)


@router.post("/viec/{item_id}/y-kien", dependencies=[FormGuard])
def dismiss(
    session: Db, person: SignedIn, item_id: int, loai: Annotated[str, Form(max_length=20)] = "y-kien"
) -> Response:
    """One tap takes an opinion out for good; undo for ten minutes."""
    lease.dismiss(session, person, item_id, as_opinion=loai != "khong-lien-quan")
    return _back(item_id)


@router.post("/viec/{item_id}/hoan-tac", dependencies=[FormGuard])
def undo(session: Db, person: SignedIn, item_id: int) -> Response:
    """Undo one's own dismissal."""
    lease.undo_dismissal(session, person, item_id)
    return _back(item_id)


@router.post("/viec/{item_id}/ket-luan", dependencies=[FormGuard])
def conclude(
    request: Request,
    session: Db,
    person: SignedIn,
    item_id: int,
    khoa: Annotated[str, Form(max_length=80)] = "",
    ket_luan: Annotated[str, Form(max_length=40)] = "",
    cau: Annotated[str, Form(max_length=4000)] = "",
    ly_do: Annotated[str, Form(max_length=8000)] = "",
    can_cu: Annotated[list[int] | None, Form()] = None,
    khong_co_van_ban: Annotated[bool, Form()] = False,
    den_ngay: Annotated[str, Form(max_length=20)] = "",
) -> Response:
    """Write a first or second conclusion. What is wrong is said on the page, with everything typed kept."""
    item = _visible(session, person, item_id)
    try:
        given = Conclusion(
            verdict=_verdict(ket_luan),
            sentence=cau or item.headline,
            rationale=ly_do,
            passage_ids=tuple(can_cu or ()),
            no_official_text=khong_co_van_ban,
            valid_until=decide.parse_day(den_ngay),
            idempotency_key=khoa,
        )
        if item.state is ItemState.SECOND_REVIEW:
            decide.second_look(session, person, item_id, given)
        else:
            decide.decide(session, person, item_id, given)
    except BadInput as error:
        typed = {
            "verdict": ket_luan,
            "sentence": cau,
            "rationale": ly_do,
            "passages": can_cu or [],
            "no_text": khong_co_van_ban,
            "until": den_ngay,
        }
        context = item_context(session, person, item, None, "", typed)
        return render(
            request,
            "item.html",
            {**context, "idempotency_key": khoa, "error": error.message},
            status=error.status,
        )
    return _back(item_id)


@router.post("/viec/{item_id}/mo-lai", dependencies=[FormGuard])
def reopen(
    session: Db, person: SignedIn, item_id: int, ly_do: Annotated[str, Form(max_length=500)] = ""
) -> Response:
    """Open an ended item again, with a reason."""
    decide.reopen(session, person, item_id, ly_do)
    return _back(item_id)


@router.post("/viec/{item_id}/bai-goc", dependencies=[FormGuard])
def original(
    request: Request,
    session: Db,
    person: SignedIn,
    item_id: int,
    bai: Annotated[str, Form(max_length=40)] = "",
) -> Response:
    """Show the address of a post of this item; the reading is audited before it is shown."""
    item = _visible(session, person, item_id)
    holds = item.state is ItemState.ASSIGNED and item.assigned_to == person.id
    if not (person.may(Action.SEE_ADDRESS) or (holds and person.may(Action.SEE_ADDRESS_ON_OWN_LEASE))):
        raise NotAllowed("Chỉ người đang giữ việc hoặc người duyệt mới mở được bài gốc.")
    member = next(
        (post for post in narratives.posts_of(session, item.narrative_id) if str(post.id) == bai), None
    )
    sealed = narratives.sealed_address(session, member.month, member.id) if member else None
    if member is None or sealed is None:
        raise NotFound("Địa chỉ bài gốc đã được xóa theo thời hạn lưu.")
    audit.record(session, "address_read", "post", member.id, person.id, item.office_id)
    context = {"person": person, "item": item, "address": vault().open(sealed, Purpose.ADDRESS)}
    return render(request, "original.html", context)


def _visible(session: Session, person: Person, item_id: int) -> Item:
    item = items.find_item(session, item_id, decide.visible_offices(session, person))
    if item is None:
        raise NotFound("Không có vụ việc này, hoặc nó thuộc cơ quan khác.")
    return item


def _verdict(text: str) -> Verdict:
    try:
        return Verdict(text)
    except ValueError:
        raise BadInput("Hãy chọn một kết luận.") from None


def _back(item_id: int) -> Response:
    return RedirectResponse(f"/viec/{item_id}", status_code=HTTPStatus.SEE_OTHER)
