"""A ceiling on anonymous checks: so many per address and minute, counted in memory, forgotten after it."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict

from fastapi import Request

from models.errors import TooManyRequests

PER_MINUTE = 30
MAX_ADDRESSES = 10_000
"""Addresses remembered at once; the oldest go first, so memory is bounded."""

_guard = threading.Lock()
_windows: OrderedDict[str, tuple[int, int]] = OrderedDict()


def check_limit(request: Request) -> None:
    """Count one request of an address.

    The address lives in the memory of this process for at most a minute and is never written or logged.

    Raises:
        TooManyRequests: more than ``PER_MINUTE`` in this minute.
    """
    address = request.client.host if request.client else ""
    minute = int(time.monotonic() // 60)
    with _guard:
        started, count = _windows.pop(address, (minute, 0))
        count = count + 1 if started == minute else 1
        _windows[address] = (minute, count)
        while len(_windows) > MAX_ADDRESSES:
            _windows.popitem(last=False)
    if count > PER_MINUTE:
        raise TooManyRequests("Bạn kiểm tra quá nhanh. Hãy chờ một phút rồi thử lại.")


def forget() -> None:
    """Start counting anew."""
    with _guard:
        _windows.clear()
