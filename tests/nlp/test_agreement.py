"""Alpha against the worked examples that were published with it."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.agreement import alpha

FOUR_OBSERVERS = (
    "1 2 3 3 2 1 4 1 2 . . .",
    "1 2 3 3 2 2 4 1 2 5 . 3",
    ". 3 3 3 2 3 4 2 2 5 1 .",
    "1 2 3 3 2 4 4 1 2 5 1 .",
)
"""Krippendorff (2011), section C: four observers, twelve units, missing values."""
TABLES = st.lists(st.lists(st.sampled_from(["a", "b", "c", None]), min_size=1, max_size=4), max_size=12)


def units_of(rows: tuple[str, ...]) -> list[tuple[str | None, ...]]:
    return list(
        zip(*([None if value == "." else value for value in row.split()] for row in rows), strict=True)
    )


def test_two_observers_and_two_values() -> None:
    """Krippendorff (2011), section A: ten articles, alpha = .095."""
    first, second = "0 1 0 0 0 0 0 0 1 0", "1 1 1 0 0 1 0 0 0 0"
    assert alpha(units_of((first, second))) == pytest.approx(0.095, abs=0.0005)


def test_two_observers_and_several_values() -> None:
    """Krippendorff (2011), section B: twelve units, alpha = .692."""
    first, second = "a a b b d c c c e d d a", "b a b b b c c c e d d d"
    assert alpha(units_of((first, second))) == pytest.approx(0.692, abs=0.0005)


def test_four_observers_and_missing_values() -> None:
    """Krippendorff (2011), section C: alpha = .743."""
    assert alpha(units_of(FOUR_OBSERVERS)) == pytest.approx(0.743, abs=0.0005)


def test_perfect_agreement_is_one_and_without_variation_there_is_none() -> None:
    assert alpha([("a", "a"), ("b", "b")]) == 1
    assert alpha([("a", "a"), ("a", "a")]) is None
    assert alpha([("a", None), ("b",), ()]) is None


@given(TABLES, st.randoms(use_true_random=False))
def test_order_of_readers_and_units_and_lone_values_change_nothing(
    table: list[list[str | None]], lot: random.Random
) -> None:
    mixed = [lot.sample(unit, len(unit)) for unit in table]
    lot.shuffle(mixed)
    before, after = alpha(table), alpha([*mixed, ["c"], [None, "a"]])
    assert before == (after if after is None else pytest.approx(after))
    assert before is None or before <= 1
