"""Stops an embedded server that nobody uses any more. One small process per running server.

Every process that uses the server holds a shared lock on ``users.lock``; the kernel drops it when the
process ends, also by ``kill -9``. When no lock has been held for ``LINGER_SECONDS`` the keeper stops
the server and ends. Killing the keeper is harmless: the next user starts another.

Standard library only. All questions about locks are asked while holding ``start.lock``.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from models.cluster.locks import is_free, take

LINGER_SECONDS = 5.0
"""How long an unused server stays, so that commands typed one after the other share it."""
_TICK_SECONDS = 0.5
_FAST_SECONDS = 30.0
_IMMEDIATE_SECONDS = 10.0


def postmaster(data: Path) -> int | None:
    """Process id of the server on ``data`` by its own word; None when it has written none (yet)."""
    try:
        return int((data / "postmaster.pid").read_text("ascii", "replace").splitlines()[0])
    except (OSError, ValueError, IndexError):
        return None


def stop_server(directory: Path, data: Path) -> bool:
    """Fast shutdown, then immediate; whether the server is gone. The caller holds ``start.lock``.

    ``server.lock`` is held by the postmaster and inherited by all its children, so its being free
    means that no process of the server is left: no guessing from process ids.
    """
    lock = directory / "server.lock"
    for number, seconds in ((signal.SIGINT, _FAST_SECONDS), (signal.SIGQUIT, _IMMEDIATE_SECONDS)):
        if is_free(lock):
            return True
        pid = postmaster(data)
        if pid is not None and _is_our_server(pid, data):
            os.kill(pid, number)
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if is_free(lock):
                return True
            time.sleep(0.02)
    return is_free(lock)


def _is_our_server(pid: int, data: Path) -> bool:
    """A stale pid file may name a process that has nothing to do with us; never signal such a one."""
    process = Path(f"/proc/{pid}")
    try:
        return process.stat().st_uid == data.stat().st_uid and (process / "comm").read_text() == "postgres\n"
    except FileNotFoundError:
        if Path("/proc/self").exists():
            return False
    found = subprocess.run(["ps", "-o", "comm=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return found.stdout.strip().endswith("postgres")


def keep(directory: Path, data: Path, linger: float) -> None:
    """Watch until the server is gone, or stop it when nobody has used it for ``linger`` seconds."""
    idle_since: float | None = None
    while True:
        time.sleep(_TICK_SECONDS)
        try:
            start = take(directory / "start.lock")
        except FileNotFoundError:
            return  # the home was deleted; the server notices by itself within a minute
        if start is None:
            idle_since = None  # somebody is starting or stopping right now
            continue
        try:
            if is_free(directory / "server.lock"):
                return
            if not is_free(directory / "users.lock"):
                idle_since = None
            elif idle_since is None:
                idle_since = time.monotonic()
            elif time.monotonic() - idle_since >= linger and stop_server(directory, data):
                return
        finally:
            os.close(start)


def main() -> None:
    """``keeper DIRECTORY DATA SECONDS``, with a descriptor inherited that holds ``keeper.lock``."""
    for number in (signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    keep(Path(sys.argv[1]), Path(sys.argv[2]), float(sys.argv[3]))
