"""Information still missing: the tickets by office in charge, and one ticket with its answer and history."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import UTC, datetime
from http import HTTPStatus
from itertools import groupby
from typing import Any

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from models.errors import BadInput, Conflict, TriageError
from models.queries import gaps as tickets
from models.queries import narratives
from models.queries.accounts import Person
from models.queries.gaps import GapLine
from models.session import Session
from triage_api.catalogue import said
from triage_api.dependencies import Db, FormGuard, PortsOf, SignedIn
from triage_api.evidence_view import find_passages
from triage_api.fields import IdInPath, LongForm, SearchQuery, ShortForm, ShortQuery
from triage_api.formats import today
from triage_api.rendering import render
from triage_api.routing import Router
from triage_api.services import gaps
from triage_api.services.sight import offices_in_sight

router = Router(include_in_schema=False)
ADDRESS = "/thieu-thong-tin"
ANSWERED = "da-tra-loi"
EXAMPLES = 5
NOTHING_TYPED = {"text": "", "passage": None, "office": None, "reason": ""}


@router.get(ADDRESS)
def overview(request: Request, session: Db, person: SignedIn, xem: ShortQuery = "") -> Response:
    """Tickets by office in charge, the longest due first; or those answered."""
    gaps.require_reader(person)
    offices = offices_in_sight(session, person)
    answered = xem == ANSWERED
    lines = tickets.list_gaps(session, offices, answered=answered)
    waiting, late = tickets.count_open(session, offices)
    context = {
        "person": person,
        "groups": [(name, list(rows)) for name, rows in groupby(lines, key=lambda line: line.in_charge)],
        "answered": answered,
        "waiting": waiting,
        "late": late,
        "moment": datetime.now(UTC),
        "full": len(lines) >= tickets.MOST_LISTED,
    }
    return render(request, "gaps.html", context)


@router.get(ADDRESS + "/{gap_id}")
def show(
    request: Request, session: Db, person: SignedIn, ports: PortsOf, gap_id: IdInPath, q: SearchQuery = ""
) -> Response:
    """One ticket. ``q`` searches the official base for the passage that answers it."""
    line = gaps.gap_in_sight(session, person, gap_id)
    query = q.strip()[:200]
    found = find_passages(session, ports.passage_index(), query, [], today(), 1) if query else []
    return _page(request, session, person, line, {"query": query, "found": found})


@router.post(ADDRESS + "/{gap_id}/tra-loi", dependencies=[FormGuard])
def answer(
    request: Request,
    session: Db,
    person: SignedIn,
    gap_id: IdInPath,
    khoa: ShortForm = "",
    noi_dung: LongForm = "",
    can_cu: ShortForm = "",
) -> Response:
    """Answer with a passage, words, or both. What is wrong is said on the page with everything typed kept."""
    line = gaps.gap_in_sight(session, person, gap_id)
    typed = {**NOTHING_TYPED, "text": noi_dung, "passage": _id(can_cu)}
    try:
        gaps.answer(session, person, gap_id, noi_dung, _id(can_cu), khoa)
    except (BadInput, Conflict) as error:
        return _page(request, session, person, line, {}, error, typed, khoa)
    return RedirectResponse(f"{ADDRESS}/{gap_id}", status_code=HTTPStatus.SEE_OTHER)


@router.post(ADDRESS + "/{gap_id}/chuyen", dependencies=[FormGuard])
def reassign(
    request: Request,
    session: Db,
    person: SignedIn,
    gap_id: IdInPath,
    khoa: ShortForm = "",
    co_quan: ShortForm = "",
    ly_do: LongForm = "",
) -> Response:
    """Put another office in charge."""
    line = gaps.gap_in_sight(session, person, gap_id)
    typed = {**NOTHING_TYPED, "office": _id(co_quan), "reason": ly_do}
    try:
        gap = gaps.reassign(session, person, gap_id, _id(co_quan) or 0, ly_do, khoa)
    except (BadInput, Conflict) as error:
        return _page(request, session, person, line, {}, error, typed, khoa)
    stays = {gap.office_id, gap.in_charge_id} & set(offices_in_sight(session, person))
    where = f"{ADDRESS}/{gap_id}" if stays else ADDRESS
    return RedirectResponse(where, status_code=HTTPStatus.SEE_OTHER)


def _page(
    request: Request,
    session: Session,
    person: Person,
    line: GapLine,
    search: Mapping[str, Any],
    error: TriageError | None = None,
    typed: Mapping[str, Any] | None = None,
    key: str | None = None,
) -> Response:
    gap = line.gap
    sees_item = gap.office_id in offices_in_sight(session, person)
    posts = narratives.posts_of(session, gap.item.narrative_id, EXAMPLES) if sees_item else []
    context = {
        "person": person,
        "line": line,
        "gap": gap,
        "asked": tickets.picked_sentence(session, gap.item_id) or line.headline,
        "posts": [post for post in posts if post.text],
        "sees_item": sees_item,
        "overdue": gap.answered_at is None and gap.due_at < datetime.now(UTC),
        "history": tickets.gap_history(session, gap.id),
        "offices": tickets.offices_to_ask(session),
        "may_answer": gaps.may_answer(person, gap),
        "may_reassign": gaps.may_reassign(person, gap),
        "typed": typed or NOTHING_TYPED,
        "query": "",
        "found": [],
        **search,
        "error": said(error) if error else None,
        "bad_field": error.values.get("field", "") if error else "",
        "key": key or secrets.token_urlsafe(16),
    }
    return render(request, "gap.html", context, status=error.status if error else 200)


def _id(text: str) -> int | None:
    plain = text.strip()
    return int(plain) if plain.isascii() and plain.isdigit() and len(plain) <= 18 else None
