"""Words of a lure beside a borrowed name (``vay-vib``, ``cskh-evn``): how much of a label they cover."""

from __future__ import annotations

import re
from functools import cache
from itertools import groupby, pairwise

from nlp import lexicons
from nlp.normalise.syllable import is_syllable

_SHORTEST = 2
_LONGEST = 12
_LONGEST_SYLLABLE = 6
_TWICE = re.compile(r"(.)\1")
_HOURS = re.compile(r"\dh")


def written_once(text: str) -> tuple[str, list[int]]:
    """The text with every run of one letter written once, and where each letter left stood (and the end).

    >>> written_once("viettel")
    ('vietel', [0, 1, 2, 3, 5, 6, 7])
    """
    if not _TWICE.search(text):
        return text, list(range(len(text) + 1))
    letters, starts, at = [], [], 0
    for letter, run in groupby(text):
        letters.append(letter)
        starts.append(at)
        at += sum(1 for _ in run)
    return "".join(letters), [*starts, at]


class Company:
    """What stands beside a name in a label, told once for all names of the label.

    Letters that are doubled count once, so that ``onlinne`` is still a word of a lure; figures, "24h", and
    single letters between hyphens (``e-``, ``v-``) are company too.
    """

    def __init__(self, text: str, breaks: frozenset[int]) -> None:
        once, starts = written_once(text)
        self._once = once
        self._at = {place: index for index, place in enumerate(starts)}
        cuts = sorted(self._at[place] for place in breaks if place in self._at)
        single = {low for low, high in pairwise(cuts) if high - low == 1}
        loose = [letter.isdigit() or at in single for at, letter in enumerate(once)]
        for hour in _HOURS.finditer(once):
            loose[hour.end() - 1] = True
        self._before = _covered(once, loose, _lures())
        backwards = _covered(once[::-1], loose[::-1], _reversed_lures())
        self._after = backwards[::-1]

    def share(self, start: int, end: int) -> float:
        """Which share of the letters outside ``start..end`` are words of a lure; 1.0 when there are none."""
        low, high = self._index(start), self._index(end)
        beside = low + len(self._once) - high
        return (self._before[low] + self._after[high]) / beside if beside else 1.0

    def _index(self, place: int) -> int:
        """The place in the text written once; inside a run it is the letter of the run."""
        while place not in self._at:
            place -= 1
        return self._at[place]


def _covered(text: str, loose: list[bool], words: frozenset[str]) -> list[int]:
    """For every beginning of the text, the most letters that words without overlap cover."""
    best = [0] * (len(text) + 1)
    for end in range(1, len(text) + 1):
        best[end] = best[end - 1] + loose[end - 1]
        for start in range(max(0, end - _LONGEST), end - _SHORTEST + 1):
            if best[start] + end - start > best[end] and text[start:end] in words:
                best[end] = best[start] + end - start
    return best


def is_vietnamese(word: str) -> bool:
    """Whether a folded word could be Vietnamese syllables written together (``bosung``). Linear in its length."""
    reached = [True] + [False] * len(word)
    for end in range(1, len(word) + 1):
        reached[end] = any(
            reached[start] and is_syllable(word[start:end])
            for start in range(max(0, end - _LONGEST_SYLLABLE), end)
        )
    return reached[-1]


@cache
def _lures() -> frozenset[str]:
    return frozenset(written_once(word)[0] for word in lexicons.lines("lure_words.txt"))


@cache
def _reversed_lures() -> frozenset[str]:
    return frozenset(word[::-1] for word in _lures())
