"""How well the label can be guessed without reading: from length, style or topic alone.

A corpus whose labels can be guessed so teaches a model to look at the wrong thing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.model_selection import StratifiedGroupKFold, cross_val_predict
from sklearn.tree import DecisionTreeClassifier

from models.vocabulary import Topic
from nlp.corpus.load import CorpusPost, Style, load_posts

FOLDS = 5
LIMITS = {"length": 0.30, "style": 0.30, "topic": 0.35}
"""Most macro-F1 that each may reach; chance is 1/7 (own choice)."""


@dataclass(frozen=True, slots=True)
class Shortcut:
    """What a model reaches in macro-F1 that sees one side of a post only, and the most it may."""

    side: str
    model: str
    macro_f1: float
    limit: float


def shortcuts(posts: Sequence[CorpusPost]) -> Iterator[Shortcut]:
    """Every side by a tree and by a linear model; situations are never split."""
    labels = np.array([str(post.label) for post in posts])
    groups = [post.situation for post in posts]
    folds = list(StratifiedGroupKFold(FOLDS, shuffle=True, random_state=0).split(labels, labels, groups))
    for side, sees in _SIDES.items():
        features = np.array([sees(post) for post in posts], dtype=float)
        spread = features.std(axis=0)
        scaled = (features - features.mean(axis=0)) / np.where(spread > 0, spread, 1)
        for name, model in _models().items():
            yield Shortcut(side, name, _macro_f1(labels, scaled, model, folds), LIMITS[side])


@cache
def of_shipped() -> tuple[Shortcut, ...]:
    """Those of the shipped corpus: read by its page and by its test."""
    return tuple(shortcuts(load_posts()))


_SIDES: dict[str, Callable[[CorpusPost], list[float]]] = {
    "length": lambda post: [len(post.text), len(post.text.split())],
    "style": lambda post: [post.style is style for style in Style],
    "topic": lambda post: [topic in post.topics for topic in Topic],
}


def _models() -> dict[str, Any]:
    return {
        "tree": DecisionTreeClassifier(min_samples_leaf=10, random_state=0),
        "linear": LogisticRegression(max_iter=2000),
    }


def _macro_f1(labels: NDArray[np.str_], features: NDArray[np.float64], model: Any, folds: Any) -> float:
    guesses = cross_val_predict(model, features, labels, cv=folds)
    return float(f1_score(labels, guesses, average="macro"))
