"""Small counts stay hidden, whatever is added up: every table is attacked by listing all that print the same."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Callable, Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.disclosure import Count, Shown, Spread, Tally, change, leaf, spread, total

Numbers = tuple[int, ...]
Printer = Callable[[Numbers], tuple[Count, ...]]


def hidden_values(
    printer: Printer, tables: Iterable[Numbers]
) -> dict[tuple[tuple[Count, ...], int], set[int]]:
    """For each print and each place that is hidden in it: which values it may have, knowing how prints are made."""
    found: dict[tuple[tuple[Count, ...], int], set[int]] = defaultdict(set)
    for numbers in tables:
        printed = printer(numbers)
        for place, number in enumerate(numbers):
            if 1 <= number <= 4:
                found[printed, place].add(number)
    return found


def flat(numbers: Numbers) -> tuple[Count, ...]:
    parts = [leaf(number) for number in numbers]
    return (*(part.shown for part in parts), total(parts).shown)


def nested(numbers: Numbers) -> tuple[Count, ...]:
    """Questions by topic, petitions by topic, another label, and the sum of everything."""
    parts = [leaf(number) for number in numbers]
    first, second = total(parts[:2]), total(parts[2:4])
    return (
        *(part.shown for part in parts),
        first.shown,
        second.shown,
        total([first, second, parts[4]]).shown,
    )


@pytest.mark.parametrize("places", [1, 2, 3, 4, 5])
def test_a_hidden_count_could_be_any_of_one_to_four(places: int) -> None:
    tables = itertools.product(range(7 if places < 5 else 6), repeat=places)
    assert {frozenset(values) for values in hidden_values(flat, tables).values()} == {frozenset({1, 2, 3, 4})}


def test_sums_of_sums_do_not_tell_either() -> None:
    tables = itertools.product(range(6), repeat=5)
    assert {frozenset(values) for values in hidden_values(nested, tables).values()} == {
        frozenset({1, 2, 3, 4})
    }


def test_the_attack_would_notice_a_plain_total() -> None:
    def careless(numbers: Numbers) -> tuple[Count, ...]:
        return (*(leaf(number).shown for number in numbers), Count(Shown.EXACT, sum(numbers)))

    values = hidden_values(careless, itertools.product(range(7), repeat=3)).values()
    assert any(len(possible) == 1 for possible in values)


@pytest.mark.parametrize(
    ("numbers", "said"),
    [
        ((), "0"),
        ((0, 0), "0"),
        ((7, 8), "15"),
        ((3,), "dưới 5"),
        ((0, 3), "dưới 5"),
        ((8, 3), "trên 8"),
        ((8, 1, 1), "trên 8"),
        ((8, 3, 2), "13"),
        ((1, 1), "mỗi mục dưới 5"),
        ((4, 4), "mỗi mục dưới 5"),
        ((1200, 84, 3), "trên 1.284"),
    ],
)
def test_what_is_said_of_a_sum(numbers: Numbers, said: str) -> None:
    assert str(total([leaf(number) for number in numbers]).shown) == said


@given(st.lists(st.integers(0, 40), max_size=8))
def test_what_is_said_of_a_sum_is_true(numbers: list[int]) -> None:
    shown = total([leaf(number) for number in numbers]).shown
    if shown.shown is Shown.EXACT:
        assert shown.value == sum(numbers)
        assert sum(numbers) == 0 or sum(numbers) >= 5
    elif shown.shown is Shown.OVER:
        assert shown.value is not None
        assert 5 <= shown.value < sum(numbers)
    elif shown.shown is Shown.UNDER:
        assert 1 <= sum(numbers) <= 4
    else:
        assert all(number < 5 for number in numbers)


@given(st.integers(0, 10_000))
def test_nothing_from_one_to_four_is_ever_said(number: int) -> None:
    shown = leaf(number).shown
    assert (shown.exact is None) == (1 <= number <= 4)
    assert str(number) not in str(shown).split() or not 1 <= number <= 4


def test_what_is_hidden_is_in_no_representation() -> None:
    assert "3" not in repr(leaf(3))
    assert "3" not in repr(total([leaf(3), leaf(9)]))
    assert leaf(3).shown.to_json() == leaf(1).shown.to_json()


def test_a_change_needs_both_counts() -> None:
    exact, small = leaf(12).shown, leaf(3).shown
    assert change(exact, leaf(7).shown) == 5
    assert change(exact, small) is None
    assert change(small, exact) is None
    assert change(total([leaf(8), leaf(3)]).shown, exact) is None


@given(st.sampled_from(list(Shown)), st.integers(0, 99))
def test_a_count_survives_being_kept(shown: Shown, value: int) -> None:
    count = Count(shown, value if shown in (Shown.EXACT, Shown.OVER) else None)
    assert Count.from_json(count.to_json()) == count


@pytest.mark.parametrize(("posts", "word"), [(0, "ít"), (4, "ít"), (5, "vừa"), (19, "vừa"), (20, "nhiều")])
def test_the_words_for_how_far_something_spread(posts: int, word: str) -> None:
    assert spread(posts) == Spread(word)


def test_a_tally_hands_up_only_what_no_sum_covers() -> None:
    covered = total([leaf(3), leaf(2)])
    assert covered == Tally(Count(Shown.EXACT, 5))
    assert total([leaf(3), leaf(9)]).hidden == (3,)


def test_a_sum_above_a_hidden_sum_is_hidden_too() -> None:
    above = total([total([leaf(9), leaf(3)]), leaf(2)])
    assert str(above.shown) == "trên 9", (
        "14 would say more of the 2 to who knows that 9 and 3 were not added up"
    )
    assert str(total([total([leaf(3), leaf(2)]), leaf(9)]).shown) == "14", (
        "what an exact sum covers is no secret"
    )
    assert total([total([leaf(3)]), leaf(0)]) == leaf(3)
