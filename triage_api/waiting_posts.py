"""Files of posts between preview and confirmation: in the memory of this process, for half an hour, never on a disk.

Each person has one, the last they chose. What looks like people is not in it: those cells were dropped while the
file was read, and the file itself is not kept.
"""

from __future__ import annotations

import secrets
import threading
import time
from collections import OrderedDict
from dataclasses import dataclass, field

from crawler.tables.table import Table

SECONDS = 1800
MOST = 20
"""Files of all persons together; the oldest go first."""


@dataclass(frozen=True, slots=True)
class WaitingPosts:
    """A file that was read. ``key`` is the word it is asked for with, another for each file."""

    account_id: int
    filename: str
    table: Table = field(repr=False)
    key: str = field(default_factory=lambda: secrets.token_urlsafe(16))
    since: float = field(default_factory=time.monotonic)


_guard = threading.Lock()
_waiting: OrderedDict[int, WaitingPosts] = OrderedDict()


def hold(waiting: WaitingPosts) -> str:
    """Keep a file instead of the person's last one; returns its key."""
    with _guard:
        _waiting.pop(waiting.account_id, None)
        _waiting[waiting.account_id] = waiting
        while len(_waiting) > MOST:
            _waiting.popitem(last=False)
    return waiting.key


def find(account_id: int, key: str) -> WaitingPosts | None:
    """The file, if it still waits and is this person's."""
    oldest = time.monotonic() - SECONDS
    with _guard:
        for other in [one for one, known in _waiting.items() if known.since < oldest]:
            del _waiting[other]
        found = _waiting.get(account_id)
    return found if found is not None and found.key == key else None


def let_go(account_id: int, key: str) -> None:
    """Forget a person's file."""
    if find(account_id, key) is not None:
        with _guard:
            _waiting.pop(account_id, None)


def forget() -> None:
    """Forget everything."""
    with _guard:
        _waiting.clear()
