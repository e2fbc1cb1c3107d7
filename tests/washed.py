"""A database used again: washed after each test, so that the next one finds it as if it had been cloned for it alone.

A clone costs the server forty milliseconds, and its processes, which have never seen the new database, twice as much for what they
look up anew. What a test wrote is taken away instead, by the only one who may: rows, and where sequences stand. Connections
stay open and go to the next test's engine, each reset. Whatever a wash cannot undo (a table that was made or altered, a
connection that is still in use) is noticed, and the database is cloned anew; so it is after ``WASHES``, since what was taken away
leaves gaps. What is the same for every wash: no row but the template's, no number given, no table or right changed.
"""

from __future__ import annotations

import os
import threading
import time
from dataclasses import dataclass, field
from typing import Any

import psycopg
from psycopg import sql
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

WASHES = 50
KEPT_OPEN = 6
"""Connections that go to the next test; more than most use would only have to be reset."""
STRAYS_SECONDS = 0.2
"""How long a connection somebody closed may take to be gone."""
_AS_AT_FIRST = "RESET ALL; SELECT pg_advisory_unlock_all(); UNLISTEN *"
_FIRST_OF_OURS = 16_384
"""Numbers below are those of the server's own catalogue."""
_TABLES = """
SELECT c.oid, n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind = 'r' AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast') ORDER BY c.oid
"""
_WRITTEN = "SELECT oid FROM pg_class WHERE oid = ANY (%s) AND pg_relation_size(oid) > 0"
_SEQUENCES = "SELECT seqrelid::regclass::text, seqstart, pg_sequence_last_value(seqrelid) FROM pg_sequence ORDER BY seqrelid"
_SHAPE = "SELECT " + ", ".join(  # noqa: S608
    f"(SELECT (count(*), max({table}.xmin::text::bigint)) FROM {table} {which})::text"  # noqa: S608  (names below)
    for table, which in (
        ("pg_class", f"WHERE oid >= {_FIRST_OF_OURS}"),
        ("pg_attribute", f"WHERE attrelid >= {_FIRST_OF_OURS}"),
        ("pg_proc", f"WHERE oid >= {_FIRST_OF_OURS}"),
        ("pg_constraint", ""),
        ("pg_trigger", ""),
        ("pg_index", f"WHERE indexrelid >= {_FIRST_OF_OURS}"),
        ("pg_type", f"WHERE oid >= {_FIRST_OF_OURS}"),
        ("pg_namespace", ""),
        ("pg_policy", ""),
        ("pg_default_acl", ""),
        ("pg_db_role_setting", ""),
        ("pg_database", "WHERE datname = current_database()"),
    )
)
"""Every table, column, function, rule and right there is: how many, and the last that was changed."""
_OTHERS = (
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND backend_type = 'client backend'"
    " AND pid <> pg_backend_pid() AND pid <> ALL (%s)"
)

_at_hand: list[psycopg.Connection] = []
_one_at_a_time = threading.Lock()
"""Threads of one test open connections at once."""
os.register_at_fork(after_in_child=_at_hand.clear)


def connection_at_hand(
    _dialect: object, _record: object, _given: object, keywords: dict[str, Any]
) -> psycopg.Connection | None:
    """For SQLAlchemy's ``do_connect``: an open connection of that account to that database, if one was kept."""
    wanted = keywords.get("dbname"), keywords.get("user")
    while True:
        with _one_at_a_time:
            one = next((one for one in _at_hand if (one.info.dbname, one.info.user) == wanted), None)
            if one is None:
                return None
            _at_hand.remove(one)
        try:
            one.execute("SELECT 1")  # one that was cut may not have heard of it yet: only an answer tells
            one.rollback()
        except psycopg.OperationalError:
            one.close()
        else:
            return one


