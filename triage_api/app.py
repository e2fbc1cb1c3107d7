"""The web application: routers, static files, limits and headers."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from anyio import to_thread
from fastapi import Depends, FastAPI, Request, Response
from fastapi.middleware.gzip import GZipMiddleware
from fastapi.staticfiles import StaticFiles

from models.settings import settings
from triage_api import access, error_handlers, security, uploads
from triage_api.api import ROUTERS as API_ROUTERS
from triage_api.api import description
from triage_api.assets import STATIC
from triage_api.catalogue import _
from triage_api.dependencies import Nudge, Ports
from triage_api.live import Board
from triage_api.pages import ROUTERS as PAGE_ROUTERS
from triage_api.services import live

__all__ = ["Nudge", "Ports", "create_app"]

MAX_BODY = 1_000_000
"""Bytes of a request; nothing a person types is larger. Files are sent to addresses of their own."""
THREADS = 16
"""Requests worked on at once, each with a connection for as long: fewer than ``models.session`` has, so that nobody waits for
one while holding a thread. More would only take turns with Python's lock."""
SAFE_METHODS = ("GET", "HEAD", "OPTIONS")


def create_app(ports: Ports) -> FastAPI:
    """The application with its ports handed in."""
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
    application.mount("/static", GZipMiddleware(StaticFiles(directory=STATIC)), name="static")
    application.middleware("http")(_guard)
    error_handlers.install(application)
    description.install(application, API_ROUTERS)
    return application


@asynccontextmanager
async def _with_threads(_application: FastAPI) -> AsyncIterator[None]:
    to_thread.current_default_thread_limiter().total_tokens = THREADS
    yield


async def _guard(request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
    """Refuse what no page of ours sends before it is read, and put the security headers on every answer."""
    refused = _refusal(request)
    if refused is not None:
        response = refused
    else:
        try:
            response = await call_next(request)
        except Exception as error:  # the last resort: whatever it is, its message stays out of logs
            response = error_handlers.unexpected(request, error)
    for name, value in security.HEADERS.items():
        response.headers.setdefault(name, value)
    if settings().https:
        response.headers.update(security.HTTPS_ONLY)
    if request.url.path.startswith("/static/") and response.status_code == 200:
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


def _refusal(request: Request) -> Response | None:
    length = request.headers.get("content-length", "0")
    known = length.isascii() and length.isdigit() and "transfer-encoding" not in request.headers
    most = uploads.most_bytes(request.url.path) or MAX_BODY
    if not known or len(length) > len(str(most)) or int(length) > most:
        return error_handlers.answer(request, 413, "too_large", _("Nội dung gửi lên quá lớn."))
    if request.headers.get("sec-fetch-site") == "cross-site" and request.method not in SAFE_METHODS:
        message = _("Yêu cầu đến từ trang khác nên không nhận.")
        return error_handlers.answer(request, 403, "not_allowed", message)
    if "%00" in request.scope.get("query_string", b"").decode("latin-1") or "\x00" in request.url.path:
        return error_handlers.answer(request, 400, "bad_request", _("Yêu cầu không thực hiện được."))
    return None
