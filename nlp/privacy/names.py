"""Plain Vietnamese personal names, by surname, by title and by signature.

A run of capitalised Vietnamese syllables is a name when it begins with a surname, or stands after a
title, a role or a label (``chị Hoa``, ``trưởng thôn Tám``, ``chủ TK: …``), or closes a letter. It is none after a
word for a street, school or firm, when it is a known place, and for figures of history.

What it cannot see: names in lower case other than surname + văn/thị + name; names without
diacritics under surnames that are also words (``Ho Hoa``, ``Le Lan``) unless they have a usual middle
name; a given name alone without a title (``Hoa nói …``); foreign names; nicknames; names of other peoples
of Vietnam outside the surname list; any name in a text written in capitals throughout, unless it has
surname and middle name. Names in headings written With Capitals Everywhere are believed with surname only.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from nlp import lexicons
from nlp.normalise.folding import fold
from nlp.normalise.syllable import is_syllable

_WORD = re.compile(r"[^\W\d_]+|\d+")
_MAX_SYLLABLES = 5
_CLOSING = re.compile(
    r"(?:tran trong|than ai|cam on|kinh thu|kinh chao|kinh don|nguoi viet|ky ten|thay mat)[^\n]{0,60}\n[\s\-–—]{0,6}$"
)
_GAPS = {
    "label": re.compile(r"[\s:=.,\-–(]{1,5}"),
    "contact": re.compile(r"[ :]{1,3}"),
    "short": re.compile(r" {1,2}|\. ?"),
}
_SPACE = re.compile(r"[ \t\u00a0]{1,3}")
_LONGEST_TITLE = 4
_HEADLINE_SHARE = 0.7
_HEADLINE_WORDS = 8


class _Token(NamedTuple):
    start: int
    end: int
    text: str
    folded: str

    @property
    def capitalised(self) -> bool:
        """A Vietnamese syllable with a capital first letter and no other, or one capital letter."""
        return self.text[0].isupper() and (len(self.text) == 1 or self.text[1:].islower())

    @property
    def shouted(self) -> bool:
        return self.text.isupper()


@dataclass(frozen=True, slots=True)
class _Lexicon:
    surnames: dict[str, str]
    bare: frozenset[str]
    middle: frozenset[str]
    titles: dict[tuple[str, ...], str]
    stops: frozenset[str]
    place_words: frozenset[tuple[str, ...]]
    figures: frozenset[str]
    places: frozenset[str]


@cache
def _lexicon() -> _Lexicon:
    surnames = lexicons.rows("surnames.tsv")
    return _Lexicon(
        surnames={row["surname"]: row["belief"] for row in surnames},
        bare=frozenset(fold(row["surname"]) for row in surnames if row["bare"]),
        middle=frozenset(lexicons.lines("middle_names.txt")),
        titles=_with_bare("titles.tsv", "title", "sort"),
        stops=frozenset(lexicons.lines("name_stops.txt")),
        place_words=frozenset(_with_bare("place_words.tsv", "word", "word")),
        figures=frozenset(fold(line) for line in lexicons.lines("public_names.txt")),
        places=frozenset(fold(line) for line in lexicons.lines("places.txt")),
    )


def _with_bare(table: str, key: str, value: str) -> dict[tuple[str, ...], str]:
    """A table's entries as tuples of words, those marked ``bare`` also without diacritics."""
    found: dict[tuple[str, ...], str] = {}
    for row in lexicons.rows(table):
        found[tuple(row[key].split())] = row[value]
        if row["bare"]:
            found.setdefault(tuple(fold(row[key]).split()), row[value])
    return found


