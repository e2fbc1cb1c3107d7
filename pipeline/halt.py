"""Stopping a process in good order: on request, and when the process that started it is gone."""

from __future__ import annotations

import os
import signal
import threading
import time

PARENT = "SANGTIN_PARENT"
"""Environment variable with the process id of the ``up`` that started a part."""
_LOOK_SECONDS = 0.5

asked = threading.Event()
"""Set once this process was asked to stop; long work looks at it between two transactions."""


def started_by_up() -> bool:
    """Whether ``up`` started this process."""
    return PARENT in os.environ


def end_with_parent() -> None:
    """End this process when the ``up`` that started it ends, however it ends (also by ``kill -9``)."""
    if started_by_up():
        parent = int(os.environ[PARENT])
        threading.Thread(target=_watch, args=(parent,), daemon=True, name="parent").start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(_LOOK_SECONDS)
    os.kill(os.getpid(), signal.SIGTERM)
