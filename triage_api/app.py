"""The web application: routers, static files, and what stands around them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from anyio import to_thread
from fastapi import Depends, FastAPI
from fastapi.middleware.gzip import GZipMiddleware

from triage_api import access, error_handlers
from triage_api.api import ROUTERS as API_ROUTERS
from triage_api.api import description
from triage_api.assets import STATIC, LightFiles
from triage_api.beside import Beside, Place
from triage_api.boundary import Boundary
from triage_api.dependencies import Nudge, Ports
from triage_api.live import Board
from triage_api.pages import ROUTERS as PAGE_ROUTERS
from triage_api.rendering import prepare
from triage_api.services import live

__all__ = ["Nudge", "Ports", "create_app"]

THREADS = 12
"""Requests one process works on at once, each with a connection for as long: fewer than ``models.session`` has, so that nobody
waits for one while holding a thread. More would only take turns with Python's lock."""


def create_app(ports: Ports, place: Place | None = None) -> FastAPI:
    """The application with its ports handed in; ``place`` says which process it runs in, where there are several."""
    application = FastAPI(
        title="Sàng Tin",
        version="1",
        docs_url=None,
        redoc_url=None,
        openapi_url=description.ADDRESS,
        lifespan=_with_threads,
    )
    access.check_declared((*API_ROUTERS, *PAGE_ROUTERS))
    application.state.ports = ports
    application.state.board = Board(live.states)
    for router in (*API_ROUTERS, *PAGE_ROUTERS):
        application.include_router(router, dependencies=[Depends(access.guard)])
    # Only what is the same for everybody is packed: the length of a packed page with a secret tells of it.
    application.mount("/static", GZipMiddleware(LightFiles(directory=STATIC)), name="static")
    application.add_middleware(Beside, place=place or Place())
    application.add_middleware(Boundary)
    error_handlers.install(application)
    description.install(application, API_ROUTERS)
    return application


@asynccontextmanager
async def _with_threads(_application: FastAPI) -> AsyncIterator[None]:
    to_thread.current_default_thread_limiter().total_tokens = THREADS
    prepare()  # before anybody is told that it is ready: the first page would else take a second or more
    yield
