"""The queue: what waits, how urgent and why, and taking the next item."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Query, Request, Response
from fastapi.responses import RedirectResponse

from models.desk import Weights
from models.queries import desk_settings, notices, replies
from models.queries.accounts import Person
from models.queries.queue import (
    QueueCount,
    QueueFilter,
    QueueRow,
    count_items,
    count_queues,
    cursor_of,
    list_queue,
    parse_cursor,
)
from models.queries.samples import count_waiting
from models.queries.weekly_spans import Counted, Counting
from models.queues import QUEUE_OF
from models.session import Session
from models.vocabulary import (
    LIVE_STATES,
    QUEUE_NAMES,
    TOPIC_NAMES,
    VERDICT_NAMES,
    Action,
    ItemState,
    Queue,
    ReplyState,
    Topic,
)
from reports.period import Period, local_day
from triage_api.catalogue import N_, _
from triage_api.dependencies import Db, FormGuard, SignedIn
from triage_api.fields import ShortForm, ShortQuery
from triage_api.formats import local, weekday
from triage_api.rendering import render
from triage_api.report_links import NAMES, counted_of
from triage_api.routing import Router
from triage_api.services import lease, presence, second_review, sources
from triage_api.services.sight import offices_in_sight
from triage_api.wording import Factor, bars, factors, urgency, why_urgent

router = Router(include_in_schema=False)
PAGE = 20
SOON = timedelta(hours=1)
FIRST_VIEW, SECOND_LOOK = "con-viec", "xem-lan-hai"
VIEWS: dict[str, tuple[str, tuple[ItemState, ...]]] = {
    FIRST_VIEW: (N_("Còn việc"), (ItemState.OPEN, ItemState.ASSIGNED)),
    SECOND_LOOK: (N_("Xem lần hai"), (ItemState.SECOND_REVIEW,)),
    "cho-tra-loi": (N_("Chờ trả lời"), (ItemState.AWAITING_REPLY,)),
    "cho-co-quan": (N_("Chờ cơ quan phụ trách"), (ItemState.WAITING_OFFICE,)),
    "da-xong": (N_("Đã xong"), (ItemState.CLOSED, ItemState.DISMISSED)),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the list as the template needs it."""

    row: QueueRow
    bars: int
    urgency: str
    why: str
    factors: tuple[Factor, ...]
    state: ItemState
    live: bool
    overdue: bool
    soon: bool
    mine: bool
    taken: bool
    elsewhere: bool


@router.get("/hang-viec")
def queue(
    request: Request,
    session: Db,
    person: SignedIn,
    loai: ShortQuery = "",
    xem: ShortQuery = FIRST_VIEW,
    chu_de: ShortQuery = "",
    qua_han: Annotated[bool, Query()] = False,
    bao_cap_tren: Annotated[bool, Query()] = False,
    cua_toi: Annotated[bool, Query()] = False,
    dem: ShortQuery = "",
    ky: ShortQuery = "",
    ket_luan: ShortQuery = "",
    sau: ShortQuery = "",
    het: Annotated[bool, Query()] = False,
) -> Response:
    """The list with its filters. ``dem``, ``ky``, ``ket_luan``: the items behind a figure of a report. ``sau`` is the cursor,
    ``het`` says that there was nothing to take.
    """
    behind = counted_of(ky, dem, ket_luan, loai, chu_de)
    view = xem if xem in VIEWS else FIRST_VIEW
    states = tuple(ItemState) if behind else VIEWS[view][1]
    # What people read is asked for by the queue the machine had put it in, wherever a person moved it since.
    by_machine = behind is not None and behind[1].counting is Counting.READ
    offices = offices_in_sight(session, person)
    wanted = QueueFilter(
        queue=Queue(loai) if loai in set(Queue) and not by_machine else None,
        states=states,
        topic=Topic(chu_de) if chu_de in set(Topic) and not (behind and behind[1].topic) else None,
        overdue=qua_han,
        escalated=bao_cap_tren,
        assigned_to=person.id if cua_toi else None,
        counted=behind[1] if behind else None,
    )
    desk = desk_settings.current(session, person.office_id)
    weights = desk_settings.weights_of(desk)
    rows = list_queue(session, offices, wanted, PAGE + 1, parse_cursor(sau))
    shown = rows[:PAGE]
    kind_view = FIRST_VIEW if view == SECOND_LOOK else view
    there = count_queues(session, offices)
    counts = {queue: _sum(there, VIEWS[kind_view][1], queue=queue) for queue in Queue}
    context = {
        "person": person,
        "watching": presence.watching(
            session, person, [row.item.id for row in shown], [lease.holder(row.item) or 0 for row in shown]
        ),
        "lines": [_line(row, person, weights) for row in shown],
        "next_cursor": cursor_of(shown[-1]) if len(rows) > PAGE else None,
        "matching": _sum(there, states, queue=wanted.queue)
        if wanted == QueueFilter(queue=wanted.queue, states=states)
        else count_items(session, offices, wanted),
        "counts": counts,
        "kind_view": kind_view,
        "kinds_total": sum(counts.values()),
        "total": _sum(there, states),
        "view_counts": {key: _sum(there, those) for key, (_name, those) in VIEWS.items()},
        "views": VIEWS,
        "view": view,
        "wanted": wanted,
        "behind": _behind(dem, *behind) if behind else None,
        "filtered": wanted.overdue
        or wanted.escalated
        or wanted.topic
        or wanted.assigned_to
        or view not in (FIRST_VIEW, SECOND_LOOK),
        "overdue_count": _sum(there, states, "overdue"),
        "escalated_count": _sum(there, states, "escalated"),
        "mine_count": count_items(session, offices, QueueFilter(assigned_to=person.id)),
        "topics": list(Topic),
        "nothing_left": het,
        "returned": _returned(session, person),
        "notices": notices.notices_of(session, person.id),
        "source_alarms": sources.alarms_of(session, person),
        "samples_waiting": count_waiting(session, person.office_id),
        "may_review": person.may(Action.REVIEW),
        "lease_minutes": desk.lease_minutes,
        "time": datetime.now(UTC),
        "weekday": weekday(local(datetime.now(UTC)).date()),
    }
    return render(request, "queue.html", context)


