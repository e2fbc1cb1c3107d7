"""Whom the server runs as when we are root.

PostgreSQL refuses to run as root, so a root process must hand the data directory to another account.
We take, in this order: the account that already owns the data; an account ``sangtin``; the
distribution's ``postgres``; and only then we create the system account ``sangtin`` (no home, no shell).
``nobody`` is never used: other services run as it, and they could read the data.

Nothing but the data directory changes its owner, and no directory above it is opened: the server gets
the data directory as an inherited descriptor and reaches it as ``/proc/self/fd/N``, which needs no way
through the parents. The only thing the account must be able to read by itself is the server program;
see ``models.cluster.binaries.readable``.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from models.errors import NoDatabaseServer

ACCOUNT = "sangtin"
_DISTRIBUTION_ACCOUNT = "postgres"


@dataclass(frozen=True, slots=True)
class Account:
    """An unprivileged system account."""

    uid: int
    gid: int


def server_account(data: Path) -> Account | None:
    """The account for the server on ``data``; None when we are not root and simply run it ourselves.

    Raises:
        NoDatabaseServer: root, and no account exists or can be made.
    """
    if os.geteuid() != 0:
        return None
    if data.exists() and (owner := data.stat()).st_uid != 0:
        return Account(owner.st_uid, owner.st_gid)
    for name in (ACCOUNT, _DISTRIBUTION_ACCOUNT):
        if (found := _look_up(name)) is not None:
            return found
    _create()
    if (found := _look_up(ACCOUNT)) is None:
        raise NoDatabaseServer(
            "PostgreSQL không chạy bằng tài khoản root và không tạo được tài khoản hệ thống 'sangtin'. "
            "Hãy chạy bằng người dùng thường, tạo tài khoản đó, hoặc đặt SANGTIN_DATABASE_URL."
        )
    return found


def _look_up(name: str) -> Account | None:
    try:
        entry = pwd.getpwnam(name)
    except KeyError:
        return None
    return Account(entry.pw_uid, entry.pw_gid) if entry.pw_uid != 0 else None


def _create() -> None:
    nologin = shutil.which("nologin") or "/usr/sbin/nologin"
    for command in (
        [
            "useradd",
            "--system",
            "--user-group",
            "--no-create-home",
            "--home-dir",
            "/nonexistent",
            "-s",
            nologin,
        ],
        ["adduser", "-S", "-D", "-H", "-h", "/nonexistent", "-s", nologin],  # Alpine
    ):
        if shutil.which(command[0]):
            subprocess.run([*command, ACCOUNT], capture_output=True, check=False)
            return
