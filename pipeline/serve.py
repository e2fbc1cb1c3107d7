"""The web interface as a process: migrated database, jobs port handed in, one clear error when the port is taken."""

from __future__ import annotations

import socket

import uvicorn

from models.errors import PortInUse
from models.migrate import ensure_migrated
from models.queries import jobs
from models.settings import Settings, settings
from pipeline.language import check_line, passage_index


def run() -> None:
    """Serve until interrupted.

    Raises:
        PortInUse: another program listens on the port.
    """
    from triage_api.app import Ports, create_app

    configured = settings()
    listener = listen(configured)
    ensure_migrated()
    application = create_app(Ports(nudge=jobs.nudge, check=check_line, passage_index=passage_index))
    server = uvicorn.Server(
        uvicorn.Config(
            application,
            log_level="warning",
            access_log=False,  # addresses asked for may carry what a citizen pasted
            server_header=False,
            proxy_headers=False,
            timeout_graceful_shutdown=5,
        )
    )
    server.run(sockets=[listener])


def listen(configured: Settings) -> socket.socket:
    """The listening socket, taken before anything slow is done.

    Raises:
        PortInUse: another program listens on the port.
    """
    family = socket.AF_INET6 if ":" in configured.host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((configured.host, configured.port))
        listener.listen(128)
    except OSError:
        listener.close()
        raise PortInUse(
            f"Cổng {configured.port} đang có chương trình khác dùng. Chọn cổng khác, ví dụ: make run PORT=8010"
        ) from None
    return listener
