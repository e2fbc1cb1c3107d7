"""The application's way to the database: one engine per process, one transaction per request or job.

>>> from models.session import transaction
>>> with transaction() as session:  # doctest: +SKIP
...     session.add(row)            # committed at the end, rolled back on any error

Only ``models.migrate`` connects as owner. Everything is safe after ``fork``: a child forgets the
parent's connections without closing them.
"""

from __future__ import annotations

import os
import select
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.exc import DBAPIError, InvalidatePoolError, OperationalError
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool

from models.cluster import cluster
from models.errors import DatabaseUnavailable

__all__ = [
    "Session",
    "connection_string",
    "dispose",
    "engine",
    "new_session",
    "owner_engine",
    "single_statements",
    "transaction",
]

STATEMENT_SECONDS = 60
LOCK_SECONDS = 15
CONNECTIONS = 18
"""At most, of one process; opened when they are needed, then kept. The embedded server has eighty for all of them
(``models.cluster.initialise``)."""
TRUSTED_SECONDS = 60
"""A connection used within this time is used again without asking whether the server is there, unless it shows that it is not."""
IDLE_SECONDS = 300
"""A transaction left open longer than this is ended by the server: it would hold back every purge."""

_APPLICATION_OPTIONS = {
    "statement_timeout": f"{STATEMENT_SECONDS}s",
    "lock_timeout": f"{LOCK_SECONDS}s",
    "idle_in_transaction_session_timeout": f"{IDLE_SECONDS}s",
    "timezone": "UTC",
}
_OWNER_OPTIONS = {"timezone": "UTC"}

_USED = "sangtin used"
_guard = threading.Lock()
_engine: Engine | None = None


def engine() -> Engine:
    """The engine of the application role, made once per process; starts the embedded server if needed.

    Raises:
        HomeNotWritable, OtherDatabaseVersion, NoDatabaseServer, DatabaseUnavailable: see ``models.errors``.
    """
    global _engine
    with _guard:
        if _engine is None:
            _engine = create_engine(
                "postgresql+psycopg://",
                connect_args=conninfo_to_dict(connection_string()),
                pool_size=CONNECTIONS,
                max_overflow=0,  # one over the size of the pool would be opened and closed for each request
                pool_use_lifo=True,
                pool_recycle=3600,
                hide_parameters=True,  # an error message would quote post texts into logs
            )
            event.listen(_engine, "do_connect", _connect_or_revive)
            event.listen(_engine, "checkin", _put_back)
            event.listen(_engine, "checkout", _still_there)
        return _engine


def owner_engine() -> Engine:
    """A new engine of the owner, without a pool. For migrations only; dispose of it yourself."""
    conninfo = _with_options(cluster().ensure().owner, _OWNER_OPTIONS, "sangtin-owner")
    return create_engine(
        "postgresql+psycopg://",
        connect_args=conninfo_to_dict(conninfo),
        poolclass=NullPool,
        hide_parameters=True,
    )


def connection_string() -> str:
    """libpq connection string of the application role, for the job engine. Contains the password."""
    return _with_options(cluster().ensure().application, _APPLICATION_OPTIONS, "sangtin")


def new_session() -> Session:
    """A session that has asked nothing yet, for ``transaction``. Objects stay readable after the commit."""
    return Session(engine(), expire_on_commit=False)


@contextmanager
def transaction(begun: Session | None = None) -> Iterator[Session]:
    """One transaction, of a new session unless one is given: committed when the block ends, rolled back when it raises.

    Raises:
        DatabaseUnavailable: the server does not answer or went away. Nothing of the block was kept, unless it
            went away in the very moment of the commit: callers that run again must be idempotent.
    """
    try:
        with begun or new_session() as session, session.begin():
            yield session
    except DBAPIError as error:
        if not _connection_lost(error):
            raise
        raise DatabaseUnavailable(
            "Cơ sở dữ liệu không trả lời hoặc vừa ngắt kết nối; việc đang làm có thể chưa được ghi, hãy xem rồi thử lại."
        ) from None


@contextmanager
def single_statements() -> Iterator[Session]:
    """A session in which every statement is a transaction of its own: for one that only looks, without BEGIN and COMMIT around it.

    Raises:
        DatabaseUnavailable: as for ``transaction``.
    """
    with transaction(
        Session(engine().execution_options(isolation_level="AUTOCOMMIT"), expire_on_commit=False)
    ) as session:
        yield session


def dispose() -> None:
    """Close this process's connections; the next use opens new ones with the settings of that moment."""
    global _engine
    with _guard:
        if _engine is not None:
            _engine.dispose()
        _engine = None


def _with_options(conninfo: str, settings: dict[str, str], name: str) -> str:
    given = conninfo_to_dict(conninfo).get("options") or ""
    ours = " ".join(f"-c {key}={value}" for key, value in settings.items())
    return make_conninfo(conninfo, options=f"{ours} {given}".strip(), application_name=name)


def _connect_or_revive(dialect: Any, _record: Any, arguments: Any, keywords: Any) -> psycopg.Connection:
    """Connect; if the embedded server was killed in the meantime, start it again and connect once more."""
    try:
        connection: psycopg.Connection = dialect.connect(*arguments, **keywords)
    except psycopg.OperationalError:
        if cluster().ensure().kind == "given":
            raise
        connection = dialect.connect(*arguments, **keywords)
    return connection


def _put_back(_connection: Any, record: Any) -> None:
    record.info[_USED] = time.monotonic()


def _still_there(connection: psycopg.Connection, record: Any, _proxy: Any) -> None:
    """Before a connection is used again: whether the server has closed it. Asking costs a page of a crawl a sixth of its statements.

    A server that goes away closes its side, which shows without asking: there is something to read where nothing was asked for. Only
    then, and after a long pause in which a network may have forgotten the connection, the server is asked.
    """
    used = record.info.get(_USED)
    if used is None:
        return
    waiting = select.poll()
    try:
        waiting.register(connection.fileno(), select.POLLIN | select.POLLPRI)
        if time.monotonic() - used < TRUSTED_SECONDS and not waiting.poll(0):
            return
        connection.autocommit = True
        connection.execute("")
        connection.autocommit = False
    except psycopg.Error:
        raise InvalidatePoolError from None


def _connection_lost(error: DBAPIError) -> bool:
    if error.connection_invalidated:
        return True
    # A failed connection attempt carries no SQLSTATE; a cancelled or failed statement always does.
    state = getattr(error.orig, "sqlstate", None)
    return isinstance(error, OperationalError) and (state is None or state.startswith(("08", "57P")))


def _forget_in_child() -> None:
    global _engine, _guard
    _guard = threading.Lock()
    if _engine is not None:
        _engine.dispose(close=False)
    _engine = None


os.register_at_fork(after_in_child=_forget_in_child)
