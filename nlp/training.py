"""Train the label model, its gate and the slot tagger from the corpus, and measure them on posts they have not seen.

Posts of one situation (and so of one minimal pair) never stand on both sides of a split. Training
is deterministic: the same corpus and library versions give the same parameters. Text is masked
before anything is learnt from it, as in production; the gate alone reads texts as they come.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from contextlib import nullcontext
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack
from sklearn.linear_model import RidgeClassifier
from sklearn.model_selection import StratifiedGroupKFold
from sklearn.svm import LinearSVC

from models.vocabulary import Label
from nlp.calibration import fit_scaling, held_out_probabilities
from nlp.contracts import Reading, Text
from nlp.cores import executor, in_pieces
from nlp.corpus.background import Chatter
from nlp.corpus.load import CorpusPost
from nlp.detectors.indicators import find_indicators
from nlp.detectors.label_model import LabelModel, among, sign_matrix, view_keys
from nlp.evidence.tagger import SlotTagger
from nlp.features import Features, features_of, sign_names
from nlp.gate_training import train_gate
from nlp.labelling import settle
from nlp.marks import marks_of
from nlp.model_file import TOPIC_VIEWS, TOPICS, VIEWS, GateParts, Parts
from nlp.normalise import normalise
from nlp.privacy import mask
from nlp.slot_mixing import mixed_posts
from nlp.slot_training import examples_of, learn, mixed_examples, no_tagger, slot_claim_examples
from nlp.weighting import in_use, term_frequencies, weighted

VERSION = "2026.11.10"
"""Year, month and number of the default model; raised when corpus, signs or settings change."""

FOLDS = 5
RIDGE = 1.0
"""Strength of L2 (.6 gave .890 of macro-F1, 1 .893, 3 .892 in grouped cross-validation). Squared loss to ±1 is .003 above squared
hinge loss there, which is .015 above logistic loss (docs/adr/0015)."""

_TOLERANCE = 3e-3
"""Where the conjugate gradients may stop: held-out margins are within .01 of the exact solution's, in the time that squared
hinge loss takes."""

REGULARISATION = 0.3
"""Inverse strength of L2 of the topics."""

LEAST_POSTS = {"folded": 4, "words": 3, "folded_words": 3, "signed": 4}
"""An n-gram of fewer posts teaches little: leaving it out costs .002 of macro-F1 and saves two fifths of the file.
``signed`` are pairs of a sign and a word, of which there are most."""

SEED = 20261122


@dataclass(frozen=True, slots=True)
class Trained:
    """A model and what it said of each post of its corpus while that post was held out.

    ``passed``: whether the gate, trained without the post, let it through; ``background_passed`` the same of ordinary chatter.
    What a tagger says of posts it has not seen is asked for apart (``nlp.slot_folds``).
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


def train(
    posts: Sequence[CorpusPost],
    version: str = VERSION,
    background: Sequence[Chatter] = (),
    pool: Executor | None = None,
    corrections: Sequence[CorpusPost] = (),
    slot_claims: Sequence[CorpusPost] = (),
) -> Trained:
    """Fit on all posts, with readings from grouped cross-validation for every figure about quality.

    The gate alone learns from ``background``: as off-topic posts of the label model it costs .017 of macro-F1, since ordinary
    chatter sounds like opinion. ``pool`` does the independent pieces; without one, ``nlp.cores.executor`` says who.
    ``corrections`` teach labels, topics and the gate; nobody marked their slots, and what is said of held-out posts is said of
    ``posts`` alone, so that models with and without them are measured on the same. ``slot_claims`` teach the slot tagger alone.

    Raises:
        ValueError: fewer situations than folds, or a label is missing.
    """
    missing = set(Label) - {post.label for post in posts}
    if missing:
        raise ValueError(f"no posts labelled {', '.join(sorted(missing))}")
    with executor(len(posts)) if pool is None else nullcontext(pool) as hands:
        return _train(posts, version, background, hands, corrections, slot_claims)


