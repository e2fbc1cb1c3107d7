"""Train the label model and its gate from the corpus, and measure them on posts they have not seen.

Posts of one situation (and so of one minimal pair) never stand on both sides of a split. Training
is deterministic: the same corpus and library versions give the same parameters. Text is masked
before anything is learnt from it, as in production; the gate alone reads texts as they come.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar
from scipy.sparse import csr_matrix, hstack
from sklearn.model_selection import StratifiedGroupKFold
from sklearn.svm import LinearSVC

from models.vocabulary import Label
from nlp.contracts import Reading, Text
from nlp.corpus.background import Chatter
from nlp.corpus.load import CorpusPost
from nlp.detectors.indicators import find_indicators
from nlp.detectors.label_model import LabelModel, among, sign_matrix, softmax, view_keys
from nlp.features import Features, features_of, sign_names
from nlp.gate_training import train_gate
from nlp.labelling import settle
from nlp.marks import marks_of
from nlp.model_file import TOPIC_VIEWS, TOPICS, VIEWS, GateParts, Parts
from nlp.normalise import normalise
from nlp.privacy import mask
from nlp.weighting import in_use, term_frequencies, weighted

VERSION = "2026.11.2"
"""Year, month and number of the default model; raised when corpus, signs or settings change."""

FOLDS = 5
REGULARISATION = 0.3
"""Inverse strength of L2 (best of .15, .3, .4 and .6 in grouped cross-validation; the curve is flat). Squared hinge
loss is .015 of macro-F1 above logistic loss there, and a third faster to fit."""

LEAST_POSTS = {"folded": 4, "words": 3, "folded_words": 3}
"""An n-gram of fewer posts teaches little: leaving it out costs .002 of macro-F1 and saves two fifths of the file."""

SEED = 20261122


@dataclass(frozen=True, slots=True)
class Trained:
    """A model and what it said of each post of its corpus while that post was held out.

    ``passed``: whether the gate, trained without the post, let it through; ``background_passed`` the same of ordinary chatter.
    """

    model: LabelModel
    held_out: tuple[Reading, ...]
    passed: tuple[bool, ...]
    background_passed: tuple[bool, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """All posts as numbers: term frequencies by view (posts by buckets), scaled signs, labels, topics (posts by ``TOPICS``)
    and situations."""

    views: Mapping[str, csr_matrix]
    signs: csr_matrix
    labels: NDArray[np.str_]
    topics: NDArray[np.bool_]
    groups: tuple[str, ...]


def train(posts: Sequence[CorpusPost], version: str = VERSION, background: Sequence[Chatter] = ()) -> Trained:
    """Fit on all posts, with readings from grouped cross-validation for every figure about quality.

    The gate alone learns from ``background``: as off-topic posts of the label model it costs .017 of macro-F1, since ordinary
    chatter sounds like opinion.

    Raises:
        ValueError: fewer situations than folds, or a label is missing.
    """
    table = _table(posts)
    missing = set(Label) - {Label(str(label)) for label in table.labels}
    if missing:
        raise ValueError(f"no posts labelled {', '.join(sorted(missing))}")
    folds = split(table.labels, table.groups)
    gated = train_gate(posts, folds, background)
    logits, topics, classes = _held_out(table, folds, gated.parts)
    temperature = _temperature(logits, [classes.index(post.label.value) for post in posts])
    parts = _fit(table, np.arange(len(table.labels)), version, temperature, gated.parts)
    scores = softmax(logits / temperature).tolist()
    readings = tuple(
        settle(dict(zip((Label(name) for name in classes), row, strict=True)), topics=among(found))
        for row, found in zip(scores, topics, strict=True)
    )
    return Trained(LabelModel(parts), readings, gated.posts, gated.background)


def masked_texts(posts: Sequence[CorpusPost]) -> list[Text]:
    """The posts as production sees them."""
    return [normalise(mask(post.text).text) for post in posts]


def split(
    labels: NDArray[np.str_], groups: Sequence[str]
) -> list[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Rows to learn from and rows to ask about, for each fold; no situation is in both."""
    folds = StratifiedGroupKFold(FOLDS, shuffle=True, random_state=SEED)
    return list(folds.split(labels, labels, groups))


def _table(posts: Sequence[CorpusPost]) -> Table:
    features = [features_of(text, marks_of(text, find_indicators(text))) for text in masked_texts(posts)]
    columns = {name: column for column, name in enumerate(sign_names())}
    return Table(
        views={view: _counts(view, features) for view in VIEWS},
        signs=sign_matrix(features, columns),
        labels=np.array([post.label.value for post in posts]),
        topics=np.array([[topic in post.topics for topic in TOPICS] for post in posts]),
        groups=tuple(post.situation for post in posts),
    )


