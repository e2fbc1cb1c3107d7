"""What the figures of a claim and a passage are worth: learned weights as plain data, and how they are read.

Official text is judged by trees and by likeness (``kernel``), which have equal say; any other by trees and likeness of its own, one linear
layer and a rule of overlap set by hand (docs/adr/0017, 0046). The file is made by
``scripts/verdicts.py`` from the evidence corpus alone; it holds numbers and names, no code.
"""

from __future__ import annotations

import json
import math
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import takewhile
from pathlib import Path
from typing import Any, Literal

import numpy as np

from models.errors import NoModel
from nlp.evidence.verdict.kernel import Kernel, from_data, to_data

Verdict = Literal["supported", "refuted", "not_enough_info"]
VERDICTS: tuple[Verdict, ...] = ("supported", "refuted", "not_enough_info")
FORMAT = 3
_OFFICIAL, _GENERAL = "official_start", "general_start"
_KERNELS = ("official_kernel", "general_kernel")
WEIGHTS_FILE = Path(__file__).parent / "weights.jsonl"

SAID, UNSAID, SOFT = 0.8, 0.6, 0.07
"""In general text, with four fifths of a claim's weight in the passage it is borne out, with less than three fifths the passage does
not say; between them something is told otherwise. ``SOFT``: how gradually. Set by hand, round numbers."""


@dataclass(frozen=True, slots=True)
class Tree:
    """Nodes of one tree: a leaf where ``feature`` is -1. Goes ``left`` when the figure is at most ``threshold``."""

    feature: Sequence[int]
    threshold: Sequence[float]
    left: Sequence[int]
    right: Sequence[int]
    value: Sequence[float]

    def at(self, figures: Sequence[float]) -> float:
        """The value of the leaf these figures fall into."""
        node = 0
        while (feature := self.feature[node]) >= 0:
            node = self.left[node] if figures[feature] <= self.threshold[node] else self.right[node]
        return self.value[node]


class TreeArrays:
    """Many trees as arrays, so that all are gone down at once: a step takes every tree to its next node, and leaves lead to themselves."""

    def __init__(self, trees: Sequence[Tree]) -> None:
        begins = np.cumsum([0, *(len(tree.feature) for tree in trees)])
        own = np.arange(begins[-1])
        feature = np.concatenate([np.asarray(tree.feature, dtype=np.intp) for tree in trees])
        of_tree = np.repeat(begins[:-1], np.diff(begins))
        self._roots = begins[:-1]
        self._feature = np.maximum(feature, 0)
        self._threshold = np.concatenate([np.asarray(tree.threshold, dtype=float) for tree in trees])
        self._value = np.concatenate([np.asarray(tree.value, dtype=float) for tree in trees])
        left, right = (
            np.where(
                feature < 0,
                own,
                of_tree + np.concatenate([np.asarray(side, dtype=np.intp) for side in sides]),
            )
            for sides in ([tree.left for tree in trees], [tree.right for tree in trees])
        )
        self._next = np.stack([right, left], axis=1)
        self._depth = max(map(_depth, trees))

    def at(self, figures: Sequence[float]) -> list[float]:
        """``Tree.at`` of each tree, in order."""
        row, node = np.asarray(figures, dtype=float), self._roots
        for _ in range(self._depth):
            goes_left = row[self._feature[node]] <= self._threshold[node]
            node = self._next[node, goes_left.astype(np.intp)]
        values: list[float] = self._value[node].tolist()
        return values


def _depth(tree: Tree, node: int = 0) -> int:
    """Steps from a node to its furthest leaf."""
    if tree.feature[node] < 0:
        return 0
    return 1 + max(_depth(tree, tree.left[node]), _depth(tree, tree.right[node]))


@dataclass(frozen=True)
class Forest:
    """Boosted trees: where each verdict starts, how much a tree counts, and for each round one tree a verdict."""

    start: tuple[float, ...]
    rate: float
    rounds: tuple[tuple[Tree, ...], ...]

    def weigh(self, row: Sequence[float]) -> tuple[float, ...]:
        """Probability of each verdict, in the order of ``VERDICTS``; ``row``: the figures in the order of the names."""
        leaves = self._arrays.at(row)
        return _softmax(
            [start + self.rate * sum(leaves[at :: len(self.start)]) for at, start in enumerate(self.start)]
        )

    @cached_property
    def _arrays(self) -> TreeArrays:
        return TreeArrays([tree for trees in self.rounds for tree in trees])


@dataclass(frozen=True)
class Weights:
    """``rarity`` of words; trees for official text and for any other; the linear layer: one row a verdict."""

    names: tuple[str, ...]
    rarity: Mapping[str, float]
    unknown: float
    trees: Forest
    general_trees: Forest
    general_names: tuple[str, ...]
    general: tuple[tuple[float, ...], ...]
    general_bias: tuple[float, ...]
    least_refuted: float
    kernel: Kernel
    general_kernel: Kernel

    def official(self, figures: Mapping[str, float]) -> tuple[float, ...]:
        """Probability of each verdict for official text, in the order of ``VERDICTS``."""
        row = [figures[name] for name in self.names]
        return _mean((self.trees.weigh(row), self.kernel.weigh(row)))

    def plain(self, figures: Mapping[str, float]) -> tuple[float, ...]:
        """Probability of each verdict for any other text."""
        row = [figures[name] for name in self.general_names]
        linear = _softmax(
            [
                bias + sum(w * x for w, x in zip(weights, row, strict=True))
                for weights, bias in zip(self.general, self.general_bias, strict=True)
            ]
        )
        row = [figures[name] for name in self.names]
        votes = (
            by_overlap(figures["cover"]),
            linear,
            self.general_trees.weigh(row),
            self.general_kernel.weigh(row),
        )
        return _mean(votes)


