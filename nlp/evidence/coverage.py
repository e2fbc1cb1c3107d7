"""Which part of what a text asks for a passage covers: the terms of a base as numbers, and the count.

A passage is kept as the numbers of its terms in order (four bytes each), so a base of 100,000 passages takes some
tens of megabytes and nothing of it is read again to be compared. What a text asks for is a row of places, one for each of its
terms; what a passage has of it is one integer with a bit for each place, and another for the places whose neighbour
before them stands before them in the passage too.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from nlp.evidence.terms import bare_forms

PAIR_WEIGHT = 0.4
APART_WEIGHT = 0.5
"""Weights against a word's rarity: a pair of neighbours found, a pair whose words stand apart. Own choice, set by hand on the
fictional documents of the tests."""


class TermRows:
    """The terms of many passages, each passage a row of numbers. Filled once, then only read."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[str, str], int] = {}
        self._offering: dict[str, list[int]] = {}
        self._flat = array("I")
        self._ends = array("Q", [0])

    def add(self, keys: Iterable[tuple[str, str]]) -> None:
        """Append the row of the next passage: its terms without marks and with them."""
        numbers = self._numbers
        for key in keys:
            number = numbers.get(key)
            if number is None:
                number = numbers[key] = len(numbers)
                for form in {*key, *bare_forms(key[0])}:
                    self._offering.setdefault(form, []).append(number)
            self._flat.append(number)
        self._ends.append(len(self._flat))

    def row(self, passage: int) -> Sequence[int]:
        """The numbers of a passage's terms, in its order."""
        return self._flat[self._ends[passage] : self._ends[passage + 1]]

    def offering(self, form: str) -> Sequence[int]:
        """The terms that are, as written or without marks, what is asked for."""
        return self._offering.get(form, ())


@dataclass(frozen=True, slots=True)
class _Part:
    """A range of places that is asked for by itself; of what occurs twice in it only the first counts."""

    words: int
    pairs: int


class Asked:
    """What a text asks for: its terms in order, and ranges of them that are asked for by themselves as well.

    ``weight`` is what a term counts.
    """

    def __init__(
        self,
        forms: Sequence[str],
        ranges: Iterable[tuple[int, int]],
        rows: TermRows,
        weight: Callable[[str], float],
    ) -> None:
        self._rows = rows
        self._places: dict[int, int] = {}
        for place, form in enumerate(forms):
            for number in rows.offering(form):
                self._places[number] = self._places.get(number, 0) | 1 << place
        self._words = [weight(form) for form in forms]
        self._pairs = [
            PAIR_WEIGHT * min(one, two) for one, two in zip([0.0, *self._words], self._words, strict=False)
        ]
        self._parts = [_part(forms, low, high) for low, high in ranges]
        self._known: dict[tuple[int, int], float] = {}

    def share(self, passage: int) -> float:
        """The largest weighted share of a part's terms that a passage has, 0..1.

        Neighbours found together add, found apart take away.
        """
        get = self._places.get
        words = pairs = before = 0
        for number in self._rows.row(passage):
            here = get(number, 0)
            if here:
                words |= here
                pairs |= (before << 1) & here
            before = here
        if not words:
            return 0.0
        known = self._known.get((words, pairs))
        if known is None:
            known = max((self._share_of(part, words, pairs) for part in self._parts), default=0.0)
            self._known[words, pairs] = known
        return known

    def _share_of(self, part: _Part, words: int, pairs: int) -> float:
        wanted = sum(self._words[place] for place in _bits(part.words))
        shared = sum(self._words[place] for place in _bits(part.words & words))
        together = sum(self._pairs[place] for place in _bits(part.pairs & pairs))
        apart = sum(self._pairs[place] for place in _bits(part.pairs & words & words << 1 & ~pairs))
        wanted += together + APART_WEIGHT * apart
        return (shared + together) / wanted if wanted else 0.0


def _part(forms: Sequence[str], low: int, high: int) -> _Part:
    words = pairs = 0
    seen: set[str | tuple[str, str]] = set()
    for place in range(low, high):
        if forms[place] not in seen:
            seen.add(forms[place])
            words |= 1 << place
        pair = (forms[place - 1], forms[place])
        if place > low and pair not in seen:
            seen.add(pair)
            pairs |= 1 << place
    return _Part(words, pairs)


def _bits(places: int) -> Iterable[int]:
    while places:
        lowest = places & -places
        yield lowest.bit_length() - 1
        places ^= lowest
