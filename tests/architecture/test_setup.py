"""Set-up from nothing: done once, again when its source changed, never twice at once, clear when it fails."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.architecture.source_tree import ROOT
from tests.scripts import script

SCRIPTS = ("scripts/lock.sh", "scripts/chromium.sh", ".ci/run")


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout of its own with empty locks, in a directory with spaces and diacritics."""
    root = tmp_path / "bản sao có dấu cách"
    for folder in ("scripts", "requirements"):
        (root / folder).mkdir(parents=True)
    shutil.copy(ROOT / "scripts" / "bootstrap.py", root / "scripts")
    shutil.copy(ROOT / "Makefile", root)
    for name in ("test", "isso", "servers"):
        (root / "requirements" / f"{name}.txt").write_text("# nothing\n", encoding="utf-8")
    return root


def bootstrap(
    checkout: Path, *layers: str, python: Path = Path(sys.executable)
) -> subprocess.CompletedProcess[str]:
    """Run the set-up with no index to ask."""
    command = [python, "scripts/bootstrap.py", *layers]
    environment = {**os.environ, "PIP_NO_INDEX": "1", "PIP_CONFIG_FILE": os.devnull}
    environment.pop("PIP_FIND_LINKS", None)
    return subprocess.run(
        command, cwd=checkout, env=environment, capture_output=True, text=True, timeout=600, check=False
    )


def test_shares_of_a_lock_name_everything_once_with_its_hashes(tmp_path: Path) -> None:
    setup = script("bootstrap")
    lock = setup.lock_file("runtime")
    wanted = lock.read_text(encoding="utf-8").splitlines()
    shares = [share.read_text(encoding="utf-8") for share in setup.lock_shares(lock, 2, tmp_path)]
    lines = [line for share in shares for line in share.splitlines()]
    assert sorted(lines) == sorted(line for line in wanted if not line.startswith("#"))
    for share in shares:
        entries = [part for part in share.split("\n") if part and not part.startswith(" ")]
        assert abs(len(entries) - sum("==" in line for line in wanted) / 2) < 1
        assert share.startswith(entries[0])


def test_set_up_once_and_again_when_the_lock_changes(checkout: Path) -> None:
    first = bootstrap(checkout, "test")
    assert first.returncode == 0, first.stderr
    assert (checkout / ".venv" / "bin" / "python").exists()
    for name in ("isso", "servers"):
        assert (checkout / ".venv" / f"sangtin-{name}").exists()
    begin = time.monotonic()
    second = bootstrap(checkout, "test")
    assert (second.returncode, second.stderr) == (0, "")
    assert time.monotonic() - begin < 2

    line = f"sangtin-does-not-exist==1 --hash=sha256:{'0' * 64}\n"
    (checkout / "requirements" / "test.txt").write_text(line, encoding="utf-8")
    for _ in range(2):  # a failed set-up is not taken for a done one
        failed = bootstrap(checkout, "test")
        assert failed.returncode == 1
        assert "LỖI: Không cài được thư viện" in failed.stderr

    (checkout / "requirements" / "bench.txt").write_text(line, encoding="utf-8")
    without = bootstrap(checkout, "bench")  # nothing needs what the benchmark compares with
    assert without.returncode == 0
    assert without.stderr.splitlines()[1:] == [
        "Không cài được bm25s; tốc độ tìm kiếm được so với BM25 của chính dự án."
    ]


@pytest.mark.soak
def test_a_set_up_that_was_killed_or_moved_starts_over(checkout: Path) -> None:
    (checkout / ".venv" / "bin").mkdir(parents=True)
    (checkout / ".venv" / "bin" / "python").symlink_to("nowhere")
    assert bootstrap(checkout, "test").returncode == 0

    moved = checkout.rename(checkout.parent / "chỗ khác")
    done = bootstrap(moved, "test", python=moved / ".venv" / "bin" / "python")
    assert done.returncode == 0, done.stderr
    pip = (moved / ".venv" / "bin" / "pip").read_text(encoding="utf-8")
    assert str(moved) in pip
    assert str(checkout) not in pip


