"""The keys of the desk: a page to read, from which ``keys.js`` also takes what it shows over any other."""

from __future__ import annotations

from fastapi import Request, Response

from triage_api.dependencies import SignedIn
from triage_api.rendering import render
from triage_api.routing import Router

router = Router(include_in_schema=False)


@router.get("/phim-tat")
def shortcuts(request: Request, person: SignedIn) -> Response:
    """What each key does; where there is a keyboard and a script, each can be changed here."""
    return render(request, "keys.html", {"person": person})
