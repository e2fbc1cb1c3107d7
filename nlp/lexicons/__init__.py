"""Word lists kept as plain files, and the one reader for them.

Lines that start with ``#`` are comments. Files are read once per process by their users.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

_HERE = Path(__file__).parent
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The safe reader, compiled where the library has it: the rules alone took the other half a second at every start."""


def from_yaml(text: str) -> Any:
    """Plain data of a YAML text.

    Raises:
        yaml.YAMLError: it is none.
    """
    loader = _LOADER(text)
    try:
        return loader.get_single_data()
    finally:
        loader.dispose()


def described(name: str) -> Any:
    """The data of a YAML file of this folder."""
    return from_yaml((_HERE / name).read_text(encoding="utf-8"))


def lines(name: str) -> list[str]:
    """The entries of a one-column list, stripped, without comments and empty lines."""
    raw = (_HERE / name).read_text(encoding="utf-8").splitlines()
    return [line.strip() for line in raw if line.strip() and not line.startswith("#")]


def rows(name: str) -> list[dict[str, str]]:
    """The rows of a tab-separated table with a header; missing last columns are empty."""
    raw = (_HERE / name).read_text(encoding="utf-8").splitlines()
    table = [line for line in raw if line.strip() and not line.startswith("#")]
    header = table[0].split("\t")
    found = []
    for line in table[1:]:
        cells = [cell.strip() for cell in line.split("\t")]
        if len(cells) > len(header):
            raise ValueError(f"{name}: more cells than columns in row {cells[0]!r}")
        cells += [""] * (len(header) - len(cells))
        found.append(dict(zip(header, cells, strict=True)))
    return found


def word_set(listed: str) -> frozenset[str]:
    """A short closed list written in the code as one string of words."""
    return frozenset(listed.split())
