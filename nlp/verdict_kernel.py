"""Learns a kernel (``nlp.evidence.verdict.kernel``) from the figures of judged pairs."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold
from sklearn.svm import SVC

from nlp.evidence.verdict.kernel import STEP, Kernel, scale

WIDTH = 0.0008
"""How fast likeness falls with the distance of two pairs. On the folds .0003 is as good, .002 worse."""

PENALTY = 8.0
"""What a pair on the wrong side costs. On the folds 2 and 8 are alike; of writers left out 8 is the better."""

PARTS = 3
"""Parts of the pairs whose sums, by a machine that has not seen them, teach what sums are worth."""


def fit_kernel(
    table: NDArray[np.float64], told: NDArray[np.int64], counted: NDArray[np.float64], groups: Sequence[str]
) -> Kernel:
    """``told``: index of the verdict of each row; ``counted``: how many pairs it stands for; ``groups``: its passage."""
    mean, spread = table.mean(axis=0), table.std(axis=0)
    spread = np.where(spread > 0, spread, 1.0)
    scaled = scale(table, mean, spread)
    unseen = np.zeros((len(told), len(list(combinations(np.unique(told), 2)))))
    for train, test in GroupKFold(PARTS, shuffle=True, random_state=0).split(scaled, groups=groups):
        part = _machine().fit(scaled[train], told[train], sample_weight=counted[train])
        unseen[test] = part.decision_function(scaled[test])
    worth = LogisticRegression(C=1.0, max_iter=1000).fit(unseen, told, sample_weight=counted)
    machine = _machine().fit(scaled, told, sample_weight=counted)
    return Kernel(
        WIDTH,
        mean,
        spread,
        np.round(machine.support_vectors_ * STEP).astype(np.int8),
        _of_pairs(machine),
        np.asarray(machine.intercept_, dtype=float),
        np.asarray(worth.coef_, dtype=float),
        np.asarray(worth.intercept_, dtype=float),
    )


def _machine() -> SVC:
    return SVC(C=PENALTY, gamma=WIDTH, decision_function_shape="ovo", cache_size=500)


def _of_pairs(machine: SVC) -> NDArray[np.float64]:
    """The weight of each support vector for each pair of verdicts: libsvm keeps those of a verdict against the others in its own order."""
    ends = np.cumsum(machine.n_support_)
    starts = ends - machine.n_support_
    rows = []
    for one, two in combinations(range(len(ends)), 2):
        row = np.zeros(ends[-1])
        row[starts[one] : ends[one]] = machine.dual_coef_[two - 1, starts[one] : ends[one]]
        row[starts[two] : ends[two]] = machine.dual_coef_[one, starts[two] : ends[two]]
        rows.append(row)
    return np.array(rows)
