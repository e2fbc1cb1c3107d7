"""Everything on one machine: migrate, then worker, scheduler and web as child processes of one group.

A part that dies is started again with growing pauses; when it cannot live, everything stops with its
error. Parts end when this process ends, however it ends. One ``up`` per home: a second one says so and
leaves the first alone.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import signal
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import typer

from models.cluster import cluster
from models.errors import AlreadyRunning, HomeNotWritable, TriageError
from models.migrate import ensure_migrated
from models.session import dispose, transaction
from models.settings import settings
from pipeline import halt
from pipeline.default_model import install_default_model
from pipeline.default_model import said as said_of_model
from pipeline.listener import LISTENER, listen
from pipeline.parts import Part, Stop, end, part_of_product, supervise

READY_SECONDS = 180.0


class PartFailed(TriageError):
    """A part of the running product did not start."""

    code = "part_failed"


def run(demo: bool = False) -> int:
    """Run everything until interrupted. Returns the exit code.

    Raises:
        AlreadyRunning, PortInUse, HomeNotWritable and the database errors.
    """
    configured = settings()
    stop = Stop()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop.ask)
    with ExitStack() as stack:
        stack.enter_context(only_one(configured.home))
        # Held as long as we run: nobody takes the port while the web part restarts.
        listener = stack.enter_context(listen(configured))
        stack.callback(close_database)
        say("Đang mở cơ sở dữ liệu…")
        ensure_migrated()
        news = said_of_model(install_default_model())
        if news:
            say(news)
        environment = {
            **os.environ,
            halt.PARENT: str(os.getpid()),
            LISTENER: str(listener.fileno()),
        }
        lines: list[str] = []
        if demo:
            from pipeline.demo.load import demonstration

            shown = stack.enter_context(demonstration())
            environment["SANGTIN_DEMONSTRATION"] = shown.host
            lines = shown.lines
        parts = [
            part_of_product(name, inherits)
            for name, inherits in (("serve", (listener.fileno(),)), ("worker", ()), ("scheduler", ()))
        ]
        try:
            # The page first: on two cores, three parts loading at once keep a person waiting.
            parts[0].start(environment)
            wait_until_served(parts[0], stop)
            for part in parts[1:]:
                part.start(environment)
            _ask_for_what_waits()
            if not stop.asked:
                lines += _first_steps()
                say(f"Sàng Tin đang chạy tại {_address()} (dừng: Ctrl+C)", *lines)
            return outcome(supervise(parts, environment, stop))
        finally:
            end(parts)


def close_database() -> None:
    """Give up our use of the database; the embedded server stops when nobody else uses it."""
    dispose()
    cluster().stop()


def _first_steps() -> list[str]:
    """The one-time link for the first administrator, while there is none."""
    from triage_api.services.staff.links import first_administrator_link

    with transaction() as session:
        link = first_administrator_link(session)
    return [f"Chưa có người quản trị. Tạo bằng liên kết này, mở được một lần: {link}"] if link else []


def _ask_for_what_waits() -> None:
    from pipeline.worker import nudge_waiting  # loads the language side: not before the page is served

    nudge_waiting()


def outcome(failed: Part | None) -> int:
    """The exit code, after a word about the part that cannot live."""
    if failed is None:
        return 0
    say(f"Phần “{failed.name}” dừng {failed.deaths} lần liên tiếp; dừng tất cả.")
    return 1


def wait_until_served(web: Part, stop: Stop) -> None:
    """Return when the web interface answers.

    Raises:
        PartFailed: it ended or did not answer in time.
    """
    configured = settings()
    deadline = time.monotonic() + READY_SECONDS
    while not stop.asked:
        if answers(configured.host, configured.port):
            return
        if (web.process is not None and web.process.poll() is not None) or time.monotonic() > deadline:
            raise PartFailed("Trang web không khởi động được; xem thông báo ở trên.")
        time.sleep(0.1)


def answers(host: str, port: int) -> bool:
    """Whether our own web interface says it is ready. Plain HTTP/1.0 on loopback; no client library needed."""
    with contextlib.suppress(OSError), socket.create_connection((host, port), timeout=2) as connection:
        connection.settimeout(5)
        connection.sendall(b"GET /readyz HTTP/1.0\r\nHost: localhost\r\n\r\n")
        return b" 200 " in connection.recv(64)
    return False


@contextmanager
def only_one(home: Path) -> Iterator[None]:
    """Hold the lock of this home.

    Raises:
        AlreadyRunning: another ``up`` holds it.
        HomeNotWritable: the directory cannot be written.
    """
    try:
        home.mkdir(parents=True, exist_ok=True)
        lock = (home / "up.lock").open("a")
    except OSError:
        raise HomeNotWritable(f"Không ghi được vào thư mục {home}. Đặt SANGTIN_HOME vào nơi khác.") from None
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AlreadyRunning(
                f"Sàng Tin đã chạy với thư mục {home}. Mở {_noted(home)} hoặc dừng bản kia trước."
            ) from None
        lock.truncate(0)
        lock.write(_address())
        lock.flush()
        yield


def _address() -> str:
    configured = settings()
    return f"http://{configured.host}:{configured.port}"


def _noted(home: Path) -> str:
    """The address the running one noted."""
    return (home / "up.lock").read_text("utf-8") or "trang web của bản kia"


def say(*lines: str) -> None:
    """Lines for the person who started us."""
    for line in lines:
        typer.echo(line)
