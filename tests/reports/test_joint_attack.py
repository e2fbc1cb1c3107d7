"""All reports of a place at once: every table of communes and their province, of weeks and their month, of version 1 and 2.

Small worlds are drawn, reported as the product would, and read off the printed content alone: what the attacker knows is which
figures are sums of which. A solver for whole numbers then says how small and how large each hidden count can be. ``test_report_attack`` does the
same for one report, ``test_editions`` lists every pair of versions.
"""

from __future__ import annotations

import io
import itertools
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from random import Random
from typing import Any

import numpy as np
import pytest
from docx import Document
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import html
from scipy.optimize import LinearConstraint, milp
from scipy.sparse import lil_array

from models.queries.weekly_corrections import Requests
from models.tables.office import Office
from models.vocabulary import Label, Queue, Topic, Verdict
from reports.builder import compose
from reports.disclosure import Count, Shown
from reports.editions import corrected, draft, with_period_before
from reports.facts import Facts
from reports.kept_facts import counts_of
from reports.monthly import from_weeks
from reports.parts import Part, Parts, corrections
from reports.period import Period, parse_period
from reports.render import DocumentForm, render_csv, render_docx, render_html
from reports.render.cells import figure_of, plain, text_of, with_appendix
from reports.rollup import Unit, combine, with_units
from tests.reports.raw_weeks import facts, span

MONTH: Any = parse_period("2026-11")
WEEKS = MONTH.weeks[:3]
OFFICES = ("tỉnh", "xã A", "xã B")
TOPICS = (Topic.AN_SINH, Topic.DICH_VU_CONG)
SMALL = (0, 0, 1, 2, 3, 4, 5, 6, 9)
FAR = 10_000
Cell = tuple[str, ...]
"""What is counted: the table and the keys of row and column, as far as a row has a key."""
World = dict[tuple[str, int], Facts]
"""What the weekly reports of each office by itself may say, by office and number of the week."""


def week(chance: Random) -> Facts:
    """A small week of one office."""

    def small() -> int:
        return chance.choice(SMALL)

    def items() -> dict[tuple[Queue, Topic], int]:
        return {(chance.choice(list(Queue)), chance.choice(TOPICS)): small() for _ in range(3)}

    now = span(
        questions={topic: small() for topic in TOPICS},
        grievances={TOPICS[0]: small()},
        scams=[small(), small()],
        other_scams=small(),
        labels={Label.CLAIM: small(), Label.OPINION: small()},
        opened=items(),
        closed=items(),
        overdue=items(),
    )
    asked = corrections.protect([], [], Requests(small(), None), 0, MONTH.end)
    concluded = {one: small() for one in (Verdict.ANSWERED, Verdict.TRUE, Verdict.FALSE)}
    return facts(now, parts=Parts(corrections=Part(asked)), verdicts=concluded)


weeks = st.builds(week, st.builds(Random, st.integers(0, 10**6)))
seeds = st.integers(0, 10**6)


def world_of(seed: int) -> World:
    """A small world; a number stands for it, since all its counts are long to print."""
    chance = Random(seed)
    return {(office, number): week(chance) for office in OFFICES for number in range(len(WEEKS))}


def content(name: str, of: Facts, units: Sequence[Unit] = ()) -> dict[str, Any]:
    """What is printed of these facts."""
    made = compose(Office(code="x", name=name), of, over=True)
    return with_units(made, units) if units else made


def reported(world: World) -> Iterator[tuple[tuple[str, ...], tuple[int, ...], dict[str, Any]]]:
    """Every report of the world: whose, of which weeks, and what is printed."""
    chained = {
        (office, number): with_period_before(of, world[office, number - 1] if number else None)
        for (office, number), of in world.items()
    }
    own, *below = OFFICES
    whole = []
    for number in range(len(WEEKS)):
        units = [Unit(name, 1, chained[name, number]) for name in below]
        whole.append(combine(chained[own, number], units))
        yield OFFICES, (number,), content(own, whole[-1], units)
    everything = tuple(range(len(WEEKS)))
    yield OFFICES, everything, content(own, month(whole))
    for name in below:
        for number in everything:
            yield (name,), (number,), content(name, chained[name, number])
        yield (name,), everything, content(name, month([chained[name, number] for number in everything]))


def month(of: Sequence[Facts]) -> Facts:
    """The month of these weeks; what it would list and count by itself is what its last week says."""
    return from_weeks(of[-1], of, of[0].before)


