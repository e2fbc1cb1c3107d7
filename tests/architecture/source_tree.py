"""What the architecture tests look at: the files of the project, and their syntax trees."""

from __future__ import annotations

import ast
import os
import subprocess
from collections.abc import Collection, Iterator
from functools import lru_cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PACKAGES = ("models", "nlp", "crawler", "reports", "triage_api", "pipeline")
_TEXT = {
    ".py", ".toml", ".txt", ".in", ".md", ".yaml", ".yml", ".html", ".css", ".js", ".sh", ".po", ".pot", ".tsv",
    ".jsonl", ".json", ".csv", ".xml", ".svg", ".ini", ".mako", "",
}  # fmt: skip


@lru_cache(maxsize=1)
def project_files() -> tuple[Path, ...]:
    """Every file git tracks or would track, relative to the root; without git, every file but the built ones."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    names = listed.stdout.split("\0") if listed.returncode == 0 else list(_walk())
    return tuple(path for path in map(Path, sorted(filter(None, names))) if (ROOT / path).is_file())


def _walk() -> Iterator[str]:
    built = {".venv", ".git", ".model", "var", "__pycache__", "build", "dist"}
    for folder, folders, files in os.walk(ROOT):
        folders[:] = [
            name for name in folders if name not in built and not name.endswith((".egg-info", "_cache"))
        ]
        yield from ((Path(folder) / name).relative_to(ROOT).as_posix() for name in files)


def text_files() -> list[Path]:
    """Files that hold text a person wrote."""
    return [path for path in project_files() if path.suffix in _TEXT]


def modules(*tops: str) -> list[Path]:
    """Python files under the given top-level folders; under the packages when none is given."""
    wanted = tops or PACKAGES
    return [path for path in project_files() if path.suffix == ".py" and path.parts[0] in wanted]


def read(path: Path) -> str:
    """The text of a project file."""
    return (ROOT / path).read_text(encoding="utf-8")


def tree(path: Path) -> ast.Module:
    """The syntax tree of a project file."""
    return ast.parse(read(path), filename=str(path))


def imported_names(node: ast.Module) -> Iterator[tuple[str, int]]:
    """Every absolute name an ``import`` statement anywhere in the file may reach, with its line."""
    for found in ast.walk(node):
        if isinstance(found, ast.Import):
            yield from ((alias.name, found.lineno) for alias in found.names)
        elif isinstance(found, ast.ImportFrom) and found.module and not found.level:
            yield from ((f"{found.module}.{alias.name}", found.lineno) for alias in found.names)


def reaches(name: str, targets: Collection[str]) -> bool:
    """Whether an imported name is one of the modules, or something inside one."""
    return any(name == target or name.startswith(f"{target}.") for target in targets)


def called_names(node: ast.Module) -> Iterator[tuple[str, ast.Call]]:
    """Every call as a dotted name (``os.system``), with its node."""
    for found in ast.walk(node):
        if isinstance(found, ast.Call) and isinstance(found.func, ast.Name | ast.Attribute):
            yield ast.unparse(found.func), found