def test_two_at_once_wait_for_each_other(checkout: Path) -> None:
    with (checkout / "scripts" / "bootstrap.py").open() as mutex:
        fcntl.flock(mutex, fcntl.LOCK_EX)
        waiting = subprocess.Popen(
            [sys.executable, "scripts/bootstrap.py", "test"], cwd=checkout, stderr=subprocess.PIPE, text=True
        )
        assert waiting.stderr is not None
        assert "đang chạy; chờ" in waiting.stderr.readline()
        assert waiting.poll() is None
        assert not (checkout / ".venv").exists()
        waiting.terminate()
        waiting.communicate(timeout=30)


@pytest.mark.parametrize("layers", [[], ["everything"]])
def test_bad_usage(checkout: Path, layers: list[str]) -> None:
    assert bootstrap(checkout, *layers).returncode == 2
    assert not (checkout / ".venv").exists()


def test_a_python_too_old_is_refused_in_words(checkout: Path) -> None:
    done = subprocess.run(
        ["make", "PYTHON=false", "setup"], cwd=checkout, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert "cần Python từ 3.11 trở lên" in done.stderr


def test_make_offers_what_the_contract_says() -> None:
    done = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True)
    offered = {line.split()[1] for line in done.stdout.splitlines()}
    assert offered >= {"run", "test", "setup", "lint", "soak", "lock", "clean"}


def test_every_check_runs_whatever_the_first_said(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    check = script("check")
    monkeypatch.setattr(check, "BIN", Path("/bin"))
    monkeypatch.setattr(check, "CHECKS", (("bad", ("sh", "-c", "echo why; exit 3")), ("good", ("true",))))
    assert check.main(["--no-tests"]) == 1
    shown = capsys.readouterr().out
    assert "why" in shown
    assert "FAILED  bad" in shown
    assert "passed  good" in shown


def test_the_benchmark_compares_both_on_the_same_texts() -> None:
    bench = script("bench")
    given: list[object] = []
    quick = bench.each(given.append)
    slow = bench.each(lambda text: (given.append(text), sum(range(100_000))))
    row = bench.compare("nothing", quick, "counting", slow, ["a", "b", "c"])
    assert given.count("a") == given.count("c") == 2 * (bench.ROUNDS + 1)
    assert row.ratio > 2
    assert f"{row.peer}" in bench.shown(row)


@pytest.mark.parametrize("name", SCRIPTS)
def test_scripts_can_be_run_and_parsed(name: str) -> None:
    assert os.access(ROOT / name, os.X_OK)
    shell = (ROOT / name).read_text(encoding="utf-8").partition("\n")[0].rpartition("/")[2].split()[-1]
    subprocess.run([shell, "-n", ROOT / name], check=True)


def test_ci_runs_what_the_readme_says() -> None:
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert "set -euo pipefail" in script
    assert "make test </dev/null" in script
    assert "`make test`" in (ROOT / "README.md").read_text(encoding="utf-8") or "make test\n" in (
        ROOT / "README.md"
    ).read_text(encoding="utf-8")


def test_a_browser_named_by_hand_is_taken(tmp_path: Path) -> None:
    browser = tmp_path / "my chromium"
    browser.write_text("#!/bin/sh\n", encoding="utf-8")
    browser.chmod(0o755)
    environment = {"PATH": "/usr/bin:/bin", "HOME": str(tmp_path), "SANGTIN_CHROMIUM": str(browser)}
    script = ROOT / "scripts" / "chromium.sh"
    found = subprocess.run([script], env=environment, capture_output=True, text=True, check=False)
    assert found.stdout == f"{browser}\n"


def test_no_browser_is_a_failure_and_no_words(tmp_path: Path) -> None:
    script = ROOT / "scripts" / "chromium.sh"
    environment = {"PATH": str(tmp_path), "HOME": str(tmp_path)}
    done = subprocess.run(["/bin/sh", script], env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (1, "")
