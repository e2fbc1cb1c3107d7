"""The slot tagger: which words of a post are a slot, and of which kind.

Linear models over sequences of ``O``, ``B-kind`` and ``I-kind`` (Ramshaw and Marcus 1995), read by Viterbi: one for each
layer of kinds that do not nest in each other, since a fee may stand in a duty and a group of people in both. All layers look at
the same features. Trained by ``nlp.slot_training`` on what people marked. They say where a slot stands; value, unit and
modality are read by rules (``nlp.evidence.slots``). What they cannot see: whether a post asserts anything at all
(``nlp.detectors.label_model`` says that).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.vocabulary import SlotKind
from nlp.evidence.phrasebook import Cue
from nlp.evidence.scan import Scan
from nlp.evidence.slot_features import SIZE, Features, slot_features

LAYERS: tuple[tuple[SlotKind, ...], ...] = (
    (SlotKind.FEE, SlotKind.AMOUNT, SlotKind.PERCENT, SlotKind.DATE, SlotKind.DEADLINE),
    (SlotKind.OBLIGATION, SlotKind.SANCTION, SlotKind.PROCEDURE),
    (SlotKind.SCOPE, SlotKind.DOCUMENT),
    (SlotKind.AGENCY,),
)
"""Kinds that are told apart from each other; of two slots of one layer none stands in the other."""

TAGS: tuple[tuple[str, ...], ...] = tuple(
    ("O", *(f"{step}-{kind.value}" for kind in kinds for step in "BI")) for kinds in LAYERS
)
"""The tags of each layer: ``O``, then ``B-kind`` and ``I-kind`` of each kind."""

WIDEST = max(len(tags) for tags in TAGS)
PLACES_OF_TAGS = np.array([[layer, tag] for layer, tags in enumerate(TAGS) for tag in range(len(tags))]).T
"""Layer and number of every tag, in the order in which weights are stored."""
COLUMNS = PLACES_OF_TAGS.shape[1]
"""Tags of all layers together."""
FORBIDDEN = -1e4
"""Score of a step that makes no sense: into the middle of a slot from outside it, or to a tag no layer has."""


@dataclass(frozen=True, slots=True)
class Tagged:
    """A slot without its value: offsets into the normalised view."""

    kind: SlotKind
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class TaggerParts:
    """What training hands over and a file holds.

    ``places``: the places of the hashed table that have weights, in order; ``weights``: places by the tags of all layers
    one after the other; ``steps``: layers by tags by tags, from one word to the next, filled up to the widest layer.
    """

    places: NDArray[np.int32]
    weights: NDArray[np.float16]
    steps: NDArray[np.float32]

    def fit_together(self) -> bool:
        """Whether every part has the size the others ask for."""
        return (
            self.weights.shape == (len(self.places), COLUMNS)
            and self.steps.shape == (len(LAYERS), WIDEST, WIDEST)
            and (len(self.places) == 0 or (self.places.min() > 0 and self.places.max() < SIZE))
        )


class SlotTagger:
    """A loaded tagger. Thread-safe: nothing changes after construction."""

    def __init__(self, parts: TaggerParts) -> None:
        """Take over trained parts."""
        self.parts = parts
        self._rows = np.zeros(SIZE, dtype=np.int32)
        self._rows[parts.places] = np.arange(1, len(parts.places) + 1)
        self._weights = np.vstack([np.zeros((1, COLUMNS), np.float32), parts.weights.astype(np.float32)])
        self._steps = by_step(parts.steps + ALLOWED)

    def tag(self, scanned: Scan, cues: Sequence[Cue]) -> tuple[Tagged, ...]:
        """Slots in order of the text; those of one layer do not overlap. ``cues``: the words of modality of the text."""
        if not scanned.words:
            return ()
        return spans_of(scanned, best_paths(layered(self._scores(slot_features(scanned, cues))), self._steps))

    def _scores(self, features: Features) -> NDArray[np.float32]:
        scores = self._weights[self._rows[features.places]].sum(axis=1)
        for at, places in features.bags:
            scores[at] += self._weights[self._rows[places]].sum(axis=0)
        return np.asarray(scores)


def layered(scores: NDArray[np.float32]) -> NDArray[np.float32]:
    """Words by tags of all layers as words by layers by tags; what no layer has is forbidden."""
    spread = np.full((len(scores), len(LAYERS), WIDEST), FORBIDDEN, np.float32)
    spread[:, PLACES_OF_TAGS[0], PLACES_OF_TAGS[1]] = scores
    return spread


def by_step(steps: NDArray[np.float32]) -> NDArray[np.float32]:
    """Steps as ``best_paths`` reads them: tags by layers by the tags that follow."""
    return np.ascontiguousarray(steps.transpose(1, 0, 2))


def _allowed() -> NDArray[np.float32]:
    steps = np.zeros((len(LAYERS), WIDEST, WIDEST), np.float32)
    for layer, tags in enumerate(TAGS):
        for row, tag in enumerate(tags):
            for column, following in enumerate(tags):
                if following[0] == "I" and tag[2:] != following[2:]:
                    steps[layer, row, column] = FORBIDDEN
    return steps


ALLOWED = _allowed()
"""Layers by tags by tags: 0, or ``FORBIDDEN`` for a step into the middle of a slot from anywhere but this slot."""
_START = ALLOWED[:, 0]
"""A text begins as after a word outside all slots."""


def best_paths(scores: NDArray[np.float32], steps: NDArray[np.float32]) -> NDArray[np.int64]:
    """The best sequence of tags of every layer (Viterbi), words by layers.

    ``scores``: words by layers by tags, as of ``layered``; ``steps`` as of ``by_step``, with ``ALLOWED`` in them. All layers
    are read at once: per word one sum and one maximum.
    """
    count = len(scores)
    best = np.empty(scores.shape, np.float32)
    best[0] = scores[0] + _START
    here = best[0]
    reached = np.empty_like(steps)
    for at in range(1, count):
        np.add(steps, here.T[:, :, None], out=reached)
        here = np.maximum.reduce(reached, axis=0, out=best[at])
        here += scores[at]
    into = steps.transpose(1, 2, 0)
    layers = np.arange(len(LAYERS))
    path = np.empty((count, len(LAYERS)), np.int64)
    path[-1] = here.argmax(axis=1)
    for at in range(count - 2, -1, -1):
        path[at] = (best[at] + into[layers, path[at + 1]]).argmax(axis=1)
    return path


def spans_of(scanned: Scan, paths: NDArray[np.int64]) -> tuple[Tagged, ...]:
    """The slots of sequences of tags (words by layers), in order of the text."""
    found: list[Tagged] = []
    words = scanned.words
    for layer in np.flatnonzero(paths.any(axis=0)).tolist():
        tags = [TAGS[layer][tag] for tag in paths[:, layer].tolist()]
        start = None
        for at, tag in enumerate(tags):
            if tag[0] == "B":
                start = words[at].start
            last = at + 1 == len(tags) or tags[at + 1][0] != "I"
            if tag != "O" and start is not None and last:
                found.append(Tagged(SlotKind(tag[2:]), start, words[at].end))
                start = None
    return tuple(sorted(found, key=lambda one: (one.start, one.end)))
