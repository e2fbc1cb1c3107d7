"""Looks at addresses between asking and saving: in the memory of this process, for minutes, never on a disk.

Each person has one, the last they asked for. The beginnings of posts in it are masked; a restart forgets everything.
"""

from __future__ import annotations

import secrets
import threading
import time
from collections import OrderedDict
from dataclasses import dataclass, field

from crawler.previewed import Findings, Preview, Proposal
from models.errors import TriageError

SECONDS = 900
"""How long a look is kept, from when it was asked for."""
MAX_SHOWN = 2_000
"""Characters of a pasted text that could not be read which the page gives back."""
MOST = 20
"""Looks of all persons together; the oldest go first."""


@dataclass(slots=True)
class WaitingLook:
    """One look. ``previews`` and ``failures`` are by the number of the proposal; ``busy`` says what is being read.

    ``text`` is what was pasted; ``key`` the word the look is asked for with.
    """

    account_id: int
    text: str = field(repr=False)
    key: str = field(default_factory=lambda: secrets.token_urlsafe(16))
    since: float = field(default_factory=time.monotonic)
    busy: bool = True
    busy_since: float = field(default_factory=time.monotonic)
    findings: Findings | None = field(default=None, repr=False)
    error: TriageError | None = None
    best: int = 0
    previews: dict[int, Preview] = field(default_factory=dict, repr=False)
    failures: dict[int, TriageError] = field(default_factory=dict, repr=False)

    def proposal(self, number: int) -> Proposal | None:
        """A proposal by its number."""
        ways = self.findings.proposals if self.findings is not None else ()
        return ways[number] if 0 <= number < len(ways) else None


_guard = threading.Lock()
_waiting: OrderedDict[int, WaitingLook] = OrderedDict()


def hold(look: WaitingLook) -> str:
    """Keep a look instead of the person's last one; returns its key."""
    with _guard:
        _waiting.pop(look.account_id, None)
        _waiting[look.account_id] = look
        while len(_waiting) > MOST:
            _waiting.popitem(last=False)
    return look.key


def find(account_id: int, key: str) -> WaitingLook | None:
    """The look, if it is still kept and is this person's."""
    oldest = time.monotonic() - SECONDS
    with _guard:
        for other in [one for one, known in _waiting.items() if known.since < oldest]:
            del _waiting[other]
        found = _waiting.get(account_id)
    return found if found is not None and found.key == key else None


def let_go(look: WaitingLook) -> None:
    """Forget a look."""
    with _guard:
        if _waiting.get(look.account_id) is look:
            del _waiting[look.account_id]


def forget() -> None:
    """Forget everything."""
    with _guard:
        _waiting.clear()
