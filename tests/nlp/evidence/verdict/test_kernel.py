"""Likeness of pairs as plain data: written and read, damaged files refused, probabilities whatever the figures."""

from __future__ import annotations

import base64
import zlib
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.evidence.verdict.kernel import MOST_VECTORS, Kernel, from_data, to_data


def made() -> Kernel:
    """Two support vectors of two figures, one of each of the first two verdicts."""
    return Kernel(
        0.1,
        np.array([1.0, 0.0]),
        np.array([0.5, 2.0]),
        np.array([[20, 0], [-20, 40]], dtype=np.int8),
        np.array([[1.0, -1.0], [0.5, 0.0], [0.0, 0.5]]),
        np.zeros(3),
        np.array([[2.0, 1.0, 0.0], [-2.0, 0.0, 1.0], [0.0, -1.0, -1.0]]),
        np.zeros(3),
    )


def test_what_is_like_a_support_vector_has_its_verdict() -> None:
    kernel = made()
    first, second = kernel.weigh([1.5, 0.0]), kernel.weigh([0.5, 4.0])
    assert (first.index(max(first)), second.index(max(second))) == (0, 1)


def test_the_sums_are_those_of_the_formula() -> None:
    kernel = made()
    far = (1.0 - -1.0) ** 2 + (0.0 - 2.0) ** 2
    near = np.exp(-0.1 * np.array([0.0, far]))
    assert kernel.sums(np.array([[1.5, 0.0]]))[0] == pytest.approx(kernel.weights @ near, abs=1e-6)


@given(st.lists(st.floats(-1e9, 1e9), min_size=2, max_size=2))
def test_any_figures_give_probabilities(row: list[float]) -> None:
    said = made().weigh(row)
    assert sum(said) == pytest.approx(1)
    assert min(said) >= 0


def test_what_is_written_is_read_again() -> None:
    data = to_data(made())
    assert to_data(from_data(data)) == data


def packed(raw: bytes) -> str:
    return base64.b64encode(zlib.compress(raw)).decode("ascii")


@pytest.mark.parametrize(
    "wrong",
    [
        {"rows": 0},
        {"rows": 3},
        {"rows": MOST_VECTORS + 1},
        {"vectors": packed(b"\0" * 5)},
        {"vectors": packed(b"\0" * 3)},
        {"vectors": packed(b"\0" * 10_000_000)},
        {"vectors": "%"},
        {"weights": [[1.0]]},
        {"spread": [1.0]},
        {"mean": []},
    ],
)
def test_damaged_data_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises((ValueError, KeyError, TypeError)):
        from_data({**to_data(made()), **wrong})
