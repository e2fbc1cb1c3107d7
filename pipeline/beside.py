"""The process beside the first: started with it, kept alive, ended with it."""

from __future__ import annotations

import logging
import os
import secrets
import select
import socket
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from pipeline import halt
from pipeline.listener import LISTENER
from pipeline.parts import Part, Stop, end, part_of_product, supervise

FIRST, WORD = "SANGTIN_FIRST", "SANGTIN_WORD"
"""Environment variables of the process beside the first: path of the socket between them, and the word by which it is believed."""
READY_SECONDS = 60.0

log = logging.getLogger("sangtin.serve")


@dataclass(frozen=True, slots=True)
class Between:
    """The socket on which the first is asked by the other."""

    socket: socket.socket
    word: str = field(repr=False)

    def wait(self) -> None:
        """Until the other has knocked, or longer than it ever takes.

        A browser keeps its connection: what came while the first was alone would stay with it.
        """
        if not select.select([self.socket], [], [], READY_SECONDS)[0]:
            log.warning("the process beside the first is not ready; the first begins alone")


def is_beside() -> bool:
    """Whether this process was started beside another."""
    return FIRST in os.environ


def knock() -> None:
    """Tell the first that this process is about to serve."""
    with socket.socket(socket.AF_UNIX) as door:
        door.connect(os.environ[FIRST])


@contextmanager
def kept_beside(listener: socket.socket) -> Iterator[Between]:
    """The other process, started again when it dies, for as long as the block runs.

    One that cannot live is given up with a warning: the first serves alone.
    """
    with tempfile.TemporaryDirectory(prefix="sangtin-") as folder, socket.socket(socket.AF_UNIX) as door:
        path, word = f"{folder}/first", secrets.token_hex(16)
        door.bind(path)  # nobody else may look into the folder (mkdtemp)
        door.listen(128)
        part = part_of_product("serve", (listener.fileno(),))
        environment = {
            **os.environ,
            halt.PARENT: str(os.getpid()),
            LISTENER: str(listener.fileno()),
            FIRST: path,
            WORD: word,
        }
        stop = Stop()
        keeper = threading.Thread(target=_keep, args=(part, environment, stop), daemon=True, name="beside")
        keeper.start()
        try:
            yield Between(door, word)
        finally:
            stop.ask()
            keeper.join()
            end([part])


def _keep(part: Part, environment: dict[str, str], stop: Stop) -> None:
    part.start(environment)
    if supervise([part], environment, stop) is not None:
        log.warning("the process beside the first cannot live; the first serves alone")
