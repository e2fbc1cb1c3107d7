"""A rewritten text that still knows where each of its characters came from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple


class Edit(NamedTuple):
    """Put ``text`` in place of characters ``start..end`` (``start < end``)."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Aligned:
    """``text`` with the range of the original behind each of its characters.

    Both maps are non-decreasing and ``starts[i] < ends[i]``. Where nothing was rewritten they are
    plain ``range`` objects, so an untouched text costs nothing.
    """

    text: str
    starts: Sequence[int]
    ends: Sequence[int]

    @classmethod
    def of(cls, original: str) -> Aligned:
        """The text itself, every character standing for itself."""
        return cls(original, range(len(original)), range(1, len(original) + 1))

    def source(self, start: int, end: int) -> tuple[int, int]:
        """The range of the original behind the non-empty range ``start..end`` of ``text``."""
        return self.starts[start], self.ends[end - 1]

    def rewrite(self, edits: Iterable[Edit]) -> Aligned:
        """Apply edits given in order and without overlap.

        A replacement as long as what it replaces keeps the map character for character; any other
        one stands as a whole for all it replaces.
        """
        parts: list[str] = []
        starts: list[int] = []
        ends: list[int] = []
        done = 0
        for start, end, text in edits:
            parts += (self.text[done:start], text)
            starts += self.starts[done:start]
            ends += self.ends[done:start]
            if len(text) == end - start:
                starts += self.starts[start:end]
                ends += self.ends[start:end]
            elif text:
                starts += [self.starts[start]] * len(text)
                ends += [self.ends[end - 1]] * len(text)
            done = end
        if not parts:
            return self
        parts.append(self.text[done:])
        starts += self.starts[done:]
        ends += self.ends[done:]
        return Aligned("".join(parts), starts, ends)
