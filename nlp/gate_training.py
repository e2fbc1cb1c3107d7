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
from nlp.gate import gate_keys, margins, read_letters
from nlp.model_file import GateParts
from nlp.ngrams import batches
from nlp.weighting import in_use, term_frequencies, weighted

KEPT = 0.9965
"""Share of held-out posts a person may have to see that the gate lets through: above the .995 that are asked for, by as much
as the figure may be out on other posts."""

REGULARISATION = 0.6
"""Inverse strength of L2; .3, .6 and 1 stop .51, .56 and .56 of the held-out off-topic posts, and .77, .77 and .76 of the chatter,
with .9975 kept. One label against all others for each label, as here, stops a tenth more than off-topic against the rest."""

LEAST_POSTS = 2
_SEED = 20261122
_MAY_BE_QUEUED = frozenset({Label.CLAIM, Label.QUESTION, Label.GRIEVANCE})

Folds = Sequence[tuple[NDArray[np.int64], NDArray[np.int64]]]


class _Fitted(NamedTuple):
    buckets: NDArray[np.int32]
    rarity: NDArray[np.float32]
    weights: NDArray[np.float32]
    bias: NDArray[np.float64]


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
    labels = np.array([post.label.value for post in posts] + [Label.OFF_TOPIC.value] * len(background))
    disguised = np.concatenate([read_letters(batch).disguised for batch in batches(texts)])
    held = np.zeros(len(texts))
    for number, (seen, unseen) in enumerate(folds):
        held_out = np.array(
            [len(posts) + at for at, one in enumerate(background) if _part(one, len(folds)) == number],
            dtype=np.int64,
        )
        others = np.setdiff1d(np.arange(len(posts), len(texts)), held_out)
        learnt, asked = np.concatenate((seen, others)), np.concatenate((unseen, held_out))
        held[asked] = _margins(_fit(frequencies[learnt], labels[learnt]), frequencies[asked])
    held[disguised] = np.inf
    wanted = np.sort(held[: len(posts)][np.array([may_be_queued(post) for post in posts])])
    threshold = float(wanted[int((1 - KEPT) * len(wanted))]) if len(wanted) else 0.0
    passed = held >= threshold
    fitted = _fit(frequencies, labels)
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


def _fit(frequencies: csr_matrix, labels: NDArray[np.str_]) -> _Fitted:
    buckets, rarity = in_use(frequencies, LEAST_POSTS)
    classifier = LinearSVC(C=REGULARISATION, random_state=_SEED)
    classifier.fit(weighted(frequencies, buckets, rarity), labels)
    return _Fitted(
        buckets, rarity, np.asarray(classifier.coef_, dtype=np.float32), np.asarray(classifier.intercept_)
    )


def _margins(fitted: _Fitted, frequencies: csr_matrix) -> NDArray[np.float64]:
    """The same as ``Gate`` of the texts."""
    rows = weighted(frequencies, fitted.buckets, fitted.rarity)
    return margins(rows @ fitted.weights.T + fitted.bias, np.diff(rows.indptr), np.diff(frequencies.indptr))


def _shares(posts: Sequence[CorpusPost], stopped: NDArray[np.bool_], background: int) -> NDArray[np.float64]:
    """How often each label is among what is stopped, every label counted once more (Laplace); labels by name."""
    labels = [post.label.value for post, out in zip(posts, stopped.tolist(), strict=True) if out]
    labels += [Label.OFF_TOPIC.value] * background
    names = sorted(label.value for label in Label)
    counts = np.array([labels.count(name) + 1 for name in names], dtype=np.float64)
    return np.asarray(counts / counts.sum())
