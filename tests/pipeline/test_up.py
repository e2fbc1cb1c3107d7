"""``sangtin up``: one per home, one per port, whole or not at all, and nothing left behind."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from models.settings import settings
from pipeline.parts import Part
from pipeline.up import answers, only_one, outcome
from tests.database import TestDatabase
from tests.pipeline.commanding import Said, sangtin, sangtin_here
from tests.pipeline.working import children, is_gone, living, wait_for

PARTS = {"serve", "worker", "scheduler"}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Running:
    """A running ``up``."""

    process: subprocess.Popen[bytes]
    port: int
    log: Path

    def parts(self) -> dict[str, int]:
        """Process id of each living part."""
        found = {}
        for pid, parent in living():
            path = Path("/proc") / str(pid)
            with suppress(OSError, ValueError):
                words = (path / "cmdline").read_bytes().split(b"\0")
                if b"pipeline" in words and self.owns(path, parent):
                    found[words[words.index(b"pipeline") + 1].decode()] = pid
        return {name: pid for name, pid in found.items() if name in PARTS}

    def owns(self, path: Path, parent: int) -> bool:
        """Whether a process was started by this ``up``, also when that is dead."""
        environment = (path / "environ").read_bytes()
        return parent == self.process.pid or f"SANGTIN_PARENT={self.process.pid}\0".encode() in environment

    def said(self) -> str:
        return self.log.read_text(encoding="utf-8")


@contextmanager
def up(home: Path, port: int, place: Path) -> Iterator[Running]:
    """``up`` with this home and port; ended at the end of the block."""
    log = place / f"up-{time.monotonic_ns()}.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "pipeline", "up"],
            stdout=output,
            stderr=output,
            env={**os.environ, "SANGTIN_HOME": str(home), "SANGTIN_PORT": str(port)},
        )
    running = Running(process, port, log)
    try:
        yield running
    finally:
        if process.poll() is None:
            process.terminate()
            with suppress(subprocess.TimeoutExpired):
                process.wait(40)
        process.kill()
        process.wait()
        for pid in running.parts().values():
            os.kill(pid, signal.SIGKILL)


def served(running: Running) -> None:
    """Return when the web interface answers."""

    def ready() -> bool:
        assert running.process.poll() is None, running.said()
        return answers("127.0.0.1", running.port)

    wait_for(ready)


def kill_when_served(home: Path, port: int, place: Path) -> None:
    """Kill an ``up`` that serves; returns when its parts have ended."""
    with up(home, port, place) as running:
        served(running)
        running.process.kill()
        running.process.wait()
        wait_for(lambda: running.parts() == {})


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="looks at processes through /proc")
def test_the_whole_product_from_nothing_to_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On its own embedded server: serves, refuses a second one, brings a dead part back, ends whole."""
    monkeypatch.delenv("SANGTIN_DATABASE_URL", raising=False)
    monkeypatch.setenv("SANGTIN_WEB_PROCESSES", "2")
    home, port = tmp_path / "home", free_port()
    environment = {"SANGTIN_HOME": str(home), "SANGTIN_PORT": str(port)}
    with up(home, port, tmp_path) as running:
        served(running)
        wait_for(lambda: "Sàng Tin đang chạy tại" in running.said())
        assert f"http://127.0.0.1:{port}" in running.said()
        before = running.parts()
        assert set(before) == PARTS

        second = sangtin("up", **environment)
        assert second.fails_clearly(1, "already_running")
        assert f"http://127.0.0.1:{port}" in second.err, "it says where the first one is"
        other = sangtin("up", **{**environment, "SANGTIN_HOME": str(tmp_path / "other")})
        assert other.fails_clearly(1, "port_in_use")
        assert not (tmp_path / "other" / "postgres").exists(), "nothing was started for a port that is taken"
        assert answers("127.0.0.1", port), "the first one was left alone"
        assert running.parts() == before

        os.kill(before["serve"], signal.SIGKILL)
        wait_for(lambda: running.parts().get("serve", before["serve"]) != before["serve"])
        served(running)
        assert running.parts()["worker"] == before["worker"], "only the dead part was started again"
        beside = children(running.parts()["serve"])
        assert len(beside) == 1, "the web part has a second process for the desk"

        running.process.terminate()
        assert running.process.wait(60) == 0, running.said()
        assert running.parts() == {}
        assert all(is_gone(pid) for pid in beside)
        assert not answers("127.0.0.1", port)
        assert not list((home / "postgres").glob("*/postmaster.pid")), "the embedded server has stopped"
        assert "Traceback" not in running.said()