def printed(of: dict[str, Any]) -> Iterator[tuple[Cell, Count]]:
    """Every count in the tables and sentences of a report by what it counts. A total is what its column adds up to."""
    for section in of["sections"]:
        for table in section["tables"]:
            if table["code"] == "units":
                continue  # says again what the reports below say
            rows = zip(table["keys"] or [""] * len(table["rows"]), table["rows"], strict=True)
            for key, row in [*rows, *([("total", table["total"])] if table["total"] else [])]:
                for column, cell in enumerate(row):
                    if isinstance(cell, dict) and "shown" in cell:
                        yield (table["code"], key, str(column)), Count.from_json(cell)
        if section["code"] == "corrections":
            for sentence in map(plain, section["sentences"]):
                if found := re.fullmatch(r"Nhận (.+) yêu cầu xem lại\.", sentence):
                    yield ("requests",), count_of(found[1])


def count_of(words: str) -> Count:
    """A count read back from its words."""
    if words.startswith(("dưới", "mỗi")):
        return Count(Shown.UNDER if words.startswith("dưới") else Shown.EACH_UNDER)
    over, figure = words.startswith("trên "), int(words.removeprefix("trên ").replace(".", ""))
    return Count(Shown.OVER if over else Shown.EXACT, figure)


COLUMNS: dict[str, list[Cell]] = {
    "questions/1": [("questions", topic.value, "1") for topic in TOPICS],
    "questions/3": [("questions", topic.value, "3") for topic in TOPICS],
    "scams/2": [("scams", key, "2") for key in ("1", "2", "")],
    "received/1": [("received", label.value, "1") for label in Label],
    **{f"work/{one}": [("work", queue.value, str(one)) for queue in Queue] for one in (1, 2, 3)},
}
SUMS: dict[Cell, str] = {
    ("received", "question", "1"): "questions/1",
    ("received", "grievance", "1"): "questions/3",
    ("received", "scam", "1"): "scams/2",
    ("received", "total", "1"): "received/1",
    ("questions", "total", "1"): "questions/1",
    ("questions", "total", "3"): "questions/3",
    **{("work", "total", str(one)): f"work/{one}" for one in (1, 2, 3)},
}
"""Figures that are sums, and the column they add up."""
BEFORE = {("received", "2"): ("received", "1"), ("questions", "2"): ("questions", "1")}
"""Columns about the week before, and what they repeat."""


def leaves(cell: Cell) -> Iterator[Cell]:
    """What a figure adds up, down to what is no sum."""
    if cell not in SUMS:
        yield cell
        return
    for part in COLUMNS[SUMS[cell]]:
        yield from leaves(part)


class Joint:
    """Unknown counts by office, week and cell; every figure printed bounds a sum of them."""

    def __init__(self) -> None:
        self.unknown: dict[tuple[str, int, Cell], int] = {}
        self.bounds: list[tuple[list[int], int, int]] = []
        self.hidden: set[int] = set()

    def number(self, office: str, week: int, cell: Cell) -> int:
        return self.unknown.setdefault((office, week, cell), len(self.unknown))

    def bound(self, parts: Sequence[int], count: Count) -> None:
        """A sum that prints like this."""
        value = count.value or 0
        low, high = {
            Shown.EXACT: (value, value),
            Shown.UNDER: (1, 4),
            Shown.OVER: (value + 1, FAR),
            Shown.EACH_UNDER: (2, FAR),
        }[count.shown]
        self.bounds.append(([*parts], low, high))

    def read(self, offices: Sequence[str], numbers: Sequence[int], of: dict[str, Any]) -> None:
        """Everything one report says."""
        figures = dict(printed(of))
        for cell in (*COLUMNS["questions/1"], *COLUMNS["questions/3"]):
            figures.setdefault(cell, Count(Shown.EXACT, 0))  # a topic without a row was not asked about
        for cell, count in figures.items():
            times, meant = numbers, cell
            if before := BEFORE.get((cell[0], cell[-1])):
                if len(numbers) > 1 or not numbers[0]:
                    continue  # a time the attacker has no other report of
                times, meant = [numbers[0] - 1], (before[0], cell[1], before[1])
            if cell[0] == "work" and cell[-1] == "3":
                times = times[-1:]  # overdue at the end
            added = sorted(set(leaves(meant)))
            places = offices[:1] if cell == ("requests",) else offices  # sections 6 to 10 are of one desk
            parts = [self.number(one, time, leaf) for one in places for time in times for leaf in added]
            self.bound(parts, count)
            if count.shown is Shown.UNDER and len(parts) == 1:
                self.hidden.add(parts[0])

    def ranges(self) -> set[tuple[int, int]]:
        """How small and how large each hidden count can be."""
        rows = lil_array((len(self.bounds), len(self.unknown)))
        for place, (parts, _, _) in enumerate(self.bounds):
            rows[place, parts] = 1
        limits = LinearConstraint(
            rows.tocsr(), [low for _, low, _ in self.bounds], [high for _, _, high in self.bounds]
        )
        found = set()
        for hidden in sorted(self.hidden):
            aim = np.zeros(len(self.unknown))
            aim[hidden] = 1
            ends = [milp(sign * aim, constraints=limits, integrality=1) for sign in (1, -1)]
            assert all(end.success for end in ends), "what is printed contradicts itself"
            found.add((round(ends[0].fun), round(-ends[1].fun)))
        return found


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(seeds)
def test_no_small_count_can_be_worked_out_of_all_reports_together(seed: int) -> None:
    joint = Joint()
    for offices, numbers, of in reported(world_of(seed)):
        joint.read(offices, numbers, of)
    assert joint.ranges() <= {(1, 4)}


