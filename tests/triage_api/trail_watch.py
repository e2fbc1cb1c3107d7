"""Watches what requests commit: a change with no row in the audit trail, with it or before it, is noted."""

from __future__ import annotations

import re
import threading
from typing import Any

from sqlalchemy import Connection, Engine, event

CHANGE = re.compile(r"\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+(\w+)")
NOT_WHAT_PEOPLE_DO = frozenset(
    {
        "login_session",  # when a browser was last seen
        "login_attempt",  # counted before it is known who asks
        "known_browser",
        "api_token",  # the day a token was last used
        "form_draft",  # still being typed: the trail tells what is sent
        "form_draft_part",
        "item_presence",  # who has a page open, for two minutes
        "procrastinate_jobs",  # says "look"; state lives in rows
    }
)
"""Tables whose changes alone leave no row, each with the reason. The changes people make there do: see the tests."""
_guard = threading.Lock()
_silent: list[frozenset[str]] = []
_rows = 0


def forget() -> None:
    """Start anew, for the next request."""
    global _rows
    with _guard:
        _rows = 0
        _silent.clear()


def rows() -> int:
    """How many transactions left a row since."""
    return _rows


def silent() -> list[frozenset[str]]:
    """The tables of each transaction that changed something and left no row in the trail."""
    with _guard:
        return [*_silent]


@event.listens_for(Engine, "begin")
def _begins(connection: Connection) -> None:
    connection.info["tables"] = set()


@event.listens_for(Engine, "after_cursor_execute")
def _executed(connection: Connection, cursor: Any, statement: str, *_: Any) -> None:
    found = CHANGE.match(statement)
    if found and cursor.rowcount != 0:
        connection.info.setdefault("tables", set()).add(found[1])


@event.listens_for(Engine, "commit")
def _commits(connection: Connection) -> None:
    global _rows
    tables = connection.info.get("tables", set())
    with _guard:
        if "audit_event" in tables:
            _rows += 1
        elif tables - NOT_WHAT_PEOPLE_DO and not _rows:
            _silent.append(frozenset(tables))