def _counts(view: str, features: Sequence[Features]) -> csr_matrix:
    return term_frequencies([getattr(row, view) for row in features], lambda texts: view_keys(view, texts))


def _held_out(
    table: Table, folds: Sequence[tuple[NDArray[np.int64], NDArray[np.int64]]], gate: GateParts
) -> tuple[NDArray[np.float64], NDArray[np.float64], list[str]]:
    """Margins of labels and of topics for each post by a model without it, and the names of the labels."""
    classes = sorted(set(table.labels.tolist()))
    logits = np.zeros((len(table.labels), len(classes)))
    topics = np.zeros((len(table.labels), len(TOPICS)))
    for seen, unseen in folds:
        logits[unseen], topics[unseen] = _margins(_fit(table, seen, "", 1.0, gate), table, unseen)
    return logits, topics, classes


def _fit(table: Table, rows: NDArray[np.int64], version: str, temperature: float, gate: GateParts) -> Parts:
    """Learn from some rows of the table."""
    buckets: dict[str, NDArray[np.int32]] = {}
    rarity: dict[str, NDArray[np.float32]] = {}
    blocks: dict[str, csr_matrix] = {}
    for view in VIEWS:
        seen = table.views[view][rows]
        buckets[view], rarity[view] = in_use(seen, LEAST_POSTS[view])
        blocks[view] = weighted(seen, buckets[view], rarity[view])
    classifier = LinearSVC(C=REGULARISATION, random_state=SEED)
    classifier.fit(hstack([*blocks.values(), table.signs[rows]], format="csr"), table.labels[rows])
    topic_weights, topic_bias = _fit_topics(
        hstack([blocks[view] for view in TOPIC_VIEWS], format="csr"), table.topics[rows]
    )
    return Parts(
        version=version,
        buckets=buckets,
        rarity=rarity,
        signs=sign_names(),
        labels=tuple(Label(str(name)) for name in classifier.classes_),
        weights=np.asarray(classifier.coef_, dtype=np.float32),
        bias=np.asarray(classifier.intercept_),
        temperature=temperature,
        topic_weights=topic_weights,
        topic_bias=topic_bias,
        gate=gate,
    )


def _fit_topics(
    matrix: csr_matrix, topics: NDArray[np.bool_]
) -> tuple[NDArray[np.float16], NDArray[np.float64]]:
    """One linear model a topic, since a post may have two; a topic without posts is never named."""
    weights = np.zeros((len(TOPICS), matrix.shape[1]), dtype=np.float16)
    bias = np.full(len(TOPICS), -1.0)
    for at in np.flatnonzero(topics.any(axis=0) & ~topics.all(axis=0)):
        one = LinearSVC(C=REGULARISATION, random_state=SEED).fit(matrix, topics[:, at])
        weights[at], bias[at] = one.coef_[0], one.intercept_[0]
    return weights, bias


def _margins(
    parts: Parts, table: Table, rows: NDArray[np.int64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """What a fitted model says of labels and topics of some rows; the same as ``LabelModel`` of their features."""
    blocks = {
        view: weighted(table.views[view][rows], parts.buckets[view], parts.rarity[view]) for view in VIEWS
    }
    labels = hstack([*blocks.values(), table.signs[rows]], format="csr") @ parts.weights.T + parts.bias
    words = hstack([blocks[view] for view in TOPIC_VIEWS], format="csr")
    return np.asarray(labels), np.asarray(words @ parts.topic_weights.T.astype(np.float32) + parts.topic_bias)


def _temperature(logits: NDArray[np.float64], truth: Sequence[int]) -> float:
    """The one number that makes held-out probabilities most truthful (Guo et al. 2017)."""
    rows = np.arange(len(truth))

    def surprise(temperature: float) -> float:
        return float(-np.log(softmax(logits / temperature)[rows, truth] + 1e-12).mean())

    return float(minimize_scalar(surprise, bounds=(0.1, 5.0), method="bounded").x)


class Recorded:
    """Reads known texts from a record: lets held-out readings go through the whole assessment."""

    def __init__(
        self, model: LabelModel, readings: Mapping[str, Reading], passed: Mapping[str, bool]
    ) -> None:
        """``readings`` and ``passed`` by original text; ``model`` says what of a text that is stopped."""
        self.version = model.version
        self.stopped = model.stopped
        self._readings = readings
        self._passed = passed

    def passes(self, texts: Sequence[str]) -> list[bool]:
        """The recorded word of the gate."""
        return [self._passed[text] for text in texts]

    def read(self, texts: Sequence[Text], marks: object) -> list[Reading]:  # noqa: ARG002  (as the model reads)
        """The recorded readings."""
        return [self._readings[text.original] for text in texts]
