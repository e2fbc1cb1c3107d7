"""Half-typed conclusions and replies: kept on the server by a script after a pause, or by a plain button."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

from fastapi import Form, Request, Response
from fastapi.responses import JSONResponse, RedirectResponse

from models.errors import BadInput, Conflict, NotAllowed, TriageError
from models.vocabulary import DraftForm
from triage_api.catalogue import _, said
from triage_api.dependencies import Db, FormGuard, PortsOf, SignedIn
from triage_api.fields import Clean, IdInPath, LongForm, ShortForm
from triage_api.formats import clock
from triage_api.item_page import conclusion_typed, show_item
from triage_api.item_view import item_context
from triage_api.routing import Router
from triage_api.services import form_drafts
from triage_api.services.form_drafts import Draft
from triage_api.services.sight import item_in_sight

router = Router(include_in_schema=False)
Several = Annotated[list[Annotated[str, Clean]] | None, Form()]


@router.post("/viec/{item_id}/ban-nhap", dependencies=[FormGuard])
def keep_conclusion(
    request: Request,
    session: Db,
    person: SignedIn,
    ports: PortsOf,
    item_id: IdInPath,
    ket_luan: ShortForm = "",
    cau: LongForm = "",
    ly_do: LongForm = "",
    can_cu: Several = None,
    khong_co_van_ban: ShortForm = "",
    den_ngay: ShortForm = "",
    ban: ShortForm = "",
) -> Response:
    """Keep a half-typed conclusion; ``ban`` is the version the page knows. What is refused stays in the form."""
    item = item_in_sight(session, person, item_id)
    single = {"ket_luan": ket_luan, "cau": cau, "ly_do": ly_do, "den_ngay": den_ngay}
    if khong_co_van_ban:
        single["khong_co_van_ban"] = "1"
    typed = [(field, text) for field, text in single.items() if text.strip()]
    typed += [("can_cu", one) for one in can_cu or []]
    try:
        draft = form_drafts.save(session, person, item_id, DraftForm.CONCLUSION, typed, _known(ban))
    except (BadInput, Conflict, NotAllowed) as error:
        if _by_script(request):
            return _refused(error)
        kept = conclusion_typed(Draft(tuple(typed), 0, item.opened_at))
        context = item_context(session, person, item, None, "", ports.known_claims(), kept)
        return show_item(request, item, context, error, kept)
    return _saved(draft) if _by_script(request) else _to(f"/viec/{item_id}?nhap=1#ket-luan")


@router.post("/viec/{item_id}/ban-nhap/bo", dependencies=[FormGuard])
def drop_conclusion(session: Db, person: SignedIn, item_id: IdInPath) -> Response:
    """Forget one's own half-typed conclusion."""
    item_in_sight(session, person, item_id)
    form_drafts.drop(session, person, item_id, DraftForm.CONCLUSION)
    return _to(f"/viec/{item_id}#ket-luan")


@router.post("/viec/{item_id}/tra-loi/ban-nhap", dependencies=[FormGuard])
def keep_reply(
    session: Db,
    person: SignedIn,
    item_id: IdInPath,
    cau: Several = None,
    can_cu: Several = None,
    ban: ShortForm = "",
) -> Response:
    """Keep a half-typed reply. Asked by the script only: the form's own button saves it as everybody's draft."""
    pairs = zip(cau or [], can_cu or [], strict=False)
    typed = [part for text, basis in pairs for part in (("cau", text), ("can_cu", basis))]
    try:
        return _saved(form_drafts.save(session, person, item_id, DraftForm.REPLY, typed, _known(ban)))
    except (BadInput, Conflict, NotAllowed) as error:
        return _refused(error)


@router.post("/viec/{item_id}/tra-loi/ban-nhap/bo", dependencies=[FormGuard])
def drop_reply(session: Db, person: SignedIn, item_id: IdInPath) -> Response:
    """Forget one's own half-typed reply."""
    item_in_sight(session, person, item_id)
    form_drafts.drop(session, person, item_id, DraftForm.REPLY)
    return _to(f"/viec/{item_id}/tra-loi")


def _by_script(request: Request) -> bool:
    return request.headers.get("accept", "").startswith("application/json")


def _saved(draft: Draft) -> Response:
    said_at = _("Đã lưu nháp lúc {clock}, mở máy khác cũng thấy.").format(clock=clock(draft.saved_at))
    return JSONResponse({"revision": draft.revision, "said": said_at})


def _refused(error: TriageError) -> Response:
    return JSONResponse({"said": said(error)}, status_code=error.status)


def _known(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0


def _to(address: str) -> Response:
    return RedirectResponse(address, status_code=HTTPStatus.SEE_OTHER)
