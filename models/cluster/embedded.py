"""A PostgreSQL of our own under ``<home>/postgres``, started on demand and shared by all our processes.

Layout, all closed to other accounts (0700, files 0600)::

    <home>/secrets/            passwords of the three roles, the installation key
    <home>/postgres/<major>/   the data directory; the server's socket is inside it
    <home>/postgres/*.lock     start, users, server, keeper: kernel locks, empty files
    <home>/postgres/server.log

The server listens on a Unix socket inside its closed data directory and on no TCP port: nobody but the
owner of the home (and root) can even reach the password prompt, no port can be taken, and no other
program can sit on our port and wait for passwords. SCRAM is required all the same.

Who stops it: every process that called ``ensure`` holds a shared kernel lock until it ends, however it
ends. ``stop()`` gives ours up and stops the server at once if nobody else holds one. When the last user
just dies, ``models.cluster.keeper`` stops the server a few seconds later. ``stop(force=True)`` always stops.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from psycopg import pq
from psycopg.conninfo import make_conninfo

from models.cluster import APPLICATION_ROLE, DATABASE, OWNER_ROLE, ConnectionInfo, initialise, launch
from models.cluster.account import server_account
from models.cluster.binaries import choose, readable
from models.cluster.initialise import Passwords
from models.cluster.keeper import postmaster, stop_server
from models.cluster.locks import is_free, take
from models.errors import DatabaseUnavailable
from models.secret_files import closed_directory, not_writable

START_SECONDS = 60.0
"""Patience with a start; a crash recovery replays the log first."""
NOT_DURABLE = ("fsync=off", "full_page_writes=off")
"""What a server of tests leaves out: all that guards against a power cut alone."""
_SOCKET_PATH_LIMIT = 103
"""Longest socket path that every system takes (macOS 104, Linux 108 bytes, with the final zero)."""
_SOCKET = ".s.PGSQL.5432"


class EmbeddedCluster:
    """The server of one home. Safe to use from several threads and processes at once."""

    def __init__(self, home: Path, *, durable: bool = True) -> None:
        """``durable=False`` leaves out ``NOT_DURABLE``: survives ``kill -9``, not a power cut. For tests."""
        self._home = home.absolute()
        self._directory = self._home / "postgres"
        self._durable = durable
        self._use: int | None = None
        self._renew_guard()
        os.register_at_fork(after_in_child=self._renew_guard)

    def _renew_guard(self) -> None:
        """A lock that another thread held at the moment of a fork would never open in the child."""
        self._guard = threading.Lock()

    def ensure(self) -> ConnectionInfo:
        """Start the server if it does not run, and say how to connect. See ``models.cluster.Cluster``."""
        with self._guard:
            closed_directory(self._directory)
            try:
                with self._starting():
                    data = self._running_data()
                    if data is None or not self._answers(data):
                        data = self._start()
                    self._ensure_keeper(data)
                    return self._info(data)
            except OSError as error:
                raise not_writable(self._directory, error) from None

    def stop(self, *, force: bool = False) -> bool:
        """Give up our use; stop the server if nobody else uses it, or in any case with ``force``."""
        with self._guard:
            if self._use is not None:
                os.close(self._use)
                self._use = None
            if not self._directory.is_dir():
                return False
            with self._starting(use=False):
                data = self._running_data()
                if data is None or not (force or is_free(self._directory / "users.lock")):
                    return False
                if (link := _address(data)) != data:
                    link.unlink(missing_ok=True)
                return stop_server(self._directory, data)

    def superuser(self, database: str = "postgres") -> str:
        """Connection string of the set-up role; for backup, restore and tests, never for the application."""
        data = self._running_data()
        if data is None:
            raise DatabaseUnavailable("Máy chủ cơ sở dữ liệu chưa chạy.")
        return self._conninfo(data, "postgres", Passwords.of(self._home).superuser, database)

    @contextlib.contextmanager
    def _starting(self, *, use: bool = True) -> Iterator[None]:
        """Alone among all processes that start or stop this server; registers us as a user."""
        start = take(self._directory / "start.lock", wait=START_SECONDS)
        if start is None:
            raise DatabaseUnavailable(
                f"Một lệnh khác đang khởi động hoặc dừng cơ sở dữ liệu quá {START_SECONDS:.0f} giây; hãy thử lại."
            )
        try:
            if use and self._use is None:
                self._use = take(self._directory / "users.lock", shared=True, wait=START_SECONDS)
            yield
        finally:
            os.close(start)

    def _running_data(self) -> Path | None:
        """The data directory of the running server; None when no process of it lives."""
        deadline = time.monotonic() + START_SECONDS
        while not is_free(self._directory / "server.lock"):
            for data in self._directory.glob("[0-9]*"):
                if postmaster(data) is not None:
                    return data
            if time.monotonic() > deadline:
                raise DatabaseUnavailable(
                    f"Máy chủ cơ sở dữ liệu trong {self._directory} không phản hồi; hãy dừng nó rồi chạy lại."
                )
            time.sleep(0.02)  # its starter was killed before it had written its process id
        return None

    def _start(self) -> Path:
        """Make the data directory if there is none, start the server, wait until it answers."""
        binaries = choose(self._directory)
        data = self._directory / str(binaries.major)
        account = server_account(data)
        binaries = readable(binaries, account)
        passwords = Passwords.of(self._home)
        initialise.data_directory(data, binaries, account, passwords, durable=self._durable)
        # Only the holder of server.lock can be alive, and we are about to take it: what a killed
        # server left behind is stale, even if its process id has been given to somebody else since.
        lock = take(self._directory / "server.lock")
        if lock is None:
            raise DatabaseUnavailable("Máy chủ cơ sở dữ liệu cũ chưa dừng hẳn; hãy thử lại sau ít giây.")
        try:
            for name in ("postmaster.pid", f"{_SOCKET}.lock", _SOCKET):
                (data / name).unlink(missing_ok=True)
            extra = [] if self._durable else [part for one in NOT_DURABLE for part in ("-c", one)]
            launch.server(binaries, account, data, self._log, lock, extra)
        finally:
            os.close(lock)  # the server keeps its inherited copy
        if not self._answers(data):
            raise DatabaseUnavailable(
                f"Máy chủ cơ sở dữ liệu không khởi động được; lý do ở cuối tệp {self._log}. Dữ liệu được giữ nguyên."
            )
        return data

    @property
    def _log(self) -> Path:
        return self._directory / "server.log"

    def _answers(self, data: Path) -> bool:
        """Wait until the server accepts connections; False when it is gone instead.

        Raises:
            DatabaseUnavailable: alive, but not ready in ``START_SECONDS``.
        """
        conninfo = self._info(data).application.encode()
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if pq.PGconn.ping(conninfo) == pq.Ping.OK:
                return True
            if is_free(self._directory / "server.lock"):
                return False
            time.sleep(0.02)
        raise DatabaseUnavailable(
            f"Cơ sở dữ liệu chưa sẵn sàng sau {START_SECONDS:.0f} giây (có thể đang phục hồi); xem tệp {self._log}."
        )

    def _ensure_keeper(self, data: Path) -> None:
        lock = take(self._directory / "keeper.lock")
        if lock is not None:
            try:
                launch.keeper(self._directory, data, lock)
            finally:
                os.close(lock)

    def _info(self, data: Path) -> ConnectionInfo:
        passwords = Passwords.of(self._home)
        return ConnectionInfo(
            kind="embedded",
            place=str(data),
            owner=self._conninfo(data, OWNER_ROLE, passwords.owner, DATABASE),
            application=self._conninfo(data, APPLICATION_ROLE, passwords.application, DATABASE),
        )

    def _conninfo(self, data: Path, user: str, password: str, database: str) -> str:
        return make_conninfo(
            host=str(_address(data)),
            port=5432,
            user=user,
            password=password,
            dbname=database,
            connect_timeout=10,
            require_auth="scram-sha-256",
        )


def _address(data: Path) -> Path:
    """A path to ``data`` short enough for a socket: itself, or a link of ours in the temporary directory."""
    if len(os.fsencode(data / _SOCKET)) <= _SOCKET_PATH_LIMIT:
        return data
    tag = hashlib.sha256(os.fsencode(data)).hexdigest()[:16]
    link = Path(tempfile.gettempdir()) / f"sangtin-{os.geteuid()}-{tag}"
    with contextlib.suppress(FileExistsError):
        link.symlink_to(data)
    if link.lstat().st_uid != os.geteuid() or link.readlink() != data:
        raise DatabaseUnavailable(
            f"Đường dẫn {data} quá dài cho cổng nội bộ của PostgreSQL và {link} đã bị người khác dùng; "
            "hãy đặt SANGTIN_HOME ngắn hơn."
        )
    return link