class _Reader:
    """The words of one text and the questions asked of them."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.folded = fold(text)
        self.lexicon = _lexicon()
        self.tokens = [
            _Token(*match.span(), match.group(), self.folded[match.start() : match.end()])
            for match in _WORD.finditer(text)
        ]
        words = [token for token in self.tokens if not token.text.isdigit()]
        capitals = sum(token.capitalised for token in words)
        self.headline = len(words) >= _HEADLINE_WORDS and capitals >= _HEADLINE_SHARE * len(words)
        self.shouting = (
            sum(token.shouted for token in words) > len(words) / 2 and len(words) >= _HEADLINE_WORDS
        )

    def gap(self, index: int) -> str:
        """What stands between token ``index`` and the one before."""
        if index == 0:
            return "\n"
        return self.text[self.tokens[index - 1].end : self.tokens[index].start]

    def run(self, index: int, shouted: bool = False) -> int:
        """How many tokens from ``index`` on could be one name."""
        count = 0
        while index + count < len(self.tokens) and count < _MAX_SYLLABLES:
            token = self.tokens[index + count]
            if not (token.shouted if shouted else token.capitalised):
                break
            if not (len(token.text) == 1 or is_syllable(token.folded)):
                break
            if count and not _SPACE.fullmatch(self.gap(index + count)):
                break
            if count and self.stops_at(index + count):
                break
            count += 1
        return count

    def stops_at(self, index: int) -> bool:
        """Whether an office, a people or another word that is no name begins here."""
        word = self.tokens[index].text.lower()
        if index + 1 < len(self.tokens):
            pair = f"{word} {self.tokens[index + 1].text.lower()}"
            if pair in self.lexicon.stops:
                return True
        return word in self.lexicon.stops and word not in self.lexicon.middle

    def is_known(self, index: int, count: int) -> bool:
        """Whether the run begins with a known place."""
        return any(
            " ".join(token.folded for token in self.tokens[index : index + size]) in self.lexicon.places
            for size in range(count, 0, -1)
        )

    def is_figure(self, index: int, count: int) -> bool:
        """Whether the run is the name of a figure of history."""
        return " ".join(token.folded for token in self.tokens[index : index + count]) in self.lexicon.figures

    def after_place_word(self, index: int) -> bool:
        """Whether the word before makes the run a street, a school or a house number's street."""
        if index == 0:
            return False
        before = self.tokens[index - 1]
        gap = self.gap(index)
        if not (_SPACE.fullmatch(gap) or re.fullmatch(r"\.\s?", gap)):
            return False
        if before.text.isdigit():
            return _SPACE.fullmatch(gap) is not None and len(before.text) <= 4
        if gap.startswith(".") and len(before.text) > 2:
            return False
        bare = before.text.isascii() and not self.tokens[index].text.isascii() and len(before.text) > 2
        return (before.text.lower(),) in self.lexicon.place_words and not bare


def find_names(text: str) -> list[tuple[int, int]]:
    """The ranges of personal names in a view with plain characters, in order, without overlap."""
    if not text:
        return []
    reader = _Reader(text)
    found: list[tuple[int, int]] = []
    index = 0
    while index < len(reader.tokens):
        count = _name_at(reader, index)
        if count:
            found.append((reader.tokens[index].start, reader.tokens[index + count - 1].end))
            index += count
        else:
            index += 1
    return found


def _name_at(reader: _Reader, index: int) -> int:
    """The number of tokens of the name that begins at ``index``, 0 for none."""
    token = reader.tokens[index]
    if token.text.isdigit():
        return 0
    if token.text[0].islower():
        return _lower_case_name(reader, index)
    title = _title_before(reader, index)
    titled = _titled_name(reader, index, title) if title else 0
    return max(titled, _full_name(reader, index, title), _shouted_name(reader, index, title))


def _title_before(reader: _Reader, index: int) -> str | None:
    """The sort of the title that stands right before ``index``."""
    for size in range(_LONGEST_TITLE, 0, -1):
        if index < size:
            continue
        words = tuple(token.text.lower() for token in reader.tokens[index - size : index])
        sort = reader.lexicon.titles.get(words)
        if sort is None:
            continue
        inner_gaps = (reader.gap(at) for at in range(index - size + 1, index))
        if not all(_SPACE.fullmatch(gap) for gap in inner_gaps):
            continue
        if _GAPS.get(sort, _SPACE).fullmatch(reader.gap(index)):
            return sort
    return None


