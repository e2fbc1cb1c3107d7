"""Signing in: a password, then a one-time code where the account has one, then a new session."""

from __future__ import annotations

from dataclasses import dataclass

from models.errors import NotSignedIn
from models.queries import audit, known_browsers, second_factors, sessions
from models.session import Session, transaction
from models.staff import BrowserKind
from triage_api import security
from triage_api.passwords import verify_password
from triage_api.services.staff import codes, pacing

WRONG = "Tên hoặc mật khẩu chưa đúng. Xem lại bộ gõ tiếng Việt và phím Caps Lock rồi thử lại."
ENDED = "Đã quá lâu từ lúc nhập mật khẩu. Hãy đăng nhập lại từ đầu."
PHONES = ("mobi", "android", "iphone", "ipad")


@dataclass(frozen=True, slots=True)
class Browser:
    """What is known of the browser that signs in: where it is, whether a phone, and the cookies it came with."""

    host: str
    kind: BrowserKind
    session: str | None = None
    known: str | None = None


@dataclass(frozen=True, slots=True)
class SignedIn:
    """The tokens the browser gets. Without ``known`` the second factor is still owed."""

    session: str
    known: str | None


def kind_of(agent: str) -> BrowserKind:
    """Phone or desktop, from what a browser says of itself; nothing else of it is kept.

    >>> kind_of("Mozilla/5.0 (Linux; Android 14) Mobile").value, kind_of("").value
    ('phone', 'desktop')
    """
    agent = agent[:400].lower()
    return BrowserKind.PHONE if any(word in agent for word in PHONES) else BrowserKind.DESKTOP


def sign_in(username: str, password: str, browser: Browser) -> SignedIn:
    """Check a password and open a session, always a new one; the browser's session of before ends.

    The try is counted before the password is looked at and in a transaction of its own, so that neither a
    refusal nor many tries at once undo it.

    Raises:
        TooManyRequests: too many failures lately, or too many sign-ins at once.
        NotSignedIn: unknown name or wrong password, the same sentence after the same time for both.
    """
    username = username.strip()
    with pacing.turn(browser.host):
        attempt = pacing.count(username, browser.host, browser.known)
        with transaction() as session:
            known = sessions.credentials(session, username)
        if not verify_password(known[1] if known else None, password) or known is None:
            raise NotSignedIn(WRONG)
    with transaction() as session:
        pacing.forget(session, attempt)
        if second_factors.has_second_factor(session, known[0]):
            return SignedIn(_open(session, known[0], browser, pending=True), None)
        return _finish(session, known[0], browser)


def waits_for_code(token: str | None) -> bool:
    """Whether this browser gave the right password and owes the code."""
    with transaction() as session:
        return token is not None and _owing(session, token) is not None


def enter_code(code: str, browser: Browser) -> SignedIn:
    """Check the one-time code, or a recovery code, of a browser that gave the right password.

    Raises:
        TooManyRequests: too many wrong codes lately. NotSignedIn: the password was too long ago, or the code is wrong.
    """
    with transaction() as session:
        account_id = _owing(session, browser.session or "")
    if account_id is None:
        raise NotSignedIn(ENDED)
    attempt = pacing.count_code(account_id)
    with transaction() as session:
        used = codes.use(session, account_id, code)
        if used is None:
            raise NotSignedIn(codes.WRONG)
        pacing.forget(session, attempt)
        if used is codes.Used.RECOVERY:
            audit.record(session, "recovery_code_used", "account", account_id, account_id)
        return _finish(session, account_id, browser)


def _owing(session: Session, token: str) -> int | None:
    live = sessions.pending_session(session, security.hashed(token))
    return live.account_id if live else None


def _finish(session: Session, account_id: int, browser: Browser) -> SignedIn:
    token = _open(session, account_id, browser)
    known = browser.known or security.new_token()
    known_browsers.know(session, security.hashed(known), account_id)
    audit.record(session, "signed_in", "account", account_id, account_id)
    return SignedIn(token, known)


def _open(session: Session, account_id: int, browser: Browser, *, pending: bool = False) -> str:
    if browser.session:
        sessions.close_session(session, security.hashed(browser.session))
    token = security.new_token()
    sessions.open_session(session, security.hashed(token), account_id, browser.kind, pending=pending)
    return token
