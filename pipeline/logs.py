"""Log lines of the long-running parts: ids, codes and counts, never words of a post.

An exception's text may quote what it stumbled over (PostgreSQL shows the whole row), so of exceptions
only the kind and the place are written, and of other libraries' records only what they are about.
"""

from __future__ import annotations

import logging
import sys
import threading
from types import TracebackType

OURS = ("sangtin", "crawler", "procrastinate")
"""Loggers whose lines are made of ids, names of tasks and counts. The job engine prints arguments: ids."""


class QuietFormatter(logging.Formatter):
    """One line for each record; exceptions by kind and place."""

    def format(self, record: logging.LogRecord) -> str:
        """Time, level, logger and words, or without words where they are not ours."""
        ours = record.name.partition(".")[0] in OURS
        words = record.getMessage() if ours else "(không ghi nội dung)"
        line = f"{self.formatTime(record)} {record.levelname} {record.name}: {words}"
        info = record.exc_info
        if isinstance(info, tuple) and info[0] is not None:
            line += f" [{described(info[0], info[2])}]"
        return line


def install(level: int = logging.INFO) -> None:
    """Make this process's logs quiet, also for exceptions nobody catches in a thread."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(QuietFormatter())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    for name in OURS[:2]:
        logging.getLogger(name).setLevel(level)
    logging.captureWarnings(capture=True)
    threading.excepthook = _uncaught_in_thread


def described(kind: type[BaseException], trace: TracebackType | None) -> str:
    """The kind of an exception and where it was raised, without its words."""
    if trace is None:
        return kind.__name__
    while trace.tb_next is not None:
        trace = trace.tb_next
    code = trace.tb_frame.f_code
    return f"{kind.__name__} {code.co_filename.rsplit('/', 1)[-1]}:{trace.tb_lineno}"


def _uncaught_in_thread(arguments: threading.ExceptHookArgs) -> None:
    log = logging.getLogger("sangtin.thread")
    log.error("a thread ended: %s", described(arguments.exc_type, arguments.exc_traceback))
