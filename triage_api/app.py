"""The web application: routers, static files, limits and headers."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from fastapi import FastAPI, Request, Response
from fastapi.responses import PlainTextResponse
from fastapi.staticfiles import StaticFiles

from triage_api import error_handlers, security
from triage_api.api import ROUTERS as API_ROUTERS
from triage_api.assets import STATIC
from triage_api.dependencies import Nudge, Ports
from triage_api.pages import ROUTERS as PAGE_ROUTERS

__all__ = ["Nudge", "Ports", "create_app"]

MAX_BODY = 1_000_000
"""Bytes of a request; nothing a person types is larger."""


def create_app(ports: Ports) -> FastAPI:
    """The application with its ports handed in."""
    application = FastAPI(
        title="Sàng Tin",
        version="1",
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/v1/openapi.json",
    )
    application.state.ports = ports
    for router in (*API_ROUTERS, *PAGE_ROUTERS):
        application.include_router(router)
    application.mount("/static", StaticFiles(directory=STATIC), name="static")
    application.middleware("http")(_guard)
    error_handlers.install(application)
    return application


async def _guard(request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
    """Refuse oversized bodies before reading them, and put the security headers on every answer."""
    length = request.headers.get("content-length", "0")
    if not length.isdigit() or int(length) > MAX_BODY or "transfer-encoding" in request.headers:
        response: Response = PlainTextResponse("Nội dung gửi lên quá lớn.", status_code=413)
    elif request.headers.get("sec-fetch-site") == "cross-site" and request.method not in ("GET", "HEAD"):
        response = PlainTextResponse("Yêu cầu đến từ trang khác nên không nhận.", status_code=403)
    else:
        response = await call_next(request)
    for name, value in security.HEADERS.items():
        response.headers.setdefault(name, value)
    if request.url.path.startswith("/static/"):
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response
