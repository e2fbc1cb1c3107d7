"""Articles that wait to be read one right after the other: what is done between two of them spoils the caches for both."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator

from crawler.plan import Unread

SMALL = 16_384
"""Bytes below which a page never waits to be read: a gate is smaller, nearly always, and must be met before the next page is asked for."""

MOST_UNREAD = 16
"""Articles read in a row at most: they hold the process up for a tenth of a second or so."""

UNREAD_BYTES = 2_000_000
"""Bytes that wait at most, but for the article that reaches them: a process has up to a hundred runs, an article is 0.05 to 0.3 MB."""


class Row:
    """The unread articles of one run, in the order in which they came."""

    def __init__(self) -> None:
        self._waiting: deque[Unread] = deque()
        self._bytes = 0

    def add(self, one: Unread) -> None:
        """One more that waits."""
        self._waiting.append(one)
        self._bytes += one.size

    @property
    def is_full(self) -> bool:
        """Whether all are to be read now."""
        return len(self._waiting) >= MOST_UNREAD or self._bytes >= UNREAD_BYTES

    def taken(self) -> Iterator[Unread]:
        """All of them; one that is handed out waits no longer, whatever becomes of it."""
        while self._waiting:
            one = self._waiting.popleft()
            self._bytes -= one.size
            yield one
