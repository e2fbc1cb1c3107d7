"""Sign-in, sessions, cross-site request tokens and the headers of every answer."""

from __future__ import annotations

import hashlib
import hmac
import secrets

from models.crypto import Purpose, vault
from models.errors import NotAllowed, NotSignedIn, TooManyRequests
from models.queries import audit, sessions
from models.session import Session, transaction
from triage_api.passwords import verify_password

COOKIE = "sangtin_session"
CSRF_FIELD = "csrf"
CSRF_HEADER = "X-CSRF-Token"
MAX_FAILURES = 8
"""Failed sign-ins per user name in 15 minutes before a pause. No lock: an attacker could lock others out for good."""

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
}


def sign_in(username: str, password: str) -> str:
    """Check a password and open a session. Returns the token for the cookie.

    A failure is counted in a transaction of its own, so that it survives the refusal.

    Raises:
        TooManyRequests: too many failures under this name lately.
        NotSignedIn: unknown name or wrong password, the same sentence for both.
    """
    key = vault().fingerprint(username.strip().lower()[:200], Purpose.LOGIN)
    with transaction() as session:
        if sessions.recent_failures(session, key) >= MAX_FAILURES:
            raise TooManyRequests("Bạn thử quá nhiều lần. Hãy chờ 15 phút rồi thử lại.")
        known = sessions.credentials(session, username.strip())
    if not verify_password(known[1] if known else None, password) or known is None:
        with transaction() as session:
            sessions.record_failure(session, key)
        raise NotSignedIn(
            "Tên hoặc mật khẩu chưa đúng. Xem lại bộ gõ tiếng Việt và phím Caps Lock rồi thử lại."
        )
    token = secrets.token_urlsafe(32)
    with transaction() as session:
        sessions.forget_failures(session, key)
        sessions.open_session(session, hashed(token), known[0])
        audit.record(session, "signed_in", "account", known[0], known[0])
    return token


def account_of(session: Session, token: str | None) -> int | None:
    """The account a session token belongs to."""
    return None if not token else sessions.session_account(session, hashed(token))


def hashed(token: str) -> bytes:
    """What is stored of a random token: its SHA-256 (32 bytes of randomness need no slow hash)."""
    return hashlib.sha256(token.encode()).digest()


def csrf_token(session_token: str) -> str:
    """The token every form of this session carries."""
    return hmac.new(session_token.encode(), b"csrf", hashlib.sha256).hexdigest()


def check_csrf(session_token: str, given: str | None) -> None:
    """Refuse a changing request that did not come from our own page.

    Raises:
        NotAllowed: the token is missing or of another session.
    """
    if not given or not hmac.compare_digest(csrf_token(session_token), given):
        raise NotAllowed("Trang đã cũ hoặc yêu cầu không đến từ trang này. Hãy tải lại trang rồi làm lại.")
