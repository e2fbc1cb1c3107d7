"""The lock files: every package pinned and hashed, no word of where it came from, and true to pyproject.toml."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from tests.architecture.source_tree import ROOT, project_files, read

PIN = re.compile(r"^(?P<name>[a-z0-9][a-z0-9.-]*)==(?P<version>[^\s;]+)(?: ; (?P<marker>[^\\]+))?(?P<hashes>(?: --hash=sha256:[0-9a-f]{64})+)$")  # fmt: skip
LOCKS = ("runtime", "test", "isso", "servers", "bench", "lock")
ADDRESSES = re.compile(r"://|--(?:extra-)?index-url|--find-links|--trusted-host|(?:^|\s)-[if]\s|file:|\s/\w")


def logical_lines(text: str) -> list[str]:
    """Requirement lines with their continuations joined, comments left out."""
    text = "\n".join(line for line in text.splitlines() if not line.lstrip().startswith("#"))
    return [
        re.sub(r"\s+", " ", line).strip() for line in text.replace("\\\n", " ").splitlines() if line.strip()
    ]


def pins(name: str) -> dict[str, Version]:
    """Package and version of a lock file."""
    found = [PIN.match(line) for line in logical_lines(read(Path("requirements") / f"{name}.txt"))]
    return {match["name"]: Version(match["version"]) for match in found if match}


def project() -> dict[str, list[str]]:
    """What pyproject.toml asks for, by the lock that must hold it."""
    settings = tomllib.loads(read(Path("pyproject.toml")))
    build = logical_lines(read(Path("requirements/build.in")))
    return {
        "runtime": settings["project"]["dependencies"] + build,
        "test": settings["project"]["optional-dependencies"]["dev"],
        "bench": settings["project"]["optional-dependencies"]["bench"],
    }


def test_nothing_else_is_installed_from() -> None:
    here = {path.name for path in project_files() if path.parts[0] == "requirements"}
    assert here == {f"{name}.txt" for name in LOCKS} | {"build.in", "isso.in", "lock.in", "servers.in"}


@pytest.mark.parametrize("name", LOCKS)
def test_every_line_is_pinned_and_hashed(name: str) -> None:
    lines = logical_lines((ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8"))
    assert lines
    assert [line for line in lines if not PIN.match(line)] == []


@pytest.mark.parametrize("name", LOCKS)
def test_no_address_and_no_path(name: str) -> None:
    text = read(Path("requirements") / f"{name}.txt")
    assert [line for line in text.splitlines() if ADDRESSES.search(line)] == []


@pytest.mark.parametrize("name", ["runtime", "test", "bench"])
def test_the_lock_holds_what_the_project_asks_for(name: str) -> None:
    locked = pins("runtime") | pins(name)
    for text in project()[name]:
        wanted = Requirement(text)
        version = locked.get(canonicalize_name(wanted.name))
        assert version, f"{wanted.name} is not locked: run make lock"
        assert wanted.specifier.contains(version), f"{wanted} does not allow {version}: run make lock"


def test_the_layers_do_not_overlap() -> None:
    above = [set(pins(name)) for name in ("test", "isso", "servers", "bench")]
    assert not set(pins("runtime")) & set().union(*above)
    assert not set(pins("test")) & set(pins("servers"))


def test_one_version_for_every_python() -> None:
    lines = logical_lines(read(Path("requirements/runtime.txt")))
    names = [line.partition("==")[0] for line in lines]
    assert len(names) == len(set(names))


@pytest.mark.parametrize(
    "line",
    [
        "requests>=2 --hash=sha256:" + "0" * 64,
        "requests==2.34.2",
        "requests @ file:///srv/wheels/requests.whl",
        "-e .",
    ],
)
def test_a_loose_line_is_noticed(line: str) -> None:
    assert not PIN.match(line)


@pytest.mark.parametrize("line", ["--index-url here", "-i here", "# from https://pypi.example/", "-f wheels", "# via /srv/x"])  # fmt: skip
def test_an_address_is_noticed(line: str) -> None:
    assert ADDRESSES.search(line)
