"""Scam indicators for other systems: only those of scams that two people confirmed. Each export is audited."""

from __future__ import annotations

import csv
import uuid
from collections.abc import Iterable
from datetime import UTC, datetime
from io import StringIO
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Response
from fastapi.responses import JSONResponse

from models.crypto import Purpose, vault
from models.queries import audit
from models.queries.indicators import confirmed_indicators
from models.tables.indicator import ScamIndicator
from models.vocabulary import Action, IndicatorKind
from triage_api.api.auth import IndicatorsReader
from triage_api.dependencies import Db
from triage_api.services import moves
from triage_api.services.sight import offices_in_sight

router = APIRouter(prefix="/api/v1", tags=["indicators"])
STIX = "application/stix+json;version=2.1"
NAMESPACE = uuid.UUID("9d3b7a3e-5d0c-5b52-9a59-4c1d1a5f7e10")
PATTERNS = {
    IndicatorKind.URL: "url:value",
    IndicatorKind.DOMAIN: "domain-name:value",
    IndicatorKind.EMAIL: "email-addr:value",
}
"""What STIX 2.1 has a cyber-observable for; phone numbers and accounts stand in the CSV only."""
COLUMNS = ("kind", "value", "lookalike_of", "seen_count", "first_seen_at", "last_seen_at")


@router.get("/indicators", response_class=Response)
def export(
    session: Db,
    person: IndicatorsReader,
    form: Annotated[Literal["stix", "csv"], Query(alias="format")] = "stix",
) -> Response:
    """Indicators of confirmed scams: a STIX 2.1 bundle or CSV. Needs the right to export."""
    moves.require(person, Action.EXPORT_INDICATORS)
    rows = confirmed_indicators(session, offices_in_sight(session, person))
    audit.record(
        session,
        "indicators_exported",
        "office",
        person.office_id,
        person.id,
        person.office_id,
        f"{len(rows)}",
    )
    if form == "csv":
        return Response(_csv(rows), media_type="text/csv; charset=utf-8")
    return JSONResponse(_bundle(person.office_name, rows), media_type=STIX)


def _value(row: ScamIndicator) -> str:
    return vault().open(row.sealed, Purpose.INDICATOR)


def _csv(rows: Iterable[ScamIndicator]) -> str:
    out = StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for row in rows:
        times = (_time(row.first_seen_at), _time(row.last_seen_at))
        writer.writerow((row.kind.value, _inert(_value(row)), row.lookalike_of or "", row.seen_count, *times))
    return out.getvalue()


def _inert(value: str) -> str:
    """A cell no spreadsheet takes for a formula. A number with its country code is not one."""
    formula = value.startswith(("=", "-", "@", "\t", "\r")) or (
        value.startswith("+") and not value[1:].isdigit()
    )
    return f"'{value}" if formula else value


def _bundle(office_name: str, rows: Iterable[ScamIndicator]) -> dict[str, Any]:
    now = _time(datetime.now(UTC))
    office = {
        "type": "identity",
        "spec_version": "2.1",
        "id": f"identity--{uuid.uuid5(NAMESPACE, office_name)}",
        "created": now,
        "modified": now,
        "name": office_name,
        "identity_class": "organization",
    }
    found = [_indicator(row, str(office["id"])) for row in rows if row.kind in PATTERNS]
    return {"type": "bundle", "id": f"bundle--{uuid.uuid4()}", "objects": [office, *found]}


def _indicator(row: ScamIndicator, office_id: str) -> dict[str, Any]:
    value = _value(row).replace("\\", "\\\\").replace("'", "\\'")
    return {
        "type": "indicator",
        "spec_version": "2.1",
        "id": f"indicator--{uuid.uuid5(NAMESPACE, f'{row.office_id}/{row.id}')}",
        "created_by_ref": office_id,
        "created": _time(row.first_seen_at),
        "modified": _time(max(row.first_seen_at, row.last_seen_at)),
        "valid_from": _time(row.first_seen_at),
        "name": row.defanged,
        "indicator_types": ["malicious-activity"],
        "pattern": f"[{PATTERNS[row.kind]} = '{value}']",
        "pattern_type": "stix",
    }


def _time(value: datetime) -> str:
    return f"{value.astimezone(UTC):%Y-%m-%dT%H:%M:%S}.{value.microsecond // 1000:03d}Z"