def test_the_attack_works_on_a_month_that_is_counted_anew() -> None:
    """What the month would tell if it were made from the rows like a week."""
    counted = [10, 12, 3]
    joint = Joint()
    weeks_of = [facts(span({Topic.AN_SINH: one})) for one in counted]
    for number, one in enumerate(weeks_of):
        before = weeks_of[number - 1] if number else None
        joint.read(["xã A"], [number], content("xã A", with_period_before(one, before)))
    joint.read(["xã A"], [0, 1, 2], content("xã A", facts(span({Topic.AN_SINH: sum(counted)}))))
    assert joint.ranges() == {(3, 3)}


@pytest.mark.parametrize("places", [(1, 3), (2, 2)])
def test_weeks_and_their_month_leave_every_small_count_open(places: tuple[int, int]) -> None:
    """Who knows how a month is made, and lists all worlds that print the same, still finds each small count with all four values."""
    topics, number = places
    values = range(7)
    made = {
        counts: facts(span(dict(zip(TOPICS, counts, strict=False))))
        for counts in itertools.product(values, repeat=topics)
    }
    prints = {counts: tuple(sorted(counts_of(of).items())) for counts, of in made.items()}
    found: dict[object, set[int]] = defaultdict(set)
    for world in itertools.product(made, repeat=number):
        whole = tuple(sorted(counts_of(month([made[one] for one in world])).items()))
        shown = (*(prints[one] for one in world), whole)
        for place, count in enumerate(itertools.chain(*world)):
            if 1 <= count <= 4:
                found[shown, place].add(count)
    assert {frozenset(one) for one in found.values()} == {frozenset({1, 2, 3, 4})}


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(first=weeks, second=weeks, other=weeks)
def test_a_correction_is_no_way_around_month_and_province(first: Facts, second: Facts, other: Facts) -> None:
    """What month and province say of version 2 is made from what version 2 printed, and nothing else."""
    later = corrected(second, [first])
    hidden = {path: count for path, count in counts_of(later).items() if count.exact is None}
    whole = counts_of(month([other, later]))
    above = counts_of(combine(other, [Unit("xã A", 2, later)]))
    for path, count in hidden.items():
        if path.startswith(("now.", "verdicts.")) and path in whole:
            assert whole[path].exact is None, (path, count)
            assert above[path].exact is None, (path, count)


def test_a_running_month_tells_nothing_of_the_running_week() -> None:
    """26 of the weeks that are over and what came since must not say how many those are."""
    over = facts(span({Topic.AN_SINH: 26}))
    said = {
        str(counts_of(draft(month([over, draft(facts(span({Topic.AN_SINH: few})))])))) for few in (1, 2, 3, 4)
    }
    assert len(said) == 1


POINTER = re.compile(r"xem (?:mục\s\d+ )?phần\s[IVX\d]+")


@settings(max_examples=3, deadline=None, suppress_health_check=list(HealthCheck))
@given(seeds)
def test_pages_tables_and_word_files_say_what_the_content_says(seed: int) -> None:
    """So whatever cannot be worked out of the content cannot be worked out of any form of it."""
    _, _, of = next(iter(reported(world_of(seed))))
    tables = [table for section in with_appendix(of) for table in section["tables"]]
    cells = [
        text_of(cell)
        for table in tables
        for row in (*table["rows"], *([table["total"]] if table["total"] else []))
        for cell in row
    ]
    page = html.fromstring(render_html(of))
    assert [one.text_content() for one in page.xpath("//tbody//th | //tbody//td")] == cells
    for form in DocumentForm:
        word = Document(io.BytesIO(render_docx(of, form)))
        inside = [
            table for table in word.tables if table.style is not None and table.style.name == "Table Grid"
        ]
        written = [cell.text for table in inside for row in table.rows[1:] for cell in row.cells]
        # Word numbers its parts otherwise, so what points at a section names another place (``test_pages_of_word``).
        assert [POINTER.sub("xem", one) for one in written] == [POINTER.sub("xem", one) for one in cells]
    bare = [figure_of(cell) for table in tables for row in table["rows"] for cell in row]
    said = render_csv(of)
    assert all(one.lstrip("'") in said.replace('""', '"') for one in bare)


def test_a_period_is_what_the_reports_say_it_is() -> None:
    periods: list[Period] = [*WEEKS, MONTH]
    assert [one.code for one in periods] == ["2026-W44", "2026-W45", "2026-W46", "2026-11"]
