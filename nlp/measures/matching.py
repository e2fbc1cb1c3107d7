"""Precision, recall and F1 by kind, for anything that is marked one by one: indicators, slots, masks.

What is marked and what is found are matched one to one within a text: two things are the same when
the key the caller gives is the same for both. So each occurrence counts once, and something found
twice where it was marked once is one right and one wrong.

>>> told = tally([(["a1", "b1"], ["a1", "a1"])], key=str, kind=lambda item: item[0])
>>> told["a"], told["b"]
(Tally(right=1, wrong=1, missed=0), Tally(right=0, wrong=0, missed=1))
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

Item = TypeVar("Item")

ALL = "all"
"""The name the sum over all kinds goes by in ``as_figures``."""


@dataclass(frozen=True, slots=True)
class Tally:
    """How many were found as marked, found without being marked, and marked without being found."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.right + other.right, self.wrong + other.wrong, self.missed + other.missed)

    @property
    def precision(self) -> float:
        """Share of what was found that was marked, 0..1; 0 when nothing was found."""
        return _ratio(self.right, self.right + self.wrong)

    @property
    def recall(self) -> float:
        """Share of what was marked that was found, 0..1; 0 when nothing was marked."""
        return _ratio(self.right, self.right + self.missed)

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall, 0..1; 0 when nothing was right."""
        return _ratio(2 * self.right, 2 * self.right + self.wrong + self.missed)


def _ratio(part: int, whole: int) -> float:
    return part / whole if whole else 0.0


def tally(
    pairs: Iterable[tuple[Iterable[Item], Iterable[Item]]],
    key: Callable[[Item], Hashable],
    kind: Callable[[Item], str],
) -> dict[str, Tally]:
    """The counts of each kind over texts, kinds in alphabetical order.

    ``pairs`` holds, for each text, what was marked and what was found. Items of two kinds never match,
    whatever their key.
    """
    told: defaultdict[str, Tally] = defaultdict(Tally)
    for marked, found in pairs:
        wanted = Counter((kind(item), key(item)) for item in marked)
        made = Counter((kind(item), key(item)) for item in found)
        for (name, _), count in (wanted & made).items():
            told[name] += Tally(right=count)
        for (name, _), count in (made - wanted).items():
            told[name] += Tally(wrong=count)
        for (name, _), count in (wanted - made).items():
            told[name] += Tally(missed=count)
    return dict(sorted(told.items()))


def as_figures(told: Mapping[str, Tally]) -> dict[str, dict[str, float]]:
    """The counts with precision, recall and F1, by kind and under ``ALL`` for their sum; ready for JSON."""
    return {name: _figures(one) for name, one in {ALL: sum(told.values(), Tally()), **told}.items()}


def _figures(one: Tally) -> dict[str, float]:
    return {
        "precision": one.precision,
        "recall": one.recall,
        "f1": one.f1,
        "right": one.right,
        "wrong": one.wrong,
        "missed": one.missed,
    }
