"""Server-sent events: pages that are open are told how the desk stands (WHATWG HTML, section 9.2).

One reader per process asks the database for all who listen, every few seconds and only while somebody does. Who listens waits
in a coroutine and holds no thread and no connection. Each event is a whole state: nothing has to be sent again to whom
the connection broke for, so there are no event ids.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from fastapi.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from models.errors import TooManyRequests
from triage_api.services.live import Listening

log = logging.getLogger("sangtin.live")

READ_SECONDS = 3.0
"""Between two readings: what somebody does is seen by the others before they would have done it too."""
PING_SECONDS = 25.0
"""Proxies close what is silent for 60 seconds (nginx ``proxy_read_timeout``); telephones' networks sooner."""
AGAIN_MILLISECONDS = 5000
"""How long a browser waits before it comes back."""
PER_SESSION = 4
"""A browser opens six connections to one host (HTTP/1.1): two stay free for pages and forms."""
PER_PROCESS = 300
AFTER_SECONDS = 60

HEADERS = {"Cache-Control": "no-cache", "X-Accel-Buffering": "no"}

States = Callable[[Collection[Listening]], Mapping[Listening, dict[str, Any] | None]]


@dataclass(slots=True, eq=False)
class Listener:
    """One open connection. ``told`` is the newest event; an event of None says that the session is over."""

    asked: Listening
    told: str | None = ""
    news: asyncio.Event = field(default_factory=asyncio.Event)

    def tell(self, event: str | None) -> None:
        """Hand over a state; one that was told already is no news."""
        if event != self.told:
            self.told = event
            self.news.set()


class Board:
    """Who listens in this process, and the one reader. Touched by the event loop's thread alone, so it needs no lock."""

    def __init__(self, states: States, read_seconds: float | None = None) -> None:
        """``states`` reads the database and runs in a thread for that long only."""
        self._states = states
        self._pause = READ_SECONDS if read_seconds is None else read_seconds
        self._listeners: set[Listener] = set()
        self._reader: asyncio.Task[None] | None = None

    def __len__(self) -> int:
        """How many connections are open."""
        return len(self._listeners)

    def join(self, asked: Listening) -> Listener:
        """Take a place; it is given back by ``leave``.

        Raises:
            TooManyRequests: the browser or the process has as many open as there may be. The page works without.
        """
        same = sum(one.asked.token_hash == asked.token_hash for one in self._listeners)
        if same >= PER_SESSION or len(self._listeners) >= PER_PROCESS:
            error = TooManyRequests("Đang mở nhiều trang cùng lúc, nên trang này không tự cập nhật.")
            error.retry_after = AFTER_SECONDS
            raise error
        listener = Listener(asked)
        self._listeners.add(listener)
        if self._reader is None or self._reader.done():
            self._reader = asyncio.get_running_loop().create_task(self._read())
        return listener

    def leave(self, listener: Listener) -> None:
        """Give the place back."""
        self._listeners.discard(listener)

    async def _read(self) -> None:
        while self._listeners:
            asked = {one.asked for one in self._listeners}
            try:
                found = await asyncio.to_thread(self._states, asked)
            except Exception as error:  # the next reading may succeed; its message may quote texts
                log.warning("the desk was not read: %s", type(error).__name__)
            else:
                for listener in [*self._listeners]:
                    if listener.asked in found:
                        state = found[listener.asked]
                        listener.tell(None if state is None else json.dumps(state, ensure_ascii=False))
            await asyncio.sleep(self._pause)


class EventStream(StreamingResponse):
    """The answer that stays open. However it ends, also before its first byte, the place is given back."""

    def __init__(self, board: Board, listener: Listener) -> None:
        """``listener`` has taken its place already."""
        super().__init__(events(listener), media_type="text/event-stream", headers=HEADERS)
        self._board, self._listener = board, listener

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send events until the browser goes or its session ends."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._board.leave(self._listener)


async def events(listener: Listener, ping_seconds: float = PING_SECONDS) -> AsyncIterator[str]:
    """The stream of one connection: states as they change, a comment when nothing does, ``end`` when the session is over."""
    yield f"retry: {AGAIN_MILLISECONDS}\n\n"
    while True:
        try:
            await asyncio.wait_for(listener.news.wait(), ping_seconds)
        except TimeoutError:
            yield ":\n\n"
            continue
        listener.news.clear()
        if listener.told is None:
            yield "event: end\ndata: {}\n\n"
            return
        yield f"data: {listener.told}\n\n"
