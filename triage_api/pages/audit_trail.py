"""The audit trail, for who checks it: read, filtered, taken out as CSV. Nobody changes it here or anywhere."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from io import StringIO
from typing import Annotated
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from fastapi import Depends, Query, Request, Response

from models.errors import BadInput
from models.queries import audit
from models.queries.accounts import Person
from models.queries.audit import Shown, Wanted
from models.queries.offices import has_parent
from models.session import Session
from models.settings import settings
from triage_api.audit_words import ACTIONS, SUBJECTS, action_words, subject_words
from triage_api.catalogue import _, said
from triage_api.dependencies import Db, SignedIn
from triage_api.fields import BIGGEST_ID, ShortQuery
from triage_api.formats import parse_day
from triage_api.rendering import render
from triage_api.routing import Router
from triage_api.services.sight import offices_in_sight
from triage_api.spreadsheets import inert

router = Router(include_in_schema=False)
HERE = "/nhat-ky"
PER_PAGE = 50
MOST_EXPORTED = 50_000
"""Rows of one file; what is older is asked for by its days."""
COLUMNS = ("so", "luc", "co_quan", "ai", "viec", "ma_viec", "doi_tuong", "ma_doi_tuong", "chi_tiet")
Before = Annotated[int | None, Query(ge=1, le=BIGGEST_ID)]


@dataclass(frozen=True, slots=True)
class Asked:
    """The filters as they were typed."""

    viec: str
    ai: str
    loai: str
    so: str
    tu: str
    den: str

    def query(self, **more: object) -> str:
        """These filters as part of an address."""
        filled = {name: getattr(self, name) for name in self.__slots__ if getattr(self, name)}
        return urlencode({**filled, **more})


async def _asked(
    viec: ShortQuery = "",
    ai: ShortQuery = "",
    loai: ShortQuery = "",
    so: ShortQuery = "",
    tu: ShortQuery = "",
    den: ShortQuery = "",
) -> Asked:
    return Asked(*(value.strip() for value in (viec, ai, loai, so, tu, den)))


AskedFor = Annotated[Asked, Depends(_asked)]


@router.get(HERE)
def show(request: Request, session: Db, person: SignedIn, asked: AskedFor, truoc: Before = None) -> Response:
    """The rows asked for, the newest first."""
    error, rows = None, []
    try:
        rows = audit.search(session, _wanted(session, person, asked), truoc, PER_PAGE + 1)
    except BadInput as wrong:
        error = wrong
    context = {
        "person": person,
        "rows": rows[:PER_PAGE],
        "older": asked.query(truoc=rows[PER_PAGE - 1].id) if len(rows) > PER_PAGE else None,
        "newest": truoc is None,
        "asked": asked,
        "query": asked.query(),
        "actions": sorted((action_words(code), code) for code in {*ACTIONS, *audit.actions_there(session)}),
        "subjects": {code: _(name) for code, name in SUBJECTS.items()},
        "action_words": action_words,
        "subject_words": subject_words,
        "head": audit.head(session),
        "look": audit.last_look(session),
        "faulty": audit.TRAIL_FAULTY,
        "error": said(error) if error else None,
    }
    return render(request, "audit_trail.html", context, status=error.status if error else 200)


@router.get(f"{HERE}/csv")
def export(session: Db, person: SignedIn, asked: AskedFor) -> Response:
    """The rows asked for as a file; that it was taken out stands in the trail itself."""
    rows = audit.search(session, _wanted(session, person, asked), None, MOST_EXPORTED)
    audit.record(
        session, "audit_exported", "office", person.office_id, person.id, person.office_id, f"{len(rows)}"
    )
    return Response(
        _csv(rows),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="nhat-ky.csv"'},
    )


def _wanted(session: Session, person: Person, asked: Asked) -> Wanted:
    """The filters as the database is asked. Raises BadInput for a day or number that is none."""
    if asked.so and not (asked.so.isascii() and asked.so.isdigit() and len(asked.so) < 19):
        raise BadInput("Số phải gồm toàn chữ số.")
    since, until = parse_day(asked.tu), parse_day(asked.den)
    zone = ZoneInfo(settings().timezone)
    return Wanted(
        offices=tuple(offices_in_sight(session, person)),
        unbound=not has_parent(session, person.office_id),
        action=asked.viec or None,
        actor=asked.ai or None,
        subject_kind=asked.loai or None,
        subject_id=int(asked.so) if asked.so else None,
        since=datetime.combine(since, time(), zone) if since else None,
        until=datetime.combine(until + timedelta(days=1), time(), zone) if until else None,
    )


def _csv(rows: Iterable[Shown]) -> str:
    out = StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    zone = ZoneInfo(settings().timezone)
    for row in rows:
        subject = _(SUBJECTS.get(row.subject_kind, row.subject_kind))
        texts = (row.office, row.actor, action_words(row.action), row.action, subject)
        writer.writerow(
            (
                row.id,
                row.at.astimezone(zone).isoformat(timespec="seconds"),
                *(inert(text or "") for text in texts),
                row.subject_id or "",
                inert(row.detail or ""),
            )
        )
    return "\ufeff" + out.getvalue()  # so that spreadsheets read it as UTF-8
