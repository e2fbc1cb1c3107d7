"""The embedded server's life: starting, sharing, dying, coming back, being stopped."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from models.cluster.embedded import EmbeddedCluster
from models.cluster.keeper import postmaster
from models.cluster.locks import is_free, take
from models.errors import DatabaseUnavailable

pytestmark = pytest.mark.database

USER = """
import sys
from pathlib import Path
import psycopg
from models.cluster import launch
from models.cluster.embedded import EmbeddedCluster
launch.LINGER_SECONDS = 1.0
sys.stdin.readline()
cluster = EmbeddedCluster(Path(sys.argv[1]), durable=False)
with psycopg.connect(cluster.ensure().application) as connection:
    print(connection.execute("SELECT current_user").fetchone()[0], flush=True)
sys.stdin.readline()
"""


@contextmanager
def _user(home: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that uses the server; it acts when it is sent a line and ends at the next."""
    command = [sys.executable, "-c", USER, str(home)]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def _go(process: subprocess.Popen[str]) -> None:
    assert process.stdin is not None
    process.stdin.write("\n")
    process.stdin.flush()


def _answer(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path / "home"
    if (tmp_path / "home" / "postgres").is_dir():
        EmbeddedCluster(tmp_path / "home").stop(force=True)


@pytest.fixture
def embedded(home: Path) -> EmbeddedCluster:
    return EmbeddedCluster(home, durable=False)


def _starts(home: Path) -> int:
    return (home / "postgres" / "server.log").read_text().count("starting PostgreSQL")


def _data(home: Path) -> Path:
    return next((home / "postgres").glob("[0-9]*"))


def _write(cluster: EmbeddedCluster, statement: str) -> None:
    with psycopg.connect(cluster.ensure().owner, autocommit=True) as connection:
        connection.execute(statement)


def _gone(home: Path, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if is_free(home / "postgres" / "server.lock"):
            return True
        time.sleep(0.1)
    return False


def test_asking_twice_starts_once(embedded: EmbeddedCluster, home: Path) -> None:
    assert embedded.ensure() == embedded.ensure()
    assert _starts(home) == 1


def test_processes_that_start_at_once_share_one_server(home: Path) -> None:
    with _user(home) as one, _user(home) as two, _user(home) as three:
        for process in (one, two, three):
            _go(process)
        assert [_answer(process) for process in (one, two, three)] == ["sangtin_app"] * 3
        assert _starts(home) == 1


def test_rows_survive_a_killed_server(embedded: EmbeddedCluster, home: Path) -> None:
    _write(embedded, "CREATE TABLE kept AS SELECT 7 AS number")
    pid = postmaster(_data(home))
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    with psycopg.connect(embedded.ensure().owner) as connection:
        assert connection.execute("SELECT number FROM kept").fetchone() == (7,)
    assert postmaster(_data(home)) != pid


@pytest.fixture
def stranger(embedded: EmbeddedCluster, home: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A process that is no server, of the account the server runs as."""
    embedded.ensure()
    embedded.stop(force=True)
    as_server = {"user": _data(home).stat().st_uid} if os.geteuid() == 0 else {}
    with subprocess.Popen(["sleep", "120"], **as_server) as process:
        yield process
        process.kill()


def test_a_stale_process_id_that_now_belongs_to_somebody_else(
    embedded: EmbeddedCluster, home: Path, stranger: subprocess.Popen[bytes]
) -> None:
    data = _data(home)
    for name in ("postmaster.pid", ".s.PGSQL.5432.lock"):
        (data / name).write_text(f"{stranger.pid}\n{data}\n{int(time.time())}\n5432\n.\n\n  1 2\nready   \n")
    with psycopg.connect(embedded.ensure().application) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_stopping_never_signals_a_stranger(
    embedded: EmbeddedCluster, home: Path, stranger: subprocess.Popen[bytes]
) -> None:
    """The pid file names another process, and a descriptor of ours pretends that a server lives."""
    (_data(home) / "postmaster.pid").write_text(f"{stranger.pid}\n")
    lock = take(home / "postgres" / "server.lock")
    assert lock is not None
    try:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("models.cluster.keeper._FAST_SECONDS", 0.1)
            patch.setattr("models.cluster.keeper._IMMEDIATE_SECONDS", 0.1)
            assert embedded.stop(force=True) is False
    finally:
        os.close(lock)
    time.sleep(0.05)
    assert stranger.poll() is None


def test_the_last_user_stops_it_and_nobody_before(embedded: EmbeddedCluster, home: Path) -> None:
    embedded.ensure()
    with _user(home) as other:
        _go(other)
        assert _answer(other) == "sangtin_app"
        assert embedded.stop() is False
        assert not is_free(home / "postgres" / "server.lock")
    embedded.ensure()
    assert embedded.stop() is True
    assert is_free(home / "postgres" / "server.lock")
    assert not (_data(home) / "postmaster.pid").exists()  # a clean shutdown removes it


def test_a_killed_last_user_does_not_keep_it_up(home: Path) -> None:
    with _user(home) as user:
        _go(user)
        assert _answer(user) == "sangtin_app"
        user.kill()
    assert not is_free(home / "postgres" / "server.lock")  # commands typed one after the other share it
    assert _gone(home, seconds=10)
    assert not (_data(home) / "postmaster.pid").exists()


def test_the_keeper_waits_while_anybody_uses_it(home: Path) -> None:
    with _user(home) as first, _user(home) as second:
        for user in (first, second):
            _go(user)
            assert _answer(user) == "sangtin_app"
        first.kill()
        assert not _gone(home, seconds=3)


def test_a_killed_keeper_is_replaced(embedded: EmbeddedCluster, home: Path) -> None:
    embedded.ensure()
    lock = home / "postgres" / "keeper.lock"
    first = int(lock.read_text())
    os.kill(first, signal.SIGKILL)
    deadline = time.monotonic() + 5
    while not is_free(lock) and time.monotonic() < deadline:
        time.sleep(0.02)
    embedded.ensure()
    assert not is_free(lock)
    assert int(lock.read_text()) != first


def test_a_force_stop_ends_also_what_others_use(embedded: EmbeddedCluster, home: Path) -> None:
    with _user(home) as other:
        _go(other)
        _answer(other)
        assert embedded.stop(force=True) is True
        assert is_free(home / "postgres" / "server.lock")


def test_stopping_what_never_ran(embedded: EmbeddedCluster, home: Path) -> None:
    assert embedded.stop() is False
    assert not home.exists()


def test_an_interrupted_first_start_leaves_no_half_directory(embedded: EmbeddedCluster, home: Path) -> None:
    half = home / "postgres" / "new-abc123"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18\n")
    with psycopg.connect(embedded.ensure().application) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    assert not half.exists()


def test_a_first_start_killed_at_any_moment_can_be_repeated(home: Path) -> None:
    for seconds in (0.05, 0.25, 0.4, 0.55, 0.65):
        with _user(home) as user:
            _go(user)
            time.sleep(seconds)
            user.kill()
    with psycopg.connect(EmbeddedCluster(home, durable=False).ensure().application) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_a_server_that_cannot_start_says_where_to_look(embedded: EmbeddedCluster, home: Path) -> None:
    embedded.ensure()
    embedded.stop(force=True)
    (_data(home) / "global" / "pg_control").unlink()
    begun = time.monotonic()
    with pytest.raises(DatabaseUnavailable, match=r"server\.log"):
        embedded.ensure()
    assert time.monotonic() - begun < 20  # it does not sit out the patience meant for a recovery


def test_a_long_home_still_gets_a_socket(tmp_path: Path) -> None:
    long = tmp_path / ("thu-muc-dai-" * 9) / "home"
    cluster = EmbeddedCluster(long, durable=False)
    try:
        with psycopg.connect(cluster.ensure().application) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)
    finally:
        assert cluster.stop(force=True) is True


def test_a_forked_child_uses_the_server_after_its_parent_has_stopped(
    embedded: EmbeddedCluster, home: Path
) -> None:
    embedded.ensure()
    pid = os.fork()
    if pid == 0:
        time.sleep(30)
        os._exit(0)
    try:
        assert embedded.stop() is False
    finally:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
