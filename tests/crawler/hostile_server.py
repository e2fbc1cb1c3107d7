"""A web server on loopback that misbehaves in every way a test tells it to. It speaks in bytes, not in HTTP.

``tests.crawler.local_site`` is for servers that answer as they should. Here what is sent, how fast, and how the
connection ends is up to each case.
"""

from __future__ import annotations

import socket
import ssl
import struct
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

REQUEST = 65_536
"""Bytes of a request that are read; ours have some hundreds."""


@dataclass
class Talk:
    """One connection on which one thing was asked for."""

    connection: socket.socket
    path: str
    headers: Mapping[str, str]
    closing: threading.Event

    def send(self, *pieces: bytes) -> None:
        """These bytes as they are."""
        for piece in pieces:
            self.connection.sendall(piece)

    def page(
        self, body: bytes | str, kind: str = "text/html; charset=utf-8", *, status: int = 200, **headers: str
    ) -> None:
        """A whole answer in good order; ``Content_Encoding="gzip"`` becomes a header."""
        sent = body.encode() if isinstance(body, str) else body
        given = {"Content-Type": kind, "Content-Length": str(len(sent))}
        given |= {name.replace("_", "-"): value for name, value in headers.items()}
        head = "".join(f"{name}: {value}\r\n" for name, value in given.items())
        self.send(f"HTTP/1.1 {status} X\r\n{head}Connection: close\r\n\r\n".encode("latin-1"), sent)

    def redirect(self, address: str, status: int = 302) -> None:
        """To somewhere else."""
        self.page("", status=status, Location=address)

    def drip(self, piece: bytes, pause: float) -> None:
        """The same bytes again and again, until nobody reads them."""
        while not self.closing.wait(pause):
            self.send(piece)

    def flood(self, piece: bytes) -> None:
        """The same bytes as fast as they are taken."""
        while not self.closing.is_set():
            self.send(piece)

    def reset(self) -> None:
        """Cut the connection with a reset instead of an end."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()


Case = Callable[[Talk], None]


@dataclass
class HostileServer:
    """``cases`` maps beginnings of paths to what happens there, the longest first; anything else is 404."""

    port: int
    cases: dict[str, Case] = field(default_factory=dict)
    asked: list[tuple[str, Mapping[str, str]]] = field(default_factory=list)

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.port}"

    @property
    def url(self) -> str:
        return f"http://{self.address}"

    def case(self, path: str) -> Case | None:
        """What happens at a path."""
        fitting = [beginning for beginning in self.cases if path.startswith(beginning)]
        return self.cases[max(fitting, key=len)] if fitting else None

    def paths(self) -> list[str]:
        """What was asked for, robots.txt left out."""
        return [path for path, _ in self.asked if path != "/robots.txt"]


@contextmanager
def hostile_server(tls: ssl.SSLContext | None = None) -> Iterator[HostileServer]:
    """The server, until the block ends."""
    closing = threading.Event()
    with socket.create_server(("127.0.0.1", 0), backlog=100) as listener:
        server = HostileServer(listener.getsockname()[1])
        listener.settimeout(0.05)

        def accept() -> None:
            while not closing.is_set():
                with suppress(TimeoutError):
                    connection, _ = listener.accept()
                    threading.Thread(
                        target=_serve, args=(server, connection, tls, closing), daemon=True
                    ).start()

        thread = threading.Thread(target=accept, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            closing.set()
            thread.join(5)


def _serve(
    server: HostileServer, plain: socket.socket, tls: ssl.SSLContext | None, closing: threading.Event
) -> None:
    """One request of one connection; whoever goes away in the middle of it is not waited for."""
    with suppress(OSError, ValueError):
        plain.settimeout(30)
        connection = tls.wrap_socket(plain, server_side=True) if tls else plain
        with connection:
            head = b""
            while b"\r\n\r\n" not in head and len(head) < REQUEST:
                piece = connection.recv(REQUEST)
                if not piece:
                    return
                head += piece
                if head.startswith(b"\x16\x03"):  # a handshake, and this server speaks no TLS
                    connection.sendall(b"HTTP/1.1 400 X\r\n\r\n")
                    return
            first, *lines = head.decode("latin-1").split("\r\n")
            path = first.split(" ")[1]
            given = (line.partition(":") for line in lines if ":" in line)
            headers = {name.lower(): value.strip() for name, _, value in given}
            server.asked.append((path, headers))
            talk = Talk(connection, path, headers, closing)
            case = server.case(path)
            if case is None:
                talk.page("", status=404)
            else:
                case(talk)
