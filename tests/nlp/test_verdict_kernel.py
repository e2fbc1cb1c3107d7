"""What is learned is what the library learns, and says so from plain data."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.svm import SVC

from nlp.evidence.verdict.kernel import scale
from nlp.verdict_kernel import PENALTY, WIDTH, fit_kernel


def rows() -> tuple[np.ndarray, np.ndarray, np.ndarray, list[str]]:
    """Three heaps of points, with some that lie in another heap."""
    random = np.random.default_rng(3)
    told = np.arange(120) % 3
    table = random.normal(size=(120, 5)) + 1.5 * np.eye(5)[told]
    return table, told, np.ones(120), [f"e{at // 6}" for at in range(120)]


def test_the_sums_are_those_of_the_library() -> None:
    table, told, counted, groups = rows()
    kernel = fit_kernel(table, told, counted, groups)
    scaled = scale(table, kernel.mean, kernel.spread)
    machine = SVC(C=PENALTY, gamma=WIDTH, decision_function_shape="ovo").fit(
        scaled, told, sample_weight=counted
    )
    assert kernel.sums(table) == pytest.approx(machine.decision_function(scaled), abs=1e-3)


def test_probabilities_follow_the_heaps() -> None:
    table, told, counted, groups = rows()
    kernel = fit_kernel(table, told, counted, groups)
    said = np.array([kernel.weigh(row) for row in table])
    assert (said.argmax(axis=1) == told).mean() > 0.75
    assert said.sum(axis=1) == pytest.approx(1)
