"""Settings of the office's desk, for administrators: shown, tried on today's queue, saved, taken back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import Form, Request, Response
from fastapi.responses import RedirectResponse

from models.desk import DeskSettings
from models.errors import BadInput
from models.queries import desk_settings
from models.queries.accounts import Person
from models.queries.queue import QueueFilter, most_pressing
from models.session import Session
from models.tables.item import Item
from models.vocabulary import ItemState
from triage_api import desk_form
from triage_api.catalogue import N_, _, said
from triage_api.dependencies import Db, FormGuard, SignedIn
from triage_api.desk_form import DeskForm
from triage_api.fields import ShortQuery
from triage_api.rendering import render
from triage_api.routing import Router
from triage_api.services import desk

router = Router(include_in_schema=False)
HERE = "/cai-dat"
TRIED = 10
DONE = {
    "luu": N_(
        "Đã lưu. Thứ tự hàng việc đổi theo trong vòng một phút; thời hạn mới dùng cho việc đến từ bây giờ."
    ),
    "mac-dinh": N_("Đã về mặc định."),
}
Typed = Annotated[DeskForm, Form()]


@router.get(HERE)
def show(request: Request, session: Db, person: SignedIn, xong: ShortQuery = "") -> Response:
    """What holds at the desk now, and since when."""
    held = desk_settings.current(session, person.office_id)
    return _page(request, session, person, held, {"done": _(DONE.get(xong, ""))})


@router.post("/cai-dat/xem-truoc", dependencies=[FormGuard])
def try_out(request: Request, session: Db, person: SignedIn, typed: Typed) -> Response:
    """Today's most pressing items with the weights that hold and with those typed. Nothing is saved."""
    held = desk_settings.current(session, person.office_id)
    try:
        wanted = desk_form.read(typed, held)
        desk.check(wanted)
    except BadInput as error:
        return _page(request, session, person, held, _refused(error), typed, error.status)
    before, after = (_most_pressing(session, person, one) for one in (held, wanted))
    return _page(request, session, person, held, {"before": before, "after": _moved(before, after)}, typed)


@router.post(HERE, dependencies=[FormGuard])
def save(request: Request, session: Db, person: SignedIn, typed: Typed) -> Response:
    """Save what was typed. What is wrong is said with everything kept."""
    held = desk_settings.current(session, person.office_id)
    try:
        desk.save(session, person, desk_form.read(typed, held))
    except BadInput as error:
        return _page(request, session, person, held, _refused(error), typed, error.status)
    return _done("luu")


@router.post("/cai-dat/mac-dinh", dependencies=[FormGuard])
def reset(session: Db, person: SignedIn) -> Response:
    """Take the office's own settings back."""
    desk.reset(session, person)
    return _done("mac-dinh")


def _most_pressing(session: Session, person: Person, wanted: DeskSettings) -> list[Item]:
    waiting = QueueFilter(states=(ItemState.OPEN, ItemState.ASSIGNED))
    return most_pressing(session, person.office_id, waiting, desk_settings.weights_of(wanted), TRIED)


def _moved(before: Sequence[Item], after: Sequence[Item]) -> list[tuple[Item, int | None]]:
    """Each item of the new order with how many places it went up; None where it was not among the first ten."""
    places = {item.id: place for place, item in enumerate(before)}
    return [
        (item, places[item.id] - place if item.id in places else None) for place, item in enumerate(after)
    ]


def _refused(error: BadInput) -> dict[str, Any]:
    return {"error": said(error), "bad_field": error.values.get("field", "")}


def _page(
    request: Request,
    session: Session,
    person: Person,
    held: DeskSettings,
    more: Mapping[str, Any],
    typed: DeskForm | None = None,
    status: int = HTTPStatus.OK,
) -> Response:
    context = {
        "person": person,
        "form": typed.model_dump() if typed else desk_form.typed_of(held),
        "weights": desk_form.WEIGHTS,
        "severities": desk_form.severity_names(),
        "weekdays": desk_form.WEEKDAYS,
        "set_by": desk_settings.set_by(session, person.office_id),
        "error": None,
        "bad_field": "",
        "done": "",
        "before": [],
        "after": [],
    }
    return render(request, "desk.html", {**context, **more}, status=status)


def _done(what: str) -> Response:
    return RedirectResponse(f"{HERE}?xong={what}", status_code=HTTPStatus.SEE_OTHER)
