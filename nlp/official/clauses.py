"""Clauses of official text, and what of it is quoted (the new wording of an amendment)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

_BOUNDARY = re.compile(r"[;\n]|\.(?=\s{1,3}[A-ZĐÀ-Ỹ])")
_ONLY_NUMBERING = re.compile(r"\W{0,4}(?:Điều\s{1,3})?(?:\d{1,3}[a-zđ]?|[IVXLC]{1,7})\s{0,2}$", re.IGNORECASE)
_MARK = re.compile("[“”]")


@dataclass(frozen=True, slots=True)
class Clause:
    """A stretch of a text between full stops, semicolons and line ends. Offsets are into that text."""

    start: int
    end: int


def clauses_of(text: str, whole: bool = False) -> list[Clause]:
    """The clauses in order. ``whole``: the text is one clause (a title, whose lines belong together).

    >>> text = "Điều 4. Bãi bỏ A; thay thế B. Quyết định này có hiệu lực"
    >>> [text[one.start : one.end].strip() for one in clauses_of(text)]
    ['Điều 4. Bãi bỏ A', 'thay thế B', 'Quyết định này có hiệu lực']
    """
    if whole:
        return [Clause(0, len(text))]
    found: list[Clause] = []
    start = 0
    for boundary in _BOUNDARY.finditer(text):
        at = boundary.start()
        if boundary.group() == "." and at - start < 40 and _ONLY_NUMBERING.match(text[start:at]):
            continue
        found.append(Clause(start, at))
        start = boundary.end()
    return [*found, Clause(start, len(text))]


def quotations(texts: Sequence[str]) -> list[list[tuple[int, int]]]:
    """For each text of a document, in order, the stretches that are quoted; a quotation may run over several texts.

    A mark without its partner opens and closes nothing.

    >>> quotations(["a “b", "c” d", "“e"])
    [[(2, 4)], [(0, 2)], []]
    """
    opened: list[tuple[int, int]] = []
    pairs: list[tuple[tuple[int, int], tuple[int, int]]] = []
    for number, text in enumerate(texts):
        for mark in _MARK.finditer(text):
            if mark.group() == "“":
                opened.append((number, mark.start()))
            elif opened:
                pairs.append((opened.pop(), (number, mark.end())))
    found: list[list[tuple[int, int]]] = [[] for _ in texts]
    last = (-1, 0)
    for start, end in sorted(pairs):
        if start < last:
            continue  # inside another
        last = end
        for number in range(start[0], end[0] + 1):
            found[number].append(
                (
                    start[1] if number == start[0] else 0,
                    end[1] if number == end[0] else len(texts[number]),
                )
            )
    return found
