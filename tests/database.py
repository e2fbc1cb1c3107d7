"""Fixtures for tests on a real PostgreSQL. Loaded by ``tests/conftest.py``; nothing to import.

What to ask for, smallest first:

``session``
    A ``models.session.Session`` in a migrated, empty database, as the application role. Rolled
    back at the end. For queries and constraints.
``db``
    A migrated, empty database for this test alone, cloned or washed (``tests.washed``); returns a ``TestDatabase``.
    ``models.session`` uses it, and so does every subprocess of the test: ``SANGTIN_DATABASE_URL`` and
    ``SANGTIN_HOME`` (a directory of the test's own, ``db.home``) are set in the environment. For anything
    that commits: services, jobs, pages, kill tests. ``db.owner()`` / ``db.superuser()`` give psycopg
    connections that may do what the application may not, e.g. to check that a row is really gone.
``fresh_db``
    The same, never used and never to be: for plans of statements, and for what fills a database.
``empty_db``
    The same, not migrated. For tests of the migrations.
``cluster``
    The server itself (whole run): an embedded one in a temporary home, or the one of
    ``SANGTIN_TEST_DATABASE_URL`` (a login that is superuser) when that is set.

Everything works as root and as an ordinary user. Mark such tests ``@pytest.mark.database``, or put
``pytestmark = pytest.mark.database`` at the top of the module.
"""

from __future__ import annotations

import itertools
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.util import LRUCache

from models import migrate
from models import session as database_session
from models.cluster import OWNER_ROLE
from models.cluster.embedded import EmbeddedCluster
from models.cluster.given import GivenCluster
from models.cluster.initialise import access_to
from models.settings import settings
from tests import washed
from tests.washed import Washed

TEMPLATE = f"sangtin_template_{os.getpid()}"
MEMORY = Path("/dev/shm")  # noqa: S108  (a directory of our own is made there)
ROOM = 2 << 30
"""Bytes free in memory from which the server's files lie there. One holds a template, a few clones of 12 MB, and its log."""
_numbers = itertools.count(1)
_statements: LRUCache[Any, Any] = LRUCache(4_000)


def _engine_of_many(*given: Any, **options: Any) -> Engine:
    made = create_engine(*given, **options)
    made._compiled_cache = _statements
    event.listen(made, "do_connect", washed.connection_at_hand)
    return made


def _same(one: PGDialect_psycopg, other: object) -> bool:
    versions = [getattr(each, "server_version_info", None) for each in (one, other)]
    return type(one) is type(other) and versions[0] == versions[1]


# Every test has an engine of its own, and the product one for its life: what SQLAlchemy makes of a statement is kept from test to
# test as the product keeps it from request to request. Making it anew took two fifths of the time of tests with a database.
database_session.create_engine = _engine_of_many  # type: ignore[attr-defined]
PGDialect_psycopg.__hash__ = lambda dialect: hash(type(dialect))  # type: ignore[method-assign]
PGDialect_psycopg.__eq__ = _same  # type: ignore[method-assign, assignment]


@dataclass(frozen=True)
class TestServer:
    """The server of this test run: how its owner and its superuser connect."""

    __test__ = False
    owner: str
    superuser: str
    strategy: str = ""
    """How a database is cloned, in the words of CREATE DATABASE; the server's own way when nothing is said."""

    def run(self, *statements: str) -> None:
        """Execute as superuser, each statement by itself."""
        connection = _superuser(self.superuser, os.getpid())
        if connection.closed:
            _superuser.cache_clear()
            connection = _superuser(self.superuser, os.getpid())
        for statement in statements:
            connection.execute(statement)


@lru_cache(maxsize=1)
def _superuser(conninfo: str, _process: int) -> psycopg.Connection:
    """One connection for all databases that are made and dropped: two more for each test were a tenth of its time."""
    return psycopg.connect(conninfo, autocommit=True)


