"""All checks of the project, one after the other; every one runs, whatever the earlier ones said.

``python scripts/check.py`` runs lint, format, types, import contracts and all tests but the soak
tests; ``--no-tests`` leaves the tests out. The last line is pytest's own closing line.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
CHECKS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("lint", ("ruff", "check", ".")),
    ("format", ("ruff", "format", "--check", ".")),
    ("types", ("mypy",)),
    ("imports", ("lint-imports",)),
)
SIDE_BY_SIDE = ("-n", str((os.cpu_count() or 1) + 2), "--dist", "loadfile", "--no-loadscope-reorder")
"""Two processes more than there are cores, since many tests wait (for a site's pause, for a worker to be missed). Files of
tests side by side, each whole in one process (its fixtures are made once), in the tree's order: the long ones stand in the
middle, so that no process is left alone with one at the end."""


def main(arguments: list[str]) -> int:
    """Run the checks, print a table, then pytest's closing line. Returns 0 when all passed."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # every process would compile what it loads anew
    closing = ""
    with ThreadPoolExecutor(1) as beside:  # one after the other, while the tests run
        others = [beside.submit(check, name, command) for name, command in CHECKS]
        rows = []
        if "--no-tests" not in arguments:
            row, closing = tests()
            rows.append(row)
        rows = [*(one.result() for one in others), *rows]
    say(
        "\n"
        + "\n".join(
            f"  {'passed' if ok else 'FAILED':<7} {name:<8} {seconds:6.1f} s" for name, ok, seconds in rows
        )
    )
    say(closing)
    return 0 if all(ok for _, ok, _ in rows) else 1


def check(name: str, command: tuple[str, ...]) -> tuple[str, bool, float]:
    """Run one tool of the environment; what it prints is shown when it fails."""
    begin = time.monotonic()
    done = subprocess.run(
        [BIN / command[0], *command[1:]],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )
    if done.returncode:
        say(f"== {name}: {' '.join(command)}\n{done.stdout}")
    return name, done.returncode == 0, time.monotonic() - begin


def tests() -> tuple[tuple[str, bool, float], str]:
    """Run pytest, passing its output on as it comes. Returns the row and its closing line."""
    begin, closing = time.monotonic(), ""
    browser = subprocess.run(
        [ROOT / "scripts" / "chromium.sh", "--install"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    environment = {**os.environ, "SANGTIN_CHROMIUM": browser.stdout.strip()}
    compile_once()
    with subprocess.Popen(
        [sys.executable, "-m", "pytest", "--durations=15", *SIDE_BY_SIDE],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    ) as running:
        for line in running.stdout or ():
            sys.stdout.write(line)
            sys.stdout.flush()
            closing = line.rstrip() or closing
    return ("tests", running.returncode == 0, time.monotonic() - begin), closing


def compile_once() -> None:
    """Load all tests in one process, where none has: else each of those side by side compiles every test and library anew."""
    if any((ROOT / "tests").glob("*/__pycache__/test_*-pytest-*.pyc")):
        return
    command = [sys.executable, "-m", "pytest", "--collect-only", "-qq"]
    nowhere = subprocess.DEVNULL
    subprocess.run(command, cwd=ROOT, stdin=nowhere, stdout=nowhere, stderr=nowhere, check=False)


def say(text: str) -> None:
    """Print at once."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
