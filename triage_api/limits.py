"""Ceilings on what callers may ask: so many per address, browser or program and window, counted in memory, forgotten after it.

No address is kept: what is counted is a keyed hash of it, and the key is made anew whenever the process starts.
"""

from __future__ import annotations

import hashlib
import ipaddress
import math
import secrets
import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache

from fastapi import Request

from models.errors import TooManyRequests
from models.settings import settings
from triage_api import security

MAX_ADDRESSES = 10_000
"""Addresses remembered at once per ceiling; the one that was quiet longest goes first, so memory is bounded."""
IPV6_PREFIX = 64
"""Bits of an IPv6 address that are one subscriber's (RFC 6177: a household gets a /64 at the least)."""

_KEY = secrets.token_bytes(32)


@dataclass(slots=True)
class Ceiling:
    """At most ``most`` calls of one address in any ``seconds``: a sliding window, so no edge lets twice as many by.

    Refused calls are not counted; who waits as long as told is let in. ``clock`` is in seconds and never goes back.
    """

    most: int
    seconds: int
    clock: Callable[[], float] = time.monotonic
    _guard: threading.Lock = field(default_factory=threading.Lock)
    _calls: OrderedDict[bytes, deque[float]] = field(default_factory=OrderedDict)

    def count(self, key: bytes) -> int:
        """Count a call; 0, or after how many seconds the next one will be taken."""
        now = self.clock()
        with self._guard:
            calls = self._calls.pop(key, deque())
            while calls and calls[0] <= now - self.seconds:
                calls.popleft()
            self._calls[key] = calls
            if len(calls) >= self.most:
                return max(1, math.ceil(calls[0] + self.seconds - now))
            calls.append(now)
            while len(self._calls) > MAX_ADDRESSES:
                self._calls.popitem(last=False)
        return 0

    def forget(self) -> None:
        """Start counting anew."""
        with self._guard:
            self._calls.clear()


CHECKS = Ceiling(30, 60)
"""Checks of messages: a Tổ công nghệ số that sits behind one address checks one after the other, not thirty a minute."""
SEARCHES = Ceiling(60, 60)
"""Searches of the official base and of published claims."""
SENDINGS = Ceiling(6, 3600)
"""What a citizen sends to the office: requests for review and messages."""
RECEIPTS = Ceiling(20, 600)
"""Looking up receipts: a code of 60 bits is not found by trying, and nobody needs to try."""
CEILINGS = (CHECKS, SEARCHES, SENDINGS, RECEIPTS)
FLOOD_SECONDS = 10
PEOPLE_BEHIND_ONE_ADDRESS = 5
"""Whole offices sit behind one address; this many of them may send all they may at the same time."""


@cache
def flood_ceilings(most: int) -> tuple[Ceiling, Ceiling]:
    """For one browser or program, and for one address."""
    return Ceiling(most, FLOOD_SECONDS), Ceiling(most * PEOPLE_BEHIND_ONE_ADDRESS, FLOOD_SECONDS)


def flood_limit(request: Request) -> None:
    """Count a request of whatever kind before the database is asked anything, so that a flood leaves others their turn.

    Raises:
        TooManyRequests: over ``Settings.flood_requests`` of one browser or program, or five times that of one address.
    """
    most = settings().flood_requests
    if not most:
        return
    one, address = flood_ceilings(most)
    seconds = address.count(hashed_address(request))
    secret = request.headers.get("authorization") or security.session_token(request)
    if secret and not seconds:
        seconds = one.count(_hashed(secret))
    if seconds:
        raise _too_many(seconds)


def limit(request: Request, ceiling: Ceiling) -> None:
    """Count one request of an address.

    Raises:
        TooManyRequests: over the ceiling; the sentence and ``retry_after`` say when to try again.
    """
    seconds = ceiling.count(hashed_address(request))
    if seconds:
        raise _too_many(seconds)


def _too_many(seconds: int) -> TooManyRequests:
    if seconds < 90:
        error = TooManyRequests("Bạn gửi nhiều quá. Hãy thử lại sau {seconds} giây.", seconds=seconds)
    else:
        minutes = math.ceil(seconds / 60)
        error = TooManyRequests("Bạn gửi nhiều quá. Hãy thử lại sau {minutes} phút.", minutes=minutes)
    error.retry_after = seconds
    return error


def check_limit(request: Request) -> None:
    """Count one check of a message.

    Raises:
        TooManyRequests: too many lately.
    """
    limit(request, CHECKS)


def search_limit(request: Request) -> None:
    """Count one search.

    Raises:
        TooManyRequests: too many lately.
    """
    limit(request, SEARCHES)


def hashed_address(request: Request) -> bytes:
    """A keyed hash of the network a request came from; the address itself is not kept past this line."""
    return _hashed(_network(caller_address(request)))


def _hashed(text: str) -> bytes:
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), key=_KEY, digest_size=16).digest()


def caller_address(request: Request) -> str:
    """The address before the proxies of ours. A header anybody can send counts only as far as they wrote it.

    With n trusted proxies the n-th entry of ``X-Forwarded-For`` from the right is what the first of them saw.
    """
    peer = request.client.host if request.client else ""
    trusted = settings().trusted_proxies
    if not trusted:
        return peer
    told = [one.strip() for one in ",".join(request.headers.getlist("x-forwarded-for")).split(",")]
    return told[-trusted] if len(told) >= trusted and told[-trusted] else peer


def _network(address: str) -> str:
    """An IPv4 address, or the network of an IPv6 one.

    >>> _network("2001:db8:1:2:3::4"), _network("::ffff:192.0.2.1"), _network("192.0.2.1")
    ('2001:db8:1:2::/64', '192.0.2.1', '192.0.2.1')
    """
    try:
        known = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address[:64]
    if isinstance(known, ipaddress.IPv4Address):
        return str(known)
    if known.ipv4_mapped is not None:
        return str(known.ipv4_mapped)
    return str(ipaddress.ip_network((known, IPV6_PREFIX), strict=False))


def forget() -> None:
    """Start counting anew."""
    for ceiling in CEILINGS:
        ceiling.forget()
    flood_ceilings.cache_clear()
