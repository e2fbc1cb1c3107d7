"""What a person is told of their own earlier work: shown on the queue, put away here."""

from __future__ import annotations

from http import HTTPStatus

from fastapi import Response
from fastapi.responses import RedirectResponse

from models.errors import NotFound
from models.queries.notices import see_notice
from triage_api.dependencies import Db, FormGuard, SignedIn
from triage_api.fields import IdInPath
from triage_api.routing import Router

router = Router(include_in_schema=False)


@router.post("/hang-viec/da-xem/{notice_id}", dependencies=[FormGuard])
def seen(session: Db, person: SignedIn, notice_id: IdInPath) -> Response:
    """Put one's own notice away; the item stays where it is."""
    if not see_notice(session, person.id, notice_id):
        raise NotFound("Không có việc cần xem lại nào mang số này.")
    return RedirectResponse("/hang-viec", status_code=HTTPStatus.SEE_OTHER)
