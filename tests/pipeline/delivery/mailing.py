"""A real mail server for tests: what it took, and what it says to the next letters."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any, cast

from aiosmtpd.controller import Controller


class Mailbox:
    """What a mail server took, and what it says to the next letters."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []
        self.rcpt: list[str] = []
        self.data: list[str] = []

    async def handle_RCPT(  # noqa: N802
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        if self.rcpt:
            return self.rcpt.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        said = self.data.pop(0) if self.data else "250 OK"
        if said == "hangs":
            await asyncio.sleep(3)
            return "451 too late"
        if said == "dies":
            server.transport.abort()
            return "250 OK"
        if said.startswith("250"):
            found = message_from_bytes(envelope.content, policy=policy.default)
            self.letters.append(cast("EmailMessage", found))
        return said


@contextmanager
def mail_server(handler: Mailbox, **given: Any) -> Iterator[int]:
    """The server on a free port of loopback; yields the port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(handler, hostname="127.0.0.1", port=port, **given)
    controller.start()
    try:
        yield port
    finally:
        controller.stop()
