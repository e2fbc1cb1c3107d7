"""Files that wait for a person to say who they are: in the memory of this process, for half an hour, never on a disk.

A file whose number, date or issuer is not written in it would otherwise have to be chosen again. Nothing of it is in
the base until the person has said it; a restart forgets it, and the page then asks for the file again.
"""

from __future__ import annotations

import secrets
import threading
import time
from collections import OrderedDict
from dataclasses import dataclass, field

from nlp.official.document import OfficialDocument

SECONDS = 1800
MOST_BYTES = 200_000_000
"""Of all files together; the oldest go first."""
MOST_OF_ONE = 40
"""Files of one person; the oldest go first."""


@dataclass(frozen=True, slots=True)
class WaitingFile:
    """A file that was read. ``why`` is the sentence that says what is missing."""

    account_id: int
    document: OfficialDocument = field(repr=False)
    data: bytes = field(repr=False)
    why: str
    since: float = field(default_factory=time.monotonic)


_guard = threading.Lock()
_waiting: OrderedDict[str, WaitingFile] = OrderedDict()


def hold(waiting: WaitingFile) -> str:
    """Keep a file; returns the word it is asked for with. The same file of the same person is kept once."""
    key = secrets.token_urlsafe(16)
    with _guard:
        _drop_old()
        for other, known in list(_waiting.items()):
            if known.account_id == waiting.account_id and known.data == waiting.data:
                del _waiting[other]
        _waiting[key] = waiting
        own = [other for other, known in _waiting.items() if known.account_id == waiting.account_id]
        for other in own[:-MOST_OF_ONE]:
            del _waiting[other]
        while len(_waiting) > 1 and sum(len(known.data) for known in _waiting.values()) > MOST_BYTES:
            _waiting.popitem(last=False)
    return key


def find(account_id: int, key: str) -> WaitingFile | None:
    """The file, if it still waits and is this person's."""
    return waiting_for(account_id).get(key)


def waiting_for(account_id: int) -> dict[str, WaitingFile]:
    """What waits for a person, the oldest first."""
    with _guard:
        _drop_old()
        return {key: known for key, known in _waiting.items() if known.account_id == account_id}


def let_go(key: str) -> None:
    """Forget a file."""
    with _guard:
        _waiting.pop(key, None)


def forget() -> None:
    """Forget everything."""
    with _guard:
        _waiting.clear()


def _drop_old() -> None:
    oldest = time.monotonic() - SECONDS
    for key in [key for key, known in _waiting.items() if known.since < oldest]:
        del _waiting[key]
