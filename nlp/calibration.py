"""From margins to truthful probabilities: a multinomial logistic regression over the margins of all labels.

One temperature for all labels (Guo et al. 2017) cannot say that a margin for ``question`` promises more than the same margin
for ``claim``, nor that what speaks a little for ``grievance`` speaks for ``opinion`` as well. A matrix can ("matrix scaling" there,
"Dirichlet calibration" in Kull et al. 2019); with 49 + 7 numbers and L2 it does not overfit on thousands of held-out posts.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from nlp.detectors.label_model import probabilities

STRENGTH = 1.0
"""Inverse strength of L2, on margins of unit spread (scikit-learn's own default)."""

_MOST_STEPS = 500


class Scaling(NamedTuple):
    """Logits are ``margins @ scale.T + shift``: labels by labels, and one number a label."""

    scale: NDArray[np.float64]
    shift: NDArray[np.float64]


def fit_scaling(margins: NDArray[np.float64], truth: NDArray[np.int64]) -> Scaling:
    """Learn from margins (texts by labels) of posts the model had not seen, and the index of the label of each.

    Raises:
        ValueError: no post of some label.
    """
    if len(set(truth.tolist())) != margins.shape[1]:
        raise ValueError("every label needs a post to be calibrated on")
    spread = float(margins.std()) or 1.0
    learnt = LogisticRegression(C=STRENGTH, max_iter=_MOST_STEPS).fit(margins / spread, truth)
    return Scaling(np.asarray(learnt.coef_ / spread), np.asarray(learnt.intercept_))


def held_out_probabilities(
    margins: NDArray[np.float64],
    truth: NDArray[np.int64],
    folds: Sequence[tuple[NDArray[np.int64], NDArray[np.int64]]],
) -> NDArray[np.float64]:
    """Probabilities of each post by a scaling that has not seen its fold: what is measured is never what was fitted on."""
    found = np.zeros_like(margins)
    for seen, unseen in folds:
        found[unseen] = probabilities(margins[unseen], *fit_scaling(margins[seen], truth[seen]))
    return found
