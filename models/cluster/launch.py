"""Starting the two processes of a running cluster: the server itself and its keeper."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from models.cluster.account import Account
from models.cluster.binaries import Binaries
from models.cluster.initialise import OPTIONS, ServerDirectory, environment
from models.cluster.keeper import LINGER_SECONDS
from models.errors import NoDatabaseServer

_LOG_LIMIT = 4_000_000
"""Bytes after which the log is set aside at the next start; one older log is kept."""

_started: list[subprocess.Popen[bytes]] = []
"""They are meant to outlive us; kept so that Python does not complain, and reaped when they ended."""


def server(
    binaries: Binaries, account: Account | None, data: Path, log: Path, lock: int, extra: list[str]
) -> None:
    """Start the server on ``data``. It inherits ``lock`` and holds it as long as any of its processes lives.

    Raises:
        NoDatabaseServer: the program cannot be run.
    """
    if log.exists() and log.stat().st_size > _LOG_LIMIT:
        log.replace(log.with_suffix(".log.old"))
    output = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        with ServerDirectory(data, account) as place:
            _reap()
            _started.append(
                subprocess.Popen(
                    [binaries.program("postgres"), "-D", place.name, *OPTIONS, *extra],
                    stdin=subprocess.DEVNULL,
                    stdout=output,
                    stderr=output,
                    cwd="/",
                    env=environment(),
                    start_new_session=True,  # Ctrl-C in the terminal is not for the server
                    pass_fds=[lock, *place.pass_fds],
                    **place.run_as,
                )
            )
    except OSError as error:
        raise NoDatabaseServer(
            f"Không chạy được chương trình {binaries.program('postgres')} ({error.strerror})."
        ) from None
    finally:
        os.close(output)


def keeper(directory: Path, data: Path, lock: int) -> None:
    """Start ``models.cluster.keeper``; it inherits ``lock``, where its process id is noted for people.

    Isolated Python without site packages, so it stays small.
    """
    root = Path(__file__).parents[2]
    program = "import sys; sys.path.append(sys.argv.pop(1)); from models.cluster.keeper import main; main()"
    arguments = [str(root), str(directory), str(data), str(LINGER_SECONDS)]
    _reap()
    process = subprocess.Popen(
        [sys.executable, "-I", "-S", "-c", program, *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd="/",
        env=environment(),
        start_new_session=True,
        pass_fds=[lock],
    )
    _started.append(process)
    os.ftruncate(lock, 0)
    os.write(lock, f"{process.pid}\n".encode())


def _reap() -> None:
    _started[:] = [process for process in _started if process.poll() is None]
