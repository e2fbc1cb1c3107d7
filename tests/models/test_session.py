"""Transactions: all or nothing, as the application role, and alive again after the server was killed."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, OperationalError, ProgrammingError

from models import cluster as clusters
from models import session as database
from models.cluster.keeper import postmaster
from models.cluster.locks import is_free
from models.errors import DatabaseUnavailable
from models.session import Session, transaction
from models.settings import settings
from tests.database import TestDatabase

pytestmark = pytest.mark.database


@pytest.fixture
def table(db: TestDatabase) -> str:
    with db.owner() as connection:
        connection.execute("CREATE TABLE scratch (n int PRIMARY KEY)")
        connection.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON scratch TO sangtin_app")
    return "scratch"


def _numbers(db: TestDatabase) -> list[int]:
    with db.owner() as connection:
        return [row[0] for row in connection.execute("SELECT n FROM scratch ORDER BY n")]


def test_a_block_that_ends_is_kept(db: TestDatabase, table: str) -> None:
    with transaction() as session:
        session.execute(text("INSERT INTO scratch VALUES (1)"))
        assert _numbers(db) == []
    assert _numbers(db) == [1]


def test_a_block_that_raises_leaves_nothing(db: TestDatabase, table: str) -> None:
    def work() -> None:
        with transaction() as session:
            session.execute(text("INSERT INTO scratch VALUES (1)"))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        work()
    assert _numbers(db) == []


def test_a_broken_rule_is_not_called_an_unreachable_server(db: TestDatabase, table: str) -> None:
    with pytest.raises(IntegrityError), transaction() as session:
        session.execute(text("INSERT INTO scratch VALUES (1), (1)"))


def test_a_cancelled_statement_is_not_called_an_unreachable_server(db: TestDatabase) -> None:
    def work() -> None:
        with transaction() as session:
            session.execute(text("SET LOCAL statement_timeout = '20ms'"))
            session.execute(text("SELECT pg_sleep(5)"))

    with pytest.raises(OperationalError):
        work()


def test_it_is_the_application_that_works(session: Session) -> None:
    assert session.scalar(text("SELECT current_user")) == "sangtin_app"
    with pytest.raises(ProgrammingError, match="permission denied"):
        session.execute(text("CREATE TABLE mine (a int)"))


def test_the_limits_are_set(session: Session) -> None:
    shown = {
        name: session.scalar(text(f"SHOW {name}"))
        for name in ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout", "TimeZone")
    }
    assert shown == {
        "statement_timeout": "1min",
        "lock_timeout": "15s",
        "idle_in_transaction_session_timeout": "5min",
        "TimeZone": "UTC",
    }
    assert session.scalar(text("SHOW application_name")) == "sangtin"


def test_one_engine_per_process(db: TestDatabase) -> None:
    found = []
    threads = [threading.Thread(target=lambda: found.append(database.engine())) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({id(engine) for engine in found}) == 1


def test_no_password_in_what_is_shown(db: TestDatabase) -> None:
    password = psycopg.conninfo.conninfo_to_dict(database.connection_string())["password"]
    assert password
    assert str(password) not in f"{database.engine()!r} {database.engine().url!r} {database.owner_engine()!r}"


GONE_WITHIN = 30_000
"""Milliseconds in which the server ends a connection. Without it, it only sends word, and the connection may answer once more."""


def test_a_cut_connection_is_replaced(db: TestDatabase) -> None:
    with transaction() as session:
        session.execute(text("SELECT 1"))
    with db.superuser() as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid, %s) FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid()",
            [GONE_WITHIN, db.name],
        )
    with transaction() as session:
        assert session.scalar(text("SELECT 1")) == 1


def test_a_connection_cut_inside_the_block(db: TestDatabase, table: str) -> None:
    def work() -> None:
        with transaction() as session:
            session.execute(text("INSERT INTO scratch VALUES (1)"))
            pid = session.scalar(text("SELECT pg_backend_pid()"))
            with db.superuser() as connection:
                connection.execute("SELECT pg_terminate_backend(%s)", [pid])
            session.execute(text("INSERT INTO scratch VALUES (2)"))

    with pytest.raises(DatabaseUnavailable, match="thử lại"):
        work()
    assert _numbers(db) == []


def test_a_server_that_is_gone(db: TestDatabase, monkeypatch: pytest.MonkeyPatch) -> None:
    """The server answered once, and is then no longer there."""
    database.engine()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    broken = {"host": "127.0.0.1", "port": port, "user": "u", "password": "p", "connect_timeout": 2}
    original = database.engine().dialect.connect
    monkeypatch.setattr(database.engine().dialect, "connect", lambda *_given, **_more: original(**broken))
    with pytest.raises(DatabaseUnavailable, match="không trả lời"), transaction() as session:
        session.execute(text("SELECT 1"))


def test_a_forked_child_opens_its_own_connection(db: TestDatabase, table: str) -> None:
    with transaction() as session:
        mine = session.scalar(text("SELECT pg_backend_pid()"))
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        with transaction() as session:
            os.write(writer, str(session.scalar(text("SELECT pg_backend_pid()"))).encode())
        os._exit(0)
    os.waitpid(child, 0)
    theirs = int(os.read(reader, 20))
    assert theirs != mine
    with transaction() as session:
        assert session.scalar(text("SELECT pg_backend_pid()")) == mine


def test_a_subprocess_of_the_test_meets_the_same_database(db: TestDatabase, table: str) -> None:
    program = (
        "from sqlalchemy import text; from models.session import transaction\n"
        "with transaction() as session: session.execute(text('INSERT INTO scratch VALUES (5)'))"
    )
    subprocess.run([sys.executable, "-c", program], check=True)
    assert _numbers(db) == [5]


# --- with an embedded server, as `make run` has it


@pytest.fixture
def embedded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.delenv("SANGTIN_DATABASE_URL", raising=False)
    monkeypatch.setenv("SANGTIN_HOME", str(tmp_path / "home"))
    settings.cache_clear()
    database.dispose()
    yield tmp_path / "home"
    database.dispose()
    clusters.cluster().stop(force=True)
    settings.cache_clear()


def test_a_killed_embedded_server_comes_back_by_itself(embedded: Path) -> None:
    with transaction() as session:
        assert session.scalar(text("SELECT session_user")) == "sangtin_app"
    [data] = (embedded / "postgres").glob("[0-9]*")
    pid = postmaster(data)
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    while not is_free(embedded / "postgres" / "server.lock"):
        time.sleep(0.01)  # our own backend notices a little later; until then it still answers
    with transaction() as session:
        assert session.scalar(text("SELECT 1")) == 1
    assert postmaster(data) != pid


def test_the_job_engine_s_connection_string_works(embedded: Path) -> None:
    with psycopg.connect(database.connection_string()) as connection:
        assert connection.execute("SELECT current_user").fetchone() == ("sangtin_app",)


def test_a_second_start_is_quick(embedded: Path) -> None:
    database.engine()
    database.dispose()
    clusters.cluster().stop(force=True)
    begun = time.monotonic()
    with transaction() as session:
        session.execute(text("SELECT 1"))
    assert time.monotonic() - begun < 5  # 0.1 s on a quiet machine
