"""Routes whose work and its transaction are one piece, done by one thread.

FastAPI hands a dependency that yields, the endpoint and the end of the dependency to threads one after the other. Between two
of them a request would hold its connection and its locks while it waits for its turn. Here a thread that has begun a
request ends it (ADR 0040).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from inspect import iscoroutinefunction
from typing import Any

from fastapi import APIRouter, Request
from fastapi.routing import APIRoute

from models.session import Session, new_session, transaction
from triage_api import trail

_REQUEST = "request"


async def session_of(request: Request) -> Session:
    """The session of a request: nothing is asked of the database before its endpoint runs."""
    session = new_session()
    session.info[_REQUEST] = request
    return session


def _whole(endpoint: Callable[..., Any]) -> Callable[..., Any]:
    """One request, one transaction: committed before the answer is sent, rolled back on any error.

    What it changed stands in the audit trail with it, whether or not the code that changed it said so.
    """

    @wraps(endpoint)
    def answer(**given: Any) -> Any:
        session = next((one for one in given.values() if isinstance(one, Session)), None)
        if session is None:
            return endpoint(**given)
        with transaction(session):
            result = endpoint(**given)
            trail.complete(session, session.info[_REQUEST])
        return result

    return answer


class Route(APIRoute):
    """A route with an endpoint for a thread."""

    def __init__(self, path: str, endpoint: Callable[..., Any], **more: Any) -> None:
        """As ``APIRoute``; coroutines are left alone, since none of ours asks the database."""
        super().__init__(path, endpoint if iscoroutinefunction(endpoint) else _whole(endpoint), **more)


class Router(APIRouter):
    """A router of such routes."""

    def __init__(self, **more: Any) -> None:
        """As ``APIRouter``."""
        super().__init__(route_class=Route, **more)
