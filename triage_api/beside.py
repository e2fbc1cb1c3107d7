"""Two processes that serve: the first does everything; the one beside it does the desk and hands on whatever else it is asked.

People at the desk ask most often, and Python runs one thread at a time, so their pages are made by a process for each core
(ADR 0041). What must be remembered between two requests and may not be written down (files, posts and looks that wait for a
person's word, how often an address asked) lies in the memory of the first alone. Both take requests from one listening socket;
one that came to the wrong process goes on, as it is, over a socket between them.
"""

from __future__ import annotations

import hmac
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from typing import Protocol

from fastapi import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from triage_api import error_handlers
from triage_api.catalogue import _

DESK = ("/api/v1/items", "/hang-viec", "/viec", "/su-kien", "/static")
"""Addresses that any process answers, with all below them: their endpoints remember nothing but what the database holds."""
CALLER = b"sangtin-caller"
"""Field between the two: a word only they know, and who asked. One that comes from outside is dropped."""
AGAIN_SECONDS = 5
_OF_ONE_CONNECTION = frozenset(
    b"connection keep-alive proxy-connection te trailer transfer-encoding upgrade expect date".split()
)
"""Fields about the connection they came by (RFC 9110 §7.6.1), and what the server of this process says and does itself."""

Fields = list[tuple[bytes, bytes]]


class Away(Exception):
    """The first process does not answer, or stopped in the middle of an answer."""


class Unfit(Exception):
    """A request that cannot be sent on: its fields are not HTTP's."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the first process answers; ``parts`` of the body come as it makes them."""

    status: int
    fields: Fields = field(repr=False)
    parts: AsyncIterator[bytes] = field(repr=False)


class Way(Protocol):
    """Asks the first process; ``Away``, also from the parts of its answer, says that it is not there, ``Unfit`` that it was not asked."""

    def __call__(
        self, method: str, target: bytes, fields: Fields, body: AsyncIterator[bytes] | None
    ) -> AbstractAsyncContextManager[Answer]: ...


@dataclass(frozen=True, slots=True)
class Place:
    """Where this process stands. ``word``: known to the processes that serve together; empty where one serves alone.

    ``way``: how the process beside the first reaches it; None in the first.
    """

    word: str = field(default="", repr=False)
    way: Way | None = None


class Beside:
    """Hands on what is not of the desk; in the first process believes the other one who asked."""

    def __init__(self, app: ASGIApp, place: Place) -> None:
        """Around ``app``."""
        self._app, self._place = app, place

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
        elif self._place.way is None:
            await self._app(self._as_it_came(scope), receive, send)
        elif is_of_desk(scope["path"]):
            await self._app(scope, receive, send)
        else:
            await self._hand_on(self._place.way, scope, receive, send)

    def _as_it_came(self, scope: Scope) -> Scope:
        """A request with the caller the other process tells of; its own where the word is wrong or none is told."""
        told = [value for name, value in scope["headers"] if name == CALLER]
        word, _sep, address = told[0].partition(b" ") if told else (b"", b"", b"")
        if not self._place.word or not hmac.compare_digest(word, self._place.word.encode()):
            return scope
        return {**scope, "client": (address.decode("latin-1"), 0)}

    async def _hand_on(self, way: Way, scope: Scope, receive: Receive, send: Send) -> None:
        begun = False
        try:
            async with way(*self._as_it_goes(scope), _body(scope, receive)) as answer:
                fields = [one for one in answer.fields if one[0].lower() not in _OF_ONE_CONNECTION]
                await send({"type": "http.response.start", "status": answer.status, "headers": fields})
                begun = True
                async for part in answer.parts:
                    await send({"type": "http.response.body", "body": part, "more_body": True})
                await send({"type": "http.response.body", "body": b""})
        except Unfit:
            refused = error_handlers.answer(
                Request(scope), 400, "bad_request", _("Yêu cầu không thực hiện được.")
            )
        except Away:
            if begun:  # half an answer must not look like a whole one: the connection is broken off
                raise
            message = _("Phần chính của trang đang khởi động lại. Hãy thử lại sau ít giây.")
            refused = error_handlers.answer(Request(scope), 503, "unavailable", message)
            refused.headers["Retry-After"] = str(AGAIN_SECONDS)
        else:
            return
        await refused(scope, receive, send)

    def _as_it_goes(self, scope: Scope) -> tuple[str, bytes, Fields]:
        """Method, target and fields of a request on its way to the first process."""
        client = scope.get("client") or ("", 0)
        fields = [one for one in scope["headers"] if one[0] not in _OF_ONE_CONNECTION and one[0] != CALLER]
        fields.append((CALLER, f"{self._place.word} {client[0]}".encode()))
        query = scope.get("query_string", b"")
        return scope["method"], scope["raw_path"] + (b"?" + query if query else b""), fields


def is_of_desk(path: str) -> bool:
    """Whether any process may answer."""
    return any(path == one or path.startswith(f"{one}/") for one in DESK)


def _body(scope: Scope, receive: Receive) -> AsyncIterator[bytes] | None:
    """The body, for a request that says how long it is; others with one were refused already (``triage_api.boundary``)."""
    if all(name != b"content-length" for name, _value in scope["headers"]):
        return None
    return _parts(receive)


async def _parts(receive: Receive) -> AsyncIterator[bytes]:
    more = True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Away("the caller went away")
        yield message.get("body", b"")
        more = message.get("more_body", False)
