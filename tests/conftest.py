"""Holds for every test: nothing leaves the machine, and what did not run is said aloud."""

from __future__ import annotations

import gc
import os
import signal
import subprocess
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import loopback_guard
import pytest

_HERE = Path(__file__).parent
_LOOPBACK = str(_HERE / "loopback")
_NO_BROWSER = (
    "no Chromium was found: install the package chromium, run 'playwright install chromium', "
    "or name one in SANGTIN_CHROMIUM"
)

pytest_plugins = ["tests.database"]

os.environ.setdefault("SANGTIN_FLOOD_REQUESTS", "0")
os.environ.setdefault("SANGTIN_WEB_PROCESSES", "1")  # half the machine for most; those about two say so
"""Tests ask faster than any person; those of floods set a ceiling."""

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
"""Before anything loads it. Tests and trainings run side by side as it is; a second thread for each small matrix waits busily."""

os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
"""Where it is set, every process a test starts would compile the whole product anew: a second and a half each."""

gc.set_threshold(50_000, *gc.get_threshold()[1:])
"""As the command line of the product does: looking for rings of objects took a tenth of the time of a run of tests."""

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # Started in the background of a shell, which has it ignored, and so would all processes of the tests that are to heed it.
    signal.signal(signal.SIGINT, signal.default_int_handler)

loopback_guard.install()
if _LOOPBACK not in os.environ.get("PYTHONPATH", "").split(os.pathsep):
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [_LOOPBACK, os.environ.get("PYTHONPATH")]))


@lru_cache(maxsize=1)
def _find_chromium() -> str:
    """The path of a Chromium on this machine, or nothing."""
    script = _HERE.parent / "scripts" / "chromium.sh"
    return subprocess.run([script], capture_output=True, text=True, check=False).stdout.strip()


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of the Chromium to drive; a test that asks for it is skipped aloud where there is none."""
    return _find_chromium() or pytest.skip(_NO_BROWSER)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """A test marked ``browser`` needs one."""
    if "browser" in item.keywords and not _find_chromium():
        pytest.skip(_NO_BROWSER)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Soak tests run only when asked for by their marker."""
    if "soak" in config.getoption("markexpr"):
        return
    config.hook.pytest_deselected(items=[item for item in items if "soak" in item.keywords])
    items[:] = [item for item in items if "soak" not in item.keywords]


def pytest_sessionstart(session: pytest.Session) -> None:
    """In a process that loads all tests: first what looks at every module there is while it is loaded.

    Scrapy asks for the whole stack of calls, skops where each class of NumPy and SciPy is from. Among few modules that takes a
    fifth of what it takes in the middle of all: a seventh of the time until the first test runs.
    """
    if hasattr(session.config, "workerinput") or session.config.option.collectonly:
        import scrapy.core.downloader.contextfactory  # noqa: F401
        import skops.io  # noqa: F401


def pytest_collection_finish() -> None:
    """What was loaded until now stays; nobody need look through it again and again."""
    gc.freeze()


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> Iterator[None]:
    """Say in red, right before the closing line, that browser tests were left out."""
    yield
    left_out = [
        report for report in terminalreporter.getreports("skipped") if _NO_BROWSER in str(report.longrepr)
    ]
    if left_out:
        terminalreporter.section("BROWSER TESTS DID NOT RUN", sep="!", red=True, bold=True)
        terminalreporter.line(f"{len(left_out)} browser tests did not run: {_NO_BROWSER}.", red=True)
