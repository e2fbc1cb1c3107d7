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
from models.migrate import ensure_migrated, is_empty

MAGIC = b"PGDMP"
"""How a file of ``pg_dump --format=custom`` begins."""

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
    if not file.parent.is_dir():
        raise BadInput(f"Không có thư mục {file.parent}.")
    part = file.with_name(file.name + ".part")
    try:
        part.touch(mode=0o600)
        _run("pg_dump", ["--format=custom", "--no-owner", "--file", str(part)])
        part.rename(file)
    except OSError:
        raise BadInput(f"Không ghi được {file}.") from None
    finally:
        part.unlink(missing_ok=True)


def load(file: Path) -> None:
    """Restore ``file`` into an empty database, all or nothing; an older backup is then brought up to date.

    Raises:
        Conflict: the database is not empty.
        BadInput: the file is no backup.
        DatabaseError: the tool failed; the database is as it was.
    """
    if not is_empty():
        raise Conflict("Cơ sở dữ liệu đang có dữ liệu. Khôi phục chỉ vào cơ sở dữ liệu trống; chưa đổi gì.")
    with file.open("rb") as stream:
        if stream.read(len(MAGIC)) != MAGIC:
            raise BadInput(f"{file} không phải bản sao lưu do sangtin db backup ghi; chưa đổi gì.")
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
    ensure_migrated()


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
