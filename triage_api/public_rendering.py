"""Pages for everybody: the same bytes whoever asks. No session is read, no cookie is read or set, nothing is scripted.

Because a visitor carries no authority of their own, another site gains nothing by sending our forms in their
name; so these forms have no token (ADR 0029), and the pages can be kept by browsers and proxies.
"""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Mapping
from typing import Any

from fastapi import Request, Response

from models.errors import TooManyRequests, TriageError
from triage_api.rendering import ENVIRONMENT

PATHS = (
    "/doi-chieu",
    "/hoi-dap",
    "/cach-lam",
    "/dinh-chinh",
    "/kiem-tra",
    "/tra-cuu-xem-lai",
)
"""Where public pages live; each with all below it."""
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none';"
    " frame-ancestors 'none'"
)
"""Stricter than the desk's: no script at all."""
MAX_AGE = 60
"""Seconds a page may be shown without asking again: a verdict taken back is gone everywhere within a minute."""
KEPT = f"public, max-age={MAX_AGE}, must-revalidate"
WORTH_PACKING = 500


def is_public(path: str) -> bool:
    """Whether a page belongs to the public side.

    >>> is_public("/doi-chieu/7"), is_public("/doi-chieu.atom"), is_public("/doi-chieux")
    (True, True, False)
    """
    return any(path == known or path.startswith((f"{known}/", f"{known}.")) for known in PATHS)


def page(
    request: Request, template: str, context: Mapping[str, Any], status: int = 200, *, keep: bool = True
) -> Response:
    """A page from ``templates/public``. ``keep``: anybody's cache may hold it for a minute."""
    text = ENVIRONMENT.get_template(f"public/{template}").render({"path": request.url.path, **context})
    return sent(request, text.encode(), "text/html; charset=utf-8", status, keep=keep)


def sent(request: Request, body: bytes, media_type: str, status: int = 200, *, keep: bool = True) -> Response:
    """Bytes for everybody, with an ETag, packed where the browser takes it; 304 where it has them already."""
    headers = {
        "Content-Security-Policy": CONTENT_SECURITY_POLICY,
        "Cache-Control": KEPT if keep else "no-store",
        "Vary": "Accept-Encoding",
    }
    if keep:
        headers["ETag"] = f'W/"{hashlib.sha256(body).hexdigest()[:32]}"'
        if _known(request.headers.get("if-none-match", ""), headers["ETag"]):
            return Response(status_code=304, headers=headers)
    if len(body) > WORTH_PACKING and "gzip" in request.headers.get("accept-encoding", "").lower():
        # Nothing in it is secret, so its length may tell of it; ``mtime`` keeps equal pages equal.
        body = gzip.compress(body, compresslevel=6, mtime=0)
        headers["Content-Encoding"] = "gzip"
    return Response(body, status, headers, media_type)


def refuse(request: Request, message: str, code: str, status: int) -> Response:
    """What could not be done, said on a public page."""
    return page(request, "refused.html", {"message": message, "code": code}, status, keep=False)


def told_when(response: Response, error: TriageError) -> Response:
    """The same answer with the header that tells programs when to try again, where the error knows."""
    if isinstance(error, TooManyRequests) and error.retry_after is not None:
        response.headers["Retry-After"] = str(error.retry_after)
    return response


def _known(given: str, tag: str) -> bool:
    """Whether a browser holds this version (RFC 9110, weak comparison)."""
    plain = tag.removeprefix("W/")
    return any(one.strip() == "*" or one.strip().removeprefix("W/") == plain for one in given.split(","))