@dataclass(frozen=True)
class TestDatabase:
    """One database of one test."""

    __test__ = False
    name: str
    url: str
    """``SANGTIN_DATABASE_URL`` for this database (owner login; the application works as its own role)."""
    home: Path
    server: TestServer

    def owner(self) -> psycopg.Connection:
        """A new autocommit connection of the owner of the tables."""
        return psycopg.connect(make_conninfo(self.server.owner, dbname=self.name), autocommit=True)

    def superuser(self) -> psycopg.Connection:
        """A new autocommit connection that no grant stops."""
        return psycopg.connect(make_conninfo(self.server.superuser, dbname=self.name), autocommit=True)


class Clones:
    """A clone of each template for one test after the other, washed in between (``tests.washed``)."""

    def __init__(self, server: TestServer) -> None:
        self._server = server
        self._clones: dict[str, tuple[str, Washed]] = {}

    @contextmanager
    def used(self, template: str, home: Path, patch: pytest.MonkeyPatch) -> Iterator[TestDatabase]:
        """The clone of a template as if it were new, and the settings that lead there."""
        name = self._clean(template)
        url = _url(self._server, name)
        with _settings(patch, url, home / "home"):
            yield TestDatabase(name=name, url=url, home=home / "home", server=self._server)
            washed.keep_connections(database_session._engine)

    def drop(self) -> None:
        """Drop all of them."""
        for template in list(self._clones):
            self._drop(template)

    def _clean(self, template: str) -> str:
        if template in self._clones:
            name, clone = self._clones[template]
            if clone.wash():
                return name
            self._drop(template)
        name = f"sangtin_test_{os.getpid()}_{next(_numbers)}"
        _create(self._server, name, template)
        superuser = make_conninfo(self._server.superuser, dbname=name)
        self._clones[template] = (name, Washed(psycopg.connect(superuser, autocommit=True)))
        return name

    def _drop(self, template: str) -> None:
        name, clone = self._clones.pop(template)
        clone.connection.close()
        washed.close_connections()
        _drop(self._server, name)


@pytest.fixture(scope="session")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestServer]:
    """The server for the whole run."""
    given = os.environ.get("SANGTIN_TEST_DATABASE_URL")
    if given:
        info = GivenCluster(given).ensure()
        yield TestServer(owner=info.owner, superuser=info.owner)
        return
    with _home(tmp_path_factory) as home:
        embedded = EmbeddedCluster(home, durable=False)
        info = embedded.ensure()
        try:
            server = TestServer(
                owner=info.owner, superuser=embedded.superuser(), strategy="STRATEGY FILE_COPY"
            )
            _sign_in_quickly(server)
            yield server
        finally:
            embedded.stop(force=True)


@pytest.fixture(scope="session")
def migrated_database(cluster: TestServer) -> Iterator[str]:
    """Name of a database that was migrated once; cloned for every test."""
    with _database(cluster, TEMPLATE):
        with pytest.MonkeyPatch.context() as patch, _settings(patch, _url(cluster, TEMPLATE), None):
            migrate.upgrade()
        yield TEMPLATE


@pytest.fixture(scope="session")
def clones(cluster: TestServer) -> Iterator[Clones]:
    """Clones of templates that tests use one after the other."""
    made = Clones(cluster)
    yield made
    made.drop()


