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
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache

from nlp import lexicons
from nlp.normalise.folding import fold

WORD = re.compile(r"\w+(?:[@$]\w+)*")
_NEXT = re.compile(rf"(\s*(?::\s*)?)({WORD.pattern})")
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
    """A text with the questions rows ask of the neighbourhood of a word. Reads no further than it is asked."""

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def marked(self) -> bool:
        """Whether at least a fifth of the words carry a diacritic."""
        if self.text.isascii():
            return False
        words = WORD.findall(self.text)
        marked = list(map(str.isascii, words)).count(False)
        return marked > 0 and marked >= _MARKED_SHARE * len(words)

    def after(self, end: int) -> tuple[str, int]:
        """The folded word behind one that ends at ``end``, and its end.

        ``#`` for a number, ``:`` for a colon, ``^`` at the edge of a clause.
        """
        match = _NEXT.match(self.text, end)
        if match is None:
            return "^", end
        return ":" if ":" in match.group(1) else _shape(match.group(2)), match.end()

    def before(self, start: int) -> tuple[str, int]:
        """The folded word in front of one that begins at ``start``, and its start; signs as in ``after``."""
        text = self.text
        end = _skip_back(text, start)
        is_colon = end > 0 and text[end - 1] == ":"
        if is_colon:
            end = _skip_back(text, end - 1)
        if end == start or end == 0 or not _is_word(text[end - 1]):
            return "^", start
        if is_colon:
            return ":", start
        at = end - 1
        while at > 0 and (
            _is_word(text[at - 1]) or (at > 1 and text[at - 1] in "@$" and _is_word(text[at - 2]))
        ):
            at -= 1
        return _shape(text[at:end]), at

    def around(self, start: int, end: int) -> Iterator[str]:
        """The folded words up to three away in the same clause."""
        for look, at in ((self.before, start), (self.after, end)):
            for _ in range(_NEAR):
                word, at = look(at)
                if word in {"^", ":"}:
                    break
                yield word

    def holds(self, condition: Condition, word: re.Match[str]) -> bool:
        """Whether the condition holds for the word."""
        match condition.place:
            case "prev":
                return self.before(word.start())[0] in condition.words
            case "next":
                return self.after(word.end())[0] in condition.words
            case "near":
                return any(near in condition.words for near in self.around(*word.span()))
            case "case":
                return word.group().islower()
            case _:
                return self.marked

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


def _is_word(char: str) -> bool:
    return char.isalnum() or char == "_"


def _skip_back(text: str, at: int) -> int:
    while at > 0 and text[at - 1].isspace():
        at -= 1
    return at


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
