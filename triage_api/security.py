"""Cookies, cross-site request tokens and the headers of every answer."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from base64 import urlsafe_b64encode

from fastapi import Request, Response

from models.errors import NotAllowed
from models.settings import settings

COOKIE = "sangtin_session"
FORM_COOKIE = "sangtin_form"
BROWSER_COOKIE = "sangtin_browser"
"""Says "somebody signed in here before", and opens nothing."""
HOST_ONLY = "__Host-"
"""Before the names of cookies over HTTPS: browsers then keep them from other hosts, paths and plain HTTP (RFC 6265bis)."""
CSRF_FIELD = "csrf"
CSRF_HEADER = "X-CSRF-Token"
CSRF_BYTES = 18
"""Three bytes are four letters: 18 fill 24 of them without padding."""
MIN_SEED, MAX_SEED = 40, 200
"""Characters of a cookie that a form token is made from; our own have 43."""

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self';"
        " form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cache-Control": "no-store",
}
HTTPS_ONLY = {"Strict-Transport-Security": "max-age=31536000"}


def new_token() -> str:
    """A random token of 32 bytes."""
    return secrets.token_urlsafe(32)


def hashed(token: str) -> bytes:
    """What is stored of a random token: its SHA-256 (32 bytes of randomness need no slow hash)."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()


def cookie_name(name: str) -> str:
    """The name a cookie of ours is sent under."""
    return HOST_ONLY + name if settings().https else name


def cookie(request: Request, name: str) -> str | None:
    """A cookie a browser sent, if any; one longer than ours ever are is none."""
    value = request.cookies.get(cookie_name(name))
    return value if value and len(value) <= MAX_SEED else None


def session_token(request: Request) -> str | None:
    """The session cookie a browser sent, if any."""
    return cookie(request, COOKIE)


def form_seed(request: Request) -> str | None:
    """The random value this browser's form token is made from: its session, or its form cookie."""
    seeds = (cookie(request, name) or "" for name in (COOKIE, FORM_COOKIE))
    return next((seed for seed in seeds if len(seed) >= MIN_SEED), None)


def set_cookie(response: Response, name: str, value: str, seconds: int | None) -> None:
    """A cookie no script reads and no other site sends along with a form."""
    response.set_cookie(
        cookie_name(name),
        value,
        max_age=seconds,
        httponly=True,
        samesite="lax",
        secure=settings().https,
        path="/",
    )


def drop_cookie(response: Response, name: str) -> None:
    """Take a cookie of ours away from the browser."""
    response.delete_cookie(
        cookie_name(name), path="/", httponly=True, samesite="lax", secure=settings().https
    )


def csrf_token(seed: str) -> str:
    """The token every form of this browser carries, once in each: 24 letters, for a page has thirty forms and little room.

    They hold 144 bits. A truncated keyed hash should keep at least half of it (RFC 2104 §5: 128 bits here), and what must not be guessed
    at least 64 bits (OWASP, "Session ID entropy"). Who guesses has to do so over the network and without an answer they can read; from the token
    the session's 256 bits are not found either way.
    """
    whole = hmac.digest(seed.encode("utf-8", "surrogatepass"), b"csrf", "sha256")
    return urlsafe_b64encode(whole[:CSRF_BYTES]).decode()


def check_csrf(seed: str | None, given: str | None) -> None:
    """Refuse a changing request that did not come from our own page.

    Raises:
        NotAllowed: the token is missing or of another browser.
    """
    if not seed or not given or not hmac.compare_digest(csrf_token(seed).encode(), given.encode()):
        raise NotAllowed("Trang đã cũ hoặc yêu cầu không đến từ trang này. Hãy tải lại trang rồi làm lại.")
