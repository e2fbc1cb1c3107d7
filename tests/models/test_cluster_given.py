"""``SANGTIN_DATABASE_URL``: a server of somebody else's, with whatever is wrong with it."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from urllib.parse import quote

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from models.cluster import given
from models.cluster.given import BadDatabaseUrl, GivenCluster, RoleMissing
from models.errors import DatabaseUnavailable, OtherDatabaseVersion
from tests.database import TestServer

pytestmark = pytest.mark.database
SECRET = "mat-khau-khong-duoc-lo"
PROBE_ROLE = "sangtin_probe_app"


def _url(server: TestServer, user: str, password: str = SECRET, database: str = "postgres") -> str:
    host = quote(str(conninfo_to_dict(server.superuser)["host"]), safe="")
    port = conninfo_to_dict(server.superuser).get("port") or "5432"
    return f"postgresql://{user}:{password}@/{database}?host={host}&port={port}"


@pytest.fixture
def login(cluster: TestServer) -> Iterator[str]:
    """An ordinary login without any special right."""
    cluster.run(f"CREATE ROLE probe_login LOGIN PASSWORD '{SECRET}'")
    yield "probe_login"
    cluster.run(
        "DROP OWNED BY probe_login", f"DROP ROLE IF EXISTS {PROBE_ROLE}", "DROP ROLE IF EXISTS probe_login"
    )


@pytest.fixture
def other_role(monkeypatch: pytest.MonkeyPatch) -> str:
    """The application role under a name that does not exist yet."""
    monkeypatch.setattr(given, "APPLICATION_ROLE", PROBE_ROLE)
    return PROBE_ROLE


def test_nobody_listens() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(DatabaseUnavailable, match=f"127.0.0.1:{port}/sangtin không trả lời") as caught:
        GivenCluster(f"postgresql://sangtin:{SECRET}@127.0.0.1:{port}/sangtin").ensure()
    assert SECRET not in caught.value.message
    assert caught.value.code == "database_unavailable"
    assert caught.value.__cause__ is None


def test_somebody_listens_and_never_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(given, "CONNECT_SECONDS", 2)
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        url = f"postgresql://sangtin:{SECRET}@127.0.0.1:{silent.getsockname()[1]}/sangtin"
        begun = time.monotonic()
        with pytest.raises(DatabaseUnavailable, match="không trả lời"):
            GivenCluster(url).ensure()
        assert time.monotonic() - begun < 10


def test_a_wrong_password(cluster: TestServer, login: str) -> None:
    with pytest.raises(DatabaseUnavailable, match="từ chối đăng nhập") as caught:
        GivenCluster(_url(cluster, login, password="sai-mat-khau")).ensure()
    assert "sai-mat-khau" not in caught.value.message


def test_a_database_that_does_not_exist(cluster: TestServer, login: str) -> None:
    with pytest.raises(DatabaseUnavailable, match="từ chối kết nối"):
        GivenCluster(_url(cluster, login, database="khong_co")).ensure()


@pytest.mark.parametrize(
    "url",
    [
        "",
        f"mysql://u:{SECRET}@h/d",
        f"sqlite:///{SECRET}",
        f"postgresql://u:{SECRET}@h:cong/d?x=%zz",
        f"postgresql://u:{SECRET}@h/d?la=1",
        f"host=h password={SECRET}",
    ],
)
def test_what_is_no_address(url: str) -> None:
    with pytest.raises(BadDatabaseUrl, match="postgresql://") as caught:
        GivenCluster(url)
    assert SECRET not in caught.value.message
    assert caught.value.exit_code == 2


@pytest.mark.parametrize("prefix", ["postgresql", "postgres", "postgresql+psycopg"])
def test_the_usual_spellings_of_an_address(prefix: str) -> None:
    parts = given._parts(f" {prefix}://u:p@h:5433/d \n")
    assert (parts["user"], parts["host"], parts["port"], parts["dbname"]) == ("u", "h", "5433", "d")


def test_a_login_that_may_make_roles_makes_the_application_role(
    cluster: TestServer, login: str, other_role: str
) -> None:
    cluster.run(f"ALTER ROLE {login} CREATEROLE")
    info = GivenCluster(_url(cluster, login)).ensure()
    with psycopg.connect(info.application) as connection:
        assert connection.execute("SELECT session_user, current_user").fetchone() == (login, other_role)
    assert GivenCluster(_url(cluster, login)).ensure() == info  # the second process finds it made
    cluster.run(f"DROP OWNED BY {other_role}", f"DROP ROLE {other_role}")


def test_a_login_that_may_not_is_told_what_to_run(cluster: TestServer, login: str, other_role: str) -> None:
    with pytest.raises(RoleMissing, match=f"CREATE ROLE {other_role} NOLOGIN; GRANT {other_role} TO"):
        GivenCluster(_url(cluster, login)).ensure()
    cluster.run(f"CREATE ROLE {other_role} NOLOGIN")
    with pytest.raises(RoleMissing):
        GivenCluster(_url(cluster, login)).ensure()
    cluster.run(f"GRANT {other_role} TO {login}")
    info = GivenCluster(_url(cluster, login)).ensure()
    with psycopg.connect(info.application) as connection:
        assert connection.execute("SELECT current_user").fetchone() == (other_role,)


def test_the_application_has_less_rights_than_the_login(cluster: TestServer, login: str) -> None:
    cluster.run(
        f"GRANT sangtin_app TO {login}",
        f"CREATE SCHEMA probe AUTHORIZATION {login}",
        f"ALTER ROLE {login} CREATEDB",
    )
    info = GivenCluster(_url(cluster, login)).ensure()
    with psycopg.connect(info.owner, autocommit=True) as connection:
        connection.execute("CREATE TABLE probe.mine (a int)")
    for statement in (
        "CREATE TABLE probe.other (a int)",
        "SELECT * FROM probe.mine",
        "CREATE DATABASE probe",
    ):
        application = psycopg.connect(info.application, autocommit=True)
        with application as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(statement)


def test_a_server_that_is_too_old(cluster: TestServer, login: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(given, "OLDEST_MAJOR", 99)
    with pytest.raises(OtherDatabaseVersion, match="cần PostgreSQL 99"):
        GivenCluster(_url(cluster, login)).ensure()


def test_options_of_the_address_are_kept(cluster: TestServer, login: str) -> None:
    cluster.run(f"GRANT sangtin_app TO {login}")
    url = _url(cluster, login) + "&options=-c%20search_path%3Dprobe"
    with psycopg.connect(GivenCluster(url).ensure().application) as connection:
        assert connection.execute("SHOW search_path").fetchone() == ("probe",)
        assert connection.execute("SELECT current_user").fetchone() == ("sangtin_app",)


def test_a_given_server_is_never_stopped(cluster: TestServer, login: str) -> None:
    cluster.run(f"GRANT sangtin_app TO {login}")
    found = GivenCluster(_url(cluster, login))
    found.ensure()
    assert found.stop(force=True) is False
    with psycopg.connect(make_conninfo(cluster.superuser)) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
