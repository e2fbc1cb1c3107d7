"""The documents say what is there: links lead somewhere, decisions are indexed, named commands exist."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from tests.architecture.source_tree import ROOT, project_files, read

DOCUMENTS = [
    path for path in project_files() if path.suffix == ".md" and path.parts[0] not in {"tests", "pipeline"}
]
DECISIONS = sorted(path for path in project_files() if path.match("docs/adr/[0-9]*.md"))
MADE_BY_COMMANDS = {"docs/quality.md"}
HEADINGS = ["Context", "Decision", "What was measured or read", "Consequences", "What would change it"]
LINK = re.compile(r"\[[^\]]*\]\((?!https?:|mailto:|#)([^)#\s]+)")
MAKE = re.compile(r"`make ([a-z]+)")
NAMED_PATH = re.compile(
    r"`((?:models|nlp|crawler|reports|triage_api|pipeline|tests|scripts|requirements|docs)/[\w./-]+)`"
)


@pytest.mark.parametrize("path", DOCUMENTS, ids=str)
def test_links_lead_somewhere(path: Path) -> None:
    targets = LINK.findall(read(path))
    assert [target for target in targets if not (ROOT / path.parent / target).exists()] == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=str)
def test_named_files_exist(path: Path) -> None:
    named = set(NAMED_PATH.findall(read(path))) - MADE_BY_COMMANDS
    assert [name for name in sorted(named) if not (ROOT / name).exists()] == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=str)
def test_named_make_targets_exist(path: Path) -> None:
    targets = set(re.findall(r"^([a-z]+):.*## ", read(Path("Makefile")), re.MULTILINE))
    assert set(MAKE.findall(read(path))) <= targets


@pytest.mark.parametrize("path", DECISIONS, ids=str)
def test_a_decision_is_one_page_of_five_parts(path: Path) -> None:
    text = read(path)
    assert text.startswith(f"# {path.name[:4]} ")
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == HEADINGS
    assert len(text.splitlines()) <= 70
    assert re.search(r"^Decided \w+ \d{4} · ", text, re.MULTILINE)


def test_decisions_are_numbered_and_indexed() -> None:
    assert [int(path.name[:4]) for path in DECISIONS] == list(range(1, len(DECISIONS) + 1))
    index = re.findall(
        r"^\| \[(\d{4})\]\((\S+)\) \| (.+) \|$", read(Path("docs/adr/README.md")), re.MULTILINE
    )
    titles = [read(path).partition("\n")[0] for path in DECISIONS]
    assert [f"# {number} {title}" for number, _, title in index] == titles
    assert [name for _, name, _ in index] == [path.name for path in DECISIONS]


def test_every_need_of_the_design_has_its_decision() -> None:
    slugs = {path.stem[5:] for path in DECISIONS}
    needs = {
        "store",
        "embedded-server",
        "work",
        "time",
        "crawling",
        "language",
        "web",
        "reports",
        "dependencies",
        "licences",
    }
    assert needs <= slugs


def test_the_changelog_tells_of_this_version() -> None:
    version = tomllib.loads(read(Path("pyproject.toml")))["project"]["version"]
    assert re.search(rf"^## \[{re.escape(version)}\] – ", read(Path("CHANGELOG.md")), re.MULTILINE)


def test_a_broken_link_is_noticed() -> None:
    assert LINK.findall("see [that](nowhere/else.md), [web](https://x.example) and [part](#part)") == [
        "nowhere/else.md"
    ]
    assert NAMED_PATH.findall("in `models/nothing.py` and `nlp/rules/<family>.yaml`") == ["models/nothing.py"]
