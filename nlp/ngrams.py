"""N-grams of many texts at once, as numbers: each n-gram falls into one of 2^20 buckets by its hash.

scikit-learn's vectorisers spend 98 % of a prediction on cutting strings in Python. Here all texts of a batch are one array of
code points and each n-gram size is one pass over it, about fifteen times faster on short posts (``make bench``). What is
counted is what scikit-learn counts: ``char_wb`` n-grams, which stay within a word and the spaces around it, and
n-grams of words. Two n-grams may share a bucket; at 2^20 buckets and some hundred thousand n-grams, few do.

Hashes are of code points alone, so they are the same on every machine and in every process.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

BITS = 20
"""Buckets of one view: 2^20. With 2^18, macro-F1 on the corpus was the same within .001; the file holds only those in use."""

BUCKETS = 1 << BITS

MOST_CHARACTERS = 200_000
"""Characters read together: an n-gram of a batch takes some 60 bytes while it is counted."""

MOST_TEXTS = 2048

Keys = NDArray[np.uint64]
"""One entry for each n-gram of a batch: the number of its text, shifted by ``BITS``, and its bucket."""

_FACTOR = np.uint64(0x9E3779B97F4A7C15)
_MIX = np.uint64(0xD6E8FEB86659FD93)
_SPACE = 32
_LONGEST_WORD = 64
"""Characters of a word beyond this are mixed alike; no syllable is so long."""

_POWERS = np.asarray(np.cumprod(np.full(_LONGEST_WORD, _MIX, dtype=np.uint64)), dtype=np.uint64)
"""By its place in a word, what a character counts."""

_BETWEEN = "  "
"""Two spaces stand between texts: no n-gram may hold both, so none reaches from one text into the next."""


def character_keys(texts: Sequence[str], low: int, high: int) -> Keys:
    """N-grams of ``low`` to ``high`` characters within words, spaces at the edges counted (``2 <= low <= high``).

    >>> len(character_keys(["ab c"], 2, 3))  # " a", "ab", "b ", " c", "c "; " ab", "ab ", " c "
    8
    """
    points, rows = code_points([f" {' '.join(text.split())} " for text in texts])
    codes = points.astype(np.uint64)
    space = codes == _SPACE
    hashed = _mixed(codes + _FACTOR)
    inner = np.zeros(len(codes), dtype=bool)
    found = []
    for size in range(2, min(high, len(codes)) + 1):
        count = len(codes) - size + 1
        if size > 2:
            inner = inner[:count] | space[size - 2 : size - 2 + count]
        hashed = _mixed(hashed[:count] + codes[size - 1 :])
        if size >= low:
            whole = ~inner[:count]
            if size == 2:
                whole &= ~(space[:count] & space[1:])
            at = np.flatnonzero(whole)
            found.append(_keys(rows[at], hashed[at]))
    return np.concatenate(found) if found else np.zeros(0, dtype=np.uint64)


class Hashed(NamedTuple):
    """The words of a batch in order: ``rows``, the number of the text of each, rising; ``hashes``, one number for each."""

    rows: NDArray[np.int64]
    hashes: NDArray[np.uint64]


def word_keys(texts: Sequence[str], high: int) -> Keys:
    """N-grams of one to ``high`` words; words are what stands between spaces.

    >>> len(word_keys(["a b c", "d"], 2))  # a, b, c, "a b", "b c", d
    6
    """
    return keys_of_words(hashed_words(texts), high)


def hashed_words(texts: Sequence[str]) -> Hashed:
    """The words of some texts, for whoever asks more than one thing of them."""
    codes, rows = code_points([" ".join(text.split()) for text in texts])
    return hashed_codes(codes.astype(np.uint64), rows)


def hashed_codes(codes: NDArray[np.uint64], rows: NDArray[np.int64]) -> Hashed:
    """The same for texts that are code points already, each with the number of its text; spaces part words."""
    letter = codes != _SPACE
    edges = np.flatnonzero(letter[1:] != letter[:-1]) + 1
    edges = np.concatenate(([0] * int(letter[:1].any()), edges, [len(codes)] * int(letter[-1:].any())))
    start, length = edges[::2].astype(np.int64), (edges[1::2] - edges[::2]).astype(np.int64)
    if not len(start):
        return Hashed(np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.uint64))
    first = np.cumsum(length) - length
    place = np.arange(first[-1] + length[-1]) - np.repeat(first, length)
    if length.max() > _LONGEST_WORD:
        np.minimum(place, _LONGEST_WORD - 1, out=place)
    weighted = (codes[letter] + _FACTOR) * _POWERS[place]
    return Hashed(rows[start], _mixed(np.add.reduceat(weighted, first)))


def keys_of_words(words: Hashed, high: int) -> Keys:
    """N-grams of one to ``high`` of these words."""
    row, hashes = words
    found = [_keys(row, hashes)]
    joined = hashes
    for size in range(2, min(high, len(hashes)) + 1):
        count = len(hashes) - size + 1
        joined = _mixed(joined[:count] * _MIX + hashes[size - 1 :])  # not a sum alone: "a b" is not "b a"
        within = row[:count] == row[size - 1 :]
        found.append(_keys(row[:count][within], joined[within]))
    return np.concatenate(found)


def crossed_keys(left: Sequence[str], right: Sequence[str]) -> Keys:
    """Every word of ``left`` with every word of ``right`` of the same text.

    >>> len(crossed_keys(["a b", "a"], ["x y z", ""]))  # a and b, each with x, y and z; the second text has none
    6
    """
    return keys_of_crossed(hashed_words(left), hashed_words(right), len(left))


def keys_of_crossed(left: Hashed, right: Hashed, texts: int) -> Keys:
    """The same for words of ``texts`` texts that are hashed already."""
    shift = np.uint64(64 - BITS)
    second = right.hashes >> shift
    many = np.bincount(right.rows, minlength=texts)
    times = many[left.rows]
    ends = np.cumsum(times)
    begins = (np.cumsum(many) - many)[left.rows]
    partner = np.arange(ends[-1] if len(ends) else 0) + np.repeat(begins - (ends - times), times)
    joined = _mixed(np.repeat((left.hashes >> shift) * _MIX, times) + second[partner])
    return _keys(np.repeat(left.rows, times), joined)


def batches(texts: Sequence[str]) -> Iterator[Sequence[str]]:
    """The texts in order, cut so that the arrays of one batch stay small (some tens of megabytes)."""
    start = size = 0
    for at, text in enumerate(texts):
        if at > start and (size + len(text) > MOST_CHARACTERS or at - start >= MOST_TEXTS):
            yield texts[start:at]
            start, size = at, 0
        size += len(text)
    if start < len(texts):
        yield texts[start:]


def counted(keys: Keys, texts: int) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Buckets, how often each occurs, and where each text begins: the three arrays of a sparse matrix by rows."""
    distinct, times = np.unique(keys, return_counts=True)
    rows = (distinct >> np.uint64(BITS)).astype(np.int64)
    buckets = (distinct & np.uint64(BUCKETS - 1)).astype(np.int64)
    return buckets, times, np.searchsorted(rows, np.arange(texts + 1))


def code_points(texts: Sequence[str]) -> tuple[NDArray[np.uint32], NDArray[np.int64]]:
    """The code points of all texts, two spaces between them, and of which text each is; half a surrogate pair is one too."""
    joined = _BETWEEN.join(texts)
    codes = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    lengths = np.fromiter((len(text) + len(_BETWEEN) for text in texts), dtype=np.int64, count=len(texts))
    return codes, np.repeat(np.arange(len(texts)), lengths)[: len(codes)]


def _mixed(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Spread every bit over the number (multiply, fold down, multiply); overflow is meant."""
    spread = values * _FACTOR
    return np.asarray((spread ^ (spread >> np.uint64(29))) * _MIX)


def _keys(rows: NDArray[np.int64], hashed: NDArray[np.uint64]) -> Keys:
    return np.asarray((rows.astype(np.uint64) << np.uint64(BITS)) | (hashed >> np.uint64(64 - BITS)))
