"""A database that is used again is as its template; what cannot be taken away is noticed."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import text

from models.session import transaction
from tests import washed
from tests.database import Clones, TestServer

pytestmark = pytest.mark.database
TABLES = "SELECT oid::regclass::text FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY oid"
SEQUENCES = "SELECT schemaname, sequencename, last_value FROM pg_sequences ORDER BY 1, 2"
CHANGES = (
    "INSERT INTO office (code, name, level) VALUES ('thu', 'Xã Thử', 'commune')",
    "UPDATE office SET name = name || ' (cũ)'",
    "INSERT INTO audit_event (action, subject_kind) VALUES ('tried', 'office')",
    "SELECT nextval(pg_get_serial_sequence('source', 'id'))",
)
"""New rows, other rows, rows nobody may take away, and a number given."""
BEYOND = (
    "CREATE TABLE thu (id int)",
    "ALTER TABLE office ALTER COLUMN name DROP NOT NULL",
    "ALTER TABLE audit_event DISABLE TRIGGER USER",
    "GRANT DELETE ON audit_event TO PUBLIC",
    "DROP FUNCTION ensure_post_partition(date)",
    "TRUNCATE item_presence",
)

CUT = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
    " AND datname = current_database()"
)


@pytest.fixture
def clones(cluster: TestServer) -> Iterator[Clones]:
    """Clones of this test's own."""
    made = Clones(cluster)
    yield made
    made.drop()


def everything(connection: psycopg.Connection) -> list[object]:
    """Every row of every table, and where every sequence stands."""
    tables = [name for (name,) in connection.execute(TABLES).fetchall()]
    rows = [connection.execute(sql.SQL("TABLE ") + sql.SQL(name)).fetchall() for name in tables]
    return [rows, connection.execute(SEQUENCES).fetchall()]


def use(clones: Clones, template: str, home: Path, *statements: str) -> tuple[str, object, int]:
    """One test's use: the database's name, what it held before the statements, and which process of the server answered."""
    with pytest.MonkeyPatch.context() as patch, clones.used(template, home, patch) as database:
        with transaction() as session:
            process = session.execute(text("SELECT pg_backend_pid()")).scalar_one()
        with database.superuser() as connection:
            held = everything(connection)
            for statement in statements:
                connection.execute(statement)
        return database.name, held, process


@pytest.mark.parametrize("change", CHANGES)
def test_what_was_written_is_gone_and_the_connection_stays(
    clones: Clones, migrated_database: str, tmp_path: Path, change: str
) -> None:
    first = use(clones, migrated_database, tmp_path, change)
    assert use(clones, migrated_database, tmp_path, *CHANGES) == first
    assert use(clones, migrated_database, tmp_path) == first


@pytest.mark.parametrize("statement", BEYOND)
def test_what_cannot_be_washed_is_cloned_anew(
    clones: Clones, migrated_database: str, tmp_path: Path, statement: str
) -> None:
    name, held, _ = use(clones, migrated_database, tmp_path, statement)
    other, still, _ = use(clones, migrated_database, tmp_path)
    assert (other != name, still) == (True, held)


def test_who_is_still_connected_is_left_behind(
    clones: Clones, migrated_database: str, tmp_path: Path
) -> None:
    with pytest.MonkeyPatch.context() as patch, clones.used(migrated_database, tmp_path, patch) as database:
        left = database.superuser()
    name, _, _ = use(clones, migrated_database, tmp_path)
    assert name != database.name
    with pytest.raises(psycopg.OperationalError):
        left.execute("SELECT 1")


def test_connections_a_test_has_cut_are_opened_anew(
    clones: Clones, migrated_database: str, tmp_path: Path
) -> None:
    _, held, process = use(clones, migrated_database, tmp_path, CUT)
    _, still, other = use(clones, migrated_database, tmp_path)
    assert (still, other == process) == (held, False)


def test_a_wash_is_not_for_ever(
    clones: Clones, migrated_database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(washed, "WASHES", 1)
    names = [use(clones, migrated_database, tmp_path)[0] for _ in range(3)]
    assert (names[0] == names[1], names[1] == names[2]) == (True, False)


class Kept:
    """An open connection that takes its time to say whose it is."""

    @property
    def info(self) -> SimpleNamespace:
        """Whose, and to what."""
        time.sleep(0.002)
        return SimpleNamespace(dbname="thu", user="sangtin")

    def execute(self, _statement: str) -> None:
        """It answers."""

    def rollback(self) -> None:
        """Nothing was done."""


def test_threads_that_connect_at_once_get_a_connection_each(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = [Kept() for _ in range(6)]
    monkeypatch.setattr(washed, "_at_hand", list(kept))
    together = threading.Barrier(8)

    def connect(_number: int) -> object:
        together.wait(30)
        return washed.connection_at_hand(None, None, None, {"dbname": "thu", "user": "sangtin"})

    with ThreadPoolExecutor(8) as threads:
        given = list(threads.map(connect, range(8)))
    assert given.count(None) == 2
    assert set(kept) == set(given) - {None}


class Cut(Kept):
    """A connection the server has ended, and that has not heard of it."""

    closed = False

    def execute(self, _statement: str) -> None:
        """No answer."""
        raise psycopg.OperationalError("terminating connection due to administrator command")

    def close(self) -> None:
        """It is known now."""
        self.closed = True


def test_a_connection_that_was_cut_is_not_handed_on(monkeypatch: pytest.MonkeyPatch) -> None:
    cut, whole = Cut(), Kept()
    monkeypatch.setattr(washed, "_at_hand", [cut, whole])
    asked = {"dbname": "thu", "user": "sangtin"}
    assert washed.connection_at_hand(None, None, None, asked) is whole
    assert cut.closed
    assert washed.connection_at_hand(None, None, None, asked) is None
