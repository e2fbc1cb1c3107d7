"""Backup and restore with PostgreSQL's own tools, as the owner, into one compressed file."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from psycopg.conninfo import conninfo_to_dict

from models.cluster import cluster
from models.cluster.binaries import installed
from models.errors import BadInput, Conflict, DatabaseError, NoDatabaseServer
from models.migrate import current

_ENVIRONMENT = {
    "host": "PGHOST",
    "port": "PGPORT",
    "user": "PGUSER",
    "password": "PGPASSWORD",
    "dbname": "PGDATABASE",
    "sslmode": "PGSSLMODE",
}


def dump(file: Path) -> None:
    """Write a backup to ``file``; a failed one leaves nothing behind.

    Raises:
        BadInput: the file is there already or cannot be written.
        DatabaseError: the tool failed.
    """
    if file.exists():
        raise BadInput(f"{file} đã có; chọn tên khác để không ghi đè bản sao lưu cũ.")
    part = file.with_name(file.name + ".part")
    try:
        _run("pg_dump", ["--format=custom", "--no-owner", "--file", str(part)])
        part.chmod(0o600)
        part.rename(file)
    except OSError:
        raise BadInput(f"Không ghi được {file}.") from None
    finally:
        part.unlink(missing_ok=True)


def load(file: Path) -> None:
    """Restore ``file`` into an empty database, all or nothing.

    Raises:
        Conflict: the database is not empty.
        DatabaseError: the tool failed; the database is as it was.
    """
    if current() is not None:
        raise Conflict("Cơ sở dữ liệu đang có dữ liệu. Khôi phục chỉ vào cơ sở dữ liệu trống; chưa đổi gì.")
    _run(
        "pg_restore",
        [
            "--no-owner",
            "--single-transaction",
            "--exit-on-error",
            "--dbname",
            _environment()["PGDATABASE"],
            str(file),
        ],
    )


def _run(tool: str, arguments: list[str]) -> None:
    done = subprocess.run(
        [str(_tool(tool)), *arguments],
        env={**os.environ, **_environment()},
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )
    if done.returncode != 0:
        reason = done.stderr.strip().splitlines()[-1:] or ["không rõ lý do"]
        raise DatabaseError(f"{tool} không làm xong: {reason[0]}")


def _environment() -> dict[str, str]:
    """Connection settings by environment: a password on a command line could be read by other users."""
    parts = conninfo_to_dict(cluster().ensure().owner)
    return {name: str(parts[key]) for key, name in _ENVIRONMENT.items() if parts.get(key) is not None}


def _tool(name: str) -> Path:
    for binaries in installed():
        if (binaries.directory / name).exists():
            return binaries.directory / name
    found = shutil.which(name)
    if found is None:
        raise NoDatabaseServer(f"Không tìm thấy {name}; hãy cài bộ công cụ của PostgreSQL.")
    return Path(found)
