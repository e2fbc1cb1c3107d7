"""Scam indicators: the list, one with its sightings, confirming, taking back, and exports. Full values are audited."""

from __future__ import annotations

from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Annotated, Any, Literal

from fastapi import Form, Query, Request, Response
from fastapi.responses import RedirectResponse

from models.errors import BadInput, Conflict
from models.queries import indicator_feed as feed
from models.queries.accounts import Person
from models.queries.indicator_feed import IndicatorFilter, Sighting
from models.queries.offices import office_code
from models.session import Session
from models.vocabulary import Action, IndicatorKind, IndicatorState, RetractionReason
from nlp import listable
from triage_api.catalogue import said
from triage_api.dependencies import Db, FormGuard, SignedIn
from triage_api.feed.formats import written
from triage_api.fields import IdInPath, LineForm, ShortQuery
from triage_api.formats import local
from triage_api.rendering import render
from triage_api.routing import Router
from triage_api.services import scam_indicators
from triage_api.wording import indicator_name

router = Router(include_in_schema=False)
WEEKS = 12
"""Weeks of the little chart of sightings."""


@router.get("/dau-hieu")
def index(
    request: Request,
    session: Db,
    person: SignedIn,
    loai: ShortQuery = "",
    tinh_trang: ShortQuery = "",
    tiep: Annotated[str, Query(max_length=60)] = "",
) -> Response:
    """The list, the last seen first; filters by kind and state."""
    wanted = IndicatorFilter(
        IndicatorKind(loai) if loai in set(IndicatorKind) else None,
        IndicatorState(tinh_trang) if tinh_trang in set(IndicatorState) else None,
    )
    rows = scam_indicators.listed(session, person, wanted, _cursor(tiep))
    shown = rows[: scam_indicators.PAGE]
    last = shown[-1].row if len(rows) > len(shown) else None
    context = {
        "person": person,
        "rows": shown,
        "wanted": wanted,
        "next": f"{last.last_seen_at.isoformat()}_{last.id}" if last else None,
        "names": {kind: indicator_name(kind) for kind in IndicatorKind},
        "stale_days": scam_indicators.stale_after().days,
    }
    return render(request, "indicators.html", context)


@router.post("/dau-hieu/xuat", dependencies=[FormGuard])
def export(
    session: Db, person: SignedIn, dang: Annotated[Literal["stix", "hosts", "csv"], Form()] = "csv"
) -> Response:
    """Download the feed; the export is audited."""
    rows = scam_indicators.outgoing(session, person)
    made = written(dang, office_code(session, person.office_id), person.office_name, rows)
    return Response(
        made.text,
        media_type=made.media_type,
        headers={"Content-Disposition": f'attachment; filename="{made.filename}"'},
    )


@router.get("/dau-hieu/{indicator_id}")
def show(request: Request, session: Db, person: SignedIn, indicator_id: IdInPath) -> Response:
    """One indicator, defanged, with its sightings over time."""
    return render(request, "indicator.html", _context(session, person, indicator_id))


@router.post("/dau-hieu/{indicator_id}/xem", dependencies=[FormGuard])
def reveal(request: Request, session: Db, person: SignedIn, indicator_id: IdInPath) -> Response:
    """The same page with the full value; the reading is audited."""
    value = scam_indicators.reveal(session, person, indicator_id)
    return render(request, "indicator.html", {**_context(session, person, indicator_id), "value": value})


@router.post("/dau-hieu/{indicator_id}/xac-nhan", dependencies=[FormGuard])
def confirm(request: Request, session: Db, person: SignedIn, indicator_id: IdInPath) -> Response:
    """One person's word that it may leave."""
    try:
        scam_indicators.confirm(session, person, indicator_id)
    except (BadInput, Conflict) as error:
        context = {**_context(session, person, indicator_id), "error": said(error)}
        return render(request, "indicator.html", context, status=error.status)
    return _back(indicator_id)


@router.post("/dau-hieu/{indicator_id}/rut", dependencies=[FormGuard])
def retract(
    request: Request,
    session: Db,
    person: SignedIn,
    indicator_id: IdInPath,
    ly_do: LineForm = "",
    ghi_chu: LineForm = "",
) -> Response:
    """Take it back with a reason."""
    try:
        reason = RetractionReason(ly_do) if ly_do in set(RetractionReason) else None
        scam_indicators.retract(session, person, indicator_id, reason, ghi_chu)
    except (BadInput, Conflict) as error:
        context = {**_context(session, person, indicator_id), "error": said(error), "note": ghi_chu}
        return render(request, "indicator.html", context, status=error.status)
    return _back(indicator_id)


def _context(session: Session, person: Person, indicator_id: int) -> dict[str, Any]:
    found = scam_indicators.one(session, person, indicator_id)
    row = found.row
    sightings = feed.sightings_of(session, row.id)
    confirmers = feed.confirmers_of(session, row.id)
    refused = listable.refusal(row.kind, scam_indicators.value_of(row))
    own = row.office_id == person.office_id and person.may(Action.EXPORT_INDICATORS)
    return {
        "person": person,
        "found": found,
        "name": indicator_name(row.kind),
        "sightings": sightings,
        "weeks": weekly(sightings, local(row.last_seen_at)),
        "confirmers": confirmers,
        "refused": scam_indicators.REFUSALS[refused] if refused else None,
        "third_party": row.kind in listable.PRIVATE_KINDS,
        "may_confirm": own
        and refused is None
        and found.called_scam
        and found.state in (IndicatorState.CANDIDATE, IndicatorState.HALF_CONFIRMED)
        and all(account_id != person.id for account_id, _label, _at in confirmers),
        "may_retract": own and found.state in (IndicatorState.CONFIRMED, IndicatorState.STALE),
        "reasons": scam_indicators.BY_PEOPLE,
        "until": max(row.last_seen_at, row.confirmed_at or row.last_seen_at) + scam_indicators.stale_after(),
        "announced_until": row.retracted_at + scam_indicators.stale_after() if row.retracted_at else None,
        "value": None,
        "error": None,
        "note": "",
    }


def weekly(sightings: list[Sighting], last: datetime) -> list[tuple[datetime, int]]:
    """First sightings a week for the ``WEEKS`` weeks up to ``last``: Monday of the week, count."""
    monday = (last - timedelta(days=last.weekday())).replace(hour=0, minute=0, second=0, microsecond=0)
    starts = [monday - timedelta(weeks=back) for back in reversed(range(WEEKS))]
    return [
        (start, sum(start <= local(one.first_seen_at) < start + timedelta(weeks=1) for one in sightings))
        for start in starts
    ]


def _cursor(text: str) -> tuple[datetime, int] | None:
    at, _line, number = text.rpartition("_")
    try:
        moment = datetime.fromisoformat(at)
        return (moment, int(number)) if moment.tzinfo and 0 < int(number) < 2**63 else None
    except ValueError:
        return None


def _back(indicator_id: int) -> Response:
    return RedirectResponse(f"/dau-hieu/{indicator_id}", status_code=HTTPStatus.SEE_OTHER)
