"""The application with ports handed in, as ``create_app`` makes it, but with routes that are worked out once for a process of tests."""

from __future__ import annotations

from copy import copy
from functools import lru_cache

from fastapi import FastAPI
from starlette.datastructures import State
from starlette.middleware import Middleware

from triage_api.app import Ports, create_app
from triage_api.beside import Place
from triage_api.live import Board
from triage_api.services import live


def application(ports: Ports, place: Place | None = None) -> FastAPI:
    """An application of its own: what it is asked for, who listens and what stands around it are nobody else's.

    FastAPI works out what two hundred routes need when an application is first asked for something. That took more processor time
    than all else a test does, and the routes are the same for all.
    """
    made = copy(_first())
    made.state = State({"ports": ports, "board": Board(live.states)})
    made.middleware_stack = None
    made.user_middleware = [
        Middleware(one.cls, **{**one.kwargs, "place": place}) if place and "place" in one.kwargs else one
        for one in made.user_middleware
    ]
    return made


@lru_cache(maxsize=1)
def _first() -> FastAPI:
    def nobody(*_given: object) -> None:
        raise AssertionError("this application is there to be copied")

    return create_app(Ports(nudge=nobody, check=nobody, passage_index=nobody, known_claims=nobody))  # type: ignore[arg-type]
