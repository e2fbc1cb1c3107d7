"""What stands around every request: refused before it is read, answered whatever happens, with the security headers on it.

A plain ASGI middleware: streams pass through it untouched.
"""

from __future__ import annotations

from fastapi import Request, Response
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from models.settings import settings
from triage_api import error_handlers, security, uploads
from triage_api.catalogue import _

MAX_BODY = 1_000_000
"""Bytes of a request; nothing a person types is larger. Files are sent to addresses of their own."""
SAFE_METHODS = ("GET", "HEAD", "OPTIONS")


class Boundary:
    """Refuse what no page of ours sends before it is read, and put the security headers on every answer."""

    def __init__(self, app: ASGIApp) -> None:
        """Around ``app``."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request; an error nobody foresaw becomes an answer, unless one has begun: then it breaks off."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope, receive)
        begun = False

        async def with_headers(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                _complete(MutableHeaders(scope=message), request.url.path, message["status"])
            await send(message)

        refused = _refusal(request)
        if refused is not None:
            await refused(scope, receive, with_headers)
            return
        try:
            await self._app(scope, receive, with_headers)
        except Exception as error:  # the last resort: whatever it is, its message stays out of logs
            answer = error_handlers.unexpected(request, error)
            if not begun:
                await answer(scope, receive, with_headers)


def _complete(headers: MutableHeaders, path: str, status: int) -> None:
    for name, value in security.HEADERS.items():
        headers.setdefault(name, value)
    if settings().https:
        headers.update(security.HTTPS_ONLY)
    if path.startswith("/static/") and status == 200:
        headers["Cache-Control"] = "public, max-age=31536000, immutable"


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
