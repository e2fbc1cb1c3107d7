"""Shares and intervals of people's readings."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.vocabulary import Label
from nlp.measures.intervals import wilson
from nlp.measures.sampled import FEWEST, missed, recall, share


@pytest.mark.parametrize(
    ("hits", "trials", "low", "high"),
    [(0, 10, 0.0, 0.2775), (10, 10, 0.7225, 1.0), (15, 148, 0.0624, 0.1605), (1, 29, 0.0061, 0.1718)],
)
def test_score_intervals_as_published(hits: int, trials: int, low: float, high: float) -> None:
    """The last two are Newcombe (1998), Statistics in Medicine 17, table I: method 3 for 15/148 and 1/29."""
    assert wilson(hits, trials) == pytest.approx((low, high), abs=0.00006)


@given(st.integers(0, 300), st.integers(0, 300))
def test_an_interval_holds_its_share_and_lies_in_nought_to_one(hits: int, more: int) -> None:
    low, high = wilson(hits, hits + more)
    assert 0 <= low <= high <= 1
    if hits + more:
        assert low - 1e-12 <= hits / (hits + more) <= high + 1e-12


def test_too_few_readings_show_no_share() -> None:
    assert share(3, FEWEST - 1).rate is None
    assert share(3, FEWEST).rate == 3 / FEWEST


def test_a_claim_the_machine_saw_was_not_missed() -> None:
    sample = {
        (Label.OPINION, Label.CLAIM): 2,
        (Label.CLAIM, Label.CLAIM): 5,
        (Label.OFF_TOPIC, Label.SCAM): 1,
    }
    found = missed(sample, Label.CLAIM)
    assert (found.hits, found.trials) == (2, 8)


def test_recall_is_reckoned_from_the_missed_share() -> None:
    found = recall(90, share(1, 100), 1000)
    assert found is not None
    assert found.rate == pytest.approx(90 / 100)
    assert found.low < found.rate < found.high
    assert recall(90, share(0, FEWEST - 1), 1000) is None
    assert recall(0, share(0, 100), 1000) is None
    none_found = recall(0, share(5, 100), 1000)
    assert none_found is not None
    assert none_found.rate == 0
