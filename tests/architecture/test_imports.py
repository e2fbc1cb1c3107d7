"""The direction of the house (see .importlinter): it holds, and breaking any part of it is noticed."""

from __future__ import annotations

import ast
import configparser
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.source_tree import (
    PACKAGES,
    ROOT,
    imported_names,
    modules,
    project_files,
    reaches,
    tree,
)

CONTRACTS = configparser.ConfigParser()
CONTRACTS.read(ROOT / ".importlinter", encoding="utf-8")

VIOLATIONS: dict[str, dict[str, str]] = {
    "direction": {"crawler/trial_up.py": "import reports"},
    "language": {"nlp/trial_settings.py": "from models.settings import settings"},
    "vocabulary": {"models/errors.py": "from models.settings import Settings"},
    "database": {"triage_api/trial_sql.py": "from sqlalchemy.orm import Session"},
    "drivers": {"reports/trial_driver.py": "import psycopg"},
    "crawling": {"pipeline/trial_crawl.py": "from scrapy.crawler import CrawlerProcess"},
    "jobs": {"triage_api/trial_jobs.py": "from procrastinate import App"},
    "words": {"nlp/detectors/trial_words.py": "from underthesea import ner"},
    "network": {"nlp/trial_fetch.py": "import requests"},
    "delivery": {"pipeline/stages/trial_wire.py": "from pipeline.delivery import wire"},
    "web": {"crawler/trial_web.py": "from starlette.requests import Request"},
    "detectors": {"nlp/detectors/trial_a.py": "import nlp.detectors.trial_b", "nlp/detectors/trial_b.py": ""},
    "spiders": {"crawler/spiders/trial_a.py": "import crawler.spiders.trial_b", "crawler/spiders/trial_b.py": ""},
    "sections": {"reports/sections/trial_a.py": "import reports.sections.trial_b", "reports/sections/trial_b.py": ""},
    "pages": {"triage_api/pages/trial_a.py": "import triage_api.pages.trial_b", "triage_api/pages/trial_b.py": ""},
}  # fmt: skip
"""For each contract, files that break it and no other."""

# Parts of the standard library that open connections; import-linter sees ``urllib`` only as a whole.
NETWORK_MODULES = ("urllib.request", "http.client", "xmlrpc.client")
NETWORK_OWNERS = ("crawler",)


def copied_house(target: Path) -> Path:
    """The packages and the contracts in a directory of their own; a package not yet there is made empty."""
    shutil.copy(ROOT / ".importlinter", target)
    for path in modules():
        (target / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / path, target / path)
    for package in PACKAGES:
        (target / package).mkdir(exist_ok=True)
        (target / package / "__init__.py").touch()
    return target


def add(house: Path, files: dict[str, str]) -> None:
    """Append each line to its file; the folders become packages."""
    for name, line in files.items():
        path = house / name
        path.parent.mkdir(exist_ok=True)
        (path.parent / "__init__.py").touch()
        with path.open("a", encoding="utf-8") as file:
            file.write(f"\n{line}\n")


def lint_imports(house: Path) -> subprocess.CompletedProcess[str]:
    """Run the tool as ``make lint`` does, over the copy."""
    command = [Path(sys.executable).parent / "lint-imports", "--no-cache"]
    environment = {**os.environ, "PYTHONPATH": str(house), "COLUMNS": "200"}
    return subprocess.run(
        command, cwd=house, env=environment, capture_output=True, text=True, timeout=300, check=False
    )


def test_the_house_keeps_every_contract(tmp_path: Path) -> None:
    done = lint_imports(copied_house(tmp_path))
    assert done.returncode == 0, done.stdout


def test_every_contract_notices_its_violation(tmp_path: Path) -> None:
    house = copied_house(tmp_path)
    for files in VIOLATIONS.values():
        add(house, files)
    done = lint_imports(house)
    assert done.returncode == 1
    unnoticed = [key for key in VIOLATIONS if f"{_name(key)} BROKEN" not in done.stdout]
    assert not unnoticed, done.stdout


@pytest.mark.soak
@pytest.mark.parametrize("contract", ["direction", "words"])
def test_a_violation_breaks_its_own_contract_alone(contract: str, tmp_path: Path) -> None:
    house = copied_house(tmp_path)
    add(house, VIOLATIONS[contract])
    assert [key for key in VIOLATIONS if f"{_name(key)} BROKEN" in lint_imports(house).stdout] == [contract]


def test_every_contract_has_a_violation_to_show() -> None:
    keys = {section.rpartition(":")[2] for section in CONTRACTS.sections() if ":" in section}
    assert keys == set(VIOLATIONS)


def test_the_contracts_cover_every_package() -> None:
    assert {path.parts[0] for path in project_files() if path.name == "__init__.py"} == set(PACKAGES)
    assert tuple(CONTRACTS["importlinter"]["root_packages"].split()) == PACKAGES


def network_clients(path: Path, node: ast.Module) -> list[str]:
    """Imports of standard-library clients outside the packages that may have them."""
    return [
        f"{path}:{line} {name}"
        for name, line in imported_names(node)
        if reaches(name, NETWORK_MODULES) and path.parts[0] not in NETWORK_OWNERS
    ]


def hidden_imports(path: Path, node: ast.Module) -> list[str]:
    """Imports made while running, which no contract can see."""
    return [
        f"{path}:{line} {name}"
        for name, line in imported_names(node)
        if name == "importlib" or reaches(name, ("importlib.import_module", "runpy"))
    ] + [
        f"{path}:{found.lineno} __import__"
        for found in ast.walk(node)
        if isinstance(found, ast.Name) and found.id == "__import__"
    ]


def test_standard_library_clients_live_under_crawler() -> None:
    assert [hit for path in modules() for hit in network_clients(path, tree(path))] == []


def test_nothing_is_imported_behind_the_contracts() -> None:
    assert [hit for path in modules() for hit in hidden_imports(path, tree(path))] == []


@pytest.mark.parametrize("line", ["import urllib.request", "from urllib import request", "from http.client import HTTPConnection"])  # fmt: skip
def test_a_standard_library_client_is_noticed(line: str) -> None:
    assert network_clients(Path("nlp/trial.py"), ast.parse(line))
    assert not network_clients(Path("crawler/trial.py"), ast.parse(line))
    assert not network_clients(Path("nlp/trial.py"), ast.parse("from urllib.parse import urlsplit"))


@pytest.mark.parametrize(
    "line", ["from importlib import import_module", "import importlib", "__import__('reports')"]
)
def test_a_hidden_import_is_noticed(line: str) -> None:
    assert hidden_imports(Path("nlp/trial.py"), ast.parse(line))
    assert not hidden_imports(Path("nlp/trial.py"), ast.parse("from importlib import resources, metadata"))


def _name(contract: str) -> str:
    return CONTRACTS[f"importlinter:contract:{contract}"]["name"]


@pytest.mark.parametrize(
    ("processes", "slow"),
    [
        ("pipeline.worker, crawler.run", {"scipy", "htmldate", "trafilatura", "onnxruntime", "tokenizers"}),
        (
            "pipeline.stateless, nlp.check, nlp.evidence.verify",
            {"sqlalchemy", "scipy", "onnxruntime", "tokenizers"},
        ),
    ],
)
def test_what_loads_slowly_and_few_processes_use_is_loaded_on_first_use(
    processes: str, slow: set[str]
) -> None:
    code = f"import sys, {processes}; print(*sorted({slow} & set(sys.modules)))"
    told = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert told.stdout.split() == []
