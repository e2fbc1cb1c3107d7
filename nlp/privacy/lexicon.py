"""The name lexicons under ``nlp/lexicons``, read once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache, cached_property

from nlp import lexicons
from nlp.normalise.folding import fold
from nlp.normalise.spelling import respell

_BRANDS = ("known_apps.txt", "banks.txt")
TABLES = (
    "surnames",
    "given",
    "titles",
    "middle",
    "stops",
    "compounds",
    "place_words",
    "firms",
    "figures",
    "places",
)
"""The tables whose entries ``Lexicon.without`` may drop."""


@dataclass(frozen=True, eq=False)
class Lexicon:
    """The tables, each described in its file; spellings have their tone mark in the standard place.

    ``surnames`` and ``given`` map to how far a name is believed, ``titles`` to the sort of title. ``bare``: surnames
    believed without diacritics, folded; ``small_given``: given names believed in small letters.
    """

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
    brands: frozenset[str]

    @cached_property
    def titles_by_end(self) -> dict[str, list[tuple[tuple[str, ...], str]]]:
        """The titles that end with a word, the longest first, with their sort."""
        found: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        for words in sorted(self.titles, key=len, reverse=True):
            found.setdefault(words[-1], []).append((words, self.titles[words]))
        return found

    @cached_property
    def known_firsts(self) -> frozenset[str]:
        """The first words of all places and figures."""
        return frozenset(entry.partition(" ")[0] for entry in (*self.places, *self.figures))

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

    def entries(self) -> Iterable[tuple[str, str]]:
        """Every entry as the name of its table and its spelling."""
        for table in TABLES:
            for key in getattr(self, table):
                yield table, key if isinstance(key, str) else " ".join(key)

    def without(self, entries: Iterable[tuple[str, str]]) -> Lexicon:
        """A copy that lacks some entries, given as ``entries`` gives them."""
        dropped: dict[str, set[str]] = {table: set() for table in TABLES}
        for table, key in entries:
            dropped[table].add(key)
        surnames, given, titles = dropped["surnames"], dropped["given"], dropped["titles"]
        return replace(
            self,
            surnames={key: belief for key, belief in self.surnames.items() if key not in surnames},
            bare=self.bare - set(map(fold, surnames)),
            given={key: belief for key, belief in self.given.items() if key not in given},
            small_given=self.small_given - given - set(map(fold, given)),
            titles={key: sort for key, sort in self.titles.items() if " ".join(key) not in titles},
            middle=self.middle - dropped["middle"],
            stops=self.stops - dropped["stops"],
            compounds=self.compounds - dropped["compounds"],
            place_words=self.place_words - dropped["place_words"],
            firms=self.firms - dropped["firms"],
            figures=self.figures - dropped["figures"],
            places=self.places - dropped["places"],
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
            for spelling in (respell(row["name"]), *([fold(row["name"])] if row["small"] == "both" else ()))
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
