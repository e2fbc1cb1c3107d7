"""What stands further off from a word: the nearest word of duty, of a group, of a deed, and how its clause begins and ends.

A linear model over neighbouring words does not see that "ai … thì" frames a group of people or that a long clause
began with "không phải". All of it is computed for all words at once.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from nlp.evidence.slot_layout import Layout
from nlp.evidence.word_classes import class_mask

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
_NOTHING, _NO_CLAUSE = np.uint64(0), np.uint64(1)


def context_columns(ids: Ids, classes: NDArray[np.int64], layout: Layout) -> Ids:
    """Words by what stands further off. ``ids``: one of each word; ``classes``: as ``ClassedWords.feature_classes``."""
    count = len(ids)
    at = np.arange(count)
    first, last = layout.first, layout.last
    classes = np.maximum(classes, 0)
    behind = np.maximum.accumulate(np.where(classes & _masks(BEFORE), at, -1), axis=1)
    ahead = np.where(classes & _masks(AFTER), at, count)
    ahead = np.minimum.accumulate(ahead[:, ::-1], axis=1)[:, ::-1]
    ahead = np.concatenate([ahead[:, 1:], np.full((len(AFTER), 1), count)], axis=1)
    places = np.concatenate([behind, ahead, first[None], last[None]])
    there = np.concatenate([behind >= first, ahead <= last, (at > first)[None], (at < last)[None]])
    words = ids[np.minimum(np.maximum(places, 0), count - 1)]
    distance = np.minimum(np.abs(places - at), FAR).astype(np.uint64)
    told = np.where(there, words + distance * _NEAR, _NOTHING)
    second = np.minimum(first + 1, last)
    before = first[np.maximum(first - 1, 0)]
    edges = [
        np.where(at > first, (ids[first] << np.uint64(3)) ^ ids[second], _NOTHING),
        np.where(last < layout.end, ids[np.minimum(last + 1, layout.end)], _NO_CLAUSE),
        np.where(first > layout.begin, ids[before], _NO_CLAUSE),
    ]
    kinds = classes.astype(np.uint64) + np.uint64(1)
    own = np.concatenate([told & _WORD_ONLY, ids[None], kinds[None]])
    near, far = own[_NEAR_ROWS], own[_FAR_ROWS]
    crossed = np.where(far == 0, _NOTHING, (near * np.uint64(0x100000001B3)) ^ (far << np.uint64(2)))
    return np.concatenate([told, np.array(edges), crossed]).T


@lru_cache(maxsize=4)
def _masks(groups: tuple[tuple[str, ...], ...]) -> NDArray[np.int64]:
    return np.array([[class_mask(names)] for names in groups], dtype=np.int64)


_DUTY, _GROUP, _DUTY_AHEAD, _CONDITION_AHEAD, _OPENING = (
    0,
    2,
    len(BEFORE),
    len(BEFORE) + 1,
    len(BEFORE) + len(AFTER),
)
_WORD, _KINDS = _OPENING + 2, _OPENING + 3
_CROSSED = (
    (_WORD, _DUTY), (_WORD, _DUTY_AHEAD), (_WORD, _CONDITION_AHEAD), (_WORD, _OPENING), (_KINDS, _OPENING),
    (_KINDS, _GROUP), (_KINDS, _DUTY), (_KINDS, _DUTY_AHEAD), (_OPENING, _DUTY_AHEAD), (_OPENING, _CONDITION_AHEAD),
)  # fmt: skip
"""What stands further off is told together with the word itself, with its classes, or with how the clause begins."""
_NEAR_ROWS = np.array([near for near, _ in _CROSSED])
_FAR_ROWS = np.array([far for _, far in _CROSSED])

COLUMNS = len(BEFORE) + len(AFTER) + 2 + 3 + len(_CROSSED)
"""What ``context_columns`` tells of a word."""
