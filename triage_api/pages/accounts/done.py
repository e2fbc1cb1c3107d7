"""After a form: back to a page, which says what was done."""

from __future__ import annotations

from http import HTTPStatus

from fastapi import Response
from fastapi.responses import RedirectResponse


def done(address: str, what: str) -> Response:
    """The page, with the word it knows for what was done."""
    return RedirectResponse(f"{address}?xong={what}", status_code=HTTPStatus.SEE_OTHER)
