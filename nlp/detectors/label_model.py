"""The label model: seven calibrated probabilities for a masked text, and when it would rather not say.

TF-IDF of characters and words over the normalised and the folded view beside the named signs of
``nlp.features``, a linear model, and one temperature fitted on grouped out-of-fold predictions
(``nlp.training``). Stored without pickle (``nlp.model_file``). It reads words only, so it
cannot see: pictures, irony without a cue, what a link leads to, who speaks.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack

from nlp import model_file
from nlp.contracts import Reading, Text
from nlp.features import Features, features_of
from nlp.labelling import settle
from nlp.model_file import VIEWS, Parts

SIGN_WEIGHT = 0.15
"""Scale of the signs beside the unit-length n-gram vectors: the best of .1, .15, .2, .3, .6 and 1 in
grouped cross-validation on the corpus."""

_BATCH = 2048


class LabelModel:
    """A loaded model. Reading is thread-safe: nothing changes after construction."""

    def __init__(self, parts: Parts) -> None:
        """Take over trained parts."""
        self.version = parts.version
        self._parts = parts
        self._columns = {name: column for column, name in enumerate(parts.signs)}
        self._vectorisers = {view: _restored(view, parts) for view in VIEWS}
        self._weights = np.ascontiguousarray(parts.weights.T, dtype=np.float64)

    @classmethod
    def from_bytes(cls, data: bytes) -> LabelModel:
        """Read a stored model.

        Raises:
            NoModel: it is not one of ours, is damaged, or holds types that are not allowed.
        """
        return cls(model_file.from_bytes(data))

    def to_bytes(self) -> bytes:
        """The model as a file."""
        return model_file.to_bytes(self._parts)

    def read(self, texts: Sequence[Text]) -> list[Reading]:
        """One reading for each text, in order. Far faster in batches than one by one."""
        return [
            reading
            for start in range(0, len(texts), _BATCH)
            for reading in self._read(texts[start : start + _BATCH])
        ]

    def margins(self, features: Sequence[Features]) -> NDArray[np.float64]:
        """How far each text lies on the side of each label: texts by labels, before any temperature."""
        rows = matrix(features, self._vectorisers, self._columns)
        return np.asarray(rows @ self._weights + self._parts.bias)

    def _read(self, texts: Sequence[Text]) -> list[Reading]:
        if not texts:
            return []
        scores = softmax(self.margins([features_of(text) for text in texts]) / self._parts.temperature)
        return [settle(dict(zip(self._parts.labels, row, strict=True))) for row in scores.tolist()]


def vectoriser(view: str, **changes: Any) -> Any:
    """An untrained scikit-learn vectoriser of a view: characters 2–5 within words, or words 1–2."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    if view in ("characters", "folded"):
        kind = {"analyzer": "char_wb", "ngram_range": (2, 5)}
    else:
        kind = {"token_pattern": r"\S+", "ngram_range": (1, 2)}
    return TfidfVectorizer(**{**kind, "sublinear_tf": True, "lowercase": False, **changes})


def _restored(view: str, parts: Parts) -> Any:
    terms = parts.terms[view]
    made = vectoriser(view, vocabulary={term: place for place, term in enumerate(terms)})
    made.idf_ = parts.rarity[view]
    return made


def matrix(
    features: Sequence[Features], vectorisers: Mapping[str, Any], columns: Mapping[str, int]
) -> csr_matrix:
    """Rows of features as the model takes them: the views in the order of ``VIEWS``, then the signs."""
    blocks = [vectorisers[view].transform([getattr(row, view) for row in features]) for view in VIEWS]
    return hstack([*blocks, sign_matrix(features, columns)], format="csr")


def sign_matrix(features: Sequence[Features], columns: Mapping[str, int]) -> csr_matrix:
    """Signs by column, scaled; a sign the model was not trained with is left out."""
    places = [
        (at, columns[name], SIGN_WEIGHT * value)
        for at, row in enumerate(features)
        for name, value in sorted(row.signs.items())
        if name in columns
    ]
    rows, cols, values = zip(*places, strict=True) if places else ((), (), ())
    return csr_matrix((values, (rows, cols)), shape=(len(features), len(columns)))


def softmax(logits: NDArray[np.float64]) -> NDArray[np.float64]:
    """Rows of probabilities from rows of logits."""
    shifted = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(shifted / shifted.sum(axis=1, keepdims=True))
