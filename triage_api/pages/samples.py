"""Kiểm tra ngẫu nhiên: one post of the random sample after the other, without the machine's label."""

from __future__ import annotations

from datetime import date
from http import HTTPStatus

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from models.errors import BadInput, Conflict, NotFound, TriageError
from models.queries.accounts import Person
from models.queries.samples import count_waiting
from models.session import Session
from models.vocabulary import Label
from triage_api.catalogue import N_, said
from triage_api.dependencies import Db, FormGuard, SignedIn
from triage_api.fields import ShortForm, ShortQuery
from triage_api.rendering import render
from triage_api.routing import Router
from triage_api.services import samples

router = Router(include_in_schema=False)
ADDRESS = "/hang-viec/kiem-tra-ngau-nhien"
HINTS = {
    Label.SCAM: N_("dụ chuyển tiền, bấm đường dẫn, đưa mã"),
    Label.CLAIM: N_("nói chắc một điều kiểm chứng được về chính sách, thủ tục"),
    Label.QUESTION: N_("hỏi về chính sách, thủ tục"),
    Label.GRIEVANCE: N_("phản ánh, kiến nghị, tố cáo"),
    Label.SCAM_AWARENESS: N_("cảnh báo hoặc kể lại chuyện bị lừa"),
    Label.OPINION: N_("khen, chê, châm biếm, mong muốn"),
    Label.OFF_TOPIC: N_("chuyện khác"),
}


@router.get(ADDRESS)
def show(request: Request, session: Db, person: SignedIn, da_ghi: ShortQuery = "") -> Response:
    """The next post to read."""
    return _page(request, session, person, done=bool(da_ghi))


@router.post(ADDRESS, dependencies=[FormGuard])
def read(
    request: Request,
    session: Db,
    person: SignedIn,
    bai: ShortForm = "",
    thang: ShortForm = "",
    nhan: ShortForm = "",
) -> Response:
    """Write down the label and go on to the next."""
    try:
        samples.read(session, person, *_key(thang, bai), nhan)
    except (BadInput, Conflict) as error:
        return _page(request, session, person, error=error)
    return RedirectResponse(f"{ADDRESS}?da_ghi=1", status_code=HTTPStatus.SEE_OTHER)


def _page(
    request: Request,
    session: Session,
    person: Person,
    *,
    done: bool = False,
    error: TriageError | None = None,
) -> Response:
    context = {
        "person": person,
        "post": samples.next_sample(session, person),
        "waiting": count_waiting(session, person.office_id),
        "labels": list(HINTS),
        "hints": HINTS,
        "done": done,
        "error": said(error) if error else None,
    }
    return render(request, "sample.html", context, status=error.status if error else 200)


def _key(month: str, post: str) -> tuple[date, int]:
    try:
        day = date.fromisoformat(month)
    except ValueError:
        raise NotFound("Bài này không còn trong mục kiểm tra ngẫu nhiên.") from None
    if not (post.isascii() and post.isdigit() and len(post) <= 18):
        raise NotFound("Bài này không còn trong mục kiểm tra ngẫu nhiên.")
    return day, int(post)
