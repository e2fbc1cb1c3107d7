"""One place where errors become answers: problem+json for programs, a plain Vietnamese page for people."""

from __future__ import annotations

import logging
import traceback
from http import HTTPStatus
from urllib.parse import quote

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse
from starlette.exceptions import HTTPException

from models.errors import NotSignedIn, TriageError
from triage_api import public_rendering
from triage_api.catalogue import _, said
from triage_api.rendering import render

log = logging.getLogger("sangtin.web")

API_PREFIX = "/api/"
PROBLEM = "application/problem+json"
CODES = {
    400: "bad_request",
    404: "not_found",
    405: "method_not_allowed",
    413: "too_large",
}


def install(application: FastAPI) -> None:
    """Register the handlers."""
    application.add_exception_handler(TriageError, _known)
    application.add_exception_handler(RequestValidationError, _invalid)
    application.add_exception_handler(HTTPException, _http)


def answer(request: Request, status: int, code: str, message: str) -> Response:
    """The error in the form the asker reads (RFC 9457 for programs)."""
    if for_program(request):
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
    context = {"message": message, "code": code, "person": None}
    if public_rendering.is_public(request.url.path):
        return public_rendering.refuse(request, message, code, status)
    return render(request, "error.html", context, status=status)


def for_program(request: Request) -> bool:
    """Whether the asker is a program."""
    return request.url.path.startswith(API_PREFIX)


def unexpected(request: Request, error: Exception) -> Response:
    """The answer to what nobody foresaw.

    The log gets the kind and the place, not the message: the database repeats values in its messages.
    """
    place = traceback.extract_tb(error.__traceback__)[-1]
    log.error("unexpected %s at %s:%s", type(error).__name__, place.filename, place.lineno)
    return answer(
        request, 500, "unexpected", _("Có lỗi ngoài dự tính. Việc bạn đang làm chưa được ghi; hãy thử lại.")
    )


async def _known(request: Request, error: Exception) -> Response:
    assert isinstance(error, TriageError)  # noqa: S101  (registered for this type)
    if isinstance(error, NotSignedIn) and not for_program(request) and request.method == "GET":
        wanted = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        return RedirectResponse(
            f"/dang-nhap?tiep={quote(wanted, safe='/')}", status_code=HTTPStatus.SEE_OTHER
        )
    return public_rendering.told_when(answer(request, error.status, error.code, said(error)), error)


async def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101  (registered for this type)
    fields = sorted({_field(problem["loc"]) for problem in error.errors()})[:10]
    message = _("Yêu cầu thiếu hoặc sai: {fields}.").format(fields=", ".join(fields))
    return answer(request, 422, "invalid_request", message)


def _field(location: tuple[int | str, ...]) -> str:
    """Where a request was wrong. A name the caller made up is repeated only as far as it is plain ASCII."""
    name = ".".join(str(part) for part in location[1:]) or str(location[0])
    return "".join(letter for letter in name if letter.isascii() and letter.isprintable())[:80]


async def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101  (registered for this type)
    messages = {
        404: _("Không có trang này."),
        405: _("Địa chỉ này không nhận cách gọi đó."),
        413: _("Nội dung gửi lên quá lớn."),
    }
    status = error.status_code
    return answer(
        request,
        status,
        CODES.get(status, "http_error"),
        messages.get(status, _("Yêu cầu không thực hiện được.")),
    )
