"""How much a judged pair counts in learning."""

from __future__ import annotations

import pytest

from nlp.verdict_training import PLAIN_WEIGHT, Example


@pytest.mark.parametrize(
    ("key", "source", "weight"),
    [
        ("c2999", "official", 1.0),
        ("c3000", "official", PLAIN_WEIGHT),
        ("c7299", "official", PLAIN_WEIGHT),
        ("c7300", "official", 1.0),
        ("k3000", "general", 1.0),
    ],
)
def test_a_plain_official_pair_counts_more_than_a_trap(key: str, source: str, weight: float) -> None:
    pair = Example(key, "one", source, "", "", None, None, None, "supported", None)
    assert pair.weight == weight
