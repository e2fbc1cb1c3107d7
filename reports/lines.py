"""Lists of a report: the first lines, and whether there are more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

MAX_ROWS = 12
"""Rows of a list. A leader reads one page; the rest stands on the desk."""

LineT = TypeVar("LineT")


@dataclass(frozen=True, slots=True)
class Lines(Generic[LineT]):
    """The first lines of a list, and whether there are more."""

    shown: Sequence[LineT]
    more: bool = False

    @classmethod
    def first(cls, lines: Sequence[LineT]) -> Lines[LineT]:
        """As many as a list holds."""
        return cls(lines[:MAX_ROWS], len(lines) > MAX_ROWS)
