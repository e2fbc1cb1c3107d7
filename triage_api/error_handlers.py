"""One place where errors become answers: problem+json for programs, a plain Vietnamese page for people."""

from __future__ import annotations

import logging
from http import HTTPStatus
from urllib.parse import quote

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse
from starlette.exceptions import HTTPException

from models.errors import NotSignedIn, TriageError
from triage_api.rendering import render

log = logging.getLogger("sangtin.web")

API_PREFIX = "/api/"
PROBLEM = "application/problem+json"


def install(application: FastAPI) -> None:
    """Register the handlers."""
    application.add_exception_handler(TriageError, _known)
    application.add_exception_handler(RequestValidationError, _invalid)
    application.add_exception_handler(HTTPException, _http)
    application.add_exception_handler(Exception, _unexpected)


def answer(request: Request, status: int, code: str, message: str) -> Response:
    """The error in the form the asker reads (RFC 9457 for programs)."""
    if request.url.path.startswith(API_PREFIX):
        return JSONResponse(
            {
                "type": "about:blank",
                "title": HTTPStatus(status).phrase,
                "status": status,
                "detail": message,
                "code": code,
            },
            status_code=status,
            media_type=PROBLEM,
        )
    return render(request, "error.html", {"message": message, "code": code, "person": None}, status=status)


async def _known(request: Request, error: Exception) -> Response:
    assert isinstance(error, TriageError)  # noqa: S101  (registered for this type)
    if (
        isinstance(error, NotSignedIn)
        and not request.url.path.startswith(API_PREFIX)
        and request.method == "GET"
    ):
        return RedirectResponse(
            f"/dang-nhap?tiep={quote(request.url.path)}", status_code=HTTPStatus.SEE_OTHER
        )
    return answer(request, error.status, error.code, error.message)


async def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101  (registered for this type)
    fields = sorted({".".join(str(part) for part in problem["loc"][1:]) for problem in error.errors()})
    return answer(request, 422, "invalid_request", "Yêu cầu thiếu hoặc sai: " + ", ".join(fields) + ".")


async def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101  (registered for this type)
    messages = {404: "Không có trang này.", 405: "Địa chỉ này không nhận cách gọi đó."}
    status = error.status_code
    code = {404: "not_found", 405: "method_not_allowed"}.get(status, "http_error")
    return answer(request, status, code, messages.get(status, "Yêu cầu không thực hiện được."))


async def _unexpected(request: Request, error: Exception) -> Response:
    log.error("unexpected %s on %s", type(error).__name__, request.scope.get("route"))
    return answer(
        request, 500, "unexpected", "Có lỗi ngoài dự tính. Việc bạn đang làm chưa được ghi; hãy thử lại."
    )