def _behind(dem: str, period: Period, counted: Counted) -> dict[str, str]:
    """The figure of a report the list is about: what it counts, of when, and the address that keeps to it."""
    read = counted.counting is Counting.READ
    narrower = [
        _(VERDICT_NAMES[counted.verdict]) if counted.verdict else "",
        _(TOPIC_NAMES[counted.topic]) if counted.topic else "",
        _(QUEUE_NAMES[QUEUE_OF[counted.label]]) if read and counted.label else "",
    ]
    asked = {
        "dem": dem,
        "ky": period.code,
        "ket_luan": counted.verdict or "",
        "chu_de": counted.topic or "",
        "loai": QUEUE_OF[counted.label] if read and counted.label else "",
    }
    return {
        "name": ": ".join([_(NAMES[dem][1]), *filter(None, narrower)]),
        "period": period.code,
        "first_day": f"{local_day(counted.start):%d/%m/%Y}",
        "last_day": f"{period.last_day:%d/%m/%Y}",
        "query": urlencode({name: value for name, value in asked.items() if value}),
    }


@router.post("/hang-viec/lay", dependencies=[FormGuard])
def take_next(session: Db, person: SignedIn, loai: ShortForm = "", xem: ShortForm = "") -> Response:
    """Take the most pressing item; no work left leads back to the list, which says so."""
    if xem == SECOND_LOOK:
        item = second_review.next_for(session, person)
        back = f"/hang-viec?xem={SECOND_LOOK}&het=1"
    else:
        item = lease.lease_next(session, person, Queue(loai) if loai in set(Queue) else None)
        back = "/hang-viec?het=1"
    target = back if item is None else f"/viec/{item.id}"
    return RedirectResponse(target, status_code=HTTPStatus.SEE_OTHER)


def _line(row: QueueRow, person: Person, weights: Weights) -> Line:
    item = row.item
    holder = lease.holder(item)
    left = item.due_at - datetime.now(UTC)
    live = item.state in LIVE_STATES
    return Line(
        row=row,
        bars=bars(item.severity),
        urgency=urgency(item.severity),
        why=why_urgent(row),
        factors=factors(row, weights),
        state=lease.state_now(item),
        live=live,
        overdue=live and left < timedelta(),
        soon=live and timedelta() <= left < SOON,
        mine=holder == person.id,
        taken=holder is not None and holder != person.id,
        elsewhere=item.office_id != person.office_id,
    )


def _sum(
    there: Sequence[QueueCount],
    states: Collection[ItemState],
    which: str = "items",
    queue: Queue | None = None,
) -> int:
    """How many items are in these states: all, ``overdue`` or ``escalated`` ones."""
    return sum(
        getattr(one, which) for one in there if one.state in states and (queue is None or one.queue is queue)
    )


def _returned(session: Session, person: Person) -> list[object]:
    """Replies an approver gave back to this person."""
    rows = replies.waiting_replies(session, [person.office_id], (ReplyState.RETURNED,))
    return [reply for reply in rows if reply.drafted_by == person.id]
