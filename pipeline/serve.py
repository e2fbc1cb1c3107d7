"""The web interface: migrated database, jobs port handed in.

On a machine with more than one core the desk's pages are also made by a second process (``pipeline.beside``).
"""

from __future__ import annotations

import gc
import logging
import signal
from contextlib import nullcontext

import uvicorn

from models.migrate import ensure_migrated
from models.queries import jobs
from models.settings import settings
from pipeline import beside, logs
from pipeline.listener import listen


def run() -> None:
    """Serve until asked to stop (SIGINT, SIGTERM).

    Raises:
        PortInUse: another program listens on the port.
    """
    configured = settings()
    logs.install(logging.WARNING)
    listener = listen(configured)
    alone = beside.is_beside() or configured.web_processes == 1
    with nullcontext() if alone else beside.kept_beside(listener) as between:
        server = _server(between.word if between else "")
        if between:
            between.wait()
        if beside.is_beside():
            beside.knock()
        server.run(sockets=[listener, between.socket] if between else [listener])


def _server(word: str) -> uvicorn.Server:
    # Only now, since it takes seconds: who gave a port that cannot be used is told at once.
    from pipeline.language import check_line, known_claims, passage_index
    from pipeline.way import place
    from triage_api.app import Ports, create_app

    ensure_migrated()
    application = create_app(
        Ports(nudge=jobs.nudge, check=check_line, passage_index=passage_index, known_claims=known_claims),
        place(word),
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
    return server
