"""One item: the post, what the machine noticed, the official text beside it, and the person's conclusion."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

from fastapi import Form, Request, Response
from fastapi.responses import RedirectResponse

from models.errors import BadInput, Conflict, IllegalMove, NotAllowed
from models.vocabulary import DraftForm, ItemState, Label, Topic, Verdict
from triage_api.dependencies import Db, FormGuard, PortsOf, SignedIn
from triage_api.fields import Id, IdInPath, LineForm, LongForm, SearchQuery, ShortForm, ShortQuery, TextForm
from triage_api.formats import parse_day
from triage_api.item_page import EVERYTHING, SHOWN, conclusion_typed, show_item
from triage_api.item_view import item_context
from triage_api.routing import Router
from triage_api.services import (
    corrections,
    decide,
    form_drafts,
    known,
    lease,
    notes,
    office,
    presence,
    regroup,
)
from triage_api.services.decide import Conclusion
from triage_api.services.sight import item_in_sight

router = Router(include_in_schema=False)
LONGEST_NUMBER = 18
"""Digits of the largest number the database has for an item."""


@router.get("/viec/{item_id}")
def show(
    request: Request,
    session: Db,
    person: SignedIn,
    ports: PortsOf,
    item_id: IdInPath,
    q: SearchQuery = "",
    cau_so: ShortQuery = "",
    nhap: ShortQuery = "",
    day_du: ShortQuery = "",
    sua: ShortQuery = "",
) -> Response:
    """The item page. ``q`` searches the official base for a passage to add; ``cau_so`` is the sentence picked, from 0; ``nhap``
    puts the person's own draft into the form; ``day_du`` shows all of the lists that are cut short, ``sua`` the form for
    a label or topic the machine got wrong.
    """
    item = item_in_sight(session, person, item_id)
    presence.note(session, person, item)
    query = q.strip()[:200]
    draft = form_drafts.draft_of(session, person, item_id, DraftForm.CONCLUSION) if nhap else None
    context = item_context(
        session,
        person,
        item,
        ports.passage_index() if query else None,
        query,
        ports.known_claims(),
        conclusion_typed(draft) if draft else None,
    )
    return show_item(
        request,
        item,
        {
            **context,
            "picked": _picked(cau_so, len(context["candidates"])),
            "draft_used": draft,
            "shown": EVERYTHING if day_du else SHOWN,
            "correcting": bool(sua),
        },
    )


@router.post("/viec/{item_id}/nhan", dependencies=[FormGuard])
def take(session: Db, person: SignedIn, item_id: IdInPath) -> Response:
    """Take this item, or hold it longer."""
    lease.lease(session, person, item_id)
    return _back(item_id)


@router.post("/viec/{item_id}/tra", dependencies=[FormGuard])
def give_back(session: Db, person: SignedIn, item_id: IdInPath, ly_do: LineForm = "") -> Response:
    """Give the item back to the queue, with a reason when skipping."""
    lease.release(session, person, item_id, ly_do.strip() or None)
    return RedirectResponse("/hang-viec", status_code=HTTPStatus.SEE_OTHER)


@router.post("/viec/{item_id}/y-kien", dependencies=[FormGuard])
def dismiss(session: Db, person: SignedIn, item_id: IdInPath, loai: ShortForm = "y-kien") -> Response:
    """One tap takes an opinion out for good; undo for ten minutes."""
    lease.dismiss(session, person, item_id, as_opinion=loai != "khong-lien-quan")
    return _back(item_id)


@router.post("/viec/{item_id}/sua-nhan", dependencies=[FormGuard])
def correct(
    session: Db, person: SignedIn, item_id: IdInPath, nhan: ShortForm = "", chu_de: ShortForm = ""
) -> Response:
    """Say what label and topic the machine should have given."""
    if nhan not in set(Label) or chu_de not in set(Topic):
        raise BadInput("Hãy chọn loại và chủ đề đúng của bài.")
    corrections.correct(session, person, item_id, Label(nhan), Topic(chu_de))
    return _back(item_id)


@router.post("/viec/{item_id}/hoan-tac", dependencies=[FormGuard])
def undo(session: Db, person: SignedIn, item_id: IdInPath) -> Response:
    """Undo one's own dismissal."""
    lease.undo_dismissal(session, person, item_id)
    return _back(item_id)


@router.post("/viec/{item_id}/ket-luan", dependencies=[FormGuard])
def conclude(
    request: Request,
    session: Db,
    person: SignedIn,
    ports: PortsOf,
    item_id: IdInPath,
    khoa: ShortForm = "",
    ket_luan: ShortForm = "",
    cau: LongForm = "",
    ly_do: LongForm = "",
    can_cu: Annotated[list[Id] | None, Form()] = None,
    khong_co_van_ban: Annotated[bool, Form()] = False,
    den_ngay: ShortForm = "",
) -> Response:
    """Write a first or second conclusion. What is wrong is said on the page, with everything typed kept."""
    item = item_in_sight(session, person, item_id)
    typed = {
        "verdict": ket_luan,
        "sentence": cau,
        "rationale": ly_do,
        "passages": can_cu or [],
        "no_text": khong_co_van_ban,
        "until": den_ngay,
    }
    try:
        given = Conclusion(
            verdict=_verdict(ket_luan),
            sentence=cau,
            rationale=ly_do,
            passage_ids=tuple(can_cu or ())[:20],
            no_official_text=khong_co_van_ban,
            valid_until=parse_day(den_ngay),
            idempotency_key=khoa,
        )
        if item.state is ItemState.SECOND_REVIEW:
            decide.second_look(session, person, item_id, given)
        else:
            decide.decide(session, person, item_id, given)
        form_drafts.drop(session, person, item_id, DraftForm.CONCLUSION)
    except IllegalMove:
        raise  # something was written before it was refused: all of it goes
    except (BadInput, Conflict, NotAllowed) as error:
        context = item_context(session, person, item, None, "", ports.known_claims(), typed)
        return show_item(request, item, context, error, typed, khoa)
    return _back(item_id)


