"""The slot tagger: which words of a post are a slot, and of which kind.

Linear models over sequences of ``O``, ``B-kind`` and ``I-kind`` (Ramshaw and Marcus 1995), read by Viterbi: one for each
layer of kinds that do not nest in each other, since a fee may stand in a duty and a group of people in both. All layers look at
the same features. Trained by ``nlp.slot_training`` on what people marked. They say where a slot stands; value, unit and
modality are read by rules (``nlp.evidence.slots``). What they cannot see: whether a post asserts anything at all
(``nlp.detectors.label_model`` says that).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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
MOST_WORDS = 20_000
"""Words that are read together: each has some hundred features, so their arrays take some 50 MB."""
_WALKED = 20_000
"""Words of the longest text times texts walked together: some 10 MB."""
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

    def tag(self, scans: Sequence[Scan], cues: Sequence[Sequence[Cue]]) -> list[tuple[Tagged, ...]]:
        """The slots of each text in order; those of one layer do not overlap. ``cues``: the words of modality of each text.

        Ten times faster for many texts together than one by one.
        """
        found: list[tuple[Tagged, ...]] = []
        for some in _together([len(one.words) for one in scans]):
            scores = layered(self._scores(slot_features(scans[some], cues[some])))
            paths = best_paths_of_each(scores, [len(one.words) for one in scans[some]], self._steps)
            found += [spans_of(*one) for one in zip(scans[some], paths, strict=True)]
        return found

    def _scores(self, features: Features) -> NDArray[np.float32]:
        """Words by tags of all layers."""
        from scipy.sparse import csr_array  # slow to load, and not every process tags

        rows = self._rows[features.places]
        known = rows > 0
        begins = np.concatenate(([0], np.cumsum(known.sum(axis=1))))
        used = rows[known]
        matrix = csr_array(
            (np.ones(len(used), np.float32), used, begins), shape=(len(rows), len(self._weights))
        )
        scores = np.asarray(matrix @ self._weights)
        if features.bags:
            words, bags = zip(*features.bags, strict=True)
            rows = self._rows[np.concatenate(bags)]
            begins = np.cumsum([0, *map(len, bags)])
            matrix = csr_array(
                (np.ones(len(rows), np.float32), rows, begins), shape=(len(bags), len(self._weights))
            )
            np.add.at(scores, list(words), matrix @ self._weights)
        return scores


def _together(lengths: Sequence[int]) -> Iterator[slice]:
    """Texts of so many words in order, cut so that few have more than ``MOST_WORDS`` together."""
    first = words = 0
    for at, length in enumerate(lengths):
        if at > first and words + length > MOST_WORDS:
            yield slice(first, at)
            first, words = at, 0
        words += length
    if lengths:
        yield slice(first, len(lengths))


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
    """The best sequence of tags of every layer of one text (Viterbi), words by layers.

    ``scores``: words by layers by tags, as of ``layered``; ``steps`` as of ``by_step``, with ``ALLOWED`` in them. All layers
    are read at once: per word one sum and one maximum.
    """
    count = len(scores)
    best = np.empty(scores.shape, np.float32)
    best[0] = scores[0] + _START
    turned = best.transpose(0, 2, 1)[..., None]
    flat_best, flat_scores = (table.reshape(count, -1) for table in (best, scores))
    reached = np.empty_like(steps)
    by_tag = reached.reshape(WIDEST, -1)
    for before, here, own in zip(turned, flat_best[1:], flat_scores[1:], strict=False):
        np.add(steps, before, out=reached)
        np.add(np.maximum.reduce(by_tag), own, out=here)
    into = steps.transpose(1, 2, 0)
    layers = np.arange(len(LAYERS))
    path = np.empty((count, len(LAYERS)), np.int64)
    path[-1] = best[-1].argmax(axis=1)
    for at in range(count - 2, -1, -1):
        path[at] = (best[at] + into[layers, path[at + 1]]).argmax(axis=1)
    return path


def best_paths_of_each(
    scores: NDArray[np.float32], lengths: Sequence[int], steps: NDArray[np.float32]
) -> list[NDArray[np.int64]]:
    """``best_paths`` of texts whose words follow each other in ``scores``, ``lengths`` of them; all texts walk side by side.

    Memory: the longest text times the number of texts that are walked together, so long ones are walked with few others.
    """
    ends = np.cumsum(np.array(lengths, dtype=np.int64))
    found: list[NDArray[np.int64]] = [np.zeros((0, len(LAYERS)), np.int64)] * len(lengths)
    order = [at for at in sorted(range(len(lengths)), key=lambda at: -lengths[at]) if lengths[at]]
    while order:
        together = order[: max(1, _WALKED // lengths[order[0]])]
        order = order[len(together) :]
        its = [lengths[at] for at in together]
        paths = _walk(scores, ends[together] - its, np.array(its), steps)
        for column, at in enumerate(together):
            found[at] = paths[: lengths[at], column]
    return found


def _walk(
    scores: NDArray[np.float32],
    begins: NDArray[np.int64],
    lengths: NDArray[np.int64],
    steps: NDArray[np.float32],
) -> NDArray[np.int64]:
    """Paths of texts, the longest first: words by texts by layers."""
    longest = int(lengths[0])
    walking = np.searchsorted(
        -lengths, -np.arange(longest), side="left"
    ).tolist()  # texts longer than so many words
    best = np.empty((longest, len(LAYERS), WIDEST, len(lengths)), np.float32)
    best[0] = scores[begins].transpose(1, 2, 0) + _START[..., None]
    each = steps[..., None]
    for at in range(1, longest):
        count = walking[at]
        reached = each + best[at - 1, :, :, :count].transpose(1, 0, 2)[:, :, None]
        here = np.maximum.reduce(reached, axis=0)
        here += scores[begins[:count] + at].transpose(1, 2, 0)
        best[at, :, :, :count] = here
    into = steps.transpose(1, 2, 0)
    layers = np.arange(len(LAYERS))
    paths = np.empty((longest, len(lengths), len(LAYERS)), np.int64)
    going = 0
    for at in range(longest - 1, -1, -1):
        count = walking[at]
        value = best[at, :, :, :count].transpose(2, 0, 1)
        if going:
            value = value.copy()
            value[:going] += into[layers, paths[at + 1, :going]]
        paths[at, :count] = value.argmax(axis=2)
        going = count
    return paths


def spans_of(scanned: Scan, paths: NDArray[np.int64]) -> tuple[Tagged, ...]:
    """The slots of sequences of tags (words by layers), in order of the text."""
    found: list[Tagged] = []
    words = scanned.words
    for layer in np.flatnonzero(paths.any(axis=0)).tolist():
        numbers = paths[:, layer]
        start = None
        for at in np.flatnonzero(numbers).tolist():
            tag = TAGS[layer][numbers[at]]
            if tag[0] == "B":
                start = words[at].start
            last = at + 1 == len(words) or TAGS[layer][numbers[at + 1]][0] != "I"
            if start is not None and last:
                found.append(Tagged(SlotKind(tag[2:]), start, words[at].end))
                start = None
    return tuple(sorted(found, key=lambda one: (one.start, one.end)))
