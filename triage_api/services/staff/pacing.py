"""Slowing down who guesses, without giving anybody a way to lock somebody else out.

Failures are counted under three keys, each for a day at most: the user name, the network, and, for a browser
that signed in to this account before, that browser instead of both. Waits grow and end by themselves; a try that
came too early is not counted, so it makes no wait longer. Whoever guesses from elsewhere therefore never slows the
person at their own machine (OWASP Authentication Cheat Sheet: device cookies). Of names, networks and browsers
only keyed hashes are stored.
"""

from __future__ import annotations

import ipaddress
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

from models.crypto import Purpose, vault
from models.errors import TooManyRequests
from models.queries import attempts, known_browsers
from models.queries.attempts import Pace
from models.session import Session, transaction
from triage_api import security

ACCOUNT = Pace(free=5, most=timedelta(minutes=5), window=timedelta(days=1))
"""At most 288 + 5 guesses a day at one password from wherever. NIST SP 800-63B-4 §3.2.2 asks for a limit of 100 in
a row before more is demanded; passwords here are long and none of the common ones (``triage_api.passwords``)."""
BROWSER = ACCOUNT
NETWORK = Pace(free=30, most=timedelta(minutes=1), window=timedelta(hours=1))
"""An office behind one address signs in together on Monday morning; thirty wrong ones in an hour are nobody's typing."""
CODE = Pace(free=5, most=timedelta(minutes=5), window=timedelta(days=1))
"""One-time codes: of a million, three fit at a time, so a day of guesses finds one with less than 1 in 1000."""
AT_ONCE = 3
"""Sign-ins of one network that are looked at together; more are sent away at once, so that others get their turn."""
ALL_AT_ONCE = 8
"""Sign-ins looked at together at all: fewer than the threads of a process (``triage_api.app.THREADS``), so that pages still answer."""
SLOW = "Bạn thử quá nhiều lần. Hãy chờ {seconds} giây rồi thử lại."
BUSY = "Đang có nhiều người đăng nhập cùng lúc. Hãy chờ vài giây rồi thử lại."

_guard = threading.Lock()
_inside: Counter[str] = Counter()


class TooSoon(TooManyRequests):
    """Says when to come back."""

    def __init__(self, seconds: int) -> None:
        """``seconds`` to wait."""
        super().__init__(SLOW, seconds=seconds)
        self.seconds = seconds


@dataclass(frozen=True, slots=True)
class Attempt:
    """A counted try. ``keys`` are what a good one clears."""

    keys: tuple[bytes, ...]


def count(username: str, host: str, browser: str | None) -> Attempt:
    """Count a try to sign in before the password is looked at, in a transaction of its own.

    ``username`` as typed, without space around it. ``browser``: the token of a browser that signed in before.

    Raises:
        TooSoon: too many failures lately; this try is not counted.
    """
    with transaction() as session:
        if browser and known_browsers.is_known(session, security.hashed(browser), username):
            keys = [(_key("browser", f"{username.lower()}\n{browser}"), BROWSER)]
        else:
            keys = [(_key("account", username.lower()), ACCOUNT)]
            if (network := network_of(host)) is not None:
                keys.insert(0, (_key("network", network), NETWORK))
        for key, pace in keys:
            if seconds := attempts.count_attempt(session, key, pace):
                raise TooSoon(seconds)
    return Attempt((keys[-1][0],))


def count_code(account_id: int) -> Attempt:
    """Count a try of a one-time code. Raises as ``count``."""
    return _count_one("code", account_id, CODE)


def count_own(account_id: int) -> Attempt:
    """Count a try of the old password by who is signed in: an open page is no way to guess it. Raises as ``count``."""
    return _count_one("own", account_id, ACCOUNT)


def _count_one(kind: str, account_id: int, pace: Pace) -> Attempt:
    key = _key(kind, str(account_id))
    with transaction() as session:
        if seconds := attempts.count_attempt(session, key, pace):
            raise TooSoon(seconds)
    return Attempt((key,))


def forget(session: Session, attempt: Attempt) -> None:
    """A good try clears the failures under its own keys; what others did elsewhere stays counted."""
    for key in attempt.keys:
        attempts.forget_failures(session, key)


def network_of(host: str) -> str | None:
    """The network an address belongs to: /24 of IPv4, /56 of IPv6. None for this machine itself, for example a
    proxy in front of us, which would be one network for everybody.

    >>> network_of("203.0.113.9"), network_of("2001:db8::1"), network_of("127.0.0.1"), network_of("testclient")
    ('203.0.113.0/24', '2001:db8::/56', None, None)
    """
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return None
    mapped = getattr(address, "ipv4_mapped", None)
    address = mapped or address
    if address.is_loopback:
        return None
    return str(ipaddress.ip_network((address, 24 if address.version == 4 else 56), strict=False))


@contextmanager
def turn(host: str) -> Iterator[None]:
    """Hold one of the places for sign-ins while a password is looked at.

    Raises:
        TooManyRequests: the network, or everybody together, holds too many already.
    """
    network = network_of(host) or ""
    with _guard:
        if (network and _inside[network] >= AT_ONCE) or _inside.total() >= ALL_AT_ONCE:
            raise TooManyRequests(BUSY)
        _inside[network] += 1
    try:
        yield
    finally:
        with _guard:
            _inside[network] -= 1
            if not _inside[network]:
                del _inside[network]


def _key(kind: str, what: str) -> bytes:
    return vault().fingerprint(f"{kind}\n{what}", Purpose.LOGIN)