def keep_connections(engine: Engine | None) -> None:
    """Take the connections nobody uses out of an engine that is done with, reset, for the next one."""
    if engine is None:
        return
    for _ in range(min(engine.pool.checkedin(), KEPT_OPEN - len(_at_hand))):  # type: ignore[attr-defined]
        try:
            connection = engine.raw_connection()
        except (DBAPIError, psycopg.Error):  # the test stopped the server, or shut it out
            return
        kept = connection.dbapi_connection
        connection.detach()
        assert isinstance(kept, psycopg.Connection)
        try:
            kept.rollback()
            kept.autocommit = True
            kept.execute(_AS_AT_FIRST)
            kept.autocommit = False
        except psycopg.Error:
            kept.close()
            continue
        _at_hand.append(kept)


def close_connections() -> None:
    """Close all that were kept."""
    while _at_hand:
        _at_hand.pop().close()


@dataclass
class Washed:
    """A database just cloned, as it is before anybody writes there. ``connection``: of a superuser, in that database."""

    connection: psycopg.Connection
    times: int = 0
    _names: dict[int, sql.Identifier] = field(init=False)
    _content: dict[int, bytes] = field(init=False)
    """What the template has in its tables that are not empty, as COPY writes it."""
    _marks: dict[int, str] = field(init=False)
    """Which row stands where in these; another one after any change."""
    _sequences: list[tuple[Any, ...]] = field(init=False)
    _shape: tuple[Any, ...] | None = field(init=False)

    def __post_init__(self) -> None:
        self.connection.execute(
            "SET session_replication_role = replica"
        )  # also what is append-only or referred to goes
        rows = self.connection.execute(_TABLES).fetchall()
        self._names = {number: sql.Identifier(schema, name) for number, schema, name in rows}
        self._content = {number: self._copied(self._names[number]) for number in self._written()}
        self._marks = self._look_at_rows()
        self._sequences = self.connection.execute(_SEQUENCES).fetchall()
        self._shape = self._look()

    def wash(self) -> bool:
        """Take away what was written since. False when that cannot be done; then the database is of no use any more."""
        try:
            if self.times >= WASHES or self._others() or self._look() != self._shape:
                return False
        except psycopg.OperationalError:  # a test cut every connection there was
            return False
        self.times += 1
        marks = self._look_at_rows()
        written = [n for n in self._written() if n not in marks or marks[n] != self._marks[n]]
        filled = [number for number in written if number in self._content]
        with self.connection.transaction():
            if written:
                emptied = [sql.SQL("DELETE FROM {}").format(self._names[number]) for number in written]
                self.connection.execute(sql.SQL("; ").join(emptied))
            for number in filled:
                with self.connection.cursor().copy(
                    sql.SQL("COPY {} FROM STDIN").format(self._names[number])
                ) as copy:
                    copy.write(self._content[number])
        if filled:
            self._marks = self._look_at_rows()
        now = self.connection.execute(_SEQUENCES).fetchall()
        for was in set(self._sequences) - set(now):
            name, start, last = was
            self.connection.execute("SELECT setval(%s, %s, %s)", (name, last or start, last is not None))
        return True

    def _look(self) -> tuple[Any, ...] | None:
        return self.connection.execute(_SHAPE).fetchone()

    def _look_at_rows(self) -> dict[int, str]:
        each = [
            sql.SQL(
                "SELECT {}::bigint, md5(string_agg(ctid::text || ' ' || xmin::text, ',')) FROM {}"
            ).format(number, self._names[number])
            for number in self._content
        ]
        return dict(self.connection.execute(sql.SQL(" UNION ALL ").join(each)).fetchall()) if each else {}

    def _written(self) -> list[int]:
        return [number for (number,) in self.connection.execute(_WRITTEN, (list(self._names),)).fetchall()]

    def _copied(self, name: sql.Identifier) -> bytes:
        with self.connection.cursor().copy(sql.SQL("COPY {} TO STDOUT").format(name)) as copy:
            return b"".join(bytes(part) for part in copy)

    def _others(self) -> bool:
        """Whether somebody is connected whom we do not know, and stays."""
        deadline = time.monotonic() + STRAYS_SECONDS
        ours = [one.info.backend_pid for one in _at_hand]
        while (self.connection.execute(_OTHERS, (ours,)).fetchone() or (0,))[0]:
            if time.monotonic() > deadline:
                return True
            time.sleep(0.005)
        return False
