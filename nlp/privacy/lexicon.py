"""The name lexicons, and what they say of one word by itself."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cache, cached_property

from nlp import lexicons
from nlp.normalise.folding import fold
from nlp.normalise.spelling import respell
from nlp.normalise.syllable import is_syllable

_MOST_REMEMBERED = 50_000
_APOSTROPHE = re.compile(r"['’`]")
_BRANDS = ("known_apps.txt", "banks.txt")


@dataclass(frozen=True, slots=True, eq=False)
class Word:
    """A word as written, its spellings, its shape, and what it can be in a name.

    ``lower`` is in small letters, ``spelt`` has its tone mark in the standard place besides, ``folded`` none.

    ``capitalised``: a capital first letter and no other. ``surname``, ``given``: how far it is believed as one, or None.
    ``begins``: a name may begin here in some place. ``ends_title``: some title ends with it.
    """

    text: str
    lower: str
    spelt: str
    folded: str
    capitalised: bool
    shouted: bool
    syllable: bool
    surname: str | None
    given: str | None
    middle: bool
    stop: bool
    place_word: bool
    firm: bool
    brand: bool
    ends_title: bool
    begins: bool


@dataclass(frozen=True, eq=False)
class Lexicon:
    """The lexicons under ``nlp/lexicons``; the tables are described in the files."""

    surnames: dict[str, str]
    bare: frozenset[str]
    middle: frozenset[str]
    given: dict[str, str]
    small_given: frozenset[str]
    titles: dict[tuple[str, ...], str]
    stops: frozenset[str]
    compounds: frozenset[str]
    place_words: frozenset[str]
    firms: frozenset[str]
    figures: frozenset[str]
    places: frozenset[str]
    brands: frozenset[str] = frozenset()
    _known: dict[str, Word] = field(default_factory=dict, repr=False)

    @cached_property
    def title_ends(self) -> frozenset[str]:
        """The last words of all titles."""
        return frozenset(words[-1] for words in self.titles)

    @cached_property
    def bare_surnames(self) -> frozenset[str]:
        """All surnames but the rare, folded."""
        return frozenset(fold(surname) for surname, belief in self.surnames.items() if belief != "rare")

    @cached_property
    def bare_middle(self) -> frozenset[str]:
        """Usual middle names, folded."""
        return frozenset(map(fold, self.middle))

    @cached_property
    def folded_given(self) -> frozenset[str]:
        """All given names, folded."""
        return frozenset(map(fold, self.given))

    def word(self, text: str) -> Word:
        """What is known of a word as written; remembered, numbers apart."""
        known = self._known.get(text)
        if known is not None:
            return known
        word = self._word(text)
        if not text[0].isdigit():
            if len(self._known) >= _MOST_REMEMBERED:
                self._known.clear()
            self._known[text] = word
        return word

    def _word(self, text: str) -> Word:
        lower = text.lower()
        spelt, folded = respell(lower), fold(lower)
        capitalised = text[0].isupper() and all(part[1:].islower() or len(part) == 1 for part in _parts(text))
        shouted = text.isupper()
        in_small_letters = spelt in self.small_given or folded in self.bare_surnames
        return Word(
            text=text,
            lower=lower,
            spelt=spelt,
            folded=folded,
            capitalised=capitalised,
            shouted=shouted,
            syllable=len(text) == 1 or is_syllable(folded),
            surname=self.surnames.get(spelt),
            given=self.given.get(spelt),
            middle=spelt in self.middle,
            stop=(lower in self.stops or spelt in self.stops) and spelt not in self.middle,
            place_word=lower in self.place_words,
            firm=lower in self.firms,
            brand=lower in self.brands,
            ends_title=lower in self.title_ends,
            begins=capitalised or shouted or (text.islower() and in_small_letters),
        )

    def without(self, entries: Iterable[tuple[str, str]]) -> Lexicon:
        """A copy that lacks some entries, given as the name of a table and the entry's key in it."""
        dropped: dict[str, set[str]] = {}
        for table, key in entries:
            dropped.setdefault(table, set()).add(key)

        def kept(table: str, entries: frozenset[str]) -> frozenset[str]:
            return entries - dropped.get(table, set())

        return replace(
            self,
            surnames={
                key: value for key, value in self.surnames.items() if key not in dropped.get("surnames", ())
            },
            given={key: value for key, value in self.given.items() if key not in dropped.get("given", ())},
            titles={
                key: value
                for key, value in self.titles.items()
                if " ".join(key) not in dropped.get("titles", ())
            },
            bare=kept("bare", self.bare),
            middle=kept("middle", self.middle),
            small_given=kept("small_given", self.small_given),
            stops=kept("stops", self.stops),
            compounds=kept("compounds", self.compounds),
            place_words=kept("place_words", self.place_words),
            firms=kept("firms", self.firms),
            figures=kept("figures", self.figures),
            places=kept("places", self.places),
            _known={},
        )


@cache
def lexicon() -> Lexicon:
    """The lexicons that ship with the program."""
    surnames, given = lexicons.rows("surnames.tsv"), lexicons.rows("given_names.tsv")
    place_words = lexicons.rows("place_words.tsv")
    return Lexicon(
        surnames={respell(row["surname"]): row["belief"] for row in surnames},
        bare=frozenset(fold(row["surname"]) for row in surnames if row["bare"]),
        middle=frozenset(map(respell, lexicons.lines("middle_names.txt"))),
        given={respell(row["name"]): row["belief"] for row in given},
        small_given=frozenset(
            spelling
            for row in given
            if row["small"]
            for spelling in (
                respell(row["name"]),
                fold(row["name"]) if row["small"] == "both" else respell(row["name"]),
            )
        ),
        titles=_titles(),
        stops=_spellings("name_stops.txt"),
        compounds=_spellings("name_compounds.txt"),
        place_words=frozenset(_with_bare(row for row in place_words if not row["firm"])),
        firms=frozenset(_with_bare(row for row in place_words if row["firm"])),
        figures=_spellings("public_names.txt"),
        places=_spellings("places.txt"),
        brands=frozenset(word.lower() for name in _BRANDS for word in lexicons.lines(name)),
    )


def _parts(text: str) -> list[str]:
    """The parts of ``H'Rim``."""
    return _APOSTROPHE.split(text)


def _spelt(line: str) -> str:
    return " ".join(map(respell, line.split()))


def _spellings(name: str) -> frozenset[str]:
    """A list's entries as written, with tone marks in their standard place, and those of several words without marks too."""
    return frozenset(
        spelling
        for line in lexicons.lines(name)
        for spelling in (line, _spelt(line), fold(line) if " " in line else line)
    )


def _titles() -> dict[tuple[str, ...], str]:
    found: dict[tuple[str, ...], str] = {}
    for row in lexicons.rows("titles.tsv"):
        found[tuple(row["title"].split())] = row["sort"]
        if row["bare"]:
            found.setdefault(tuple(fold(row["title"]).split()), row["sort"])
    return found


def _with_bare(rows: Iterable[dict[str, str]]) -> Iterable[str]:
    for row in rows:
        yield row["word"]
        if row["bare"]:
            yield fold(row["word"])
