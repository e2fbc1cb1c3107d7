"""The label model: seven calibrated probabilities for a masked text, and when it would rather not say.

TF-IDF of characters, of words over the normalised and the folded view, and of each named sign of ``nlp.features``
with each word, beside the signs alone; a linear model, and a scaling of its margins fitted on grouped out-of-fold predictions
(``nlp.calibration``). A cheap gate stands before it (``nlp.gate``). Stored without pickle (``nlp.model_file``). It reads words only, so it
cannot see: pictures, irony without a cue, what a link leads to, who speaks.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from models.vocabulary import Label, Topic
from nlp import model_file
from nlp.contracts import Reading, Text
from nlp.evidence.tagger import SlotTagger
from nlp.features import Features, features_of
from nlp.gate import Gate
from nlp.labelling import settle
from nlp.marks import Marks
from nlp.model_file import TOPIC_VIEWS, TOPICS, VIEWS, Parts
from nlp.ngrams import (
    BUCKETS,
    Hashed,
    Keys,
    batches,
    character_keys,
    counted,
    crossed_keys,
    hashed_words,
    keys_of_crossed,
    keys_of_words,
    word_keys,
)

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

SIGN_WEIGHT = 0.15
"""Scale of the signs beside the unit-length n-gram vectors: the best of .1, .15, .2, .3, .6 and 1 in
grouped cross-validation on the corpus."""

TOPIC_MARGIN = -0.3
"""Least margin at which a topic is named. Below 0, since a watched post that is taken for an unwatched one is lost to its
reviewer: in grouped cross-validation on the corpus a tenth fewer are lost than at 0, at .75 precision (``make evaluate``)."""

_CHARACTERS = (2, 5)
_WORDS = 2


class LabelModel:
    """A loaded model. Reading is thread-safe: nothing changes after construction."""

    def __init__(self, parts: Parts) -> None:
        """Take over trained parts."""
        self.version = parts.version
        self.parts = parts
        self.stopped = Reading(
            dict(zip(parts.labels, parts.gate.stopped.tolist(), strict=True)), Label.OFF_TOPIC
        )
        self.tagger = SlotTagger(parts.tagger) if len(parts.tagger.places) else None
        self._gate = Gate(parts.gate)
        self._columns = {name: column for column, name in enumerate(parts.signs)}
        self._places: dict[str, NDArray[np.int32]] = {}
        self._rarity: dict[str, NDArray[np.float32]] = {}
        self._weights: dict[str, NDArray[np.float32]] = {}
        at = topics_at = 0
        for view in VIEWS:
            buckets = parts.buckets[view]
            places = np.full(BUCKETS, -1, dtype=np.int32)
            places[buckets] = np.arange(len(buckets))
            self._places[view], self._rarity[view] = places, parts.rarity[view]
            weights = [parts.weights[:, at : at + len(buckets)]]
            at += len(buckets)
            if view in TOPIC_VIEWS:
                weights.append(
                    parts.topic_weights[:, topics_at : topics_at + len(buckets)].astype(np.float32)
                )
                topics_at += len(buckets)
            self._weights[view] = np.ascontiguousarray(np.vstack(weights).T)
        self._sign_weights = np.ascontiguousarray(parts.weights[:, at:].T)

    @classmethod
    def from_bytes(cls, data: bytes) -> LabelModel:
        """Read a stored model.

        Raises:
            NoModel: it is not one of ours, is damaged, or holds types that are not allowed.
        """
        return cls(model_file.from_bytes(data))

    def to_bytes(self) -> bytes:
        """The model as a file."""
        return model_file.to_bytes(self.parts)

    def passes(self, texts: Sequence[str]) -> list[bool]:
        """Which texts, raw or masked, need to be read closely; the others are ``stopped``."""
        return self._gate.passes(texts)

    def read(self, texts: Sequence[Text], marks: Sequence[Marks]) -> list[Reading]:
        """One reading for each text and its marks, in order. Far faster in batches than one by one."""
        if not texts:
            return []
        features = [features_of(*given) for given in zip(texts, marks, strict=True)]
        margins, topics = self._both(features)
        scores = probabilities(margins, self.parts.scale, self.parts.shift).tolist()
        return [
            settle(dict(zip(self.parts.labels, row, strict=True)), topics=among(found))
            for row, found in zip(scores, topics, strict=True)
        ]

    def margins(self, features: Sequence[Features]) -> NDArray[np.float64]:
        """How far each text lies on the side of each label: texts by labels, before any scaling."""
        return self._both(features)[0]

    def _both(self, features: Sequence[Features]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Margins of the labels and of the topics."""
        labels = sign_matrix(features, self._columns) @ self._sign_weights + self.parts.bias
        topics = np.tile(self.parts.topic_bias, (len(features), 1))
        done = 0
        for texts in batches([row.folded for row in features]):
            rows = slice(done, done + len(texts))
            for view, keys in keys_of_views(features[rows]).items():
                found = self._view_margins(view, keys, len(texts))
                labels[rows] += found[:, : len(self.parts.labels)]
                if view in TOPIC_VIEWS:
                    topics[rows] += found[:, len(self.parts.labels) :]
            done = rows.stop
        return np.asarray(labels), topics

    def _view_margins(self, view: str, keys: Keys, texts: int) -> NDArray[np.float32]:
        """The part of the margins of labels and topics that one view gives; n-grams the model was not trained with are left out."""
        from scipy.sparse import csr_matrix  # slow to load, and not every process judges

        buckets, times, begins = counted(keys, texts)
        places = self._places[view][buckets]
        known = np.flatnonzero(places >= 0)
        places = places[known]
        values = (1 + np.log(times[known].astype(np.float32))) * self._rarity[view][places]
        begins = np.searchsorted(known, begins)
        rows = csr_matrix((values, places, begins), shape=(texts, len(self._rarity[view])))
        length = np.zeros((texts, 1), np.float32)
        filled = np.flatnonzero(np.diff(begins))
        length[filled, 0] = np.sqrt(np.add.reduceat(values * values, begins[filled])) if len(filled) else 0
        return np.asarray((rows @ self._weights[view]) / np.maximum(length, 1e-9))


