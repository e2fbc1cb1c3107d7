"""Train the cheap gate, and choose how much of what matters it may never stop.

Deterministic; grouped by situation like the label model. The gate reads posts as they come, unmasked, since it stands before
masking in ``sangtin check``; placeholders of masked posts are words to it like others.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.svm import LinearSVC

from models.vocabulary import Label, Topic
from nlp.corpus.background import Chatter
from nlp.corpus.load import CorpusPost
from nlp.gate import gate_keys, read_letters
from nlp.model_file import GateParts
from nlp.ngrams import batches
from nlp.weighting import in_use, term_frequencies, weighted

KEPT = 0.9975
"""Share of held-out posts a person may have to see that the gate lets through: above the .995 that are asked for, by as much
as the figure may be out on other posts."""

REGULARISATION = 0.3
"""Inverse strength of L2; .1, .3 and 1 stop .63, .68 and .70 of the held-out posts of no interest at the same share kept."""

LEAST_POSTS = 2
_SEED = 20261122
_MAY_BE_QUEUED = frozenset({Label.CLAIM, Label.QUESTION, Label.GRIEVANCE})

Folds = Sequence[tuple[NDArray[np.int64], NDArray[np.int64]]]


class _Fitted(NamedTuple):
    buckets: NDArray[np.int32]
    rarity: NDArray[np.float32]
    weights: NDArray[np.float32]


class Gated(NamedTuple):
    """The gate, and whether it let each post pass, and each line of the background, when it had not seen them."""

    parts: GateParts
    posts: tuple[bool, ...]
    background: tuple[bool, ...]


def train_gate(posts: Sequence[CorpusPost], folds: Folds, background: Sequence[Chatter] = ()) -> Gated:
    """Fit on posts and background; the threshold is the highest that keeps ``KEPT`` of what may have to be seen.

    ``folds`` split the posts; the background is split by its situations into as many parts.
    """
    texts = [post.text for post in posts] + [one.text for one in background]
    frequencies = term_frequencies(texts, gate_keys)
    related = np.array([post.label is not Label.OFF_TOPIC for post in posts] + [False] * len(background))
    disguised = np.concatenate([read_letters(batch).disguised for batch in batches(texts)])
    margins = np.zeros(len(texts))
    for number, (seen, unseen) in enumerate(folds):
        held_out = np.array(
            [len(posts) + at for at, one in enumerate(background) if _part(one, len(folds)) == number],
            dtype=np.int64,
        )
        others = np.setdiff1d(np.arange(len(posts), len(texts)), held_out)
        learnt, asked = np.concatenate((seen, others)), np.concatenate((unseen, held_out))
        margins[asked] = _margins(_fit(frequencies[learnt], related[learnt]), frequencies[asked])
    margins[disguised] = np.inf
    wanted = np.sort(margins[: len(posts)][np.array([may_be_queued(post) for post in posts])])
    threshold = float(wanted[int((1 - KEPT) * len(wanted))]) if len(wanted) else 0.0
    passed = margins >= threshold
    fitted = _fit(frequencies, related)
    stopped = _shares(posts, ~passed[: len(posts)], int((~passed[len(posts) :]).sum()))
    return Gated(
        GateParts(*fitted, threshold, stopped),
        tuple(passed[: len(posts)].tolist()),
        tuple(passed[len(posts) :].tolist()),
    )


def may_be_queued(post: CorpusPost) -> bool:
    """Whether some circumstances put a post before a person: any scam, and what is of a watched topic and no opinion."""
    if post.label is Label.SCAM:
        return True
    return post.label in _MAY_BE_QUEUED and any(topic is not Topic.KHAC for topic in post.topics)


def _part(one: Chatter, parts: int) -> int:
    return sum(one.situation.encode()) % parts


def _fit(frequencies: csr_matrix, related: NDArray[np.bool_]) -> _Fitted:
    buckets, rarity = in_use(frequencies, LEAST_POSTS)
    classifier = LinearSVC(C=REGULARISATION, random_state=_SEED)
    classifier.fit(weighted(frequencies, buckets, rarity), related)
    return _Fitted(buckets, rarity, np.asarray(classifier.coef_[0], dtype=np.float32))


def _margins(fitted: _Fitted, frequencies: csr_matrix) -> NDArray[np.float64]:
    """Without the intercept: a text of unknown words stands at 0."""
    return np.asarray(weighted(frequencies, fitted.buckets, fitted.rarity) @ fitted.weights)


def _shares(posts: Sequence[CorpusPost], stopped: NDArray[np.bool_], background: int) -> NDArray[np.float64]:
    """How often each label is among what is stopped, every label counted once more (Laplace); labels by name."""
    labels = [post.label.value for post, out in zip(posts, stopped.tolist(), strict=True) if out]
    labels += [Label.OFF_TOPIC.value] * background
    names = sorted(label.value for label in Label)
    counts = np.array([labels.count(name) + 1 for name in names], dtype=np.float64)
    return np.asarray(counts / counts.sum())
