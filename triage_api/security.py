"""Sign-in, sessions, cross-site request tokens and the headers of every answer."""

from __future__ import annotations

import hashlib
import hmac
import secrets

from fastapi import Request, Response

from models.crypto import Purpose, vault
from models.errors import NotAllowed, NotSignedIn, TooManyRequests
from models.queries import audit, sessions
from models.session import Session, transaction
from models.settings import settings
from triage_api.passwords import verify_password

COOKIE = "sangtin_session"
FORM_COOKIE = "sangtin_form"
CSRF_FIELD = "csrf"
CSRF_HEADER = "X-CSRF-Token"
MAX_FAILURES = 8
"""Failed sign-ins per user name in 15 minutes before a pause. No lock: an attacker could lock others out for good."""
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


def sign_in(username: str, password: str, previous: str | None = None) -> str:
    """Check a password and open a session; the session ``previous`` of the same browser ends.

    Returns the token for the cookie, always a new one. The attempt is counted before the password is
    looked at and in a transaction of its own, so that neither a refusal nor many attempts at once undo it.

    Raises:
        TooManyRequests: too many failures under this name lately.
        NotSignedIn: unknown name or wrong password, the same sentence for both.
    """
    username = username.strip()
    key = vault().fingerprint(username.lower(), Purpose.LOGIN)
    with transaction() as session:
        if not sessions.count_attempt(session, key, MAX_FAILURES):
            raise TooManyRequests("Bạn thử quá nhiều lần. Hãy chờ 15 phút rồi thử lại.")
        known = sessions.credentials(session, username)
    if not verify_password(known[1] if known else None, password) or known is None:
        raise NotSignedIn(
            "Tên hoặc mật khẩu chưa đúng. Xem lại bộ gõ tiếng Việt và phím Caps Lock rồi thử lại."
        )
    token = new_token()
    with transaction() as session:
        sessions.forget_failures(session, key)
        if previous:
            sessions.close_session(session, hashed(previous))
        sessions.open_session(session, hashed(token), known[0])
        audit.record(session, "signed_in", "account", known[0], known[0])
    return token


def account_of(session: Session, token: str | None) -> int | None:
    """The account a session token belongs to."""
    return None if not token else sessions.session_account(session, hashed(token))


def new_token() -> str:
    """A random token of 32 bytes."""
    return secrets.token_urlsafe(32)


def hashed(token: str) -> bytes:
    """What is stored of a random token: its SHA-256 (32 bytes of randomness need no slow hash)."""
    return hashlib.sha256(token.encode()).digest()


def session_token(request: Request) -> str | None:
    """The session cookie a browser sent, if any."""
    return request.cookies.get(COOKIE)


def form_seed(request: Request) -> str | None:
    """The random value this browser's form token is made from: its session, or its form cookie."""
    seeds = (request.cookies.get(name, "") for name in (COOKIE, FORM_COOKIE))
    return next((seed for seed in seeds if MIN_SEED <= len(seed) <= MAX_SEED), None)


def set_cookie(response: Response, name: str, value: str, seconds: int | None) -> None:
    """A cookie no script reads and no other site sends along with a form."""
    response.set_cookie(
        name,
        value,
        max_age=seconds,
        httponly=True,
        samesite="lax",
        secure=settings().secure_cookies,
        path="/",
    )


def csrf_token(seed: str) -> str:
    """The token every form of this browser carries."""
    return hmac.new(seed.encode(), b"csrf", hashlib.sha256).hexdigest()


def check_csrf(seed: str | None, given: str | None) -> None:
    """Refuse a changing request that did not come from our own page.

    Raises:
        NotAllowed: the token is missing or of another browser.
    """
    if not seed or not given or not hmac.compare_digest(csrf_token(seed).encode(), given.encode()):
        raise NotAllowed("Trang đã cũ hoặc yêu cầu không đến từ trang này. Hãy tải lại trang rồi làm lại.")
