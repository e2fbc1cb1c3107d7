"""A test that could not run is never silent: the browser tests in red, the soak tests only when asked for."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.source_tree import ROOT

CASES = """
import pytest

@pytest.mark.browser
def test_page(chromium): assert chromium

@pytest.mark.soak
def test_long(): pass

def test_quick(): pass
"""


@pytest.fixture
def suite(tmp_path: Path) -> Path:
    """The project's test set-up around three tests of our own."""
    for name in ("tests/conftest.py", "scripts/chromium.sh", "pyproject.toml"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    shutil.copytree(ROOT / "tests" / "loopback", tmp_path / "tests" / "loopback")
    (tmp_path / "tests" / "database.py").touch()
    (tmp_path / "tests" / "test_cases.py").write_text(CASES, encoding="utf-8")
    return tmp_path


def run(suite: Path, browser: str, *arguments: str) -> str:
    """What pytest prints, with only that browser to be found."""
    environment = {**os.environ, "PATH": str(suite), "HOME": str(suite), "SANGTIN_CHROMIUM": browser}
    environment.pop("PYTHONPATH", None)
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *arguments]
    return subprocess.run(
        command, cwd=suite, env=environment, capture_output=True, text=True, timeout=120, check=False
    ).stdout


def test_a_missing_browser_is_said_right_before_the_closing_line(suite: Path) -> None:
    lines = run(suite, "").splitlines()
    assert "BROWSER TESTS DID NOT RUN" in lines[-3]
    assert lines[-2].startswith("1 browser tests did not run: no Chromium was found")
    assert lines[-1].startswith("1 passed, 1 skipped, 1 deselected")


def test_with_a_browser_nothing_is_skipped(suite: Path) -> None:
    shown = run(suite, sys.executable)
    assert "2 passed, 1 deselected" in shown
    assert "DID NOT RUN" not in shown


def test_soak_tests_run_when_asked_for(suite: Path) -> None:
    assert "1 passed, 2 deselected" in run(suite, "", "-m", "soak")


def test_the_long_tests_find_what_they_ask_for() -> None:
    """They run only when asked for, so what they borrow from the other tests could go away unseen."""
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "-m",
        "soak",
        "--setup-plan",
        "tests/soak",
    ]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert told.returncode == 0, told.stdout[-2000:]
