"""The words of a text and what the name lexicons say of them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from nlp import lexicons
from nlp.normalise.folding import fold
from nlp.normalise.spelling import respell
from nlp.normalise.syllable import is_syllable

WORD = re.compile(r"[^\W\d_]+|\d+")
SPACE = re.compile(r"[ \t\u00a0]{1,3}")
_AREAS = frozenset({"xã", "phường", "huyện", "quận", "tỉnh", "thôn", "ấp", "bản", "thị trấn"})
_MAX_SYLLABLES = 5
_HEADLINE_SHARE = 0.7
_HEADLINEWORDS = 8


class Token(NamedTuple):
    """A word or number of the text; ``folded`` is its spelling without diacritics."""

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
        """Capitals throughout."""
        return self.text.isupper()


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The name lexicons, read once."""

    surnames: dict[str, str]
    bare: frozenset[str]
    middle: frozenset[str]
    titles: dict[tuple[str, ...], str]
    stops: frozenset[str]
    place_words: frozenset[tuple[str, ...]]
    figures: frozenset[str]
    places: frozenset[str]


@cache
def lexicon() -> Lexicon:
    """The lexicons under ``nlp/lexicons``."""
    surnames = lexicons.rows("surnames.tsv")
    return Lexicon(
        surnames={row["surname"]: row["belief"] for row in surnames},
        bare=frozenset(fold(row["surname"]) for row in surnames if row["bare"]),
        middle=frozenset(lexicons.lines("middle_names.txt")),
        titles=_with_bare("titles.tsv", "title", "sort"),
        stops=frozenset(lexicons.lines("name_stops.txt")),
        place_words=frozenset(_with_bare("place_words.tsv", "word", "word")),
        figures=frozenset(fold(line) for line in lexicons.lines("public_names.txt")),
        places=frozenset(
            spelling
            for line in lexicons.lines("places.txt")
            for spelling in (" ".join(respell(word) for word in line.split()), fold(line))
        ),
    )


def _with_bare(table: str, key: str, value: str) -> dict[tuple[str, ...], str]:
    """A table's entries as tuples of words, those marked ``bare`` also without diacritics."""
    found: dict[tuple[str, ...], str] = {}
    for row in lexicons.rows(table):
        found[tuple(row[key].split())] = row[value]
        if row["bare"]:
            found.setdefault(tuple(fold(row[key]).split()), row[value])
    return found


class Reader:
    """The words of one text and the questions asked of them."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.folded = fold(text)
        self.lexicon = lexicon()
        self.tokens = [
            Token(*match.span(), match.group(), self.folded[match.start() : match.end()])
            for match in WORD.finditer(text)
        ]
        words = [token for token in self.tokens if not token.text.isdigit()]
        capitals = sum(token.capitalised for token in words)
        self.headline = len(words) >= _HEADLINEWORDS and capitals >= _HEADLINE_SHARE * len(words)
        self.shouting = (
            sum(token.shouted for token in words) > len(words) / 2 and len(words) >= _HEADLINEWORDS
        )

    def gap(self, index: int) -> str:
        """What stands between token ``index`` and the one before."""
        if index == 0:
            return "\n"
        return self.text[self.tokens[index - 1].end : self.tokens[index].start]

    def role_before(self, index: int) -> bool:
        """Whether a role of two or three words ends right before ``index`` (``chủ tịch`` | ``xã``)."""
        return any(
            self.lexicon.titles.get(
                tuple(token.text.lower() for token in self.tokens[max(0, index - size) : index])
            )
            == "role"
            for size in (2, 3)
        )

    def run(self, index: int, shouted: bool = False) -> int:
        """How many tokens from ``index`` on could be one name."""
        count = 0
        while index + count < len(self.tokens) and count < _MAX_SYLLABLES:
            token = self.tokens[index + count]
            if not (token.shouted if shouted else token.capitalised):
                break
            if not (len(token.text) == 1 or is_syllable(token.folded)):
                break
            if count and not SPACE.fullmatch(self.gap(index + count)):
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
        """Whether the capitalised run begins with a known place, with its diacritics or with none."""
        return any(self.spelling(index, size) in self.lexicon.places for size in range(count, 0, -1))

    def spelling(self, index: int, count: int) -> str:
        """The tokens in lower case, tone marks in their standard place."""
        return " ".join(respell(token.text.lower()) for token in self.tokens[index : index + count])

    def is_figure(self, index: int, count: int) -> bool:
        """Whether the run is the name of a figure of history."""
        return " ".join(token.folded for token in self.tokens[index : index + count]) in self.lexicon.figures

    def after_place_word(self, index: int) -> bool:
        """Whether the word before makes the run a street, a school or a house number's street."""
        if index == 0:
            return False
        before = self.tokens[index - 1]
        gap = self.gap(index)
        if not (SPACE.fullmatch(gap) or re.fullmatch(r"\.\s?", gap)):
            return False
        if before.text.isdigit():
            return SPACE.fullmatch(gap) is not None and len(before.text) <= 4
        if gap.startswith(".") and len(before.text) > 2:
            return False
        if before.text.lower() in _AREAS and self.role_before(index - 1):
            return False
        bare = before.text.isascii() and not self.tokens[index].text.isascii() and len(before.text) > 2
        return (before.text.lower(),) in self.lexicon.place_words and not bare


@cache
def bare_surnames() -> frozenset[str]:
    """All surnames, folded."""
    return frozenset(fold(surname) for surname in lexicon().surnames)


@cache
def bare_middle() -> frozenset[str]:
    """Usual middle names, folded."""
    return frozenset(fold(name) for name in lexicon().middle)
