"""Reports of one thing against each other: draft and final, version and version, level and level, week and week.

Each attack lists every pair of small weeks, keeps what would be printed of both, and asks what a reader who knows the
rules can tell of a difference. A difference of 1 to 4 is a group of fewer than five, so none may be told.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterable

import pytest

from models.vocabulary import Label, Topic
from reports.content import Section
from reports.disclosure import Count, Shown, sum_shown
from reports.editions import corrected, draft, with_period_before
from reports.facts import Facts
from reports.kept_facts import counts_of, facts_from, to_json
from reports.rollup import Unit, combine, units_table
from tests.reports.raw_weeks import FULL, WEEK, facts, sections, span

TOPICS = (Topic.AN_SINH, Topic.DICH_VU_CONG, Topic.THUE_HO_KINH_DOANH)
VALUES = range(10)
"""Whole bands of rough figures, so that what is left over in one tells nothing a real week would not."""
Printed = tuple[tuple[str, Count], ...]


def week(numbers: Iterable[int], opinions: int = 0) -> Facts:
    """A week with so many questions by topic."""
    return facts(span(dict(zip(TOPICS, numbers, strict=False)), labels={Label.OPINION: opinions}))


def printed(of: Facts) -> Printed:
    return tuple(sorted((path, count) for path, count in counts_of(of).items()))


def told(pairs: Iterable[tuple[tuple[int, ...], tuple[int, ...], Printed, Printed]]) -> list[tuple[int, int]]:
    """Differences of 1 to 4 of a place that follow from what was printed: (place, difference)."""
    worlds: dict[tuple[Printed, Printed], list[set[int]]] = {}
    for before, after, first, second in pairs:
        grown = [new - old for old, new in zip(before, after, strict=True)]
        known = worlds.setdefault((first, second), [set() for _ in grown])
        for place, one in enumerate(grown):
            known[place].add(one)
    return [
        (place, next(iter(values)))
        for known in worlds.values()
        for place, values in enumerate(known)
        if len(values) == 1 and 1 <= abs(next(iter(values))) <= 4
    ]


@pytest.mark.parametrize("places", [1, 2])
def test_no_two_versions_tell_a_difference_under_five(places: int) -> None:
    tables = list(itertools.product(VALUES, repeat=places))
    made = {numbers: week(numbers) for numbers in tables}
    prints = {numbers: printed(one) for numbers, one in made.items()}
    kinds: list[Facts] = []  # rough figures make many weeks equal; of equal weeks the second version is equal
    for one in made.values():
        if one not in kinds:
            kinds.append(one)
    second = [[printed(corrected(after, [before])) for after in kinds] for before in kinds]
    kind = {numbers: kinds.index(one) for numbers, one in made.items()}
    pairs = (
        (before, after, prints[before], second[kind[before]][kind[after]])
        for before in tables
        for after in tables
    )
    assert told(pairs) == []


def test_without_the_rule_the_attack_finds_them() -> None:
    made = {numbers: week(numbers) for numbers in itertools.product(VALUES, repeat=1)}
    pairs = ((a, b, printed(made[a]), printed(made[b])) for a in made for b in made)
    assert (0, 1) in told(pairs)


@pytest.mark.parametrize("places", [1, 2])
def test_a_draft_and_the_final_report_do_not_tell_one_either(places: int) -> None:
    made = {numbers: week(numbers) for numbers in itertools.product(VALUES, repeat=places)}
    drafts = {numbers: printed(draft(one)) for numbers, one in made.items()}
    finals = {numbers: printed(one) for numbers, one in made.items()}
    grown = (
        (a, b, drafts[a], finals[b])
        for a in made
        for b in made
        if all(x <= y for x, y in zip(a, b, strict=True))
    )
    assert told(grown) == []


def test_three_versions_are_looked_at_together() -> None:
    """Small steps do not add up to a figure: the third is held against the first as well."""
    first, second, third = week([7]), week([12]), week([14])
    said = [first, corrected(second, [first])]
    said.append(corrected(third, said))
    path = f"now.questions.{TOPICS[0].value}"
    assert [str(counts_of(one)[path]) for one in said] == ["7", "12", "trên 9"]


def test_the_same_data_give_the_same_facts_again() -> None:
    first, second = week([7, 3]), week([8, 3])
    said = corrected(second, [first])
    assert corrected(second, [first, said]) == said
    assert corrected(first, [first]) == first


def test_a_version_whose_figures_were_not_kept_makes_the_next_one_rough() -> None:
    assert counts_of(corrected(week([7]), [None])) == counts_of(draft(week([7])))


def test_the_week_before_is_what_its_own_report_said() -> None:
    previous = week([7])
    recounted = facts(span({TOPICS[0]: 20}), span({TOPICS[0]: 8}))
    shown = with_period_before(recounted, previous)
    assert shown.before == previous.now
    assert shown.now == recounted.now
    assert with_period_before(recounted, None) is recounted


def test_facts_come_back_as_they_were_kept() -> None:
    whole = facts(**FULL)
    assert to_json(facts_from(to_json(whole), WEEK)) == to_json(whole)
    assert counts_of(facts_from(to_json(whole), WEEK)) == counts_of(whole)
    assert all(one.state.value != "failed" for one in sections_of(facts_from(to_json(whole), WEEK)))


def sections_of(of: Facts | None) -> list[Section]:
    assert of is not None
    return list(sections(of).values())


@pytest.mark.parametrize("kept", [None, {}, {"now": 1}, [], {**to_json(facts()), "sources": "x"}])
def test_facts_of_another_form_are_none(kept: object) -> None:
    assert facts_from(kept, WEEK) is None


def test_the_report_above_is_made_from_what_those_below_printed() -> None:
    """Nobody can tell more from it than from them: weeks that print the same below print the same above."""
    above: dict[tuple[Printed, Printed], set[Printed]] = defaultdict(set)
    nothing = week([0])
    made = {numbers: week(numbers) for numbers in itertools.product((0, 2, 3, 4, 6), repeat=2)}
    for one, other in itertools.product(made.values(), repeat=2):
        units = [Unit("A", 1, one), Unit("B", 1, other)]
        above[printed(one), printed(other)].add(printed(combine(nothing, units)))
    assert {len(prints) for prints in above.values()} == {1}


def test_sums_of_what_is_shown() -> None:
    exact, under = Count(Shown.EXACT, 8), Count(Shown.UNDER)
    over, each = Count(Shown.OVER, 12), Count(Shown.EACH_UNDER)
    said = {
        (exact, exact): "16",
        (exact, under): "trên 8",
        (under,): "dưới 5",
        (under, under): "mỗi mục dưới 5",
        (over, each): "trên 12",
        (): "0",
    }
    assert {parts: str(sum_shown(parts)) for parts in said} == said


def test_units_are_listed_with_their_report_and_without_when_they_have_none() -> None:
    units = [Unit("Xã A", 2, week([12])), Unit("Xã B", None, None), Unit("Xã A", 1, week([8]))]
    rows = [[str(cell) for cell in row] for row in units_table(units).rows]
    assert rows == [["Xã A", "0", "20", "bản 2, bản 1"], ["Xã B", "–", "–", "chưa có"]]
