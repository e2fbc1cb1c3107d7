"""The library of official documents: which there are, and searching their passages. Needs no account."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from fastapi import Request, Response

from models.errors import BadInput
from models.queries import official
from models.queries.document_page import documents_numbered
from models.queries.endings import waiting_proposals
from models.queries.library import LibraryFilter, count_library, library_choices, list_library
from models.session import Session
from models.tables.official import Document, DocumentPassage
from models.vocabulary import Action
from nlp.contracts import PassageIndex
from nlp.evidence.terms import number_terms
from nlp.normalise import normalise
from nlp.official.numbers import canonical
from triage_api.catalogue import N_, said
from triage_api.dependencies import Db, PortsOf, Visitor
from triage_api.fields import SearchQuery, ShortQuery
from triage_api.formats import parse_day
from triage_api.highlight import excerpt
from triage_api.library_view import address, cursor_of, line, offers, parse_cursor, read_from_picture
from triage_api.limits import search_limit
from triage_api.marking import Segment
from triage_api.rendering import render
from triage_api.routing import Router
from triage_api.validity import Validity, passage_validity

router = Router(include_in_schema=False)
PAGE = 20
FOUND = 10
MOST_NUMBERS = 5
MOST_FOUND = 50
"""Hits of a search, best first; who does not find it among these asks in other words."""
ADDRESS, SEARCH = "/van-ban", "/van-ban/tim"
STATES: dict[str, tuple[str, dict[str, bool]]] = {
    "": (N_("Mọi tình trạng"), {}),
    "chinh-thuc": (N_("Đã ban hành"), {"draft": False}),
    "du-thao": (N_("Dự thảo"), {"draft": True}),
    "can-kiem": (N_("Chưa có người xác nhận"), {"confirmed": False}),
    "da-xac-nhan": (N_("Đã có người xác nhận"), {"confirmed": True}),
}


@dataclass(frozen=True, slots=True)
class Hit:
    """One passage found."""

    passage: DocumentPassage
    segments: list[Segment]
    validity: Validity
    ocr: bool


@router.get(ADDRESS)
def library(
    request: Request,
    session: Db,
    visitor: Visitor,
    q: SearchQuery = "",
    ngay: ShortQuery = "",
    co_quan: SearchQuery = "",
    loai: SearchQuery = "",
    tu: ShortQuery = "",
    den: ShortQuery = "",
    tinh_trang: ShortQuery = "",
    sau: ShortQuery = "",
) -> Response:
    """The list with its filters. ``sau`` is the cursor: date of issue and id of the last row shown."""
    error, days = _days(ngay, tu, den)
    on, first, last = days
    state = tinh_trang if tinh_trang in STATES else ""
    wanted = LibraryFilter(
        issuer=co_quan.strip() or None,
        kind=loai.strip() or None,
        issued_from=first,
        issued_to=last,
        in_force_on=on,
        text=q.strip() or None,
        **STATES[state][1],
    )
    rows = list_library(session, wanted, PAGE + 1, parse_cursor(sau))
    shown = rows[:PAGE]
    asked = {"q": q.strip(), "ngay": on, "co_quan": wanted.issuer, "loai": wanted.kind}
    asked |= {"tu": first, "den": last, "tinh_trang": state}
    after = cursor_of(shown[-1].document) if len(rows) > PAGE else ""
    may_add = visitor is not None and visitor.may(Action.MANAGE_OFFICIAL)
    context = {
        "person": visitor,
        "lines": [line(row, on) for row in shown],
        "matching": count_library(session, wanted),
        "choices": library_choices(session),
        "asked": asked,
        "filtered": any(value for name, value in asked.items() if name != "q"),
        "states": STATES,
        "next": address(ADDRESS, asked, sau=after) if after else None,
        "is_later_page": bool(sau),
        "search": address(SEARCH, {"q": q.strip(), "ngay": on}),
        "may_add": may_add,
        "waiting": offers(waiting_proposals(session), visitor) if may_add and not sau else [],
        "error": said(error) if error else None,
    }
    return render(request, "library.html", context, status=error.status if error else 200)


@router.get(SEARCH)
def search(
    request: Request,
    session: Db,
    visitor: Visitor,
    ports: PortsOf,
    q: SearchQuery = "",
    ngay: ShortQuery = "",
    trang: ShortQuery = "",
) -> Response:
    """Passages about ``q``, those in force on ``ngay`` alone when a day is asked for."""
    error, (on, *_rest) = _days(ngay, "", "")
    query = " ".join(q.split())[:200]
    if query and visitor is None:
        search_limit(request)
    hits = _hits(session, ports.passage_index(), query, on) if query else []
    holding = [hit for hit in hits if hit.validity.holds] if on else hits
    others = [hit for hit in hits if not hit.validity.holds] if on else []
    page = min(int(trang), MOST_FOUND) if trang.isascii() and trang.isdigit() and int(trang) else 1
    start = (page - 1) * FOUND
    asked = {"q": query, "ngay": on}
    context = {
        "person": visitor,
        "query": query,
        "asked": asked,
        "hits": holding[start : start + FOUND],
        "found": len(holding),
        "first": start + 1,
        "others": others[:FOUND],
        "documents": _numbered(session, query) if query else [],
        "previous": address(SEARCH, asked, trang=page - 1) if page > 1 else None,
        "next": address(SEARCH, asked, trang=page + 1) if len(holding) > start + FOUND else None,
        "library": address(ADDRESS, asked),
        "hit_query": address("", {"q": query, "ngay": on}),
        "error": said(error) if error else None,
    }
    return render(request, "library_search.html", context, status=error.status if error else 200)


def _hits(session: Session, index: PassageIndex, query: str, on: date | None) -> list[Hit]:
    text = normalise(query)
    ids = [int(hit.passage.key) for hit in index.search(text, on, MOST_FOUND)]
    rows = official.passages_by_id(session, ids)
    return [
        Hit(
            row,
            excerpt(row.text, text),
            passage_validity(row, on),
            read_from_picture(row) and row.document.confirmed_at is None,
        )
        for row in (rows[key] for key in ids if key in rows)
    ]


def _numbered(session: Session, query: str) -> list[Document]:
    """Documents whose number is the query, or stands in it."""
    written, _loose = number_terms(normalise(query))
    wanted = dict.fromkeys([canonical(query), canonical(query.upper()), *written])
    return [row for number in list(wanted)[:MOST_NUMBERS] for row in documents_numbered(session, number)]


def _days(*texts: str) -> tuple[BadInput | None, list[date | None]]:
    """The days asked for, and what is wrong with one; then none counts."""
    try:
        return None, [parse_day(text) for text in texts]
    except BadInput as error:
        return error, [None for _text in texts]
