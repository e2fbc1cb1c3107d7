"""The queue: what waits, how urgent and why, and taking the next item."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Form, Query, Request, Response
from fastapi.responses import RedirectResponse

from models.queries import items
from models.queries.accounts import Person
from models.queries.items import QueueFilter, QueueRow, Weights
from models.session import Session
from models.vocabulary import Action, ItemState, Queue, Topic
from triage_api.dependencies import Db, FormGuard, SignedIn
from triage_api.rendering import local, render
from triage_api.services import decide, lease
from triage_api.wording import Factor, bars, factors, urgency

router = APIRouter(include_in_schema=False)
PAGE = 20
VIEWS: dict[str, tuple[str, tuple[ItemState, ...]]] = {
    "con-viec": ("Còn việc", (ItemState.OPEN, ItemState.ASSIGNED)),
    "xem-lan-hai": ("Xem lần hai", (ItemState.SECOND_REVIEW,)),
    "cho-tra-loi": ("Chờ trả lời", (ItemState.AWAITING_REPLY,)),
    "cho-co-quan": ("Chờ cơ quan phụ trách", (ItemState.WAITING_OFFICE,)),
    "da-xong": ("Đã xong", (ItemState.CLOSED, ItemState.DISMISSED)),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the list as the template needs it."""

    row: QueueRow
    bars: int
    urgency: str
    factors: tuple[Factor, ...]
    overdue: bool
    mine: bool
    taken: bool


@router.get("/hang-viec")
def queue(
    request: Request,
    session: Db,
    person: SignedIn,
    loai: Annotated[Queue | None, Query()] = None,
    xem: Annotated[str, Query(max_length=20)] = "con-viec",
    chu_de: Annotated[str, Query(max_length=40)] = "",
    qua_han: Annotated[bool, Query()] = False,
    cua_toi: Annotated[bool, Query()] = False,
    sau: Annotated[str, Query(max_length=60)] = "",
    het: Annotated[bool, Query()] = False,
) -> Response:
    """The list with its filters. ``sau`` is the cursor, ``het`` says that there was nothing to take."""
    lease.expire(session)
    view = xem if xem in VIEWS else "con-viec"
    offices = decide.visible_offices(session, person)
    wanted = QueueFilter(
        queue=loai,
        states=VIEWS[view][1],
        topic=Topic(chu_de) if chu_de in set(Topic) else None,
        overdue=qua_han,
        assigned_to=person.id if cua_toi else None,
    )
    rows = items.list_queue(session, offices, wanted, PAGE + 1, items.parse_cursor(sau))
    shown = rows[:PAGE]
    context = {
        "person": person,
        "lines": [_line(row, person) for row in shown],
        "next_cursor": items.cursor_of(shown[-1]) if len(rows) > PAGE else None,
        "counts": items.count_by_queue(session, offices, VIEWS[view][1]),
        "view_counts": {key: _count(session, offices, states) for key, (_, states) in VIEWS.items()},
        "views": VIEWS,
        "view": view,
        "wanted": wanted,
        "overdue_count": items.count_items(
            session, offices, QueueFilter(states=VIEWS[view][1], overdue=True)
        ),
        "topics": vocabulary_topics(),
        "nothing_left": het,
        "may_review": person.may(Action.REVIEW),
        "time": local(datetime.now(UTC)),
    }
    return render(request, "queue.html", context)


@router.post("/hang-viec/lay", dependencies=[FormGuard])
def take_next(session: Db, person: SignedIn, loai: Annotated[str, Form(max_length=20)] = "") -> Response:
    """Take the most pressing item; no work left leads back to the list, which says so."""
    wanted = Queue(loai) if loai in set(Queue) else None
    item = lease.lease_next(session, person, wanted)
    target = f"/viec/{item.id}" if item is not None else "/hang-viec?het=1"
    return RedirectResponse(target, status_code=HTTPStatus.SEE_OTHER)


def vocabulary_topics() -> list[Topic]:
    """Topics in the order of the closed list."""
    return list(Topic)


def _line(row: QueueRow, person: Person) -> Line:
    item = row.item
    holder = item.assigned_to if item.state is ItemState.ASSIGNED else None
    return Line(
        row=row,
        bars=bars(item.severity),
        urgency=urgency(item.severity),
        factors=factors(row, Weights()),
        overdue=item.due_at < datetime.now(UTC) and item.state in items.LIVE_STATES,
        mine=holder == person.id,
        taken=holder is not None and holder != person.id,
    )


def _count(session: Session, offices: list[int], states: tuple[ItemState, ...]) -> int:
    return items.count_items(session, offices, QueueFilter(states=states))
