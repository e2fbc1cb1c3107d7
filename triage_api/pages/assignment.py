"""Who has which topics, what is given to whom, who is away: for coordinators; being away oneself, for everybody at the desk."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from http import HTTPStatus
from typing import Any

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from models.errors import BadInput, Conflict
from models.queries import assignment, desk_settings
from models.queries.accounts import Person
from models.session import Session
from models.vocabulary import Queue, Topic
from triage_api.catalogue import N_, _, said
from triage_api.dependencies import Db, FormGuard, SignedIn
from triage_api.fields import BIGGEST_ID, IdInPath, LineForm, ShortForm, ShortQuery
from triage_api.formats import local, parse_day
from triage_api.rendering import render
from triage_api.routing import Router
from triage_api.services import giving

router = Router(include_in_schema=False)
HERE = "/phan-cong"
DONE = {
    "them": N_("Đã phân công."),
    "bo": N_("Đã bỏ phân công."),
    "vang": N_("Đã ghi vắng mặt. Việc của người ấy được chia cho người khác ngay."),
    "co-mat": N_("Đã ghi có mặt."),
}


@router.get(HERE)
def show(request: Request, session: Db, person: SignedIn, xong: ShortQuery = "") -> Response:
    """People of the desk with what they have, what nobody has, and what is given to whom."""
    return _page(request, session, person, {"done": _(DONE.get(xong, ""))})


@router.post(HERE, dependencies=[FormGuard])
def add(
    request: Request,
    session: Db,
    person: SignedIn,
    nguoi: ShortForm = "",
    chu_de: ShortForm = "",
    loai: ShortForm = "",
) -> Response:
    """Let somebody have a topic, a queue, or both together."""
    try:
        queue = Queue(loai) if loai in set(Queue) else None
        topic = Topic(chu_de) if chu_de in set(Topic) else None
        giving.add_rule(session, person, account_number(nguoi), queue, topic)
    except (BadInput, Conflict) as error:
        typed = {"error": said(error), "who": nguoi, "topic": chu_de, "queue": loai}
        return _page(request, session, person, typed, error.status)
    return _back("them")


@router.post("/phan-cong/{rule_id}/bo", dependencies=[FormGuard])
def drop(session: Db, person: SignedIn, rule_id: IdInPath) -> Response:
    """Take a topic or queue from somebody."""
    giving.drop_rule(session, person, rule_id)
    return _back("bo")


@router.post("/phan-cong/vang-mat", dependencies=[FormGuard])
def away(
    request: Request, session: Db, person: SignedIn, nguoi: ShortForm = "", den: ShortForm = ""
) -> Response:
    """A colleague is away until the end of a day; without one they are back."""
    try:
        giving.set_away(session, person, account_number(nguoi), parse_day(den))
    except BadInput as error:
        return _page(request, session, person, {"error": said(error)}, error.status)
    return _back("vang" if den.strip() else "co-mat")


@router.post("/tai-khoan/vang-mat", dependencies=[FormGuard])
def away_oneself(session: Db, person: SignedIn, den: ShortForm = "") -> Response:
    """One is away until the end of a day oneself; without one, back."""
    giving.set_away(session, person, person.id, parse_day(den))
    done = "vang" if den.strip() else "co-mat"
    return RedirectResponse(f"/tai-khoan?xong={done}", status_code=HTTPStatus.SEE_OTHER)


@router.post("/viec/{item_id}/giao", dependencies=[FormGuard])
def give(
    session: Db, person: SignedIn, item_id: IdInPath, nguoi: ShortForm = "", ly_do: LineForm = ""
) -> Response:
    """Give an open item to a colleague."""
    giving.give(session, person, item_id, account_number(nguoi), ly_do)
    return RedirectResponse(f"/viec/{item_id}#h-giao-cho", status_code=HTTPStatus.SEE_OTHER)


@router.post("/viec/{item_id}/tra-giao", dependencies=[FormGuard])
def decline(session: Db, person: SignedIn, item_id: IdInPath, ly_do: LineForm = "") -> Response:
    """Give back what was given to one, without having taken it."""
    giving.decline(session, person, item_id, ly_do)
    return RedirectResponse(f"/viec/{item_id}#h-ls", status_code=HTTPStatus.SEE_OTHER)


def last_day(back_at: datetime) -> date:
    """The last day on which somebody is away who is back at a moment."""
    return local(back_at - timedelta(seconds=1)).date()


def account_number(text: str) -> int:
    """The number of the account chosen.

    Raises:
        BadInput: none was.
    """
    if not (text.isascii() and text.isdigit() and len(text) <= 18 and 0 < int(text) <= BIGGEST_ID):
        raise BadInput("Hãy chọn một người.", field="nguoi")
    return int(text)


def _page(
    request: Request, session: Session, person: Person, more: Mapping[str, Any], status: int = HTTPStatus.OK
) -> Response:
    people = assignment.desk_people(session, person.office_id)
    rules = assignment.rules_of(session, person.office_id)
    away = assignment.absences(session, [one.id for one in people])
    there = {one.id for one in people} - set(away)
    covered: set[tuple[Queue, Topic]] = set()
    for rule in rules:
        if rule.account_id in there:
            covered |= assignment.pairs_of(rule.queue, rule.topic)
    context = {
        "person": person,
        "people": people,
        "rules": {one.id: [rule for rule in rules if rule.account_id == one.id] for one in people},
        "away": {account_id: last_day(back_at) for account_id, back_at in away.items()},
        "nobodys": [topic for topic in Topic if any((queue, topic) not in covered for queue in Queue)],
        "given": assignment.given_items(session, person.office_id),
        "desk": desk_settings.current(session, person.office_id),
        "error": None,
        "done": "",
        "who": "",
        "topic": "",
        "queue": "",
    }
    return render(request, "assignment.html", {**context, **more}, status=status)


def _back(what: str) -> Response:
    return RedirectResponse(f"{HERE}?xong={what}", status_code=HTTPStatus.SEE_OTHER)
