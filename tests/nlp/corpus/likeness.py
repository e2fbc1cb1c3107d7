"""How alike texts are, all against all at once: Jaccard likeness of the character 4-shingles of folded texts."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import CountVectorizer

SHINGLE = 4
ROWS_AT_ONCE = 500


def folded(text: str) -> str:
    """Lower case, no diacritics, words apart by one space."""
    parts = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return re.sub(r"\W+", " ", "".join(char for char in parts if not unicodedata.combining(char))).strip()


def shingles(text: str) -> set[str]:
    """Character 4-shingles of the folded text."""
    plain = folded(text)
    return {plain[at : at + SHINGLE] for at in range(max(1, len(plain) - SHINGLE + 1))}


def likeness(one: str, other: str) -> float:
    """Jaccard likeness of two texts."""
    a, b = shingles(one), shingles(other)
    return len(a & b) / len(a | b)


def alike(texts: Sequence[str], others: Sequence[str], least: float) -> Iterator[tuple[int, int, float]]:
    """Index, index and likeness of every pair of a text and another that are at least so alike.

    Texts among themselves: each pair once, or twice when near each other in order, and each text with itself.
    """
    counter = CountVectorizer(analyzer=shingles, binary=True, dtype=np.int32)
    both = csr_matrix(counter.fit_transform(texts if texts is others else [*texts, *others]))
    rows, columns = both[: len(texts)], both[both.shape[0] - len(others) :]
    sizes, other_sizes = rows.sum(axis=1).A1, columns.sum(axis=1).A1
    for start in range(0, len(texts), ROWS_AT_ONCE):
        first = start if texts is others else 0
        shared = (rows[start : start + ROWS_AT_ONCE] @ columns[first:].T).tocoo()
        union = sizes[start + shared.row] + other_sizes[first + shared.col] - shared.data
        share = shared.data / union
        for at in np.flatnonzero(share >= least):
            yield start + int(shared.row[at]), first + int(shared.col[at]), float(share[at])