@pytest.fixture
def db(
    clones: Clones, migrated_database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[TestDatabase]:
    """A migrated database as nobody has used it, which this process and its subprocesses use."""
    with clones.used(migrated_database, tmp_path, monkeypatch) as database:
        yield database


@pytest.fixture
def fresh_db(
    cluster: TestServer, migrated_database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[TestDatabase]:
    """A clone that nobody has used and nobody will: its statistics, which plans follow, are those of this test."""
    with _used(cluster, migrated_database, tmp_path, monkeypatch) as database:
        yield database


@pytest.fixture
def empty_db(cluster: TestServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestDatabase]:
    """A fresh database without any table."""
    with _used(cluster, "template0", tmp_path, monkeypatch) as database:
        yield database


@pytest.fixture
def session(db: TestDatabase) -> Iterator[database_session.Session]:
    """A session of the application in a fresh database; what is not committed is rolled back."""
    with database_session.Session(database_session.engine(), expire_on_commit=False) as opened:
        yield opened
        opened.rollback()


@pytest.fixture
def count_queries(db: TestDatabase) -> Callable[[], int]:
    """A function that says how many statements this process has sent since the test began."""
    sent = itertools.count()
    seen = [0]

    def note(*_arguments: object) -> None:
        seen[0] = next(sent) + 1

    event.listen(database_session.engine(), "before_cursor_execute", note)
    return lambda: seen[0]


def _sign_in_quickly(server: TestServer) -> None:
    """The same passwords, random and long, without the four thousand rounds that guard short ones: a test connects many times."""
    for conninfo in (server.owner, server.superuser):
        login = conninfo_to_dict(conninfo)
        change = sql.SQL("ALTER ROLE {} PASSWORD {}").format(
            sql.Identifier(str(login["user"])), sql.Literal(login["password"])
        )
        with psycopg.connect(server.superuser, autocommit=True) as connection:
            if connection.info.server_version >= 160_000:
                connection.execute("SET scram_iterations = 1")
                connection.execute(change)


@contextmanager
def _home(factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The server's directory, in memory where there is room: a test's database is nine hundred small files, and a disk that
    others use too takes seconds for them. What killed runs left there is removed first.
    """
    if not os.access(MEMORY, os.W_OK) or shutil.disk_usage(MEMORY).free < ROOM:
        yield factory.mktemp("home")
        return
    for left in MEMORY.glob("sangtin-tests-*"):
        if not Path(f"/proc/{left.name.rpartition('-')[2]}").exists():
            shutil.rmtree(left, ignore_errors=True)
    home = MEMORY / f"sangtin-tests-{os.getpid()}"
    home.mkdir(mode=0o700)
    try:
        yield home
    finally:
        shutil.rmtree(home, ignore_errors=True)


@contextmanager
def _used(server: TestServer, template: str, home: Path, patch: pytest.MonkeyPatch) -> Iterator[TestDatabase]:
    name = f"sangtin_test_{os.getpid()}_{next(_numbers)}"
    url = _url(server, name)
    with _database(server, name, template), _settings(patch, url, home / "home"):
        yield TestDatabase(name=name, url=url, home=home / "home", server=server)


@contextmanager
def _database(server: TestServer, name: str, template: str = "template0") -> Iterator[None]:
    _create(server, name, template)
    try:
        yield
    finally:
        _drop(server, name)


def _create(server: TestServer, name: str, template: str) -> None:
    owner = conninfo_to_dict(server.owner).get("user") or OWNER_ROLE
    server.run(
        f'CREATE DATABASE {name} TEMPLATE {template} OWNER "{owner}" {server.strategy}', *access_to(name)
    )


def _drop(server: TestServer, name: str) -> None:
    server.run(f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def _settings(patch: pytest.MonkeyPatch, url: str, home: Path | None) -> Iterator[None]:
    patch.setenv("SANGTIN_DATABASE_URL", url)
    if home is not None:
        patch.setenv("SANGTIN_HOME", str(home))
    settings.cache_clear()
    database_session.dispose()
    try:
        yield
    finally:
        database_session.dispose()
        settings.cache_clear()


def _url(server: TestServer, name: str) -> str:
    parts = {key: str(value) for key, value in conninfo_to_dict(server.owner).items()}
    login = f"{quote(parts['user'], safe='')}:{quote(parts.get('password', ''), safe='')}"
    where = quote(parts.get("host", "localhost"), safe="")
    return f"postgresql://{login}@/{name}?host={where}&port={parts.get('port', '5432')}"
