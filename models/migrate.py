"""The schema's way forward and back. Always as owner, always under one lock, always all or nothing."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
from sqlalchemy.exc import OperationalError

import models.migrations
from models.cluster import APPLICATION_ROLE
from models.errors import Conflict, DatabaseError, DatabaseUnavailable
from models.session import owner_engine

_LOCK = 0x5A6E6754696E  # any fixed number of ours
LOCK_WAIT_SECONDS = 120.0


class NewerDatabase(DatabaseError):
    """The database was migrated by a newer version of the product."""

    code = "newer_database"


class ForeignDatabase(DatabaseError):
    """The database holds tables that are not ours."""

    code = "foreign_database"


class MigrationBusy(Conflict):
    """Another command has been migrating for a long time."""

    code = "migration_busy"


def head() -> str:
    """The newest revision this version of the product knows."""
    found = _script().get_current_head()
    if found is None:
        raise DatabaseError("Bản cài thiếu các tệp di trú cơ sở dữ liệu; hãy cài lại.")
    return found


def current() -> str | None:
    """The revision of the database; None when it is empty."""
    with _owner() as connection:
        return _revision(connection)


def is_empty() -> bool:
    """Whether the database holds no table, ours or another program's."""
    with _owner() as connection:
        return _revision(connection) is None and not _has_other_tables(connection)


def ensure_migrated() -> bool:
    """Bring an empty or older database to ``head()``; whether anything was done.

    Two commands at once: one migrates, the other waits and then finds nothing to do.

    Raises:
        NewerDatabase: made by a newer version; untouched.
        ForeignDatabase: has tables of another program; untouched.
        MigrationBusy: another command holds the lock for more than ``LOCK_WAIT_SECONDS``.
    """
    with _owner() as connection:
        if _checked(connection) == head():
            return False
        with _alone(connection):
            if _checked(connection) == head():
                return False
            _run(connection, lambda config: command.upgrade(config, "head"))
        return True


def upgrade(revision: str = "head") -> None:
    """Upgrade to ``revision``. Raises as ``ensure_migrated``."""
    with _owner() as connection, _alone(connection):
        _checked(connection)
        _run(connection, lambda config: command.upgrade(config, revision))


def downgrade(revision: str) -> None:
    """Downgrade to ``revision`` (``base`` for an empty database, ``-1`` for one step)."""
    with _owner() as connection, _alone(connection):
        _checked(connection)
        _run(connection, lambda config: command.downgrade(config, revision))


def _config() -> Config:
    config = Config()
    place = Path(models.migrations.__file__).parent
    config.set_main_option("script_location", str(place).replace("%", "%%"))
    return config


def _script() -> ScriptDirectory:
    return ScriptDirectory.from_config(_config())


@contextmanager
def _owner() -> Iterator[Connection]:
    engine = owner_engine()
    try:
        with engine.connect() as connection:
            yield connection
    except OperationalError as error:
        if not error.connection_invalidated and getattr(error.orig, "sqlstate", None) is not None:
            raise
        raise DatabaseUnavailable(
            "Cơ sở dữ liệu ngắt kết nối khi đang chuẩn bị bảng; chưa có gì được ghi, hãy chạy lại."
        ) from None
    finally:
        engine.dispose()


@contextmanager
def _alone(connection: Connection) -> Iterator[None]:
    """Hold the product's advisory lock. The server lets go of it when the connection ends, however it ends."""
    deadline = time.monotonic() + LOCK_WAIT_SECONDS
    while not connection.scalar(text("SELECT pg_try_advisory_lock(:lock)"), {"lock": _LOCK}):
        connection.rollback()
        if time.monotonic() > deadline:
            raise MigrationBusy("Một lệnh khác đang chuẩn bị cơ sở dữ liệu quá lâu; hãy thử lại sau.")
        time.sleep(0.1)
    connection.commit()
    try:
        yield
    finally:
        if not connection.closed and not connection.invalidated:
            connection.rollback()
            connection.execute(text("SELECT pg_advisory_unlock(:lock)"), {"lock": _LOCK})
            connection.commit()


def _run(connection: Connection, step: Callable[[Config], None]) -> None:
    config = _config()
    config.attributes["connection"] = connection
    with connection.begin():
        step(config)
        if _has_version_table(connection):
            connection.execute(text(f"GRANT SELECT ON alembic_version TO {APPLICATION_ROLE}"))


def _checked(connection: Connection) -> str | None:
    """The revision, if it is one we may work on. Leaves no transaction open."""
    revision = _revision(connection)
    if revision is None and _has_other_tables(connection):
        connection.rollback()
        raise ForeignDatabase(
            "Cơ sở dữ liệu đã có bảng của chương trình khác; không có gì bị thay đổi. Hãy dùng một cơ sở dữ liệu trống."
        )
    connection.rollback()
    if revision is not None and revision not in {known.revision for known in _script().walk_revisions()}:
        raise NewerDatabase(
            f"Cơ sở dữ liệu đã được bản mới hơn của Sàng Tin chuẩn bị (mốc {revision[:40]}); không có gì bị thay đổi. "
            "Hãy cập nhật chương trình, hoặc khôi phục bản sao lưu cũ."
        )
    return revision


def _revision(connection: Connection) -> str | None:
    if not _has_version_table(connection):
        return None
    revision: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return revision


def _has_version_table(connection: Connection) -> bool:
    return bool(connection.scalar(text("SELECT to_regclass('alembic_version') IS NOT NULL")))


def _has_other_tables(connection: Connection) -> bool:
    """Tables in our schema that no extension brought along."""
    return bool(
        connection.scalar(
            text(
                "SELECT EXISTS (SELECT FROM pg_class c WHERE c.relkind IN ('r', 'p', 'v', 'm')"
                " AND c.relnamespace = current_schema()::regnamespace AND c.relname <> 'alembic_version'"
                " AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e'))"
            )
        )
    )
