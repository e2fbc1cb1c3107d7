"""Train the slot tagger from the corpus.

Only claims teach it: there people marked every slot, while in posts of other labels mostly the figures are
marked. A structured passive-aggressive learner (Crammer et al. 2006) with averaged weights: each post is read with
the price of each mistake added to its score, so that what is nearly a mistake counts as one. On the corpus its F1 is
.05 to .07 above a conditional random field with the same features, and it needs a tenth of the time.
Deterministic: the order of the posts is drawn from a fixed seed, all sums are of one thread.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from models.vocabulary import Label
from nlp.contracts import Slot, Text
from nlp.corpus.load import CorpusPost
from nlp.evidence.modality import find_cues
from nlp.evidence.phrasebook import Cue
from nlp.evidence.reading import to_normalised
from nlp.evidence.scan import Scan, scan
from nlp.evidence.slot_features import SIZE, Features, slot_features
from nlp.evidence.tagger import TAGS, SlotTagger, Tagged, TaggerParts, allowed_steps, best_path
from nlp.normalise import normalise

ROUNDS = 8
AGGRESSIVENESS = 0.02
"""Largest step of one update (best of .005, .02 and .05 in grouped cross-validation; the curve is flat)."""
PRICE_FOUND, PRICE_MISSED, PRICE_OTHER = 1.0, 1.5, 1.0
"""Price of a word marked for nothing, missed, or given another tag: missing costs more, which balances precision
and recall."""
LEAST_SEEN = 2
"""A feature seen once in training teaches nothing."""

_SEED = 20261126


@dataclass(frozen=True)
class Example:
    """A post as the learner sees it: ``places`` words by templates, 0 where there is none; ``tags`` one a word."""

    places: NDArray[np.int32]
    tags: NDArray[np.int64]


def train_tagger(posts: Sequence[CorpusPost]) -> SlotTagger:
    """A tagger fitted on the claims among ``posts``. The corpus holds invented people only, so it is read unmasked:
    masking would move the marked spans. Without a claim that has a slot, one that finds nothing.
    """
    return SlotTagger(learn(examples_of(posts)))


def examples_of(posts: Sequence[CorpusPost]) -> list[Example | None]:
    """What each post teaches; None for a post that teaches nothing."""
    return [example_of(post) if post.label is Label.CLAIM else None for post in posts]


def learn(examples: Iterable[Example | None]) -> TaggerParts:
    """The parts of a tagger fitted on these."""
    teaching = [one for one in examples if one is not None and len(one.tags)]
    if not any(one.tags.any() for one in teaching):
        return no_tagger()
    return _Learner(teaching).learn()


def no_tagger() -> TaggerParts:
    """The parts of a tagger that finds nothing."""
    tags = len(TAGS)
    return TaggerParts(
        np.zeros(0, np.int32), np.zeros((0, tags), np.float16), np.zeros((tags, tags), np.float32)
    )


class RecordedTagger(SlotTagger):
    """Says of known texts what taggers said that had not seen them: for figures of grouped cross-validation."""

    def __init__(self, said: Mapping[str, tuple[Tagged, ...]]) -> None:
        """``said`` by original text."""
        super().__init__(no_tagger())
        self._said = said

    def tag(self, scanned: Scan, cues: Sequence[Cue]) -> tuple[Tagged, ...]:  # noqa: ARG002  (as a tagger reads)
        """The recorded slots."""
        return self._said[scanned.text.original]


def found_by_others(examples: Sequence[Example | None], texts: Sequence[Text]) -> list[tuple[Tagged, ...]]:
    """What is found in each of ``texts`` by a tagger trained on ``examples`` alone."""
    tagger = SlotTagger(learn(examples))
    return [tagger.tag(scan(text), find_cues(text)) for text in texts]


def example_of(post: CorpusPost) -> Example:
    """Features and marked tags of a post."""
    text = normalise(post.text)
    scanned = scan(text)
    return Example(_padded(slot_features(scanned, find_cues(text))), tags_of(text, scanned, post.slots))


def tags_of(text: Text, scanned: Scan, slots: Sequence[Slot]) -> NDArray[np.int64]:
    """The marked slots as one tag a word; of two slots over one word the first keeps it."""
    tags = np.zeros(len(scanned.words), dtype=np.int64)
    for slot in sorted(slots, key=lambda one: (one.span.start, -one.span.end)):
        start, end = to_normalised(text, slot.span)
        begin = TAGS.index(f"B-{slot.kind.value}")
        step = begin
        for at, word in enumerate(scanned.words):
            if word.start < end and start < word.end and not tags[at]:
                tags[at], step = step, begin + 1
    return tags


def _padded(features: Features) -> NDArray[np.int32]:
    """Templates and bags of a post in one array."""
    count, templates = features.places.shape
    widest = max((len(places) for _, places in features.bags), default=0)
    joined = np.zeros((count, templates + widest), dtype=np.int32)
    joined[:, :templates] = features.places
    for at, places in features.bags:
        row = joined[at, templates:]
        free = int(np.count_nonzero(row))
        fitting = places[: len(row) - free]
        row[free : free + len(fitting)] = fitting
    return joined


@dataclass(frozen=True)
class _Known:
    """An example in the learner's numbering of features: ``places`` as before, ``rows`` the same as words by features."""

    places: NDArray[np.int32]
    rows: csr_matrix
    tags: NDArray[np.int64]


