"""Train the cheap gate, and choose how much of what matters it may never stop.

Deterministic; grouped by situation like the label model. The gate reads posts as they come, unmasked, since it stands before
masking in ``sangtin check``; placeholders of masked posts are words to it like others.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.svm import LinearSVC

from models.vocabulary import Label, Topic
from nlp.corpus.load import CorpusPost
from nlp.gate import gate_keys
from nlp.model_file import GateParts
from nlp.weighting import in_use, term_frequencies, weighted

KEPT = 0.997
"""Share of held-out posts a person may have to see that the gate lets through (the issue of the language side asks for .995)."""

REGULARISATION = 0.3
"""Inverse strength of L2; .1, .3 and 1 stop .63, .68 and .70 of the held-out posts of no interest at the same share kept."""

LEAST_POSTS = 2
_SEED = 20261122
_MAY_BE_QUEUED = frozenset({Label.CLAIM, Label.QUESTION, Label.GRIEVANCE})

Folds = Sequence[tuple[NDArray[np.int64], NDArray[np.int64]]]


def train_gate(posts: Sequence[CorpusPost], folds: Folds) -> tuple[GateParts, tuple[bool, ...]]:
    """The gate, and whether each post passed a gate that had not seen it.

    The threshold is the highest that keeps ``KEPT`` of the held-out posts that may have to be seen, and at most 0.
    """
    frequencies = term_frequencies([post.text for post in posts], gate_keys)
    related = np.array([post.label is not Label.OFF_TOPIC for post in posts])
    margins = np.zeros(len(posts))
    for seen, unseen in folds:
        fitted = _fit(frequencies[seen], related[seen])
        margins[unseen] = _margins(fitted, frequencies[unseen])
    wanted = np.sort(margins[np.array([may_be_queued(post) for post in posts])])
    threshold = min(float(wanted[int((1 - KEPT) * len(wanted))]), 0.0) if len(wanted) else 0.0
    passed = margins >= threshold
    buckets, rarity, weights = _fit(frequencies, related)
    parts = GateParts(buckets, rarity, weights, threshold, _shares(posts, ~passed))
    return parts, tuple(passed.tolist())


def may_be_queued(post: CorpusPost) -> bool:
    """Whether some circumstances put a post before a person: any scam, and what is of a watched topic and no opinion."""
    if post.label is Label.SCAM:
        return True
    return post.label in _MAY_BE_QUEUED and any(topic is not Topic.KHAC for topic in post.topics)


def _fit(
    frequencies: csr_matrix, related: NDArray[np.bool_]
) -> tuple[NDArray[np.int32], NDArray[np.float32], NDArray[np.float32]]:
    buckets, rarity = in_use(frequencies, LEAST_POSTS)
    classifier = LinearSVC(C=REGULARISATION, random_state=_SEED)
    classifier.fit(weighted(frequencies, buckets, rarity), related)
    return buckets, rarity, np.asarray(classifier.coef_[0], dtype=np.float32)


def _margins(
    fitted: tuple[NDArray[np.int32], NDArray[np.float32], NDArray[np.float32]], frequencies: csr_matrix
) -> NDArray[np.float64]:
    """Without the intercept: a text of unknown words stands at 0."""
    buckets, rarity, weights = fitted
    return np.asarray(weighted(frequencies, buckets, rarity) @ weights)


def _shares(posts: Sequence[CorpusPost], stopped: NDArray[np.bool_]) -> NDArray[np.float64]:
    """How often each label is among the posts stopped, every label counted once more (Laplace); labels by name."""
    labels = [post.label.value for post, out in zip(posts, stopped.tolist(), strict=True) if out]
    names = sorted(label.value for label in Label)
    counts = np.array([labels.count(name) + 1 for name in names], dtype=np.float64)
    return np.asarray(counts / counts.sum())
