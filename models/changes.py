"""Whether a transaction changed anything, and whether the audit trail says so.

Noted where statements reach the database, so that no change of a web request can be forgotten: at the end of each
one ``triage_api.trail`` asks here, and writes the row nobody wrote. A statement that found nothing to change is no
change. Jobs put into the queue are not counted: they say "look", and state lives in rows. Nor is who has a page open:
it is forgotten in two minutes, and a trail that remembered it would be a record of how people work.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Engine, event
from sqlalchemy.orm import Session

from models.tables.audit import AuditEvent
from models.tables.presence import ItemPresence

_CONNECTION = "connection"
_CHANGED = "sangtin_changed"
_AUDITED = "sangtin_audited"
_INTO_TRAIL = f"INSERT INTO {AuditEvent.__tablename__} "
_PASSING = tuple(f"{verb} {ItemPresence.__tablename__} " for verb in ("INSERT INTO", "UPDATE", "DELETE FROM"))


def changed(session: Session) -> bool:
    """Whether rows were added, changed or deleted so far, other than of the trail."""
    session.flush()
    return _noted(session, _CHANGED)


def audited(session: Session) -> bool:
    """Whether a row of the trail was written in this transaction."""
    session.flush()
    return _noted(session, _AUDITED)


def _noted(session: Session, what: str) -> bool:
    connection: Connection | None = session.info.get(_CONNECTION)
    return connection is not None and what in connection.info


@event.listens_for(Session, "after_begin")
def _began(session: Session, _transaction: Any, connection: Connection) -> None:
    session.info[_CONNECTION] = connection


@event.listens_for(Engine, "begin")
def _begins(connection: Connection) -> None:
    """What is noted with a connection outlives a transaction, so each begins with nothing noted."""
    for what in (_CHANGED, _AUDITED):
        connection.info.pop(what, None)


@event.listens_for(Engine, "after_cursor_execute")
def _executed(
    connection: Connection, cursor: Any, statement: str, _parameters: Any, context: Any, _many: bool
) -> None:
    if not (context.isinsert or context.isupdate or context.isdelete) or cursor.rowcount == 0:
        return
    if statement.startswith(_PASSING):
        return
    connection.info[_AUDITED if statement.startswith(_INTO_TRAIL) else _CHANGED] = True
