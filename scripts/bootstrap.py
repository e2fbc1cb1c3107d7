"""Sets the checkout up: Python environment, locked dependencies, the project itself, the default model.

``python scripts/bootstrap.py LAYER…`` with the layers ``runtime``, ``test``, ``browser``, ``bench`` and
``model``. Each is done once and again only when what it was made from has changed; its mark is written
last, so a set-up that was killed starts over. Layers that do not need each other are made side by side.
Two set-ups at once wait for each other. Standard library only: it runs before anything is installed.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
ISSO = VENV / "isso"
"""The comment server the tests crawl, in a folder of its own: no other program of the environment finds it."""
SERVERS = VENV / "servers"
"""The forum and the blog the tests crawl, likewise."""
MODEL = ROOT / ".model"
MODEL_MARK = MODEL / "sangtin-built-from"
PACKAGES = ("models", "nlp", "crawler", "reports", "triage_api", "pipeline")
UNCOMPILED = "--no-compile"
"""pip compiles everything, on one core: half of its time. Product and tests load a fifth of it, and keep what they compile."""
PARTS = (
    "pipeline.worker",
    "pipeline.scheduler",
    "pipeline.up",
    "triage_api.app",
    "crawler.run",
    "scrapy.core.engine",
)
"""Modules that stand for the processes of the product."""


class SetupError(Exception):
    """A step failed; the message is one Vietnamese sentence with what to do."""


def main(layers: list[str]) -> int:
    """Set up the layers in their order. Returns the exit code."""
    after = {"test": test, "bench": bench, "model": model}
    if not layers or set(layers) - {"runtime", "browser", *after}:
        say("Cách dùng: bootstrap.py [runtime] [test] [browser] [bench] [model]")
        return 2
    with Path(__file__).open() as mutex:
        try:
            fcntl.flock(mutex, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Một lượt cài đặt khác đang chạy; chờ cho xong…")
            fcntl.flock(mutex, fcntl.LOCK_EX)
        try:
            make(layers, after)
        except SetupError as error:
            say(f"LỖI: {error}")
            return 1
    return 0


def make(layers: list[str], after: dict[str, Callable[[], None]]) -> None:
    """Make the layers: the browser from the beginning, what stands on ``runtime`` after it, each beside the others.

    Raises:
        SetupError: the first that failed, when all have ended.
    """
    with ThreadPoolExecutor(2 + len(after)) as beside:
        if "browser" in layers:
            beside.submit(browser)
        environment()
        steps = [step for name, step in after.items() if name in layers]
        if "runtime" in layers:
            runtime()
            steps.append(compiled)
        for one in [beside.submit(step) for step in steps]:
            one.result()


def browser() -> None:
    """A Chromium for the browser tests, where one can be had; the tests say aloud when they found none."""
    quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "check": False}
    subprocess.run([ROOT / "scripts" / "chromium.sh", "--install"], **quiet)  # type: ignore[call-overload]


def environment() -> None:
    """A virtual environment of this Python at this place; made anew when either has changed.

    Its own Python may be the one that runs this: an environment is always made by the one behind it.
    """
    mark, state = VENV / "sangtin-python", f"{sys.version}\n{sys.base_prefix}\n{VENV}\n"
    if up_to_date(mark, state) and PYTHON.exists():
        return
    say(f"Tạo môi trường .venv với Python {sys.version.split()[0]}…")
    run(
        [behind_this_python(), "-m", "venv", "--clear", VENV],
        "Không tạo được .venv. Trên Debian/Ubuntu hãy cài gói python3-venv.",
    )
    mark.write_text(state, encoding="utf-8")


def behind_this_python() -> str:
    """The Python outside of any virtual environment."""
    return str(getattr(sys, "_base_executable", None) or sys.executable)


def runtime() -> None:
    """What the product runs on, and the command ``sangtin`` itself."""
    install_lock(
        "runtime", "Cài các thư viện đã khóa phiên bản (lần đầu khoảng một phút)…", UNCOMPILED, side_by_side=2
    )
    present = [name for name in PACKAGES if (ROOT / name / "__init__.py").exists()]
    mark, state = VENV / "sangtin-project", digest([ROOT / "pyproject.toml"], *present)
    if not up_to_date(mark, state):
        pip("install", "--no-deps", "--no-build-isolation", "--editable", ROOT)
        mark.write_text(state, encoding="utf-8")


def compiled() -> None:
    """Bytecode of what the parts of the product load, written once and not by each of the first processes."""
    mark, state = VENV / "sangtin-compiled", digest([lock_file("runtime")])
    if up_to_date(mark, state):
        return
    run([PYTHON, "-c", f"import {', '.join(PARTS)}"], "Các thư viện vừa cài không nạp được; lỗi ở ngay trên.")
    mark.write_text(state, encoding="utf-8")


def test() -> None:
    """What the tests need on top, and the servers they crawl."""
    install_lock("test", "Cài các công cụ kiểm thử…", UNCOMPILED)
    # Isso is not offered as a wheel; it is built by the locked setuptools, not by one that is fetched for it.
    apart: tuple[str | Path, ...] = (UNCOMPILED, "--no-build-isolation", "--upgrade", "--target", ISSO)
    install_lock("isso", "Cài máy chủ bình luận để thử trình thu thập…", *apart)
    apart = (UNCOMPILED, "--upgrade", "--target", SERVERS)
    install_lock("servers", "Cài diễn đàn và trang tin để thử trình thu thập…", *apart)


def bench() -> None:
    """What the benchmark compares with. Nothing needs it: where it cannot be had, one line says what is compared instead."""
    try:
        install_lock("bench", "Cài thư viện để đối chiếu tốc độ…", needed=False)
    except SetupError:
        say("Không cài được bm25s; tốc độ tìm kiếm được so với BM25 của chính dự án.")


def model() -> None:
    """The default model, trained from the corpus of the checkout; the same whatever SANGTIN_HOME is."""
    if model_is_current():
        return
    say("Huấn luyện mô hình mặc định…")
    run(
        [PYTHON, "-m", "nlp.build", MODEL],
        "Không huấn luyện được mô hình mặc định; lỗi ở ngay trên.",
    )
    MODEL_MARK.write_text(model_sources(), encoding="utf-8")


def model_is_current() -> bool:
    """Whether the default model was built from the code and the corpus as they are."""
    return up_to_date(MODEL_MARK, model_sources())


def model_sources() -> str:
    """One hash over everything the default model is made from."""
    sources = [
        path for path in (ROOT / "nlp").rglob("*") if path.is_file() and "__pycache__" not in path.parts
    ]
    return digest([*sources, ROOT / "models" / "vocabulary.py", lock_file("runtime")])


def install_lock(
    name: str, message: str, *options: str | Path, needed: bool = True, side_by_side: int = 1
) -> None:
    """Install one lock file with every hash checked, unless exactly this one is installed.

    What is not ``needed`` is tried once, and pip keeps its reasons to itself. pip works on one core: a long lock file is given to
    several of it, who do not meet, since a lock file names everything and nothing is looked for beyond it.
    """
    mark, state = VENV / f"sangtin-{name}", digest([lock_file(name)])
    if up_to_date(mark, state):
        return
    say(message)
    once = [] if needed else ["--retries", "0", "--timeout", "5"]
    command = ("install", "--no-deps", "--require-hashes", *once, *options, "--requirement")
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(side_by_side) as beside:
        shares = lock_shares(lock_file(name), side_by_side, Path(folder))
        for one in [beside.submit(pip, *command, share, told=needed) for share in shares]:
            one.result()
    mark.write_text(state, encoding="utf-8")


def lock_shares(lock: Path, number: int, folder: Path) -> list[Path]:
    """So many files that together name what the lock file names, each once, with its hashes."""
    entries = re.split(r"^(?=\w)", lock.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    shares = [folder / f"{lock.stem}-{at}.txt" for at in range(min(number, len(entries)))]
    for at, share in enumerate(shares):
        share.write_text("".join(entries[at::number]), encoding="utf-8")
    return shares


def lock_file(name: str) -> Path:
    """Where a lock file is."""
    return ROOT / "requirements" / f"{name}.txt"


def pip(*arguments: str | Path, told: bool = True) -> None:
    """Run pip with the settings of the person's own client."""
    run(
        [PYTHON, "-m", "pip", "--quiet", "--quiet", "--disable-pip-version-check", *arguments],
        "Không cài được thư viện; lý do của pip ở ngay trên. Kiểm tra mạng hoặc cấu hình pip rồi chạy lại.",
        told=told,
    )


def run(command: list[str | Path], failure: str, *, told: bool = True) -> None:
    """Run a command that must succeed, from the root of the checkout; its own messages are seen only if ``told``."""
    messages = None if told else subprocess.DEVNULL
    keeps = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    # Training has a process for each core; further threads would wait for each other.
    keeps.setdefault("OPENBLAS_NUM_THREADS", "1")
    done = subprocess.run(
        command, cwd=ROOT, env=keeps, stdin=subprocess.DEVNULL, stderr=messages, check=False
    )
    if done.returncode:
        raise SetupError(failure)


def up_to_date(mark: Path, state: str) -> bool:
    """Whether the mark of an earlier set-up says the same."""
    return mark.exists() and mark.read_text(encoding="utf-8") == state


def digest(files: Iterable[Path], *words: str) -> str:
    """One hash over names and contents, in a fixed order."""
    total = hashlib.sha256(" ".join(words).encode())
    for path in sorted(files):
        total.update(f"\0{path.relative_to(ROOT).as_posix()}\0".encode())
        total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def say(message: str) -> None:
    """One line for the person who waits."""
    sys.stderr.reconfigure(errors="replace")  # type: ignore[union-attr]
    sys.stderr.write(f"{message}\n")
    sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
