"""The passages of a document as a tree, cut into sheets that a phone on a slow line can open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from models.queries.passage_context import lies_in
from models.tables.official import DocumentPassage

SHEET = 30_000
"""Bytes of a sheet's text: with its markup and all else of the page it stays under 60 KB."""
EACH = 260
"""Bytes of the markup around one passage."""
BIG = {"Phần": 0, "Phụ lục": 0, "Chương": 1, "Mục": 2, "Tiểu mục": 3}
"""Headings that hold what follows them until the next of the same or a higher rank."""


@dataclass(slots=True)
class Node:
    """A passage and those that lie in it."""

    passage: DocumentPassage
    children: list[Node] = field(default_factory=list)

    @property
    def count(self) -> int:
        """How many passages lie in it, at any depth."""
        return len(self.children) + sum(child.count for child in self.children)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A stretch of a document: its number from 1, and its passages in order."""

    number: int
    passages: Sequence[DocumentPassage]

    @property
    def first(self) -> str:
        """The path it begins with."""
        return self.passages[0].path

    @property
    def last(self) -> str:
        """The path it ends with."""
        return self.passages[-1].path


def sheets_of(passages: Sequence[DocumentPassage]) -> list[Sheet]:
    """All passages in sheets of about ``SHEET`` bytes; a new one begins where an outer passage does, if it can."""
    sheets: list[list[DocumentPassage]] = []
    size, outer = 0, ""
    for passage in passages:
        own = len(passage.text.encode()) + EACH
        inner = bool(sheets) and lies_in(passage.path, outer)
        outer = outer if inner else passage.path
        if not sheets or size + own > (1.5 * SHEET if inner else SHEET):
            sheets.append([])
            size = 0
        sheets[-1].append(passage)
        size += own
    return [Sheet(number, rows) for number, rows in enumerate(sheets, start=1)]


def tree_of(passages: Sequence[DocumentPassage]) -> list[Node]:
    """Passages in reading order as a tree: a passage lies in the last one whose path it extends, or under the last
    big heading (``Chương II``) before it.
    """
    roots: list[Node] = []
    open_nodes: list[Node] = []
    for passage in passages:
        while open_nodes and not _inside(passage.path, open_nodes[-1].passage.path):
            open_nodes.pop()
        node = Node(passage)
        (open_nodes[-1].children if open_nodes else roots).append(node)
        open_nodes.append(node)
    return roots


def _inside(path: str, other: str) -> bool:
    if lies_in(path, other):
        return True
    held, holder = _rank(path), _rank(other)
    if holder is None or path.startswith(("mở đầu", "kết")):
        return False
    return holder < held if held is not None else not other.startswith("Phụ lục")


def _rank(path: str) -> int | None:
    """The rank of a big heading; None for what is none, or lies in one by its path."""
    return next((rank for name, rank in BIG.items() if path.startswith(f"{name} ") and "." not in path), None)
