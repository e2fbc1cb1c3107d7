"""The slot tagger: which words of a post are a slot, and of which kind.

A linear model over sequences of ``O``, ``B-kind`` and ``I-kind`` (Ramshaw and Marcus 1995), read by Viterbi.
Trained by ``nlp.slot_training`` on what people marked. It says where a slot stands; value, unit and modality are
read by rules (``nlp.evidence.slots``). What it cannot see: a slot inside another one, and whether a post asserts
anything at all (``nlp.detectors.label_model`` says that).
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

TAGS = ("O", *(f"{step}-{kind.value}" for kind in SlotKind for step in "BI"))
FORBIDDEN = -1e4
"""Score of a step that makes no sense: into the middle of a slot from outside it."""


@dataclass(frozen=True, slots=True)
class Tagged:
    """A slot without its value: offsets into the normalised view."""

    kind: SlotKind
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class TaggerParts:
    """What training hands over and a file holds.

    ``places``: the places of the hashed table that have weights, in order; ``weights``: places by tags;
    ``steps``: tags by tags, from one word to the next.
    """

    places: NDArray[np.int32]
    weights: NDArray[np.float16]
    steps: NDArray[np.float32]

    def fit_together(self) -> bool:
        """Whether every part has the size the others ask for."""
        tags = len(TAGS)
        return (
            self.weights.shape == (len(self.places), tags)
            and self.steps.shape == (tags, tags)
            and (len(self.places) == 0 or (self.places.min() > 0 and self.places.max() < SIZE))
        )


class SlotTagger:
    """A loaded tagger. Thread-safe: nothing changes after construction."""

    def __init__(self, parts: TaggerParts) -> None:
        """Take over trained parts."""
        self.parts = parts
        self._rows = np.zeros(SIZE, dtype=np.int32)
        self._rows[parts.places] = np.arange(1, len(parts.places) + 1)
        self._weights = np.vstack([np.zeros((1, len(TAGS)), np.float32), parts.weights.astype(np.float32)])
        self._into = np.ascontiguousarray((parts.steps + allowed_steps()).T)

    def tag(self, scanned: Scan, cues: Sequence[Cue]) -> tuple[Tagged, ...]:
        """Slots in order of the text; they do not overlap. ``cues``: the words of modality of the text."""
        if not scanned.words:
            return ()
        return spans_of(scanned, best_path(self._scores(slot_features(scanned, cues)), self._into))

    def _scores(self, features: Features) -> NDArray[np.float32]:
        scores = self._weights[self._rows[features.places]].sum(axis=1)
        for at, places in features.bags:
            scores[at] += self._weights[self._rows[places]].sum(axis=0)
        return np.asarray(scores)


def allowed_steps() -> NDArray[np.float32]:
    """Tags by tags: 0, or ``FORBIDDEN`` for a step into the middle of a slot from anywhere but this slot."""
    steps = np.zeros((len(TAGS), len(TAGS)), np.float32)
    for row, tag in enumerate(TAGS):
        for column, following in enumerate(TAGS):
            if following[0] == "I" and tag[2:] != following[2:]:
                steps[row, column] = FORBIDDEN
    return steps


_START = np.array([FORBIDDEN if tag[0] == "I" else 0 for tag in TAGS], np.float32)


def best_path(scores: NDArray[np.floating], into: NDArray[np.floating]) -> list[int]:
    """The best sequence of tags (Viterbi): ``scores`` words by tags, ``into`` tags by the tags before them."""
    best = np.empty(scores.shape, into.dtype)
    best[0] = scores[0] + _START
    here = best[0]
    reached = np.empty_like(into)
    for at in range(1, len(scores)):
        np.add(into, here, out=reached)
        here = np.maximum.reduce(reached, axis=1, out=best[at])
        here += scores[at]
    path = [int(here.argmax())]
    for at in range(len(scores) - 2, -1, -1):
        path.append(int((best[at] + into[path[-1]]).argmax()))
    return path[::-1]


def spans_of(scanned: Scan, path: Sequence[int]) -> tuple[Tagged, ...]:
    """The slots of a sequence of tags."""
    found: list[Tagged] = []
    start = None
    for at, (word, tag) in enumerate(zip(scanned.words, path, strict=True)):
        if TAGS[tag][0] == "B":
            start = word.start
        inside = TAGS[tag] != "O" and start is not None
        last = at + 1 == len(path) or TAGS[path[at + 1]][0] != "I"
        if inside and last and start is not None:
            found.append(Tagged(SlotKind(TAGS[tag][2:]), start, word.end))
            start = None
    return tuple(found)