def among(margins: NDArray[np.float64]) -> tuple[Topic, ...]:
    """The topics on whose side one text lies, or nearly."""
    return tuple(
        topic for topic, margin in zip(TOPICS, margins.tolist(), strict=True) if margin >= TOPIC_MARGIN
    )


def view_keys(view: str, texts: Sequence[str]) -> Keys:
    """The n-grams of a view: characters 2–5 within words, each sign with each word, or words 1–2."""
    if view == "folded":
        return character_keys(texts, *_CHARACTERS)
    if view == "signed":
        signs, words = zip(*(text.split("\n", 1) for text in texts), strict=True)
        return crossed_keys(signs, words)
    return word_keys(texts, _WORDS)


def keys_of_views(features: Sequence[Features]) -> dict[str, Keys]:
    """``view_keys`` of all views of some texts; words that two views share are hashed once."""
    ends = hashed_words([row.folded_words for row in features])
    return {
        "folded": character_keys([row.folded for row in features], *_CHARACTERS),
        "words": word_keys([row.words for row in features], _WORDS),
        "folded_words": keys_of_words(ends, _WORDS),
        "signed": keys_of_crossed(_hashed_signs(features), ends, len(features)),
    }


def _hashed_signs(features: Sequence[Features]) -> Hashed:
    """The names of the signs of each text, each hashed once per process: there are as many as in the described data."""
    names = [name for row in features for name in row.signs]
    hashes = [_signs_met.get(name) or _hash_of_sign(name) for name in names]
    rows = np.repeat(np.arange(len(features)), [len(row.signs) for row in features])
    return Hashed(rows, np.array(hashes, dtype=np.uint64))


def _hash_of_sign(name: str) -> int:
    hashed = _signs_met[name] = int(hashed_words([name]).hashes[0])
    return hashed


_signs_met: dict[str, int] = {}


def sign_matrix(features: Sequence[Features], columns: Mapping[str, int]) -> csr_matrix:
    """Signs by column, scaled; a sign the model was not trained with is left out."""
    from scipy.sparse import csr_matrix

    column = np.array([columns.get(name, -1) for row in features for name in row.signs], dtype=np.int64)
    values = np.array([value for row in features for value in row.signs.values()], dtype=np.float64)
    rows = np.repeat(np.arange(len(features)), [len(row.signs) for row in features])
    order = np.lexsort((column, rows))
    order = order[column[order] >= 0]
    begins = np.searchsorted(rows[order], np.arange(len(features) + 1))
    return csr_matrix(
        (SIGN_WEIGHT * values[order], column[order], begins), shape=(len(features), len(columns))
    )


def probabilities(
    margins: NDArray[np.float64], scale: NDArray[np.float64], shift: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Texts by labels, each row summing to 1, from margins and the scaling that ``nlp.calibration`` learns."""
    logits = margins @ scale.T + shift
    shifted = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(shifted / shifted.sum(axis=1, keepdims=True))