@pytest.mark.database
@pytest.mark.skipif(not Path("/proc/self").exists(), reason="looks at processes through /proc")
def test_killed_it_leaves_nothing_behind(db: TestDatabase, tmp_path: Path) -> None:
    port = free_port()
    kill_when_served(db.home, port, tmp_path)
    with only_one(db.home), socket.socket() as listener:  # nobody holds the home, nor the port
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", port))


@pytest.mark.soak
@pytest.mark.database
@pytest.mark.skipif(not Path("/proc/self").exists(), reason="looks at processes through /proc")
def test_killed_it_starts_again(db: TestDatabase, tmp_path: Path) -> None:
    port = free_port()
    kill_when_served(db.home, port, tmp_path)
    with up(db.home, port, tmp_path) as again:
        served(again)


@pytest.mark.database
def test_asked_to_stop_while_it_starts_it_stops(db: TestDatabase, tmp_path: Path) -> None:
    with up(db.home, free_port(), tmp_path) as running:
        wait_for(lambda: "Đang mở cơ sở dữ liệu" in running.said())
        running.process.terminate()
        assert running.process.wait(60) == 0, running.said()
        assert running.parts() == {}


def test_a_database_that_does_not_answer_is_said(tmp_path: Path) -> None:
    said = sangtin(
        "up",
        SANGTIN_HOME=str(tmp_path),
        SANGTIN_PORT=str(free_port()),
        SANGTIN_DATABASE_URL="postgresql://nobody@127.0.0.1:1/nothing",
    )
    assert said.fails_clearly(1, "database_unavailable")


@pytest.fixture
def up_here(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[..., Said]]:
    """``up`` in this process, for what ends it before it starts anything; a process of its own would load everything for it."""
    handlers = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}

    def refused(**environment: str) -> Said:
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        settings.cache_clear()
        return sangtin_here(capsys, "up")

    yield refused
    for number, handler in handlers.items():
        signal.signal(number, handler)
    settings.cache_clear()


def test_a_home_that_is_a_file_is_said(up_here: Callable[..., Said], tmp_path: Path) -> None:
    (tmp_path / "home").write_text("")
    said = up_here(SANGTIN_HOME=str(tmp_path / "home"), SANGTIN_PORT=str(free_port()))
    assert said.fails_clearly(1, "home_not_writable")


@pytest.mark.parametrize("host", ["192.0.2.1", "khong-co.example"])
def test_an_address_that_is_not_ours_is_said(up_here: Callable[..., Said], tmp_path: Path, host: str) -> None:
    said = up_here(SANGTIN_HOME=str(tmp_path), SANGTIN_PORT=str(free_port()), SANGTIN_HOST=host)
    assert said.fails_clearly(2, "bad_input")


def test_a_home_is_held_once(up_here: Callable[..., Said], tmp_path: Path) -> None:
    with only_one(tmp_path):
        assert up_here(SANGTIN_HOME=str(tmp_path)).fails_clearly(1, "already_running")
    with only_one(tmp_path):
        pass


def test_what_cannot_live_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert outcome(None) == 0
    assert outcome(Part("serve", [], deaths=6)) == 1
    assert capsys.readouterr().out == "Phần “serve” dừng 6 lần liên tiếp; dừng tất cả.\n"
