"""Making a data directory: closed, SCRAM for everybody from the first start, three roles, one database.

Everything happens in a directory of another name, without ever listening, and the finished directory is
renamed into place: whoever finds ``<home>/postgres/<major>`` finds it complete, after any interruption.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from models.cluster import APPLICATION_ROLE, DATABASE, OWNER_ROLE
from models.cluster.account import Account
from models.cluster.binaries import Binaries
from models.errors import DatabaseUnavailable, NoDatabaseServer
from models.secret_files import secret

_BUILTIN_LOCALE_SINCE = 17
_SYNCFS_SINCE = 17

OPTIONS = [
    option
    for setting in (
        "listen_addresses=",  # no TCP
        "unix_socket_directories=.",  # inside the closed data directory, where the server stands
        "unix_socket_permissions=0700",
        "password_encryption=scram-sha-256",
        "max_connections=80",
        "timezone=UTC",
        "log_timezone=UTC",
        # The log says when the server started and died. It never quotes a statement, a parameter or
        # a row: those could carry the text of a post.
        "log_min_messages=log",
        "log_min_error_statement=panic",
        "log_error_verbosity=terse",
        "log_statement=none",
        "log_checkpoints=off",
        "logging_collector=off",
    )
    for option in ("-c", setting)
]


@dataclass(frozen=True, slots=True)
class Passwords:
    """Random passwords of the three roles, made once per home."""

    superuser: str = field(repr=False)
    owner: str = field(repr=False)
    application: str = field(repr=False)

    @classmethod
    def of(cls, home: Path) -> Self:
        """Read or make them. Raises ``HomeNotWritable``."""
        return cls(*(secret(home, f"database-{role}") for role in ("superuser", "owner", "application")))


class ServerDirectory:
    """A data directory as the server's account can name it.

    As root the server gets an open descriptor and the name ``/proc/self/fd/N``, so it needs no way through
    the directories above, which stay as closed as they were. Otherwise the plain path.
    """

    def __init__(self, data: Path, account: Account | None) -> None:
        self.name = str(data)
        self.pass_fds: list[int] = []
        self.run_as: dict[str, Any] = {}
        self._data = data
        self._account = account

    def __enter__(self) -> Self:
        if self._account is not None:
            self.run_as = {"user": self._account.uid, "group": self._account.gid, "extra_groups": []}
            if Path("/proc/self/fd").is_dir():
                handle = os.open(self._data, os.O_RDONLY | os.O_DIRECTORY)
                self.pass_fds = [handle]
                self.name = f"/proc/self/fd/{handle}"
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for handle in self.pass_fds:
            os.close(handle)


def environment() -> dict[str, str]:
    """What server programs see of our environment: no secret, no foreign PG* setting."""
    kept = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH", "TMPDIR") if name in os.environ}
    return {**kept, "LC_ALL": "C", "TZ": "UTC"}


def data_directory(
    data: Path, binaries: Binaries, account: Account | None, passwords: Passwords, *, durable: bool = True
) -> None:
    """Make ``data`` unless it is there. Takes about half a second.

    ``durable``: everything is on the disk before the directory gets its name, so that a power cut leaves
    a whole directory or none.

    Raises:
        DatabaseUnavailable: initdb failed; nothing is left behind.
        OSError: the directory cannot be written.
    """
    if (data / "PG_VERSION").exists():
        return
    for leftover in data.parent.glob("new-*"):
        shutil.rmtree(leftover, ignore_errors=True)
    draft = Path(tempfile.mkdtemp(dir=data.parent, prefix="new-"))  # 0700
    try:
        if account is not None:
            os.chown(draft, account.uid, account.gid)
        with ServerDirectory(draft, account) as place:
            _initdb(place, binaries, account, passwords.superuser)
            _write_access_rules(draft)
            _create_roles(place, binaries, passwords)
            if durable:
                _flush(place, binaries)
        draft.rename(data)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _initdb(place: ServerDirectory, binaries: Binaries, account: Account | None, password: str) -> None:
    reader, writer = os.pipe()
    try:
        if account is not None:
            os.fchown(reader, account.uid, account.gid)  # /dev/fd/N is opened anew, with the account's rights
        os.write(writer, password.encode() + b"\n")
        os.close(writer)
        locale = ["--locale=C.UTF-8"]
        if binaries.major >= _BUILTIN_LOCALE_SINCE:  # the same order of letters on every system
            locale = ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        arguments = ["-D", place.name, "-U", "postgres", "--auth=scram-sha-256", f"--pwfile=/dev/fd/{reader}"]
        arguments += ["--encoding=UTF8", "--data-checksums", "--no-sync", "--no-instructions", *locale]
        _run([binaries.program("initdb"), *arguments], place, reader)
    finally:
        os.close(reader)


def _write_access_rules(draft: Path) -> None:
    """Only SCRAM, only the socket; replication for nobody."""
    (draft / "pg_hba.conf").write_text("local  all  all  scram-sha-256\n")


def _create_roles(place: ServerDirectory, binaries: Binaries, passwords: Passwords) -> None:
    """In single-user mode: the server has not listened yet, so there is no moment with half the rules."""
    statements = (
        f"CREATE ROLE {OWNER_ROLE} LOGIN NOSUPERUSER NOCREATEROLE NOCREATEDB PASSWORD '{passwords.owner}'",
        f"CREATE ROLE {APPLICATION_ROLE} LOGIN NOSUPERUSER NOCREATEROLE NOCREATEDB PASSWORD '{passwords.application}'",
        f"GRANT {APPLICATION_ROLE} TO {OWNER_ROLE}",  # so that the owner's address works as SANGTIN_DATABASE_URL
        f"CREATE DATABASE {DATABASE} OWNER {OWNER_ROLE}",
        *access_to(DATABASE),
    )
    script = "".join(f"{statement};\n\n" for statement in statements)
    command = [
        binaries.program("postgres"),
        "--single",
        "-j",
        "-c",
        "fsync=off",
        "-D",
        place.name,
        "postgres",
    ]
    _run(command, place, script=script)


def _flush(place: ServerDirectory, binaries: Binaries) -> None:
    """One call for the whole file system where there is one: a thousand single ones took seconds."""
    one_call = sys.platform == "linux" and binaries.major >= _SYNCFS_SINCE
    method = ["--sync-method=syncfs"] if one_call else []
    _run([binaries.program("initdb"), "--sync-only", *method, "-D", place.name], place)


def access_to(database: str) -> tuple[str, ...]:
    """Statements after which only our roles may connect to ``database`` and the application makes no tables."""
    return (
        f"REVOKE ALL ON DATABASE {database} FROM PUBLIC",
        f"GRANT CONNECT ON DATABASE {database} TO {APPLICATION_ROLE}",
    )


def _run(command: list[str], place: ServerDirectory, *pass_fds: int, script: str = "") -> None:
    try:
        answer = subprocess.run(
            command,
            input=script,
            capture_output=True,
            text=True,
            cwd="/",
            env=environment(),
            pass_fds=[*pass_fds, *place.pass_fds],
            check=False,
            **place.run_as,
        )
    except OSError as error:
        raise NoDatabaseServer(f"Không chạy được chương trình {command[0]} ({error.strerror}).") from None
    failed = [line for line in answer.stderr.splitlines() if "ERROR" in line or "FATAL" in line]
    if answer.returncode or failed:
        reason = (failed or answer.stderr.strip().splitlines() or ["?"])[-1][:200]
        raise DatabaseUnavailable(f"Không tạo được dữ liệu PostgreSQL mới ({reason}); chưa có gì được ghi.")
