"""Child processes that are kept alive: started, started again with growing pauses when they die, ended together."""

from __future__ import annotations

import subprocess
import sys
import time
from dataclasses import dataclass, field

RESTARTS = 5
"""Deaths in a row after which a part is taken to be unable to live."""
HEALTHY_SECONDS = 60.0
"""A part that lived this long is well; earlier deaths are forgotten."""
STOP_SECONDS = 15.0


@dataclass(slots=True)
class Part:
    """One child process."""

    name: str
    command: list[str]
    inherits: tuple[int, ...] = ()
    process: subprocess.Popen[bytes] | None = None
    deaths: int = 0
    started_at: float = 0.0
    start_at: float = 0.0

    def start(self, environment: dict[str, str]) -> None:
        """Start it, or start it again."""
        self.started_at = time.monotonic()
        self.process = subprocess.Popen(
            self.command, env=environment, stdin=subprocess.DEVNULL, pass_fds=self.inherits
        )

    def note_death(self) -> None:
        """It died: count it, unless it had been well, and say when it may start again."""
        now = time.monotonic()
        self.deaths = 1 if now - self.started_at >= HEALTHY_SECONDS else self.deaths + 1
        self.process, self.start_at = None, now + 2.0 ** (self.deaths - 1)


@dataclass(slots=True)
class Stop:
    """Set by a signal."""

    asked: bool = field(default=False)

    def ask(self, *_: object) -> None:
        """The signal handler."""
        self.asked = True


def part_of_product(name: str, inherits: tuple[int, ...] = ()) -> Part:
    """A command of ours as a part, with the open files it takes over."""
    return Part(name, [sys.executable, "-m", "pipeline", name], inherits)


def supervise(parts: list[Part], environment: dict[str, str], stop: Stop) -> Part | None:
    """Keep the parts alive until asked to stop; ends early with the part that cannot live."""
    while not stop.asked:
        for part in parts:
            if part.process is not None and part.process.poll() is not None:
                part.note_death()
                if part.deaths > RESTARTS:
                    return part
            elif part.process is None and time.monotonic() >= part.start_at:
                part.start(environment)
        time.sleep(0.2)
    return None


def end(parts: list[Part]) -> None:
    """Ask every part to stop, and end those that do not."""
    alive = [part.process for part in parts if part.process is not None and part.process.poll() is None]
    for process in alive:
        process.terminate()
    deadline = time.monotonic() + STOP_SECONDS
    for process in alive:
        try:
            process.wait(timeout=max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