def _titled_name(reader: _Reader, index: int, title: str) -> int:
    if reader.headline and title != "label":
        return 0
    if reader.stops_at(index):
        return 0
    count = reader.run(index)
    if not count or reader.is_known(index, count):
        return 0
    if reader.is_figure(index, count) and title != "kin":
        return 0
    if title == "contact" and count == 1 and reader.tokens[index].folded in reader.lexicon.place_words:
        return 0
    return count


def _full_name(reader: _Reader, index: int, title: str | None) -> int:
    token = reader.tokens[index]
    if not token.capitalised:
        return 0
    count = reader.run(index)
    if count < 2 or (title is None and reader.after_place_word(index)):
        return 0
    if reader.is_known(index, count) or (title is None and reader.is_figure(index, count)):
        return 0
    second = reader.tokens[index + 1].text.lower()
    belief = reader.lexicon.surnames.get(token.text.lower())
    marked = count >= 3 and second in reader.lexicon.middle
    if belief is None:
        return count if _bare_name(reader, index, count) else 0
    if belief == "weak" or reader.headline:
        return count if marked else 0
    return count


def _bare_name(reader: _Reader, index: int, count: int) -> bool:
    """Whether the run is a name written without diacritics."""
    tokens = reader.tokens[index : index + count]
    if not all(token.text.isascii() for token in tokens):
        return False
    if tokens[0].folded in reader.lexicon.bare and not reader.headline:
        return True
    known = tokens[0].folded in _bare_surnames()
    return known and count >= 3 and tokens[1].folded in _bare_middle()


def _shouted_name(reader: _Reader, index: int, title: str | None) -> int:
    """``NGUYỄN VĂN A``: capitals throughout, surname first."""
    token = reader.tokens[index]
    if not token.shouted or len(token.text) < 2:
        return 0
    count = reader.run(index, shouted=True)
    if count < 2 or reader.is_figure(index, count) or reader.is_known(index, count):
        return 0
    if title == "label":
        return count
    if token.folded not in _bare_surnames() or reader.after_place_word(index):
        return 0
    marked = count >= 3 and reader.tokens[index + 1].folded in _bare_middle()
    if reader.shouting:
        sure = reader.tokens[index + 1].folded in {"van", "thi", "huu", "duc"}
        return min(count, 4) if marked and sure and not reader.is_figure(index, 3) else 0
    strong = (
        reader.lexicon.surnames.get(token.text.lower()) == "strong" or token.folded in reader.lexicon.bare
    )
    return count if marked or strong else 0


def _lower_case_name(reader: _Reader, index: int) -> int:
    """``nguyễn thị hoa``, ``nguyen van tam``: only surname + văn/thị + one syllable more."""
    tokens = reader.tokens[index : index + 3]
    if len(tokens) < 3 or any(not _SPACE.fullmatch(reader.gap(index + step)) for step in (1, 2)):
        return 0
    first, second, third = tokens
    if second.text not in {"văn", "thị", "van", "thi"} or not is_syllable(third.folded):
        return 0
    if reader.after_place_word(index) or (index and reader.tokens[index - 1].folded in {"vi", "toi", "xam"}):
        return 0
    strong = reader.lexicon.surnames.get(first.text) == "strong" and second.text in {"văn", "thị"}
    if not (strong or first.text in {"nguyen", "huynh"}):
        return 0
    return 0 if reader.is_figure(index, 3) else 3


def signature(text: str) -> tuple[int, int] | None:
    """The name that alone makes the last line after a closing formula, if there is one."""
    body = text.rstrip()
    start = body.rfind("\n") + 1
    if start == 0 or len(body) - start > 40:
        return None
    tokens = list(_WORD.finditer(body, start))
    named = 1 <= len(tokens) <= 4 and all(
        match.group()[0].isupper() and is_syllable(fold(match.group())) for match in tokens
    )
    first = tokens[0].start() if tokens else start
    if not named or not _CLOSING.search(fold(body[max(0, first - 120) : first])):
        return None
    return first, tokens[-1].end()


@cache
def _bare_surnames() -> frozenset[str]:
    return frozenset(fold(surname) for surname in _lexicon().surnames)


@cache
def _bare_middle() -> frozenset[str]:
    return frozenset(fold(name) for name in _lexicon().middle)
