"""Logs that cannot carry what was read. Records of other libraries lose their words, exceptions theirs.

Scrapy logs dropped and failed items with their content, and every page with its address; the address of user
content is personal too. So: our own lines (ids, codes, counts) as they are, of everybody else only the
logger's name, the level and the kind of exception.
"""

from __future__ import annotations

import logging
import sys
import threading
from functools import cache
from types import TracebackType
from typing import Any

from twisted.logger import globalLogBeginner

OURS = "crawler"


def is_ours(record: logging.LogRecord) -> bool:
    """Whether this package wrote the record."""
    return record.name == OURS or record.name.startswith(f"{OURS}.")


class QuietFormatter(logging.Formatter):
    """Ours in full, the rest without words. Tracebacks become the exception's class and where it was raised."""

    def format(self, record: logging.LogRecord) -> str:
        """One line."""
        words = record.getMessage() if is_ours(record) else "(không ghi nội dung)"
        line = f"{self.formatTime(record)} {record.levelname} {record.name} {words}"
        info = record.exc_info
        if isinstance(info, tuple) and info[0] is not None:
            line += f" [{info[0].__name__}{_place(info[2])}]"
        return line


def _place(trace: TracebackType | None) -> str:
    if trace is None:
        return ""
    while trace.tb_next is not None:
        trace = trace.tb_next
    code = trace.tb_frame.f_code
    return f" {code.co_name}:{trace.tb_lineno}"


_REDIRECTS = "scrapy.downloadermiddlewares.redirect"
"""Warns at the start of every run that no referrer can be kept right, because the middleware that would send one is off. It is off
on purpose (``crawler.scrapy_settings``): none is sent. It has no other warning. A level of its own would be undone by the framework,
which sets up logging anew."""


def _is_told(record: logging.LogRecord) -> bool:
    """Whether a record is written at all: ours, and what others warn of."""
    if is_ours(record):
        return True
    return record.levelno >= (logging.ERROR if record.name == _REDIRECTS else logging.WARNING)


def install(level: int = logging.INFO) -> None:
    """Make this process quiet: root handler, uncaught exceptions of the main thread and of others."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(QuietFormatter())
    handler.addFilter(_is_told)
    root = logging.getLogger()
    for old in list(root.handlers):
        root.removeHandler(old)
    root.addHandler(handler)
    root.setLevel(logging.WARNING)
    logging.getLogger(OURS).setLevel(level)
    logging.captureWarnings(capture=True)
    _begin_twisted()
    sys.excepthook = _uncaught
    threading.excepthook = lambda args: _uncaught(args.exc_type, args.exc_value, args.exc_traceback)


@cache
def _begin_twisted() -> None:
    """Twisted's own log, until somebody begins it, prints failures with all their words. Scrapy hands it to ours."""
    globalLogBeginner.beginLoggingTo([], discardBuffer=True, redirectStandardIO=False)


def _uncaught(kind: type[BaseException], _error: BaseException | None, trace: TracebackType | None) -> None:
    sys.stderr.write(f"ERROR {OURS} {kind.__name__}{_place(trace)}\n")


class QuietLogFormatter:
    """Scrapy's log formatter without items, pages and addresses."""

    @classmethod
    def from_crawler(cls, _crawler: Any) -> QuietLogFormatter:
        """As Scrapy builds it."""
        return cls()

    def crawled(self, *_: Any) -> None:
        """A page was read: not logged."""

    def scraped(self, *_: Any) -> None:
        """An item was taken: not logged."""

    def dropped(self, *_: Any) -> dict[str, Any]:
        """An item was dropped: only that."""
        return _line(logging.WARNING, "item dropped")

    def item_error(self, *_: Any) -> dict[str, Any]:
        """A pipeline failed: only that."""
        return _line(logging.ERROR, "item error")

    def spider_error(self, *_: Any) -> dict[str, Any]:
        """A callback failed: only that."""
        return _line(logging.ERROR, "spider error")

    def download_error(self, *_: Any, **__: Any) -> dict[str, Any]:
        """A download failed: only that."""
        return _line(logging.ERROR, "download error")


def _line(level: int, words: str) -> dict[str, Any]:
    return {"level": level, "msg": words, "args": {}}
