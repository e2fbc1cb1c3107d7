"""BM25 as search engines compute it, over words between white space in lower case: the peer of our own search.

The form of Lucene with its usual constants, which is also the default of the package ``bm25s``; scores are exact, not approximated.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
from scipy.sparse import csc_matrix

K1, B = 1.5, 0.75
"""Saturation of a word's count, and how far a text's length counts: the defaults of ``bm25s``."""


class Bm25:
    """Ranks texts for a query."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._columns: dict[str, int] = {}
        self._texts = len(texts)
        words = [text.lower().split() for text in texts]
        lengths = np.array([len(one) for one in words], dtype=float)
        usual = lengths.mean() if len(lengths) else 1.0
        rows: list[int] = []
        columns: list[int] = []
        counts: list[int] = []
        for row, one in enumerate(words):
            for word, count in Counter(one).items():
                rows.append(row)
                columns.append(self._columns.setdefault(word, len(self._columns)))
                counts.append(count)
        often = np.array(counts, dtype=float)
        share = often / (often + K1 * (1 - B + B * lengths[rows] / usual)) if rows else often
        self._matrix = csc_matrix((share, (rows, columns)), shape=(self._texts, len(self._columns)))
        found_in = np.diff(self._matrix.indptr)
        self._rarity = np.log1p((self._texts - found_in + 0.5) / (found_in + 0.5))

    def rank(self, query: str, limit: int) -> list[int]:
        """Places of the best texts that share a word with the query, best first; of equals the first given.

        >>> Bm25(["lệ phí căn cước", "lệ phí", "khai sinh"]).rank("Lệ phí bao nhiêu", 5)
        [1, 0]
        """
        columns = [self._columns[word] for word in query.lower().split() if word in self._columns]
        if not columns:
            return []
        scores = np.asarray(self._matrix[:, columns] @ self._rarity[columns]).ravel()
        best = np.argsort(-scores, kind="stable")[:limit]
        return [int(place) for place in best if scores[place] > 0]