def _train(
    marked_posts: Sequence[CorpusPost],
    version: str,
    background: Sequence[Chatter],
    pool: Executor,
    corrections: Sequence[CorpusPost],
    slot_claims: Sequence[CorpusPost],
) -> Trained:
    """All is handed out before anything is waited for, the longest first."""
    posts = [*marked_posts, *corrections]
    reading = in_pieces(pool, _read, posts)
    marked = in_pieces(pool, examples_of, marked_posts)
    mixed = in_pieces(pool, mixed_examples, mixed_posts(marked_posts))
    further = in_pieces(pool, slot_claim_examples, slot_claims)
    labels = np.array([post.label.value for post in posts])
    folds = split(labels, [post.situation for post in posts])
    gated = train_gate(posts, folds, background)
    tagger = pool.submit(learn, [*marked, *further, *mixed])
    table = _table(posts, list(reading))
    margins = [pool.submit(_held_out, table, *fold, gated.parts) for fold in folds]
    fitted = pool.submit(_fit, table, np.arange(len(posts)), version, gated.parts)
    classes = sorted(set(labels.tolist()))
    found, topics = (_in_order(folds, [one.result()[which] for one in margins]) for which in range(2))
    truth = np.searchsorted(classes, labels)
    scores = held_out_probabilities(found, truth, folds).tolist()
    readings = tuple(
        settle(dict(zip((Label(name) for name in classes), row, strict=True)), topics=among(about))
        for row, about in zip(scores, topics, strict=True)
    )
    scaling = fit_scaling(found, truth)
    parts = replace(fitted.result(), scale=scaling.scale, shift=scaling.shift, tagger=tagger.result())
    asked = len(marked_posts)
    return Trained(LabelModel(parts), readings[:asked], gated.posts[:asked], gated.background)


def _read(posts: Sequence[CorpusPost]) -> list[Features]:
    """The features of each post."""
    texts = masked_texts(posts)
    return [features_of(text, marks_of(text, find_indicators(text))) for text in texts]


def masked_texts(posts: Sequence[CorpusPost]) -> list[Text]:
    """The posts as production sees them."""
    return [normalise(mask(post.text).text) for post in posts]


def split(
    labels: NDArray[np.str_], groups: Sequence[str]
) -> list[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Rows to learn from and rows to ask about, for each fold; no situation is in both."""
    folds = StratifiedGroupKFold(FOLDS, shuffle=True, random_state=SEED)
    return list(folds.split(labels, labels, groups))


def _table(posts: Sequence[CorpusPost], features: Sequence[Features]) -> Table:
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
    table: Table, seen: NDArray[np.int64], unseen: NDArray[np.int64], gate: GateParts
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Margins of labels and of topics for the unseen rows by a model of the seen ones."""
    return _margins(_fit(table, seen, "", gate), table, unseen)


def _in_order(
    folds: Sequence[tuple[NDArray[np.int64], NDArray[np.int64]]], parts: Sequence[NDArray[np.float64]]
) -> NDArray[np.float64]:
    """What was said fold by fold, in the order of the posts."""
    return np.asarray(np.concatenate(parts)[np.argsort(np.concatenate([unseen for _, unseen in folds]))])


def _fit(table: Table, rows: NDArray[np.int64], version: str, gate: GateParts) -> Parts:
    """Learn from some rows of the table."""
    buckets: dict[str, NDArray[np.int32]] = {}
    rarity: dict[str, NDArray[np.float32]] = {}
    blocks: dict[str, csr_matrix] = {}
    for view in VIEWS:
        seen = table.views[view][rows]
        buckets[view], rarity[view] = in_use(seen, LEAST_POSTS[view])
        blocks[view] = weighted(seen, buckets[view], rarity[view])
    matrix = hstack([*blocks.values(), table.signs[rows]], format="csr").astype(np.float32)
    classifier = RidgeClassifier(alpha=RIDGE, solver="sparse_cg", tol=_TOLERANCE)
    classifier.fit(matrix, table.labels[rows])
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
        bias=np.asarray(classifier.intercept_, dtype=np.float64),
        scale=np.eye(len(classifier.classes_)),
        shift=np.zeros(len(classifier.classes_)),
        topic_weights=topic_weights,
        topic_bias=topic_bias,
        gate=gate,
        tagger=no_tagger(),
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


class Recorded:
    """Reads known texts from a record: lets held-out readings go through the whole assessment."""

    def __init__(
        self,
        version: str,
        stopped: Reading,
        readings: Mapping[str, Reading],
        passed: Mapping[str, bool],
        tagger: SlotTagger | None = None,
    ) -> None:
        """``readings`` and ``passed`` by original text; ``stopped`` is said of a text that does not pass; ``tagger``
        says where slots stand, and should not have seen the text either (rules do without it)."""
        self.version = version
        self.stopped = stopped
        self.tagger = tagger
        self._readings = readings
        self._passed = passed

    def passes(self, texts: Sequence[str]) -> list[bool]:
        """The recorded word of the gate."""
        return [self._passed[text] for text in texts]

    def read(self, texts: Sequence[Text], marks: object) -> list[Reading]:  # noqa: ARG002  (as the model reads)
        """The recorded readings."""
        return [self._readings[text.original] for text in texts]
