"""Posts from a file: choose it, see what would be read and what not, change the columns, then take it in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from http import HTTPStatus
from itertools import islice
from typing import Annotated, Any

from fastapi import Query, Request, Response
from fastapi.responses import RedirectResponse

from crawler.tables.columns import NOBODY, Columns, chosen, propose
from crawler.tables.reading import SUFFIXES, read_table
from crawler.tables.table import FIELDS, Table
from models.errors import BadInput, TooLarge
from models.queries.accounts import Person
from triage_api import waiting_posts
from triage_api.catalogue import N_, _, said
from triage_api.dependencies import PortsOf, SignedIn
from triage_api.fields import Clean
from triage_api.rendering import render
from triage_api.routing import Router
from triage_api.services.post_import import preview, store
from triage_api.uploads import MAX_POSTS_UPLOAD, POSTS_ADDRESS, PostsUploadOf
from triage_api.waiting_posts import WaitingPosts

router = Router(include_in_schema=False)
MOST_ROWS = 2_000
"""Rows of a file that a page takes: a person waits for the answer."""
LISTED = 20
"""Rows that were left out which the page lists; all of them are counted."""
SELECTS = dict(zip(FIELDS, ("noi_dung", "dia_chi", "luc", "luong"), strict=True))
"""Names of the fields of the form."""
FIELD_LABELS = {
    "text": N_("Nội dung bài"),
    "address": N_("Địa chỉ trang"),
    "posted_at": N_("Ngày giờ đăng"),
    "thread": N_("Luồng, chủ đề"),
}
GONE = "Tệp này không còn được giữ chờ. Hãy chọn lại tệp."
KeyInQuery = Annotated[str, Query(max_length=40), Clean]
ColumnInQuery = Annotated[str | None, Query(max_length=6)]


@router.get(POSTS_ADDRESS)
def form(
    request: Request,
    person: SignedIn,
    tep: KeyInQuery = "",
    noi_dung: ColumnInQuery = None,
    dia_chi: ColumnInQuery = None,
    luc: ColumnInQuery = None,
    luong: ColumnInQuery = None,
) -> Response:
    """The form, or the preview of the file that waits, with the columns asked for."""
    if not tep:
        return _page(request, person)
    waiting = waiting_posts.find(person.id, tep)
    if waiting is None:
        return _page(request, person, error=_(GONE))
    asked = dict(zip(FIELDS, (noi_dung, dia_chi, luc, luong), strict=True))
    return _look(request, person, waiting, {field: one for field, one in asked.items() if one is not None})


@router.post(POSTS_ADDRESS)
def add(request: Request, ports: PortsOf, person: SignedIn, upload: PostsUploadOf) -> Response:
    """Read the file sent and lead to its preview; or take in, or drop, the one that waits."""
    key = upload.fields.get("giu", "")
    if key and upload.fields.get("bo"):
        waiting_posts.let_go(person.id, key)
        return RedirectResponse(POSTS_ADDRESS, status_code=HTTPStatus.SEE_OTHER)
    if key:
        return _take(request, ports, person, key, upload.fields)
    try:
        filename, data = _file(upload.files)
        table = _in_memory(read_table(data, filename, MOST_ROWS))
    except BadInput as error:
        return _page(request, person, error=said(error), status=error.status)
    key = waiting_posts.hold(WaitingPosts(person.id, filename, table))
    return RedirectResponse(f"{POSTS_ADDRESS}?tep={key}", status_code=HTTPStatus.SEE_OTHER)


def _take(request: Request, ports: PortsOf, person: Person, key: str, fields: Mapping[str, str]) -> Response:
    waiting = waiting_posts.find(person.id, key)
    if waiting is None:
        return _page(request, person, error=_(GONE), status=HTTPStatus.CONFLICT)
    given = {field: fields[name] for field, name in SELECTS.items() if name in fields}
    try:
        columns = chosen(waiting.table, _by_name(waiting.table, given))
    except BadInput:
        return _look(request, person, waiting, given)
    result = store(waiting.table, columns, person.office_id, ports.nudge, person.id)
    waiting_posts.let_go(person.id, key)
    return _page(request, person, result=result, filename=waiting.filename)


def _look(request: Request, person: Person, waiting: WaitingPosts, given: Mapping[str, str]) -> Response:
    table = waiting.table
    error, status, found = "", HTTPStatus.OK, None
    try:
        columns: Columns | None = chosen(table, _by_name(table, given))
    except BadInput as problem:
        columns, error, status = propose(table), said(problem), HTTPStatus(problem.status)
    else:
        assert columns is not None  # noqa: S101  (for the type checker)
        found = preview(table, columns, person.office_id)
    picked = {
        field: given.get(
            field, "" if columns is None or columns.of(field) is None else str(columns.of(field))
        )
        for field in FIELDS
    }
    used = {value for value in picked.values() if value}
    open_columns = [(str(at), name) for at, name in enumerate(table.columns) if at not in table.people]
    return _page(
        request,
        person,
        status=status,
        error=error or None,
        filename=waiting.filename,
        waiting=waiting,
        found=found,
        selects=[(SELECTS[field], FIELD_LABELS[field], picked[field]) for field in FIELDS],
        open_columns=open_columns,
        unused=[name for at, name in open_columns if at not in used],
        people=[table.columns[at] for at in sorted(table.people)],
    )


def _by_name(table: Table, given: Mapping[str, str]) -> dict[str, str]:
    """What the form says, column numbers from 0, as names of columns."""
    numbers = {field: int(one) for field, one in given.items() if one.isascii() and one.isdigit()}
    if any(number >= len(table.columns) for number in numbers.values()):
        raise BadInput("Không có cột này trong tệp. Hãy chọn lại cột.")
    return {field: table.columns[numbers[field]] if field in numbers else NOBODY for field in given}


def _file(files: tuple[tuple[str, str, bytes], ...]) -> tuple[str, bytes]:
    if not files:
        raise BadInput("Hãy chọn một tệp JSONL, CSV hoặc XLSX.")
    _field, name, data = files[0]
    return name, data


def _in_memory(table: Table) -> Table:
    """The table with its rows read once, so that nothing else of the file is kept."""
    rows = tuple(islice(table.rows, MOST_ROWS + 1))
    if len(rows) > MOST_ROWS:
        raise TooLarge("Tệp có hơn {most} dòng; hãy chia nhỏ rồi nạp. Chưa nạp bài nào.", most=MOST_ROWS)
    return replace(table, rows=rows)


def _page(request: Request, person: Person, status: int = HTTPStatus.OK, **context: Any) -> Response:
    nothing: dict[str, Any] = {
        "error": None,
        "filename": "",
        "waiting": None,
        "found": None,
        "result": None,
        "kinds": ",".join(SUFFIXES),
        "most_rows": MOST_ROWS,
        "most_megabytes": MAX_POSTS_UPLOAD // 1_000_000,
        "listed": LISTED,
    }
    return render(request, "post_import.html", {"person": person, **nothing, **context}, status=status)
