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
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from nlp import lexicons
from nlp.normalise.alignment import Edit
from nlp.normalise.folding import fold

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


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the text and where it stands."""

    start: int
    end: int
    text: str


class Sentence:
    """The words of a text, with the neighbourhood questions rows ask."""

    def __init__(self, text: str, words: Sequence[Word]) -> None:
        self.text = text
        self.words = words
        self._marked: bool | None = None

    @property
    def marked(self) -> bool:
        """Whether at least a fifth of the words carry a diacritic."""
        if self._marked is None:
            marked = sum(not word.text.isascii() for word in self.words)
            self._marked = marked >= _MARKED_SHARE * len(self.words) and marked > 0
        return self._marked

    def neighbour(self, index: int, step: int) -> str:
        """The folded word before or after, ``#`` for a number, ``^`` at the edge of a clause."""
        other = index + step
        if not 0 <= other < len(self.words):
            return "^"
        left, right = (other, index) if step < 0 else (index, other)
        gap = self.text[self.words[left].end : self.words[right].start]
        if not gap.isspace():
            return ":" if gap.strip() == ":" else "^"
        return _shape(self.words[other].text)

    def around(self, index: int) -> Iterator[str]:
        """The folded words up to three away in the same clause."""
        for step in (-1, 1):
            for distance in range(_NEAR):
                at = index + step * distance
                word = self.neighbour(at, step)
                if word in {"^", ":"}:
                    break
                yield word

    def holds(self, condition: Condition, index: int) -> bool:
        """Whether the condition holds for the word at ``index``."""
        match condition.place:
            case "prev":
                return self.neighbour(index, -1) in condition.words
            case "next":
                return self.neighbour(index, 1) in condition.words
            case "near":
                return any(word in condition.words for word in self.around(index))
            case "case":
                return self.words[index].text.islower()
            case _:
                return self.marked

    def touches(self, word: Word) -> bool:
        """Whether the word is glued to a sign that makes it part of something else (``02-KH/BCĐ``)."""
        before = self.text[word.start - 1] if word.start else " "
        after = self.text[word.end] if word.end < len(self.text) else " "
        if before in "([" and len(word.text) == 1 and after in ")]":
            return True
        if before in _TOUCHING and (before not in "=:" or len(word.text) == 1):
            return True
        if before == "." and len(word.text) < 3 and self.text[word.start - 2 : word.start - 1].isalnum():
            return True
        if after == "." and self.text[word.end + 1 : word.end + 2].isalnum():
            return True
        return after in _TOUCHING and after not in "=:"


def teencode_edits(text: str, words: Sequence[Word]) -> Iterator[Edit]:
    """Standard forms for the words that have one in this place."""
    table = lexicon()
    sentence: Sentence | None = None
    for index, word in enumerate(words):
        rows = table.get(word.text.lower())
        if rows is None:
            continue
        sentence = sentence or Sentence(text, words)
        norm = _reading(sentence, index, rows)
        if norm is not None and norm != word.text:
            yield Edit(word.start, word.end, norm)


def _reading(sentence: Sentence, index: int, rows: tuple[Row, ...]) -> str | None:
    word = sentence.words[index]
    if sentence.touches(word):
        return None
    shouted = word.text.isupper()
    for row in rows:
        if shouted and not row.capitals:
            continue
        if not all(sentence.holds(condition, index) for condition in row.when):
            continue
        if any(sentence.holds(condition, index) for condition in row.unless):
            continue
        return _in_case(row.norm, word.text)
    return None


def _in_case(norm: str, written: str) -> str:
    if not norm.islower():
        return norm
    if len(written) > 1 and written.isupper():
        return norm.upper()
    return norm[0].upper() + norm[1:] if written[0].isupper() else norm


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
