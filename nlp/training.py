"""Train the label model from the corpus, and measure it on posts it has not seen.

Posts of one situation (and so of one minimal pair) never stand on both sides of a split. Training
is deterministic: the same corpus and library versions give the same predictions. Text is masked
before anything is learnt from it, as in production.
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
from nlp.corpus.load import CorpusPost
from nlp.detectors.label_model import LabelModel, sign_matrix, softmax, vectoriser
from nlp.features import Features, features_of, sign_names
from nlp.labelling import settle
from nlp.model_file import VIEWS, Parts
from nlp.normalise import normalise
from nlp.privacy import mask

VERSION = "2026.11.0"
"""Year, month and number of the default model; raised when corpus, signs or settings change."""

FOLDS = 5
REGULARISATION = 0.3
"""Inverse strength of L2 (best of .15, .3, .4 and .6 in grouped cross-validation; the curve is flat). Squared hinge
loss is .015 of macro-F1 above logistic loss there, and a third faster to fit."""

LEAST_POSTS = {"characters": 4, "folded": 4, "words": 3, "folded_words": 3}
"""An n-gram of fewer posts teaches little: leaving it out costs .002 of macro-F1 and saves two fifths of the file."""

_SEED = 20261122


@dataclass(frozen=True, slots=True)
class Trained:
    """A model and what it said of each post of its corpus while that post was held out."""

    model: LabelModel
    held_out: tuple[Reading, ...]


def train(posts: Sequence[CorpusPost], version: str = VERSION) -> Trained:
    """Fit on all posts, with readings from grouped cross-validation for every figure about quality.

    Raises:
        ValueError: fewer situations than folds, or a label is missing.
    """
    features = [features_of(text) for text in masked_texts(posts)]
    labels = np.array([post.label.value for post in posts])
    missing = set(Label) - {Label(str(label)) for label in labels}
    if missing:
        raise ValueError(f"no posts labelled {', '.join(sorted(missing))}")
    groups = [post.situation for post in posts]
    logits, classes = _held_out_logits(features, labels, groups)
    temperature = _temperature(logits, [classes.index(str(label)) for label in labels])
    parts = _fit(features, labels, version, temperature)
    scores = softmax(logits / temperature).tolist()
    readings = (dict(zip((Label(name) for name in classes), row, strict=True)) for row in scores)
    return Trained(LabelModel(parts), tuple(settle(row) for row in readings))


def masked_texts(posts: Sequence[CorpusPost]) -> list[Text]:
    """The posts as production sees them."""
    return [normalise(mask(post.text).text) for post in posts]


def _held_out_logits(
    features: Sequence[Features], labels: NDArray[np.str_], groups: Sequence[str]
) -> tuple[NDArray[np.float64], list[str]]:
    classes = sorted(set(labels.tolist()))
    logits = np.zeros((len(features), len(classes)))
    folds = StratifiedGroupKFold(FOLDS, shuffle=True, random_state=_SEED)
    for seen, unseen in folds.split(features, labels, groups):
        model = LabelModel(_fit([features[at] for at in seen], labels[seen], "", 1.0))
        logits[unseen] = model.margins([features[at] for at in unseen])
    return logits, classes


def _fit(features: Sequence[Features], labels: NDArray[np.str_], version: str, temperature: float) -> Parts:
    terms: dict[str, tuple[str, ...]] = {}
    rarity: dict[str, NDArray[np.float64]] = {}
    blocks: list[csr_matrix] = []
    for view in VIEWS:
        made = vectoriser(view, min_df=LEAST_POSTS[view])
        blocks.append(made.fit_transform([getattr(row, view) for row in features]))
        terms[view], rarity[view] = tuple(made.get_feature_names_out().tolist()), np.asarray(made.idf_)
    signs = sign_names()
    blocks.append(sign_matrix(features, {name: column for column, name in enumerate(signs)}))
    classifier = LinearSVC(C=REGULARISATION, random_state=_SEED)
    classifier.fit(hstack(blocks, format="csr"), labels)
    return Parts(
        version=version,
        terms=terms,
        rarity=rarity,
        signs=signs,
        labels=tuple(Label(str(name)) for name in classifier.classes_),
        weights=np.asarray(classifier.coef_, dtype=np.float32),
        bias=np.asarray(classifier.intercept_),
        temperature=temperature,
    )


def _temperature(logits: NDArray[np.float64], truth: Sequence[int]) -> float:
    """The one number that makes held-out probabilities most truthful (Guo et al. 2017)."""
    rows = np.arange(len(truth))

    def surprise(temperature: float) -> float:
        return float(-np.log(softmax(logits / temperature)[rows, truth] + 1e-12).mean())

    return float(minimize_scalar(surprise, bounds=(0.1, 5.0), method="bounded").x)


class Recorded:
    """Reads known texts from a record: lets held-out readings go through the whole assessment."""

    def __init__(self, version: str, readings: Mapping[str, Reading]) -> None:
        """``readings`` by original text."""
        self.version = version
        self._readings = readings

    def read(self, texts: Sequence[Text]) -> list[Reading]:
        """The recorded readings."""
        return [self._readings[text.original] for text in texts]
