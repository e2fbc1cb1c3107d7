"""The server that ``SANGTIN_DATABASE_URL`` names. We neither start nor stop it.

The login of the address acts as owner: it runs the migrations. The application works through the same
login after ``SET ROLE sangtin_app`` at connection time, so a mistake in the application meets the
application's rights. The role is made on first use if the login may make roles; otherwise an
administrator runs the two statements that the error names. There is no mode without the role.

The address must reach PostgreSQL itself: a proxy that shares connections between transactions
(PgBouncer in that mode) refuses the start-up option that carries the role.
"""

from __future__ import annotations

import contextlib
import threading

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from models.cluster import APPLICATION_ROLE, OLDEST_MAJOR, ConnectionInfo
from models.errors import BadInput, DatabaseError, DatabaseUnavailable, OtherDatabaseVersion

CONNECT_SECONDS = 5
_SET_OPTION_SINCE = 160_000
"""From PostgreSQL 16 on, who makes a role may administer it, but not yet act as it."""


class BadDatabaseUrl(BadInput):
    """``SANGTIN_DATABASE_URL`` cannot be read as the address of a PostgreSQL."""

    code = "bad_database_url"


class RoleMissing(DatabaseError):
    """The application role does not exist and the login may not make it."""

    code = "database_role_missing"


class GivenCluster:
    """A server somebody else runs."""

    def __init__(self, url: str) -> None:
        self._parts = _parts(url)
        self._info: ConnectionInfo | None = None
        self._guard = threading.Lock()

    def ensure(self) -> ConnectionInfo:
        """Check that it answers, is new enough and has the application role.

        Raises:
            DatabaseUnavailable, OtherDatabaseVersion, RoleMissing: with a message free of passwords.
        """
        with self._guard:
            if self._info is None:
                self._info = self._check()
            return self._info

    def stop(self, *, force: bool = False) -> bool:  # noqa: ARG002 -- the interface
        """Nothing to stop: the server is not ours."""
        return False

    def _check(self) -> ConnectionInfo:
        owner = make_conninfo("", **self._parts)
        place = _place(self._parts)
        try:
            with psycopg.connect(owner, autocommit=True) as connection:
                major = connection.info.server_version // 10_000
                if major < OLDEST_MAJOR:
                    raise OtherDatabaseVersion(
                        f"Máy chủ {place} là PostgreSQL {major}; cần PostgreSQL {OLDEST_MAJOR} trở lên."
                    )
                _ensure_role(connection)
        except psycopg.OperationalError as error:
            raise DatabaseUnavailable(
                f"Cơ sở dữ liệu {place} {_reason(error)}; chưa có gì được ghi."
            ) from None
        options = f"{self._parts.get('options', '')} -c role={APPLICATION_ROLE}".strip()
        application = make_conninfo("", **{**self._parts, "options": options})
        return ConnectionInfo(kind="given", place=place, owner=owner, application=application)


def _parts(url: str) -> dict[str, str]:
    plain = url.strip()
    for prefix in ("postgresql+psycopg://", "postgres://"):
        if plain.startswith(prefix):
            plain = "postgresql://" + plain.removeprefix(prefix)
    try:
        if not plain.startswith("postgresql://"):
            raise psycopg.ProgrammingError
        parts = {name: str(value) for name, value in conninfo_to_dict(plain).items() if value is not None}
    except psycopg.Error:  # its message may quote the password
        raise BadDatabaseUrl(
            "SANGTIN_DATABASE_URL không phải địa chỉ PostgreSQL; dạng đúng: postgresql://tên:mật_khẩu@máy:5432/cơ_sở."
        ) from None
    return {"connect_timeout": str(CONNECT_SECONDS), **parts}


def _place(parts: dict[str, str]) -> str:
    return f"{parts.get('host', 'localhost')}:{parts.get('port', '5432')}/{parts.get('dbname', '')}"


def _reason(error: psycopg.OperationalError) -> str:
    text = str(error)
    if "password authentication failed" in text or "no password supplied" in text:
        return "từ chối đăng nhập (sai tên hoặc mật khẩu trong SANGTIN_DATABASE_URL)"
    if "does not exist" in text:
        return "từ chối kết nối (tên cơ sở dữ liệu hoặc tài khoản không có)"
    return f"không trả lời trong {CONNECT_SECONDS} giây; kiểm tra máy chủ, mạng và SANGTIN_DATABASE_URL"


def _ensure_role(connection: psycopg.Connection) -> None:
    role = sql.Identifier(APPLICATION_ROLE)
    try:
        if not _ask(connection, "SELECT count(*) FROM pg_roles WHERE rolname = %s"):
            taken = (psycopg.errors.DuplicateObject, psycopg.errors.UniqueViolation)
            with contextlib.suppress(*taken):  # another command made it just now
                connection.execute(sql.SQL("CREATE ROLE {} NOLOGIN").format(role))
        right = "SET" if connection.info.server_version >= _SET_OPTION_SINCE else "MEMBER"
        if not _ask(connection, f"SELECT pg_has_role(%s, '{right}')"):
            connection.execute(sql.SQL("GRANT {} TO CURRENT_USER").format(role))
    except psycopg.errors.InsufficientPrivilege:
        raise RoleMissing(
            "Tài khoản của SANGTIN_DATABASE_URL không được tạo vai trò ứng dụng. Quản trị cơ sở dữ liệu chạy một lần: "
            f"CREATE ROLE {APPLICATION_ROLE} NOLOGIN; GRANT {APPLICATION_ROLE} TO «tài khoản»; rồi chạy lại."
        ) from None


def _ask(connection: psycopg.Connection, question: str) -> bool:
    row = connection.execute(question, [APPLICATION_ROLE]).fetchone()
    return bool(row and row[0])
