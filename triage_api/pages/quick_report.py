"""A quick report about one item, on demand of who may approve it."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus

from fastapi import Response
from fastapi.responses import RedirectResponse

from models.errors import NotFound
from models.queries import audit, quick_report, reporting
from models.vocabulary import Action
from reports.period import ZONE, Occasion
from triage_api.dependencies import Db, FormGuard, PortsOf, SignedIn
from triage_api.fields import IdInPath
from triage_api.routing import Router
from triage_api.services import moves

router = Router(include_in_schema=False)


@router.post("/viec/{item_id}/bao-cao-nhanh", dependencies=[FormGuard])
def order(session: Db, person: SignedIn, ports: PortsOf, item_id: IdInPath) -> Response:
    """Ask for one as things stand today; a worker makes it."""
    moves.require(person, Action.APPROVE_REPORTS)
    occasion = Occasion(item_id, datetime.now(ZONE).date())
    if quick_report.find(session, person.office_id, item_id, occasion.end) is None:
        raise NotFound("Không có vụ việc lừa đảo hay thông tin cần đối chiếu nào mang số này.")
    latest = reporting.find_snapshot(session, person.office_id, occasion.code)
    if latest is not None and latest.approved_at is not None:
        address = f"/bao-cao/{occasion.code}"
    else:
        reporting.order_report(session, person.office_id, occasion.code, person.id)
        audit.record(session, "quick_report_ordered", "item", item_id, person.id, person.office_id)
        ports.nudge(session, "report")
        address = "/bao-cao"
    return RedirectResponse(address, status_code=HTTPStatus.SEE_OTHER)
