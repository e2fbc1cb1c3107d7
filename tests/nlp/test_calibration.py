"""Probabilities that keep their promise, learnt from margins."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.calibration import fit_scaling, held_out_probabilities
from nlp.detectors.label_model import probabilities


def drawn(posts: int, seed: int = 3) -> tuple[np.ndarray, np.ndarray]:
    """Logits of three labels, and labels drawn by them."""
    luck = np.random.default_rng(seed)
    logits = luck.normal(size=(posts, 3)) * 2
    odds = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    return logits, np.array([int(luck.choice(3, p=row)) for row in odds])


def test_margins_that_are_too_bold_are_cooled() -> None:
    logits, truth = drawn(4000)
    expected = probabilities(logits, np.eye(3), np.zeros(3))
    found = probabilities(logits * 4, *fit_scaling(logits * 4, truth))
    assert np.abs(found - expected).mean() < 0.02


def test_a_label_whose_margins_promise_less_than_the_others_is_held_to_it() -> None:
    """No single temperature can do this: one label is twice as bold, and one too shy from the start."""
    logits, truth = drawn(4000)
    bent = logits * np.array([2.0, 1.0, 1.0]) + np.array([0.0, -1.5, 0.0])
    expected = probabilities(logits, np.eye(3), np.zeros(3))
    found = probabilities(bent, *fit_scaling(bent, truth))
    assert np.abs(found - expected).mean() < 0.03


def test_no_post_is_scaled_by_what_was_learnt_from_it() -> None:
    """The labels of a fold may be anything: its own probabilities stay as they are."""
    logits, truth = drawn(300)
    half = np.arange(150), np.arange(150, 300)
    folds = [half, half[::-1]]
    before = held_out_probabilities(logits, truth, folds)
    changed = truth.copy()
    changed[:150] = (changed[:150] + 1) % 3
    after = held_out_probabilities(logits, changed, folds)
    assert after[:150] == pytest.approx(before[:150])
    assert after[150:] != pytest.approx(before[150:])


def test_a_label_without_a_post_is_refused() -> None:
    with pytest.raises(ValueError, match="every label"):
        fit_scaling(np.zeros((4, 3)), np.array([0, 1, 1, 0]))


@settings(max_examples=30)
@given(st.lists(st.lists(st.floats(-1e3, 1e3), min_size=3, max_size=3), min_size=1, max_size=8))
def test_whatever_the_margins_the_rows_are_probabilities(rows: list[list[float]]) -> None:
    logits, truth = drawn(60)
    found = probabilities(np.array(rows), *fit_scaling(logits, truth))
    assert np.isfinite(found).all()
    assert found.sum(axis=1) == pytest.approx(1)