def _mean(votes: Sequence[tuple[float, ...]]) -> tuple[float, ...]:
    return tuple(sum(shares) / len(votes) for shares in zip(*votes, strict=True))


def by_overlap(cover: float) -> tuple[float, ...]:
    """What the share of a claim's words says by itself: little is unsaid, most is borne out, between is told otherwise."""
    supported = 1 / (1 + math.exp(-(cover - SAID) / SOFT))
    unsaid = 1 / (1 + math.exp((cover - UNSAID) / SOFT))
    refuted = max(0.0, 1 - supported - unsaid)
    total = supported + refuted + unsaid
    return supported / total, refuted / total, unsaid / total


def _softmax(sums: Sequence[float]) -> tuple[float, ...]:
    highest = max(sums)
    parts = [math.exp(one - highest) for one in sums]
    return tuple(part / sum(parts) for part in parts)


def to_lines(weights: Weights, corpus: str) -> list[str]:
    """The lines of the file (``corpus``: hash of what it was learned from), rounded so that they come out the same wherever they are made."""
    head = {
        "format": FORMAT,
        "what": "weights of sangtin verify, made by scripts/verdicts.py from the evidence corpus",
        "corpus_sha256": corpus,
        "names": weights.names,
        "unknown": round(weights.unknown, 4),
        "general_names": weights.general_names,
        "general": [[round(one, 5) for one in row] for row in weights.general],
        "general_bias": [round(one, 5) for one in weights.general_bias],
        "least_refuted": weights.least_refuted,
    }
    lines = [json.dumps(head, ensure_ascii=False)]
    lines.append(
        json.dumps(
            {"rarity": {w: round(r, 2) for w, r in sorted(weights.rarity.items())}}, ensure_ascii=False
        )
    )
    for name, forest in ((_OFFICIAL, weights.trees), (_GENERAL, weights.general_trees)):
        lines.append(json.dumps({name: [round(one, 6) for one in forest.start], "rate": forest.rate}))
        lines += [
            json.dumps({"trees": [_tree_to_data(tree) for tree in trees]}, separators=(",", ":"))
            for trees in forest.rounds
        ]
    for name, kernel in zip(_KERNELS, (weights.kernel, weights.general_kernel), strict=True):
        lines.append(json.dumps({name: to_data(kernel)}, separators=(",", ":")))
    return lines


def _tree_to_data(tree: Tree) -> list[list[float]]:
    return [
        list(tree.feature),
        [round(one, 5) for one in tree.threshold],
        list(tree.left),
        list(tree.right),
        [round(one, 5) for one in tree.value],
    ]


def from_lines(lines: Sequence[str]) -> Weights:
    """Read the lines of ``to_lines``.

    Raises:
        NoModel: they are not of this format, or damaged.
    """
    try:
        head: dict[str, Any] = json.loads(lines[0])
        if head["format"] != FORMAT:
            raise NoModel("Tệp trọng số của «verify» thuộc phiên bản khác.")
        parts = [json.loads(line) for line in lines[2:] if line]
        return Weights(
            tuple(head["names"]),
            json.loads(lines[1])["rarity"],
            float(head["unknown"]),
            _forest(parts, _OFFICIAL),
            _forest(parts, _GENERAL),
            tuple(head["general_names"]),
            tuple(tuple(row) for row in head["general"]),
            tuple(head["general_bias"]),
            float(head["least_refuted"]),
            *(from_data(next(one[name] for one in parts if name in one)) for name in _KERNELS),
        )
    except (IndexError, KeyError, StopIteration, TypeError, ValueError, zlib.error) as error:
        raise NoModel("Tệp trọng số của «verify» bị hỏng.") from error


def _forest(parts: Sequence[dict[str, Any]], name: str) -> Forest:
    """The trees behind the line that names them, up to the next such line."""
    begin = next(at for at, one in enumerate(parts) if name in one)
    rounds = takewhile(lambda one: "trees" in one, parts[begin + 1 :])
    return Forest(
        tuple(parts[begin][name]),
        float(parts[begin]["rate"]),
        tuple(tuple(Tree(*tree) for tree in one["trees"]) for one in rounds),
    )


@lru_cache(maxsize=1)
def load_weights() -> Weights:
    """The weights that ship with the program, read once."""
    return from_lines(WEIGHTS_FILE.read_text(encoding="utf-8").split("\n"))


def decide(probabilities: Sequence[float], least_refuted: float) -> tuple[Verdict, float]:
    """The verdict and how likely it is; ``refuted`` only from ``least_refuted`` on, since a wrong one costs most."""
    ranked = sorted(zip(probabilities, VERDICTS, strict=True), reverse=True)
    for probability, verdict in ranked:
        if verdict != "refuted" or probability >= least_refuted:
            return verdict, probability
    return ranked[0][1], ranked[0][0]
