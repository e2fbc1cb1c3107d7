"""The way of the process beside the first to it: HTTP over a socket on this machine (``triage_api.beside``)."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx

from pipeline.beside import FIRST, WORD
from triage_api.beside import Answer, Away, Fields, Place, Unfit

CONNECT_SECONDS = 5.0


class WayToFirst:
    """Requests over a socket on this machine."""

    def __init__(self, path: str) -> None:
        """``path`` of the socket on which the first listens."""
        # No connection is kept: one that the first closes just then would lose a form.
        limits = httpx.Limits(max_connections=None, max_keepalive_connections=0)
        self._transport = httpx.AsyncHTTPTransport(uds=path, limits=limits)

    @asynccontextmanager
    async def __call__(
        self, method: str, target: bytes, fields: Fields, body: AsyncIterator[bytes] | None
    ) -> AsyncIterator[Answer]:
        """See ``triage_api.beside.Way``."""
        request = httpx.Request(
            method,
            "http://first",
            headers=fields,
            content=body,
            extensions={"target": target, "timeout": {"connect": CONNECT_SECONDS}},
        )
        try:
            answer = await self._transport.handle_async_request(request)
            try:
                yield Answer(answer.status_code, answer.headers.raw, answer.aiter_raw())
            finally:
                await answer.aclose()
        except httpx.LocalProtocolError:
            raise Unfit from None
        except httpx.TransportError as error:
            raise Away(type(error).__name__) from None


def place(word: str = "") -> Place:
    """Where this process stands: beside the first if its environment says so, else the first, with its ``word``."""
    if FIRST in os.environ:
        return Place(os.environ[WORD], WayToFirst(os.environ[FIRST]))
    return Place(word)