class _Learner:
    def __init__(self, examples: Sequence[Example]) -> None:
        seen = np.zeros(SIZE, dtype=np.int64)
        for one in examples:
            seen += np.bincount(one.places.ravel(), minlength=SIZE)
        seen[0] = 0
        self._places = np.flatnonzero(seen >= LEAST_SEEN).astype(np.int32)
        self._examples = self._numbered(examples)
        tags, features = len(TAGS), len(self._places) + 1
        self._weights = np.zeros((features, tags), dtype=np.float64)
        self._drift = np.zeros((features, tags), dtype=np.float64)
        self._steps = np.zeros((tags, tags))
        self._steps_drift = np.zeros((tags, tags))
        self._allowed = allowed_steps().astype(np.float64)
        self._prices = np.full((tags, tags), PRICE_OTHER)
        self._prices[0, :] = PRICE_FOUND
        self._prices[:, 0] = PRICE_MISSED
        np.fill_diagonal(self._prices, 0.0)

    def _numbered(self, examples: Sequence[Example]) -> list[_Known]:
        """Examples without rare features, the others numbered from 1: the table that is learnt stays small."""
        number = np.zeros(SIZE, dtype=np.int32)
        number[self._places] = np.arange(1, len(self._places) + 1)
        known = []
        for one in examples:
            places = number[one.places]
            there = places > 0
            begins = np.concatenate(([0], np.cumsum(there.sum(axis=1))))
            found = places[there]
            shape = (len(places), len(self._places) + 1)
            rows = csr_matrix((np.ones(len(found)), found, begins), shape=shape)
            known.append(_Known(places, rows, one.tags))
        return known

    def learn(self) -> TaggerParts:
        """Several rounds over all posts; the average of all weights on the way."""
        order = np.random.default_rng(_SEED)
        done = 1
        for _ in range(ROUNDS):
            for at in order.permutation(len(self._examples)):
                self._update(self._examples[at], done)
                done += 1
        weights = (self._weights - self._drift / done).astype(np.float16)[1:]
        used = weights.any(axis=1)
        steps = (self._steps - self._steps_drift / done).astype(np.float32)
        return TaggerParts(self._places[used], weights[used], steps)

    def _update(self, example: _Known, done: int) -> None:
        scores = example.rows @ self._weights
        prices = self._prices[example.tags]
        read = np.asarray(best_path(scores + prices, (self._steps + self._allowed).T), dtype=np.int64)
        wrong = np.flatnonzero(read != example.tags)
        if not len(wrong):
            return
        meant, said = example.tags[wrong], read[wrong]
        steps = self._step_counts(example.tags) - self._step_counts(read)
        loss = (
            scores[wrong, said].sum() - scores[wrong, meant].sum() + prices[wrong, said].sum()
            - (steps * self._steps).sum()
        )  # fmt: skip
        if loss <= 0:
            return
        cells, amounts = self._cells(example.places[wrong], meant, said)
        size = float((amounts**2).sum() + (steps**2).sum())
        rate = min(AGGRESSIVENESS, loss / size)
        for flat, share in ((self._weights, rate), (self._drift, rate * done)):
            flat.ravel()[cells] += share * amounts
        self._steps += rate * steps
        self._steps_drift += rate * done * steps

    def _step_counts(self, tags: NDArray[np.int64]) -> NDArray[np.float64]:
        size = len(TAGS)
        pairs = np.bincount(tags[:-1] * size + tags[1:], minlength=size * size)
        return pairs.reshape(size, size).astype(np.float64)

    def _cells(
        self, places: NDArray[np.int32], meant: NDArray[np.int64], said: NDArray[np.int64]
    ) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """Cells of the weights that an update changes, and by how much: towards what was meant."""
        size, width = len(TAGS), places.shape[1]
        flat = places.ravel().astype(np.int64)
        cells = np.concatenate([flat * size + np.repeat(meant, width), flat * size + np.repeat(said, width)])
        amounts = np.concatenate([np.ones(len(flat)), -np.ones(len(flat))])
        known = np.concatenate([flat, flat]) > 0
        unique, inverse = np.unique(cells[known], return_inverse=True)
        return unique, np.asarray(
            np.bincount(inverse, amounts[known], minlength=len(unique)), dtype=np.float64
        )
