"""The cheap gate: texts that plainly have nothing to do with any watched policy, told apart before anything is read closely.

A linear model of folded words and word pairs decides: a text passes unless it speaks for ``off_topic`` far more than for every
other label. It is trained, with the label model, to let through whatever a person may have to see (``nlp.gate_training``). What it
stops is ``off_topic``; the scores given with it are the shares of the labels among
the held-out posts that it stopped.

Letters are read from an array of code points for a whole batch, without the normaliser: so a word that was disguised is a word the gate
does not know. A text with disguised words therefore always passes: digits, dots or invisible characters between letters,
single letters in a row, styled letters, letters of other alphabets. Cannot see: pictures, a policy that is only meant.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from models.vocabulary import Label
from nlp.model_file import GateParts
from nlp.ngrams import BUCKETS, Keys, batches, code_points, counted, hashed_codes, keys_of_words
from nlp.normalise.folding import fold

MOST_DOTS = 2
"""Letters with dots between them from which a text hides words: one is a forgotten space, or an address."""

MOST_SINGLE = 4
"""Single letters in a row from which they are one word taken apart (as in ``nlp.normalise.joining``)."""

OFF_TOPIC = sorted(label.value for label in Label).index(Label.OFF_TOPIC)
SHARPNESS = 0.15
"""How soft the maximum over labels is; .3 stops a little less at the same share kept."""

LEAST_KNOWN = 0.2
"""Share of n-grams up to which a text is one of unknown words: one in twenty falls into a bucket in use by chance, and
ordinary posts know more than half."""

_FOREIGN_LETTERS = ((0x3400, 0x4DC0), (0x4E00, 0x9FFD), (0xA000, 0xA48D), (0xAC00, 0xD7A4))
"""Ranges that hold nothing but letters which are their own folded form: Han, Yi, Hangul. They are half of the plane."""

_KEPT_SIGNS = frozenset("?%@")
_DOTS = frozenset(".·•_*-|/\\")
_SPACE = ord(" ")
_BEYOND = 0x10000
_STYLED = (0x1D400, 0x1D7FF)
"""Mathematical letters, used as another script."""


class Gate:
    """A loaded gate; reading changes nothing, so it may be shared between threads."""

    def __init__(self, parts: GateParts) -> None:
        """Take over trained parts."""
        self._parts = parts
        self._places = np.full(BUCKETS, -1, dtype=np.int32)
        self._places[parts.buckets] = np.arange(len(parts.buckets))
        self._weights = np.ascontiguousarray(parts.weights.T)

    def passes(self, texts: Sequence[str]) -> list[bool]:
        """For each text, raw or masked, whether it needs to be read closely."""
        passed: list[bool] = []
        for batch in batches(texts):
            letters = read_letters(batch)
            passed += ((self._margins(letters) >= self._parts.threshold) | letters.disguised).tolist()
        return passed

    def _margins(self, letters: Letters) -> NDArray[np.float64]:
        """``margins`` of the texts; words that were not learnt say nothing."""
        from scipy.sparse import csr_matrix  # slow to load, and not every process judges

        texts = len(letters.disguised)
        buckets, times, begins = counted(letters.keys(), texts)
        places = self._places[buckets]
        known = np.flatnonzero(places >= 0)
        places = places[known]
        values = (1 + np.log(times[known].astype(np.float32))) * self._parts.rarity[places]
        all_of_them = np.diff(begins)
        begins = np.searchsorted(known, begins)
        rows = np.repeat(np.arange(texts), np.diff(begins))
        length = np.sqrt(np.bincount(rows, values * values, texts))
        found = csr_matrix((values, places, begins), shape=(texts, len(self._weights))) @ self._weights
        scores = found / np.maximum(length, 1e-9)[:, np.newaxis] + self._parts.bias
        return margins(scores, np.diff(begins), all_of_them)


def margins(
    scores: NDArray[np.float64], known: NDArray[np.integer], ngrams: NDArray[np.integer]
) -> NDArray[np.float64]:
    """How far texts lie on the side of the other labels than ``off_topic``; ``scores`` are texts by labels, labels by name.

    ``ngrams``: how many n-grams each text has, ``known``: how many of them were learnt; a text of unknown words is never
    stopped. The other labels count together, by a soft maximum: several that are all likely say more than one alone.
    """
    others = np.delete(scores, OFF_TOPIC, axis=1)
    most = others.max(axis=1, keepdims=True)
    together = np.log(np.exp((others - most) / SHARPNESS).sum(axis=1)) * SHARPNESS + most[:, 0]
    return np.where(known > LEAST_KNOWN * ngrams, together - scores[:, OFF_TOPIC], np.inf)


@dataclass(frozen=True, slots=True)
class Letters:
    """The letters of a batch: ``codes`` with ``rows``, the text each belongs to; ``disguised`` by text."""

    codes: NDArray[np.uint64]
    rows: NDArray[np.int64]
    disguised: NDArray[np.bool_]

    def keys(self) -> Keys:
        """Hashed words and word pairs."""
        return keys_of_words(hashed_codes(self.codes, self.rows), 2)


def gate_keys(texts: Sequence[str]) -> Keys:
    """Hashed words and word pairs of the texts, letters folded and digits all alike."""
    return read_letters(texts).keys()


def read_letters(texts: Sequence[str]) -> Letters:
    """Letters folded, digits all alike, the rest spaces or nothing; and which texts hide words."""
    codes, rows = code_points(texts)
    sorts = _tables().sorts[np.minimum(codes, _BEYOND)]
    sorts[(codes >= _STYLED[0]) & (codes <= _STYLED[1])] = _Sort.FOREIGN
    letters = _tables().letters[np.minimum(codes, _BEYOND)]
    kept = letters != 0
    return Letters(letters[kept].astype(np.uint64), rows[kept], _disguised(sorts, rows, len(texts)))


def _disguised(sorts: NDArray[np.uint8], rows: NDArray[np.int64], texts: int) -> NDArray[np.bool_]:
    """Texts with a word that is written so as not to be found."""
    hints = np.bincount(rows[sorts == _Sort.FOREIGN], minlength=texts).astype(np.float64)
    letter = sorts == _Sort.LETTER
    if len(sorts) > 2:
        between = np.flatnonzero(letter[:-2] & letter[2:]) + 1
        inner = sorts[between]
        hidden = between[(inner == _Sort.DIGIT) | (inner == _Sort.INVISIBLE)]
        hints += np.bincount(rows[hidden], minlength=texts)
        hints += np.bincount(rows[between[inner == _Sort.DOT]], minlength=texts) / MOST_DOTS
    word = letter | (sorts == _Sort.DIGIT) | (sorts == _Sort.MARK)
    edges = np.flatnonzero(np.diff(np.concatenate(([False], word, [False])).astype(np.int8)))
    begin, length = edges[::2], edges[1::2] - edges[::2]
    single = (length == 1) & letter[np.minimum(begin, len(sorts) - 1)]
    if len(begin) >= MOST_SINGLE:
        run = single[: len(begin) - MOST_SINGLE + 1].copy()
        for step in range(1, MOST_SINGLE):
            run &= single[step : len(begin) - MOST_SINGLE + 1 + step]
        first, last = begin[: len(run)], begin[MOST_SINGLE - 1 :]
        run &= rows[first] == rows[last]
        hints += np.bincount(rows[first[run]], minlength=texts)
    return np.asarray(hints >= 1 - 1e-9)


class _Sort(IntEnum):
    """What a character is to the eye that looks for disguises."""

    OTHER = 0
    LETTER = 1
    DIGIT = 2
    MARK = 3
    INVISIBLE = 4
    DOT = 5
    FOREIGN = 6


class _Tables(NamedTuple):
    """For each code point of the basic plane, and one for all beyond: its folded letter, and its sort."""

    letters: NDArray[np.uint16]
    sorts: NDArray[np.uint8]


@cache
def _tables() -> _Tables:
    """Marks and invisible characters are no letters, so a word is the same however it was composed; what lies
    beyond the plane (emoji) parts words."""
    letters = np.full(_BEYOND + 1, _SPACE, dtype=np.uint16)
    sorts = np.zeros(_BEYOND + 1, dtype=np.uint8)
    for first, last in _FOREIGN_LETTERS:
        letters[first:last], sorts[first:last] = np.arange(first, last), _Sort.FOREIGN
    for code in (code for code in range(_BEYOND) if letters[code] == _SPACE):
        char = chr(code)
        if char.isdigit():
            letters[code], sorts[code] = ord("0"), _Sort.DIGIT
        elif char.isalpha() or char in _KEPT_SIGNS:
            folded = ord(fold(char))
            letters[code] = folded if folded < _BEYOND else _SPACE
            sorts[code] = _sort_of_letter(char, folded)
        elif unicodedata.category(char) in ("Mn", "Me"):
            letters[code], sorts[code] = 0, _Sort.MARK
        elif unicodedata.category(char) == "Cf":
            letters[code], sorts[code] = 0, _Sort.INVISIBLE
        elif char in _DOTS:
            sorts[code] = _Sort.DOT
    letters[0xD800:0xE000] = _SPACE
    sorts[0x2000:0x2070][letters[0x2000:0x2070] == 0] = _Sort.INVISIBLE
    sorts[0xFF00:0xFFF0] = _Sort.FOREIGN
    sorts[0x200D] = _Sort.OTHER  # joins emoji
    sorts[0xFE0F] = _Sort.OTHER
    return _Tables(letters, sorts)


def _sort_of_letter(char: str, folded: int) -> _Sort:
    if char in _KEPT_SIGNS:
        return _Sort.OTHER
    return _Sort.LETTER if chr(folded).isascii() else _Sort.FOREIGN
