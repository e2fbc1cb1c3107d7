"""A support vector machine with a Gaussian kernel as plain data: what the figures of a pair are worth by the pairs they resemble.

Trees ask one figure after another and learn the manner of the writers they have read; likeness over all figures at once carries further
to writers they have not (docs/adr/0046).
"""

from __future__ import annotations

import base64
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

CLIP = 6.0
"""Spreads from the mean beyond which a figure is as far as it can be."""

STEP = 20
"""Parts of a spread that are told apart in the file; with ``CLIP`` a figure of a support vector fits into one byte."""

MOST_VECTORS, MOST_FIGURES = 50_000, 2_000
"""What a file may hold at most: it is unpacked into memory."""


@dataclass(frozen=True)
class Kernel:
    """``vectors``: support vectors, rows of scaled figures. ``weights`` and ``bias``: one row for each pair of verdicts.

    ``calibration``: one row a verdict over the sums of the pairs, with ``offset``.
    """

    gamma: float
    mean: NDArray[np.float64]
    spread: NDArray[np.float64]
    vectors: NDArray[np.int8]
    weights: NDArray[np.float64]
    bias: NDArray[np.float64]
    calibration: NDArray[np.float64]
    offset: NDArray[np.float64]

    def weigh(self, row: Sequence[float]) -> tuple[float, ...]:
        """Probability of each verdict; ``row``: the figures in the order of the names."""
        sums = self.calibration @ self.sums(np.asarray(row, dtype=float)[None])[0] + self.offset
        parts = np.exp(sums - sums.max())
        return tuple(float(one) for one in parts / parts.sum())

    def sums(self, table: NDArray[np.float64]) -> NDArray[np.float64]:
        """Of each row of figures the sum for each pair of verdicts."""
        scaled = scale(table, self.mean, self.spread).astype(np.float32)
        known, lengths = self._known
        apart = (scaled**2).sum(axis=1)[:, None] + lengths[None] - 2 * scaled @ known.T
        near = np.exp(-self.gamma * np.maximum(apart, 0))
        return np.asarray(near @ self.weights.T + self.bias, dtype=float)

    @cached_property
    def _known(self) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        known = np.asarray(self.vectors / STEP, dtype=np.float32)
        return known, np.asarray((known**2).sum(axis=1), dtype=np.float32)


def scale(
    table: NDArray[np.float64], mean: NDArray[np.float64], spread: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Figures in spreads from their mean, as coarse as the file has them."""
    return np.round(np.clip((table - mean) / spread, -CLIP, CLIP) * STEP) / STEP


def to_data(kernel: Kernel) -> dict[str, Any]:
    """The kernel as a described object of JSON."""
    return {
        "gamma": kernel.gamma,
        "mean": _rounded(kernel.mean, 6),
        "spread": _rounded(kernel.spread, 6),
        "rows": len(kernel.vectors),
        "vectors": base64.b64encode(zlib.compress(kernel.vectors.tobytes(), 9)).decode("ascii"),
        "weights": _rounded(kernel.weights, 5),
        "bias": _rounded(kernel.bias, 5),
        "calibration": _rounded(kernel.calibration, 5),
        "offset": _rounded(kernel.offset, 5),
    }


def _rounded(table: NDArray[np.float64], places: int) -> Any:
    return np.round(table, places).tolist()


def from_data(data: Mapping[str, Any]) -> Kernel:
    """What ``to_data`` wrote.

    Raises:
        KeyError, TypeError, ValueError: it is damaged, or larger than any such file is.
    """
    mean, rows = np.asarray(data["mean"], dtype=float), int(data["rows"])
    if not (0 < rows <= MOST_VECTORS and 0 < len(mean) <= MOST_FIGURES):
        raise ValueError("too large")
    size = rows * len(mean)
    unpacked = zlib.decompressobj().decompress(base64.b64decode(data["vectors"], validate=True), size + 1)
    vectors = np.frombuffer(unpacked, dtype=np.int8).reshape(rows, len(mean))
    kernel = Kernel(
        float(data["gamma"]),
        mean,
        np.asarray(data["spread"], dtype=float),
        vectors,
        *(np.asarray(data[name], dtype=float) for name in ("weights", "bias", "calibration", "offset")),
    )
    if kernel.weights.shape != (len(kernel.bias), rows) or kernel.spread.shape != mean.shape:
        raise ValueError("not of one size")
    return kernel