@router.post("/viec/{item_id}/y-kien-lan-hai", dependencies=[FormGuard])
def call_opinion(session: Db, person: SignedIn, item_id: IdInPath) -> Response:
    """The second person says that it is an opinion; a third decides."""
    decide.call_opinion(session, person, item_id)
    return RedirectResponse("/hang-viec", status_code=HTTPStatus.SEE_OTHER)


@router.post("/viec/{item_id}/mo-lai", dependencies=[FormGuard])
def reopen(session: Db, person: SignedIn, item_id: IdInPath, ly_do: TextForm = "") -> Response:
    """Open an ended item again, with a reason."""
    decide.reopen(session, person, item_id, ly_do)
    return _back(item_id)


@router.post("/viec/{item_id}/cap-tren", dependencies=[FormGuard])
def escalate(session: Db, person: SignedIn, item_id: IdInPath, ly_do: TextForm = "") -> Response:
    """Mark the item for the office above."""
    office.escalate(session, person, item_id, ly_do)
    return _to_history(item_id)


@router.post("/viec/{item_id}/hoi-co-quan", dependencies=[FormGuard])
def ask_office(session: Db, person: SignedIn, item_id: IdInPath, ly_do: TextForm = "") -> Response:
    """Ask the office in charge for what is missing."""
    office.ask_office(session, person, item_id, ly_do)
    return _back(item_id)


@router.post("/viec/{item_id}/co-quan-tra-loi", dependencies=[FormGuard])
def office_answered(session: Db, person: SignedIn, item_id: IdInPath, ly_do: TextForm = "") -> Response:
    """Record that the office in charge has answered."""
    office.office_answered(session, person, item_id, ly_do)
    return _back(item_id)


@router.post("/viec/{item_id}/ket-thuc", dependencies=[FormGuard])
def close(session: Db, person: SignedIn, item_id: IdInPath, ly_do: TextForm = "") -> Response:
    """End an item that needs no reply."""
    office.close_without_reply(session, person, item_id, ly_do)
    return _back(item_id)


@router.post("/viec/{item_id}/gop", dependencies=[FormGuard])
def merge(
    session: Db,
    person: SignedIn,
    item_id: IdInPath,
    vao: ShortForm = "",
    ly_do: LineForm = "",
    tu: ShortForm = "",
) -> Response:
    """Merge this item into the one named; ``tu`` is the item whose page the button stands on."""
    into = _item_number(vao)
    regroup.merge(session, person, item_id, into, ly_do)
    return _back(into if tu == str(into) else item_id)


@router.post("/viec/{item_id}/tach", dependencies=[FormGuard])
def split(
    session: Db,
    person: SignedIn,
    item_id: IdInPath,
    bai: ShortForm = "",
    ly_do: LineForm = "",
    tu: ShortForm = "",
) -> Response:
    """Take the post ``bai`` out of this item; without one, split the whole item off where it was merged into another."""
    if not bai:
        regroup.split(session, person, item_id, ly_do)
        return _back(_item_number(tu) if tu else item_id)
    regroup.take_out(session, person, item_id, _number(bai), ly_do)
    return _back(item_id)


@router.post("/viec/{item_id}/ghi-chu", dependencies=[FormGuard])
def add_note(session: Db, person: SignedIn, item_id: IdInPath, ghi_chu: TextForm = "") -> Response:
    """Leave a note for colleagues."""
    notes.add_note(session, person, item_id, ghi_chu)
    return _to_history(item_id)


@router.post("/viec/{item_id}/cach-noi", dependencies=[FormGuard])
def add_wording(session: Db, person: SignedIn, item_id: IdInPath, cach_noi: TextForm = "") -> Response:
    """Add another way in which the claim of a concluded item is told."""
    known.add_wording(session, person, item_id, cach_noi)
    return _back(item_id)


@router.post("/viec/{item_id}/hoan-tac-gop", dependencies=[FormGuard])
def undo_regrouping(session: Db, person: SignedIn, item_id: IdInPath) -> Response:
    """Undo the last merge or split of this item."""
    regroup.undo(session, person, item_id)
    return _back(item_id)


def _item_number(text: str) -> int:
    """The number of an item as people write it: ``12``, ``VV-12``."""
    return _number(text.strip().upper().removeprefix("VV-").removeprefix("VV"))


def _number(text: str) -> int:
    plain = text.strip()
    if not (plain.isascii() and plain.isdigit() and len(plain) <= LONGEST_NUMBER and int(plain)):
        raise BadInput("Hãy ghi số của vụ việc, ví dụ VV-12.")
    return int(plain)


def _picked(text: str, count: int) -> int | None:
    """Which of the sentences was picked; None while none is."""
    return int(text) if text.isascii() and text.isdigit() and int(text) < count else None


def _verdict(text: str) -> Verdict:
    try:
        return Verdict(text)
    except ValueError:
        raise BadInput("Hãy chọn một kết luận.", field="ket_luan") from None


def _back(item_id: int) -> Response:
    return RedirectResponse(f"/viec/{item_id}", status_code=HTTPStatus.SEE_OTHER)


def _to_history(item_id: int) -> Response:
    """Where the page says what was just done, when nothing else on it does."""
    return RedirectResponse(f"/viec/{item_id}#h-ls", status_code=HTTPStatus.SEE_OTHER)
