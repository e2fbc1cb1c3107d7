"""Every locked package carries a licence that may stand beside Apache-2.0 (docs/adr/0010-licences.md)."""

from __future__ import annotations

import hashlib
import importlib.metadata
import re
from pathlib import Path

import pytest

from tests.architecture.source_tree import ROOT
from tests.architecture.test_locks import pins
from tests.crawler.django_server import SERVERS
from tests.crawler.isso_server import ISSO

ALLOWED = re.compile(
    r"\b(?:MIT|MIT-0|0BSD|BSD|BSD-[23]-Clause|Apache|Apache-2\.0|ISC|PSF|Python Software Foundation|Zope Public|ZPL-2\.1"
    r"|MPL-[12]\.[01]|MPL 2\.0|Mozilla Public|LGPL-3\.0-only|HPND|OFL-1\.1|CNRI-Python|Unlicense)\b",
    re.IGNORECASE,
)
STRONG_COPYLEFT = re.compile(r"(?<!L)(?<!Lesser )\b(?:A?GPL|GNU (?:Affero )?General Public)", re.IGNORECASE)
READ_BY_HAND = {
    "axe-playwright-python": "MIT: said in its licence file only",
    "skops": "MIT: said in its licence file only",
    "tld": "MPL-1.1 at our choice, among GPL-2.0 and LGPL-2.1",
}
CANONICAL_APACHE = "cfc7749b96f63bd31c3c42b5c471bf756814053e847c10f3eb003417bc523d30"


def licence(name: str) -> str:
    """What an installed package says of its licence."""
    return words_of(importlib.metadata.distribution(name))


def words_of(distribution: importlib.metadata.Distribution) -> str:
    """What a package says of its licence: the expression, else the classifiers, else the first words."""
    said = distribution.metadata
    classifiers = [text for text in said.get_all("Classifier") or [] if text.startswith("License ::")]
    return said.get("License-Expression") or "; ".join(classifiers) or (said.get("License") or "")[:80]


def acceptable(said: str) -> bool:
    """Whether a licence is on the list."""
    return bool(ALLOWED.search(said)) and not STRONG_COPYLEFT.search(said)


def test_every_locked_package_may_be_used() -> None:
    installed = {
        distribution.name.lower().replace("_", "-").replace(".", "-")
        for distribution in importlib.metadata.distributions()
    }
    locked = (set(pins("runtime")) | set(pins("test")) | set(pins("bench"))) & installed
    assert len(locked) > 100
    refused = {name: licence(name) for name in locked - set(READ_BY_HAND) if not acceptable(licence(name))}
    assert refused == {}


@pytest.mark.parametrize(("lock", "folder"), [("isso", ISSO), ("servers", SERVERS)])
def test_the_servers_of_the_tests_may_be_used(lock: str, folder: Path) -> None:
    there = {one.name.lower(): words_of(one) for one in importlib.metadata.distributions(path=[str(folder)])}
    assert {name: said for name, said in there.items() if not acceptable(said)} == {}
    assert not there or set(there) == set(pins(lock))


@pytest.mark.parametrize("said", ["GPL-3.0-or-later", "AGPL-3.0-only", "GNU General Public License v2", "MIT AND GPL-2.0-only", "Proprietary", ""])  # fmt: skip
def test_a_licence_off_the_list_is_noticed(said: str) -> None:
    assert not acceptable(said)


@pytest.mark.parametrize("said", ["MIT", "BSD-3-Clause AND MIT", "Apache-2.0", "LGPL-3.0-only", "License :: OSI Approved :: Zope Public License"])  # fmt: skip
def test_a_licence_on_the_list_passes(said: str) -> None:
    assert acceptable(said)


def test_our_own_is_the_canonical_text() -> None:
    assert hashlib.sha256((ROOT / "LICENSE").read_bytes()).hexdigest() == CANONICAL_APACHE
