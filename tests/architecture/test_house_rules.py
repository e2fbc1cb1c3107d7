"""Rules every file keeps: size, names, no dangerous calls, nothing unfinished, no trace of one machine."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.source_tree import (
    called_names,
    imported_names,
    modules,
    project_files,
    reaches,
    read,
    text_files,
    tree,
)

LONGEST = 299  # "under 300 lines"
LONGER = {
    "tests": 500,  # cases are long, not complicated
    "models/migrations/versions": 500,  # columns written out and frozen; read once
    "models/vocabulary.py": 700,  # closed lists, no behaviour
}
NAMELESS = {"utils", "util", "helpers", "helper", "common", "manager", "managers", "misc", "lib", "shared"}
UNSAFE_MODULES = ("pickle", "cPickle", "dill", "joblib", "cloudpickle", "marshal", "shelve")
UNSAFE_CALLS = {"eval", "exec", "compile", "os.system", "os.popen", "yaml.load", "yaml.unsafe_load", "subprocess.getoutput"}  # fmt: skip
UNFINISHED = re.compile(r"\b(?:TODO|FIXME|HACK|lorem ipsum)\b")
# An absolute path of somebody's machine, or the address of a package index.
MACHINE = re.compile(
    r"(?<![\w.~*-])/(?:home|Users|root|work|workspace|builds)/[\w.-]"
    r"|\bpypi\.|\bpythonhosted\.|(?<!no-emit)-(?:-extra)?-index-url\b|(?<!no-emit)--find-links\b",
    re.IGNORECASE,
)


def too_long(path: Path) -> bool:
    """Whether a Python file has more lines than its kind may have."""
    limit = next((lines for start, lines in LONGER.items() if path.is_relative_to(start)), LONGEST)
    return len(read(path).splitlines()) > limit


def unsafe(node: ast.Module) -> Iterator[str]:
    """Imports and calls that run text as code, read pickles or hand text to a shell."""
    yield from (
        f"line {line}: {name}" for name, line in imported_names(node) if reaches(name, UNSAFE_MODULES)
    )
    for name, call in called_names(node):
        shell = any(word.arg == "shell" and ast.unparse(word.value) != "False" for word in call.keywords)
        if name in UNSAFE_CALLS or shell:
            yield f"line {call.lineno}: {name}"


def empty_functions(node: ast.AST, owner: ast.ClassDef | None = None) -> Iterator[str]:
    """Functions that do nothing. A protocol's may; so may a method ``-> None`` that says in words it is silent."""
    bases = [ast.unparse(base) for base in owner.bases] if owner else []
    for found in ast.iter_child_nodes(node):
        if isinstance(found, ast.FunctionDef | ast.AsyncFunctionDef) and "Protocol" not in bases:
            body = [part for part in found.body if not _is_text(part)]
            silent = owner and not body and found.returns is not None and ast.unparse(found.returns) == "None"
            if not silent and all(_does_nothing(part) for part in body):
                yield f"line {found.lineno}: {found.name}"
        yield from empty_functions(found, found if isinstance(found, ast.ClassDef) else None)


def _is_text(node: ast.stmt) -> bool:
    return (
        isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    )


def _does_nothing(node: ast.stmt) -> bool:
    if isinstance(node, ast.Raise):
        return node.exc is not None and "NotImplementedError" in ast.unparse(node.exc)
    dots = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and node.value.value is ...
    return dots or isinstance(node, ast.Pass)


def test_modules_stay_short() -> None:
    assert [str(path) for path in modules("tests", "scripts") + modules() if too_long(path)] == []


def test_names_say_what_a_module_does() -> None:
    assert [
        str(path) for path in project_files() if NAMELESS & {part.partition(".")[0] for part in path.parts}
    ] == []


def test_nothing_runs_text_as_code() -> None:
    assert [f"{path} {hit}" for path in modules("scripts") + modules() for hit in unsafe(tree(path))] == []


def test_nothing_is_left_unfinished() -> None:
    here = Path(__file__).name
    hits = [
        f"{path}: {hit.group()}"
        for path in text_files()
        if path.name != here
        for hit in UNFINISHED.finditer(read(path))
    ]
    hits += [f"{path} {hit}" for path in modules() for hit in empty_functions(tree(path))]
    assert hits == []


def test_nothing_names_one_machine_or_index() -> None:
    exempt = {Path(__file__).name, "test_locks.py"}
    hits = [
        f"{path}: {hit.group()}"
        for path in text_files()
        if path.name not in exempt
        for hit in MACHINE.finditer(read(path))
    ]
    assert hits == []


def test_public_things_say_what_they_do() -> None:
    silent = [
        f"{path}:{getattr(node, 'lineno', 1)}"
        for path in modules()
        if "migrations/versions" not in path.as_posix() and path.name != "__init__.py"
        for whole in [tree(path)]
        for node in [whole, *whole.body]
        if isinstance(node, ast.Module | ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        and not getattr(node, "name", "").startswith("_")
        and ast.get_docstring(node) is None
    ]
    assert silent == []


@pytest.mark.parametrize(
    "line",
    [
        "import pickle",
        "from joblib import load",
        "eval('1')",
        "import os; os.system('ls')",
        "import subprocess; subprocess.run('ls', shell=True)",
        "import yaml; yaml.load('a')",
    ],
)
def test_dangerous_code_is_noticed(line: str) -> None:
    assert list(unsafe(ast.parse(line)))


@pytest.mark.parametrize(
    "line", ["import re; re.compile('a')", "subprocess.run(['ls'])", "yaml.safe_load('a')"]
)
def test_safe_code_is_left_alone(line: str) -> None:
    assert not list(unsafe(ast.parse(line)))


@pytest.mark.parametrize(
    "body", ["pass", "...", "'Says it.'", "raise NotImplementedError", "'Says it.'; ..."]
)
def test_an_empty_function_is_noticed(body: str) -> None:
    assert list(empty_functions(ast.parse(f"class A:\n    def f(self): {body}")))
    assert not list(empty_functions(ast.parse(f"class A(Protocol):\n    def f(self): {body}")))
    assert not list(empty_functions(ast.parse("def f(): return 1")))


def test_a_method_may_be_silent_in_words() -> None:
    assert not list(empty_functions(ast.parse("class A:\n    def log(self) -> None: 'Nothing is logged.'")))
    assert list(empty_functions(ast.parse("class A:\n    def log(self) -> None: pass")))
    assert list(empty_functions(ast.parse("def log() -> None: 'Nothing is logged.'")))


@pytest.mark.parametrize(
    "text",
    ["see /home/an/sangtin", "pip install --index-url x", "--find-links dir", "https://pypi.example/simple"],
)
def test_a_machine_is_noticed(text: str) -> None:
    assert MACHINE.search(text)
    assert not MACHINE.search("docs/work/plan.md, --no-emit-index-url, /api/v1/reports, ./home/page, PyPI")
