"""The rows of the audit trail that nobody has to remember to write."""

from __future__ import annotations

from fastapi import Request

from models import changes
from models.queries import audit
from models.session import Session
from triage_api import access, access_table
from triage_api.identity import asker

OBJECTS = ("item_id", "source_id", "document_id", "reply_id", "account_id", "notice_id")
"""Places of a path that say what a request is about."""


def complete(session: Session, request: Request) -> None:
    """Write the row of a request that changed something, or looked at what is sealed, unless its code wrote one.

    Last of all in the transaction: writers of the trail take turns until they commit.
    """
    name = access.route_name(request)
    if changes.audited(session) or name in access.UNAUDITED:
        return
    if changes.changed(session) or _sealed(name):
        record(session, request)


def record(session: Session, request: Request) -> None:
    """One row for a request: who, what was called, which object."""
    place, number = next(
        ((place, request.path_params[place]) for place in OBJECTS if place in request.path_params),
        (None, None),
    )
    person = asker(request).person
    audit.record(
        session,
        _action(request),
        place.removesuffix("_id") if place else "request",
        int(number) if number is not None else None,
        person.id if person else None,
        person.office_id if person else None,
    )


def _action(request: Request) -> str:
    endpoint = request.scope["route"].endpoint
    return f"{endpoint.__module__.rpartition('.')[2]}.{endpoint.__name__}"


def _sealed(name: str) -> bool:
    wanted = access_table.ROUTES[name]
    if isinstance(wanted, access_table.Open):
        return False
    return bool(access.AUDITED_READS & ({wanted} if not isinstance(wanted, tuple) else {*wanted}))
