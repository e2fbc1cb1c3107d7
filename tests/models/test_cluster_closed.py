"""Nobody gets into the embedded database who should not, and nobody gets further than their role."""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from models.cluster import ConnectionInfo
from models.cluster.embedded import EmbeddedCluster

pytestmark = pytest.mark.database


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home below a directory that only its owner may enter, as under /root."""
    closed = tmp_path_factory.mktemp("closed")
    closed.chmod(0o700)
    (closed / "open").mkdir(mode=0o755)
    return closed / "open" / "home"


@pytest.fixture(scope="module")
def modes_before(home: Path) -> dict[Path, int]:
    return {place: place.stat().st_mode for place in home.parents}


@pytest.fixture(scope="module")
def embedded(home: Path, modes_before: dict[Path, int]) -> Iterator[EmbeddedCluster]:
    cluster = EmbeddedCluster(home, durable=False)
    cluster.ensure()
    yield cluster
    cluster.stop(force=True)


@pytest.fixture(scope="module")
def info(embedded: EmbeddedCluster) -> ConnectionInfo:
    return embedded.ensure()


def _refused(conninfo: str, **changes: str | None) -> str:
    parts = {**conninfo_to_dict(conninfo), **changes}
    with pytest.raises(psycopg.OperationalError) as caught:
        psycopg.connect(
            make_conninfo("", **{key: value for key, value in parts.items() if value is not None})
        )
    return str(caught.value)


def test_no_directory_above_was_opened(embedded: EmbeddedCluster, modes_before: dict[Path, int]) -> None:
    assert {place: place.stat().st_mode for place in modes_before} == modes_before


def test_the_data_is_closed_to_other_accounts(embedded: EmbeddedCluster, home: Path) -> None:
    open_to_others = [
        place
        for part in (home / "postgres", home / "secrets")
        for place in (part, *part.rglob("*"))
        if not place.is_symlink() and stat.S_IMODE(place.stat().st_mode) & 0o077
    ]
    assert open_to_others == []


def test_the_server_never_runs_as_root(embedded: EmbeddedCluster, home: Path) -> None:
    [data] = (home / "postgres").glob("[0-9]*")
    assert data.stat().st_uid != 0
    assert (data / "postmaster.pid").stat().st_uid == data.stat().st_uid
    if os.geteuid() != 0:
        assert data.stat().st_uid == os.geteuid()


@pytest.mark.parametrize("user", ["postgres", "sangtin_owner", "sangtin_app"])
def test_a_wrong_password_is_refused(info: ConnectionInfo, user: str) -> None:
    assert "password authentication failed" in _refused(info.application, user=user, password="sai")


@pytest.mark.parametrize("user", ["postgres", "sangtin_owner", "sangtin_app"])
def test_there_is_no_trust(info: ConnectionInfo, user: str) -> None:
    assert "no password supplied" in _refused(info.application, user=user, password=None, require_auth=None)


def test_the_server_listens_on_no_port(info: ConnectionInfo) -> None:
    with psycopg.connect(info.owner) as connection:
        assert connection.execute("SHOW listen_addresses").fetchone() == ("",)
    _refused(info.application, host="127.0.0.1", connect_timeout="2")


def test_every_rule_of_access_is_scram(embedded: EmbeddedCluster) -> None:
    with psycopg.connect(embedded.superuser()) as connection:
        rules = connection.execute("SELECT type, auth_method FROM pg_hba_file_rules").fetchall()
        assert rules == [("local", "scram-sha-256")]
        stored = connection.execute("SELECT rolname, rolpassword FROM pg_authid WHERE rolcanlogin").fetchall()
    assert {name for name, _ in stored} == {"postgres", "sangtin_owner", "sangtin_app"}
    assert all(password.startswith("SCRAM-SHA-256$") for _, password in stored)


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE mine (a int)",
        "CREATE TEMPORARY TABLE mine (a int)",
        "CREATE SCHEMA mine",
        "CREATE DATABASE mine",
        "CREATE ROLE mine",
        "CREATE FUNCTION mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "ALTER DATABASE sangtin SET timezone = 'UTC'",
        "SET ROLE sangtin_owner",
        "SELECT * FROM pg_authid",
        "SELECT pg_read_file('postgresql.conf')",
        "COPY (SELECT 1) TO PROGRAM 'true'",
        "LOAD 'plpgsql'",
        "DROP TABLE kept",
        "SELECT * FROM kept",
    ],
)
def test_the_application_can_do_none_of_this(info: ConnectionInfo, statement: str) -> None:
    with psycopg.connect(info.owner, autocommit=True) as owner:
        owner.execute("CREATE TABLE IF NOT EXISTS kept (a int)")
    application = psycopg.connect(info.application, autocommit=True)
    with application as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute(statement)


@pytest.mark.parametrize("statement", ["CREATE ROLE mine", "CREATE DATABASE mine", "SET ROLE postgres"])
def test_the_owner_is_no_superuser(info: ConnectionInfo, statement: str) -> None:
    owner = psycopg.connect(info.owner, autocommit=True)
    with owner as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute(statement)


def test_other_databases_are_closed_to_the_application(
    info: ConnectionInfo, embedded: EmbeddedCluster
) -> None:
    with psycopg.connect(embedded.superuser(), autocommit=True) as connection:
        connection.execute("CREATE DATABASE other")
        connection.execute("REVOKE CONNECT ON DATABASE other FROM PUBLIC")
    assert "permission denied" in _refused(info.application, dbname="other")


def test_passwords_show_in_no_repr(info: ConnectionInfo, home: Path) -> None:
    shown = f"{info!r} {info}"
    for file in (home / "secrets").iterdir():
        assert file.read_text().strip() not in shown


def test_the_log_never_quotes_statements_or_rows(info: ConnectionInfo, home: Path) -> None:
    with psycopg.connect(info.owner, autocommit=True) as connection:
        connection.execute("CREATE TABLE once (note text PRIMARY KEY, n int CHECK (n > 0))")
        for row in (("bí-mật-0900", "1"), ("bí-mật-0900", "1"), ("bí-mật-0901", "-1"), ("bí-mật", "bí-mật")):
            with contextlib.suppress(psycopg.Error):
                connection.execute("INSERT INTO once VALUES (%s, %s::text::int)", row)
        with contextlib.suppress(psycopg.Error):
            connection.execute("SELECT 'bí-mật' FROM bí_mật")
    log = (home / "postgres" / "server.log").read_text()
    assert "starting PostgreSQL" in log
    assert "bí-mật" not in log


def test_letters_are_ordered_and_folded_as_vietnamese_text_needs(info: ConnectionInfo) -> None:
    with psycopg.connect(info.application) as connection:
        assert connection.execute("SELECT lower('ĐẶNG Ổ ỨỚ')").fetchone() == ("đặng ổ ứớ",)
        assert connection.execute("SHOW server_encoding").fetchone() == ("UTF8",)
