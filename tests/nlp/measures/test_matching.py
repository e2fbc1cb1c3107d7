"""Matching one to one, and the figures made of it."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.measures.matching import ALL, Tally, as_figures, tally

ITEMS = st.lists(st.sampled_from(["a1", "a2", "b1", "b2", "c1"]), max_size=8)


def told(*pairs: tuple[list[str], list[str]]) -> dict[str, Tally]:
    """The counts, with the first letter for the kind and the whole item for the key."""
    return tally(pairs, key=str, kind=lambda item: item[0])


def test_one_of_each() -> None:
    assert told((["a1", "a2", "b1"], ["a1", "a3", "c1"])) == {
        "a": Tally(right=1, wrong=1, missed=1),
        "b": Tally(missed=1),
        "c": Tally(wrong=1),
    }


def test_each_occurrence_counts_once() -> None:
    assert told((["a1", "a1"], ["a1"])) == {"a": Tally(right=1, missed=1)}
    assert told((["a1"], ["a1", "a1"])) == {"a": Tally(right=1, wrong=1)}


def test_texts_are_matched_apart() -> None:
    assert told((["a1"], []), ([], ["a1"])) == {"a": Tally(wrong=1, missed=1)}


def test_the_key_decides_what_is_the_same_and_the_kind_still_parts() -> None:
    same = tally([(["a1"], ["A1"])], key=str.casefold, kind=lambda _: "x")
    assert same == {"x": Tally(right=1)}
    apart = tally([(["a1"], ["b1"])], key=lambda item: item[1], kind=lambda item: item[0])
    assert apart == {"a": Tally(missed=1), "b": Tally(wrong=1)}


def test_ratios() -> None:
    one = Tally(right=3, wrong=1, missed=2)
    assert one.precision == pytest.approx(0.75)
    assert one.recall == pytest.approx(0.6)
    assert one.f1 == pytest.approx(2 * 0.75 * 0.6 / (0.75 + 0.6))
    assert (Tally().precision, Tally().recall, Tally().f1) == (0, 0, 0)
    assert Tally(wrong=1).f1 == 0


def test_figures_are_plain_data_with_a_sum_first() -> None:
    made = as_figures(told((["a1", "b1"], ["a1", "b2"])))
    assert list(made) == [ALL, "a", "b"]
    assert made[ALL] == {"precision": 0.5, "recall": 0.5, "f1": 0.5, "right": 1, "wrong": 1, "missed": 1}
    assert json.loads(json.dumps(made)) == made


@given(ITEMS, ITEMS)
def test_nothing_is_counted_twice_or_lost(marked: list[str], found: list[str]) -> None:
    counts = told((marked, found)).values()
    assert sum(one.right + one.missed for one in counts) == len(marked)
    assert sum(one.right + one.wrong for one in counts) == len(found)
    assert all(one.right == len(marked) for one in [sum(told((marked, marked)).values(), Tally())])
