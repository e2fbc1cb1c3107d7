"""TF-IDF of hashed n-grams as sparse matrices, for training: counts once for all posts, weights anew for each fold.

The formulas are scikit-learn's ``TfidfVectorizer(sublinear_tf=True)``: frequency ``1 + ln(count)``, rarity ``ln((1 + posts)
/ (1 + posts with it)) + 1``, rows of unit length.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, diags, vstack

from nlp.ngrams import BUCKETS, Keys, batches, counted


def term_frequencies(texts: Sequence[str], keys_of: Callable[[Sequence[str]], Keys]) -> csr_matrix:
    """Texts by buckets: one plus the logarithm of how often each n-gram occurs."""
    blocks = []
    for batch in batches(texts):
        buckets, times, begins = counted(keys_of(batch), len(batch))
        values = 1 + np.log(times.astype(np.float32))
        blocks.append(csr_matrix((values, buckets, begins), shape=(len(batch), BUCKETS)))
    return vstack(blocks, format="csr") if blocks else csr_matrix((0, BUCKETS), dtype=np.float32)


def in_use(frequencies: csr_matrix, least: int) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
    """The buckets that at least ``least`` texts have, rising, and the rarity of each."""
    texts = np.bincount(frequencies.indices, minlength=frequencies.shape[1])
    buckets = np.flatnonzero(texts >= least).astype(np.int32)
    rarity = np.log((1 + frequencies.shape[0]) / (1 + texts[buckets])) + 1
    return buckets, rarity.astype(np.float32)


def weighted(frequencies: csr_matrix, buckets: NDArray[np.int32], rarity: NDArray[np.float32]) -> csr_matrix:
    """Texts by the buckets in use, rows of unit length (or empty)."""
    scaled = frequencies[:, buckets] @ diags(rarity)
    length = np.sqrt(np.asarray(scaled.multiply(scaled).sum(axis=1)).ravel())
    return csr_matrix(diags(1 / np.maximum(length, 1e-9)) @ scaled)
