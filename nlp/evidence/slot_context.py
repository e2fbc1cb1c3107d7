"""What stands further off from a word: the nearest word of duty, of a group, of a deed, and how its clause begins and ends.

A linear model over neighbouring words does not see that "ai … thì" frames a group of people or that a long clause
began with "không phải". All of it is computed for all words at once.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from nlp.evidence.word_classes import ClassedWords, class_mask

Ids = NDArray[np.uint64]

BEFORE = (
    ("must", "not", "may", "forbid"),
    ("punish",),
    ("who", "how_many", "condition"),
    ("act",),
    ("place", "office"),
    ("told", "link"),
)
"""Classes of words whose last one before a word in its clause, itself included, is told."""
AFTER = (
    ("must", "not", "may", "forbid"),
    ("condition",),
    ("act", "punish"),
    ("told",),
    ("who", "office"),
)
"""Classes of words whose first one behind a word in its clause is told."""
FAR = 4
"""Words from here on count as equally far."""

_NEAR = np.uint64(1 << 34)
_WORD_ONLY = _NEAR - np.uint64(1)


def context_columns(classed: ClassedWords, folded: Sequence[int], clause: NDArray[np.int64]) -> Ids:
    """Words by what stands further off. ``folded``: an id of each word; ``clause``: number of the clause of each, rising."""
    count = len(folded)
    ids = np.array(folded, dtype=np.uint64)
    at = np.arange(count)
    first = np.searchsorted(clause, clause)
    last = np.searchsorted(clause, clause, side="right") - 1
    classes = np.array(classed.feature_classes(), dtype=np.int64)
    classes[classes < 0] = 0
    columns = []
    for names in BEFORE:
        nearest = np.maximum.accumulate(np.where(classes & class_mask(names), at, -1))
        columns.append(_told(ids, nearest, at - nearest, nearest >= first))
    for names in AFTER:
        ahead = np.where(classes & class_mask(names), at, count)
        nearest = np.append(np.minimum.accumulate(ahead[::-1])[::-1][1:], count)
        columns.append(_told(ids, nearest, nearest - at, nearest <= last))
    inside = at > first
    columns.append(_told(ids, first, at - first, inside))
    second = np.minimum(first + 1, last)
    columns.append(np.where(inside, (ids[first] << np.uint64(3)) ^ ids[second], np.uint64(0)))
    columns.append(_told(ids, last, last - at, at < last))
    following = np.minimum(last + 1, count - 1)
    columns.append(np.where(last + 1 < count, ids[following], np.uint64(1)))
    before = first[np.maximum(first - 1, 0)]
    columns.append(np.where(first > 0, ids[before], np.uint64(1)))
    kinds = np.where(classes > 0, classes, 0).astype(np.uint64) + np.uint64(1)
    columns += _crossed(columns, ids, kinds)
    return np.stack(columns, axis=1)


def _crossed(columns: Sequence[Ids], ids: Ids, kinds: Ids) -> list[Ids]:
    """What stands further off together with the word itself, or with its classes."""
    bare = [column & _WORD_ONLY for column in columns]
    duty, group, condition_ahead, duty_ahead = bare[0], bare[2], bare[len(BEFORE) + 1], bare[len(BEFORE)]
    opening = bare[len(BEFORE) + len(AFTER)]
    pairs = (
        (ids, duty), (ids, duty_ahead), (ids, condition_ahead), (ids, opening), (kinds, opening),
        (kinds, group), (kinds, duty), (kinds, duty_ahead), (opening, duty_ahead), (opening, condition_ahead),
    )  # fmt: skip
    return [
        np.where(far == 0, np.uint64(0), (near * np.uint64(0x100000001B3)) ^ (far << np.uint64(2)))
        for near, far in pairs
    ]


def _told(ids: Ids, place: NDArray[np.int64], distance: NDArray[np.int64], there: NDArray[np.bool_]) -> Ids:
    """The word at a place and how far it is."""
    word = ids[np.clip(place, 0, len(ids) - 1)]
    return np.where(there, word + np.clip(distance, 0, FAR).astype(np.uint64) * _NEAR, np.uint64(0))
