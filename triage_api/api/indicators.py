"""Scam indicators for other systems: those two people confirmed, and those taken back. Each export is audited."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import Query, Response

from models.queries.offices import office_code
from triage_api.api.auth import IndicatorsReader
from triage_api.dependencies import Db
from triage_api.feed.formats import written
from triage_api.routing import Router
from triage_api.services.scam_indicators import outgoing

router = Router(prefix="/api/v1", tags=["indicators"])


@router.get("/indicators", response_class=Response)
def export(
    session: Db,
    person: IndicatorsReader,
    form: Annotated[Literal["stix", "hosts", "csv"], Query(alias="format")] = "stix",
) -> Response:
    """Indicators two people confirmed: a STIX 2.1 bundle, a hosts file or CSV. Needs the right to export.

    One taken back stays in STIX as ``revoked`` and in the CSV as ``retracted`` until its expiry. Phone numbers and
    accounts may be an innocent third party's, are marked so, and are never in the hosts file.
    """
    rows = outgoing(session, person)
    made = written(form, office_code(session, person.office_id), person.office_name, rows)
    return Response(made.text, media_type=made.media_type)
