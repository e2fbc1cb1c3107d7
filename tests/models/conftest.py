"""One database for all tests that only read and roll back: cloning one for each costs more than the test."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass

import psycopg
import pytest
from psycopg.conninfo import make_conninfo
from sqlalchemy import Engine

from models import session as database_session
from models.session import Session
from tests import database
from tests.database import TestServer
from tests.models.rows import Rows

NAME = f"sangtin_shared_{os.getpid()}"


@dataclass(frozen=True)
class Shared:
    """The shared database: the application's engine, and the ways in of the others. Nothing may be committed."""

    engine: Engine
    server: TestServer

    def superuser(self) -> psycopg.Connection:
        """A connection that no grant stops; roll it back."""
        return psycopg.connect(make_conninfo(self.server.superuser, dbname=NAME))

    def owner(self) -> psycopg.Connection:
        """A connection of the owner of the tables; roll it back."""
        return psycopg.connect(make_conninfo(self.server.owner, dbname=NAME))


@pytest.fixture(scope="session")
def shared(cluster: TestServer, migrated_database: str) -> Iterator[Shared]:
    """The database itself."""
    with database._database(cluster, NAME, migrated_database):
        with (
            pytest.MonkeyPatch.context() as patch,
            database._settings(patch, database._url(cluster, NAME), None),
        ):
            engine = database_session.engine()
            database_session._engine = None  # ours now: the next user makes its own
        yield Shared(engine, cluster)
        engine.dispose()


@pytest.fixture
def rows(shared: Shared) -> Iterator[Rows]:
    """Rows in a transaction of the application that is rolled back."""
    with Session(shared.engine, expire_on_commit=False) as opened:
        yield Rows(opened)
        opened.rollback()
