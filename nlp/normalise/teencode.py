"""Chat spellings and their standard form, from ``nlp/lexicons/teencode.tsv``.

Columns: ``form`` (lower case), ``norm``, ``kind``, ``when``, ``unless``, ``capitals``, ``source``. A form may have several
rows; the first whose conditions hold is used, and where none holds the form stays as written, so
both readings remain open. ``when`` and ``unless`` hold conditions separated by spaces; all of
``when`` must hold, none of ``unless`` may:

* ``prev=a|b``, ``next=a|b``: the neighbouring word, folded; ``near=a|b``: any of three words either side in the clause;
* the word ``#`` is a number, ``^`` the edge of a clause, ``:`` a colon (for ``prev`` and ``next``);
* ``text=marked``: the text as a whole is written with diacritics; ``case=lower``: the form is in lower case.

A form all in capitals is an abbreviation of another kind (``KH``, ``TT``, ``UBND``) and stays, unless
``capitals`` is 1. Negation has rows of its own kind and survives every rule.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache

from nlp import lexicons
from nlp.normalise.folding import fold

WORD = re.compile(r"\w+(?:[@$]\w+)*")
_TOUCHING = frozenset("-/&_@#+'’\\=:%")
_NUMBER = re.compile(r"\d[\d.,]*(?:k|tr|m|đ|d|%)?")
_NEAR = 3
_MARKED_SHARE = 0.2


@dataclass(frozen=True, slots=True)
class Condition:
    """One test of the words around a form."""

    place: str
    words: frozenset[str]


@dataclass(frozen=True, slots=True)
class Row:
    """One reading of a form."""

    norm: str
    when: tuple[Condition, ...]
    unless: tuple[Condition, ...]
    capitals: bool


class Sentence:
    """The words of a text, found when first asked for, with the neighbourhood questions rows ask."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._marked: bool | None = None

    @cached_property
    def words(self) -> list[re.Match[str]]:
        """Every word in order."""
        return list(WORD.finditer(self.text))

    @property
    def marked(self) -> bool:
        """Whether at least a fifth of the words carry a diacritic."""
        if self._marked is None:
            marked = list(map(str.isascii, map(re.Match.group, self.words))).count(False)
            self._marked = marked >= _MARKED_SHARE * len(self.words) and marked > 0
        return self._marked

    def neighbour(self, index: int, step: int) -> str:
        """The folded word before or after, ``#`` for a number, ``^`` at the edge of a clause."""
        other = index + step
        if not 0 <= other < len(self.words):
            return "^"
        left, right = (other, index) if step < 0 else (index, other)
        gap = self.text[self.words[left].end() : self.words[right].start()]
        if not gap.isspace():
            return ":" if gap.strip() == ":" else "^"
        return _shape(self.words[other].group())

    def around(self, index: int) -> Iterator[str]:
        """The folded words up to three away in the same clause."""
        for step in (-1, 1):
            for distance in range(_NEAR):
                at = index + step * distance
                word = self.neighbour(at, step)
                if word in {"^", ":"}:
                    break
                yield word

    def holds(self, condition: Condition, word: re.Match[str]) -> bool:
        """Whether the condition holds for the word."""
        match condition.place:
            case "prev":
                return self.neighbour(self.index(word), -1) in condition.words
            case "next":
                return self.neighbour(self.index(word), 1) in condition.words
            case "near":
                return any(near in condition.words for near in self.around(self.index(word)))
            case "case":
                return word.group().islower()
            case _:
                return self.marked

    def index(self, word: re.Match[str]) -> int:
        """The place of the word among all words."""
        return bisect_left(self.words, word.start(), key=re.Match.start)

    def touches(self, word: re.Match[str]) -> bool:
        """Whether the word is glued to a sign that makes it part of something else (``02-KH/BCĐ``)."""
        start, end = word.span()
        length = end - start
        before = self.text[start - 1] if start else " "
        after = self.text[end] if end < len(self.text) else " "
        if before == after == " ":
            return False
        if before in "([" and length == 1 and after in ")]":
            return True
        if before in _TOUCHING and (before not in "=:" or length == 1):
            return True
        if before == "." and length < 3 and self.text[start - 2 : start - 1].isalnum():
            return True
        if after == "." and self.text[end + 1 : end + 2].isalnum():
            return True
        return after in _TOUCHING and after not in "=:"


def may_change(word: str) -> bool:
    """Whether the word is a chat spelling of another in some place."""
    rows = lexicon().get(word.lower(), ())
    shouted = word.isupper()
    return any((row.capitals or not shouted) and _in_case(row.norm, word) != word for row in rows)


def reading(sentence: Sentence, word: re.Match[str]) -> str | None:
    """The standard form of a word of the sentence in its place; None when it stays as written."""
    written = word.group()
    rows = lexicon().get(written.lower())
    if rows is None or sentence.touches(word):
        return None
    shouted = written.isupper()
    for row in rows:
        if shouted and not row.capitals:
            continue
        if not all(sentence.holds(condition, word) for condition in row.when):
            continue
        if any(sentence.holds(condition, word) for condition in row.unless):
            continue
        return _in_case(row.norm, written)
    return None


def _in_case(norm: str, written: str) -> str:
    if not norm.islower():
        return norm
    if len(written) > 1 and written.isupper():
        return norm.upper()
    return norm[0].upper() + norm[1:] if written[0].isupper() else norm


@lru_cache(maxsize=16384)
def _shape(word: str) -> str:
    if word[0].isdigit() and _NUMBER.fullmatch(word.lower()):
        return "#"
    return fold(word)


@cache
def lexicon() -> dict[str, tuple[Row, ...]]:
    """Form to readings, in the order of the file.

    Raises:
        ValueError: a row's condition is not of the documented form.
    """
    found: dict[str, tuple[Row, ...]] = {}
    for cells in lexicons.rows("teencode.tsv"):
        row = Row(
            norm=cells["norm"],
            when=_conditions(cells["form"], cells["when"]),
            unless=_conditions(cells["form"], cells["unless"]),
            capitals=cells["capitals"] == "1",
        )
        found[cells["form"]] = (*found.get(cells["form"], ()), row)
    return found


def _conditions(form: str, written: str) -> tuple[Condition, ...]:
    conditions = []
    for part in written.split():
        place, sign, words = part.partition("=")
        if place not in {"prev", "next", "near", "text", "case"} or not sign or not words:
            raise ValueError(f"teencode.tsv: row {form!r} has the unknown condition {part!r}")
        conditions.append(Condition(place, frozenset(words.split("|"))))
    return tuple(conditions)
