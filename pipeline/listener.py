"""The listening socket of the web interface, with one clear error when the port is taken."""

from __future__ import annotations

import errno
import os
import socket

from models.errors import BadInput, PortInUse
from models.settings import Settings

LISTENER = "SANGTIN_LISTENER"
"""Environment variable with the number of an inherited listening socket."""


def listen(configured: Settings) -> socket.socket:
    """The listening socket, taken before anything slow is done; the one ``up`` holds where it started us.

    Raises:
        PortInUse: another program listens on the port.
        BadInput: no such address on this machine, or not a port for everybody.
    """
    held = os.environ.get(LISTENER)
    if held is not None:
        return socket.socket(fileno=int(held))
    family = socket.AF_INET6 if ":" in configured.host else socket.AF_INET
    # Named as TCP: asyncio sends at once (TCP_NODELAY) only on sockets that say so, and an answer in two pieces
    # would wait 40 ms for the browser's delayed acknowledgement.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((configured.host, configured.port))
        listener.listen(128)
    except OSError as error:
        listener.close()
        if error.errno == errno.EADDRINUSE:
            raise PortInUse(
                f"Cổng {configured.port} đang có chương trình khác dùng. Chọn cổng khác, ví dụ: make run PORT=8010"
            ) from None
        raise BadInput(
            f"Không mở được cổng {configured.port} tại địa chỉ {configured.host} ({error.strerror}). "
            "Xem lại SANGTIN_HOST và SANGTIN_PORT."
        ) from None
    return listener
