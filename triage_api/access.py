"""Who may ask for what: one line for every route of the application, asked before anything of a request is done.

A route without a line in ``triage_api.access_table`` keeps the application from starting. ``tests/triage_api/test_access.py`` walks every
route with every role and without one and compares the answers with this table. What a role may do stands in
``models.roles``; whose office an object belongs to is asked where it is read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from fastapi import APIRouter, Request
from fastapi.routing import APIRoute

from models.errors import NotAllowed, NotSignedIn
from models.vocabulary import Action
from triage_api.access_table import ADDRESSES, OWN, PUBLIC, ROUTES, Access, Open
from triage_api.identity import API_PREFIX, Asker, identify
from triage_api.limits import flood_limit

_UNSENT = "what somebody is still typing: the trail tells what they sent"
UNAUDITED: dict[str, str] = {
    "POST /viec/{item_id}/ban-nhap": _UNSENT,
    "POST /viec/{item_id}/ban-nhap/bo": _UNSENT,
    "POST /viec/{item_id}/tra-loi/ban-nhap": _UNSENT,
    "POST /viec/{item_id}/tra-loi/ban-nhap/bo": _UNSENT,
}
"""Routes whose changes leave no row in the trail, each with the reason. Everything else does, by itself."""

AUDITED_READS = frozenset({*ADDRESSES, Action.EXPORT_INDICATORS})
"""Whoever looks at or takes out what these actions allow leaves a row, although nothing changes."""


class UndeclaredRoute(RuntimeError):
    """Routes without a line in ``ROUTES``, or lines without a route."""


def names(routers: Iterable[APIRouter]) -> Iterator[str]:
    """Every route of these routers with each of its methods, as ``ROUTES`` names them."""
    for router in routers:
        for route in router.routes:
            if isinstance(route, APIRoute):
                yield from (f"{method} {route.path}" for method in sorted(route.methods or ()))


def check_declared(routers: Iterable[APIRouter]) -> None:
    """Let no application start that has a route nobody decided about.

    Raises:
        UndeclaredRoute: naming every such route, and every line that is left over.
    """
    there = set(names(routers))
    missing, left_over = sorted(there - ROUTES.keys()), sorted(ROUTES.keys() - there)
    if missing or left_over:
        lines = [
            *(f'missing: "{name}": …,' for name in missing),
            *(f"left over: {name}" for name in left_over),
        ]
        raise UndeclaredRoute("triage_api/access_table.py does not fit the routes:\n" + "\n".join(lines))


def route_name(request: Request) -> str:
    """The line of ``ROUTES`` a request falls under."""
    return f"{request.method} {request.scope['route'].path}"


def guard(request: Request) -> None:
    """Refuse who may not ask for this route. Stands before every route, so before its form or body is looked at.

    Raises:
        NotSignedIn: nobody is signed in, or a program's token is wrong. NotAllowed: no role allows it.
        TooManyRequests: the browser, program or address floods us.
    """
    flood_limit(request)
    wanted = ROUTES[route_name(request)]
    found = identify(request)
    if wanted is PUBLIC:
        return
    if found.person is None:
        raise NotSignedIn(
            "Cần đăng nhập hoặc gửi kèm mã truy cập."
            if request.url.path.startswith(API_PREFIX)
            else "Bạn cần đăng nhập để xem trang này."
        )
    if not _allowed(found, wanted):
        raise NotAllowed("Vai trò của bạn không làm được việc này.")
    if found.owes_second_factor and wanted is not OWN:
        raise NotAllowed("Vai trò của bạn cần mã dùng một lần. Hãy cài ở trang Tài khoản rồi làm tiếp.")


def allows(wanted: Access, actions: frozenset[Action]) -> bool:
    """Whether a member of staff with these actions may ask."""
    if isinstance(wanted, Open):
        return True
    return bool(actions & ({wanted} if isinstance(wanted, Action) else {*wanted}))


def _allowed(found: Asker, wanted: Access) -> bool:
    return found.person is not None and allows(wanted, found.person.actions)
