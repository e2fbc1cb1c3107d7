"""How often the label is right: by label, by style, by topic, with intervals, and how truthful the probabilities are.

Intervals are percentile bootstrap intervals over situations, not posts: posts of one situation are not independent, so a
resample takes or leaves a situation (and with it every minimal pair) as a whole.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from models.vocabulary import Label

LABELS = tuple(Label)
RESAMPLES = 1000
_INTERVAL = (2.5, 97.5)
_SEED = 20261126

CALIBRATION_BINS = 10
COVERAGES = (1.0, 0.98, 0.95, 0.9, 0.8, 0.7, 0.5)
"""Shares of posts, the surest first, at which the risk is read off."""

LEAST_OF_A_SLICE = 40
"""A style or topic of fewer posts has no figure of its own."""

Counts = NDArray[np.float64]
"""Confusion counts: what was meant by what was said, labels in the order of ``LABELS``."""


class Labelled(Protocol):
    """Anything a person has labelled."""

    @property
    def label(self) -> Label:
        """The label."""
        ...


class Scored(Protocol):
    """Anything the machine has said of a post."""

    @property
    def label(self) -> Label:
        """The likeliest label."""
        ...

    @property
    def scores(self) -> Mapping[Label, float]:
        """Probability of every label."""
        ...

    @property
    def abstained(self) -> bool:
        """Whether the machine would rather not say."""
        ...


def label_figures(posts: Sequence[Labelled], said: Sequence[Label], groups: Sequence[str]) -> dict[str, Any]:
    """Precision, recall and F1 of each label and the mean F1, each as ``[figure, low, high]``; counts; confusions.

    ``groups``: the situation of each post. ``confusions`` is what was meant → what was said → posts.
    """
    by_group = _by_group(posts, said, groups)
    total = by_group.sum(axis=0)
    luck = np.random.default_rng(_SEED)
    drawn = luck.multinomial(len(by_group), np.full(len(by_group), 1 / len(by_group)), size=RESAMPLES)
    resampled = (drawn.astype(np.float32) @ by_group.reshape(len(by_group), -1)).reshape(
        -1, len(LABELS), len(LABELS)
    )
    by_label: dict[str, Any] = {}
    for at, label in enumerate(LABELS):
        by_label[label.value] = {
            name: _with_interval(float(of(total)[at]), of(resampled)[..., at])
            for name, of in _OF_LABEL.items()
        }
        by_label[label.value]["posts"] = int(total[at].sum())
    return {
        "macro_f1": _with_interval(float(_f1(total).mean()), _f1(resampled).mean(axis=-1)),
        "by_label": by_label,
        "confusions": {
            meant.value: {one.value: int(total[row, column]) for column, one in enumerate(LABELS)}
            for row, meant in enumerate(LABELS)
        },
    }


def macro_f1(posts: Sequence[Labelled], said: Sequence[Label]) -> float:
    """Mean F1 over the seven labels."""
    return float(_f1(_by_group(posts, said, ["" for _ in posts]).sum(axis=0)).mean())


def slices(
    posts: Sequence[Labelled], said: Sequence[Label], names: Sequence[Sequence[str]]
) -> dict[str, dict[str, float]]:
    """Mean F1 within each slice, and its posts; a post may belong to several. Small slices are left out."""
    members: dict[str, list[int]] = defaultdict(list)
    for at, mine in enumerate(names):
        for name in mine:
            members[name].append(at)
    return {
        name: {
            "macro_f1": macro_f1([posts[at] for at in ours], [said[at] for at in ours]),
            "posts": float(len(ours)),
        }
        for name, ours in sorted(members.items())
        if len(ours) >= LEAST_OF_A_SLICE
    }


def calibration_error(posts: Sequence[Labelled], said: Sequence[Scored]) -> float:
    """Expected calibration error of the top label in ten equal bins (Guo et al. 2017)."""
    bins: list[list[tuple[float, bool]]] = [[] for _ in range(CALIBRATION_BINS)]
    for post, one in zip(posts, said, strict=True):
        sure = one.scores[one.label]
        place = min(int(sure * CALIBRATION_BINS), CALIBRATION_BINS - 1)
        bins[place].append((sure, post.label is one.label))
    gaps = (abs(sum(sure for sure, _ in one) - sum(right for _, right in one)) for one in bins)
    return sum(gaps) / len(posts) if posts else 0.0


def abstention(posts: Sequence[Labelled], said: Sequence[Scored]) -> dict[str, Any]:
    """The risk–coverage curve (El-Yaniv and Wiener 2010), and where the machine's own abstaining stands on it.

    Risk is the share of wrong labels among the posts that are answered; ``curve`` is coverage → risk.
    """
    surest = sorted(
        ((one.scores[one.label], post.label is one.label) for post, one in zip(posts, said, strict=True)),
        key=lambda pair: -pair[0],
    )
    wrong = np.cumsum([not right for _, right in surest])
    counts = {share: max(1, round(share * len(surest))) for share in COVERAGES}
    answered = [(post, one) for post, one in zip(posts, said, strict=True) if not one.abstained]
    return {
        "curve": {f"{share:.2f}": float(wrong[count - 1] / count) for share, count in counts.items()},
        "coverage": len(answered) / max(1, len(posts)),
        "risk": sum(post.label is not one.label for post, one in answered) / max(1, len(answered)),
    }


def _by_group(posts: Sequence[Labelled], said: Sequence[Label], groups: Sequence[str]) -> Counts:
    places = {group: at for at, group in enumerate(dict.fromkeys(groups))}
    counts = np.zeros((len(places), len(LABELS), len(LABELS)))
    for post, one, group in zip(posts, said, groups, strict=True):
        counts[places[group], LABELS.index(post.label), LABELS.index(one)] += 1
    return counts


def _right(counts: Counts) -> Counts:
    return np.diagonal(counts, axis1=-2, axis2=-1)


def _precision(counts: Counts) -> Counts:
    return np.asarray(_right(counts) / np.maximum(counts.sum(axis=-2), 1e-9))


def _recall(counts: Counts) -> Counts:
    return np.asarray(_right(counts) / np.maximum(counts.sum(axis=-1), 1e-9))


def _f1(counts: Counts) -> Counts:
    """2·right / (said + meant); 0 for a label that was neither meant nor said."""
    both = counts.sum(axis=-2) + counts.sum(axis=-1)
    return np.asarray(2 * _right(counts) / np.maximum(both, 1e-9))


_OF_LABEL: dict[str, Callable[[Counts], Counts]] = {"precision": _precision, "recall": _recall, "f1": _f1}


def _with_interval(figure: float, resampled: Counts) -> list[float]:
    low, high = np.percentile(resampled, _INTERVAL)
    return [figure, float(low), float(high)]
