"""The web interface as a process: migrated database, jobs port handed in, one clear error when the port is taken."""

from __future__ import annotations

import errno
import gc
import logging
import os
import signal
import socket

import uvicorn

from models.errors import BadInput, PortInUse
from models.migrate import ensure_migrated
from models.queries import jobs
from models.settings import Settings, settings
from pipeline import logs

LISTENER = "SANGTIN_LISTENER"
"""Environment variable with the number of an inherited listening socket."""


def run() -> None:
    """Serve until asked to stop (SIGINT, SIGTERM).

    Raises:
        PortInUse: another program listens on the port.
    """
    configured = settings()
    logs.install(logging.WARNING)
    listener = listen(configured)
    # Only now, since it takes seconds: who gave a port that cannot be used is told at once.
    from pipeline.language import check_line, known_claims, passage_index
    from triage_api.app import Ports, create_app

    ensure_migrated()
    application = create_app(
        Ports(nudge=jobs.nudge, check=check_line, passage_index=passage_index, known_claims=known_claims)
    )
    server = uvicorn.Server(
        uvicorn.Config(
            application,
            log_config=None,  # ours: an error's words may quote a post
            access_log=False,  # addresses asked for may carry what a citizen pasted
            server_header=False,
            proxy_headers=False,
            timeout_graceful_shutdown=5,
        )
    )

    def stop(*_: object) -> None:
        server.should_exit = True

    for number in (signal.SIGINT, signal.SIGTERM):  # the server ends in good order, then raises them again
        signal.signal(number, stop)
    # What is loaded by now stays for good. Left among what is looked through for garbage, it stops every request for as long
    # as that takes, some hundred milliseconds several times a minute.
    gc.collect()
    gc.freeze()
    server.run(sockets=[listener])


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
