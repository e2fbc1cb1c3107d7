"""A reader with a calculator: every table and sentence of a whole report, against every small count in it.

The attacker knows which figures are sums of which (the labels of the first table are summed from the
topics and narratives of the later ones), writes that down as equations and asks a linear solver how small
and how large each hidden count can be. The equations are nested sums, so the solver's bounds are whole
numbers and exact.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from models.queries.reading_quality import QueueReading, ReadingCounts, SampleCount
from models.queries.weekly_corrections import Requests
from models.vocabulary import LABEL_NAMES, Label, Queue, Topic
from reports.disclosure import Count, Shown
from reports.parts import Part, Parts, corrections, helped, machine
from tests.reports.raw_weeks import WEEK, facts, sections, span

TOPICS = (Topic.AN_SINH, Topic.DICH_VU_CONG, Topic.THUE_HO_KINH_DOANH)
SMALL = st.integers(0, 7)
FAR = 10_000


class Attack:
    """Unknowns with bounds, and sums known exactly."""

    def __init__(self) -> None:
        self.bounds: list[tuple[int, int]] = []
        self.hidden: list[int] = []
        self.equations: list[tuple[list[int], int]] = []

    def unknown(self, count: Count) -> int:
        """A new unknown that prints like this."""
        value = count.value or 0
        self.bounds.append(
            {
                Shown.EXACT: (value, value),
                Shown.UNDER: (1, 4),
                Shown.OVER: (value + 1, FAR),
                Shown.EACH_UNDER: (2, FAR),
            }[count.shown]
        )
        if count.shown is Shown.UNDER:
            self.hidden.append(len(self.bounds) - 1)
        return len(self.bounds) - 1

    def add_up(self, parts: Iterable[int], count: Count) -> int:
        """A sum of unknowns that prints like this; a hidden sum is an unknown like any other."""
        whole = self.unknown(count)
        if self.hidden and self.hidden[-1] == whole:
            self.hidden.pop()  # what a sum hides is hidden in its parts, which are tested
        self.equations.append(([*parts], whole))
        return whole

    def ranges(self) -> list[tuple[int, int]]:
        """How small and how large each hidden count can be."""
        rows = np.zeros((len(self.equations), len(self.bounds)))
        for row, (parts, whole) in zip(rows, self.equations, strict=True):
            row[parts] = 1
            row[whole] -= 1
        found = []
        for unknown in self.hidden:
            aim = np.zeros(len(self.bounds))
            aim[unknown] = 1
            ends = [
                linprog(sign * aim, A_eq=rows, b_eq=np.zeros(len(rows)), bounds=self.bounds)
                for sign in (1, -1)
            ]
            assert all(end.success for end in ends), "what is printed contradicts itself"
            found.append((round(ends[0].fun), round(-ends[1].fun)))
        return found


def column(table: Any, number: int) -> list[Count]:
    """The counts of a column, without the total."""
    return [row[number] for row in table.rows if isinstance(row[number], Count)]


def attacked(shown: dict[str, Any]) -> Attack:
    """Everything that can be read off the report, as equations."""
    attack = Attack()
    received = shown["figures"].tables[0]
    by_name = {row[0]: row[1] for row in received.rows}
    details: dict[Label, Sequence[Count]] = {}
    if shown["questions"].tables:
        details[Label.QUESTION] = column(shown["questions"].tables[0], 1)
        details[Label.GRIEVANCE] = column(shown["questions"].tables[0], 3)
    if shown["scams"].tables:
        details[Label.SCAM] = column(shown["scams"].tables[0], 2)
    labels = []
    for label in Label:
        count = by_name[LABEL_NAMES[label]]
        if label in details:
            labels.append(attack.add_up([attack.unknown(part) for part in details[label]], count))
        else:
            labels.append(attack.unknown(count))
    attack.add_up(labels, received.total[1])
    work = shown["figures"].tables[1]
    for place in (1, 2, 3):
        attack.add_up([attack.unknown(row[place]) for row in work.rows], work.total[place])
    return attack


by_topic = st.fixed_dictionaries(dict.fromkeys(TOPICS, SMALL))
items = st.dictionaries(st.tuples(st.sampled_from(list(Queue)), st.sampled_from(TOPICS)), SMALL, max_size=6)
labels = st.fixed_dictionaries(dict.fromkeys((Label.CLAIM, Label.SCAM_AWARENESS, Label.OPINION), SMALL))
weeks = st.builds(
    span,
    questions=by_topic,
    grievances=by_topic,
    scams=st.lists(SMALL, max_size=3),
    other_scams=SMALL,
    labels=labels,
    opened=items,
    closed=items,
    overdue=items,
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(weeks)
def test_no_small_count_can_be_worked_out(week: Any) -> None:
    shown = sections(facts(week))
    if not shown["figures"].tables:
        return
    assert set(attacked(shown).ranges()) <= {(1, 4)}


def test_the_attack_works_on_a_careless_report() -> None:
    attack = Attack()
    parts = [attack.unknown(Count(Shown.EXACT, 8)), attack.unknown(Count(Shown.UNDER))]
    attack.add_up(parts, Count(Shown.EXACT, 11))
    assert attack.ranges() == [(3, 3)]


def test_two_tables_of_one_thing_are_one_table() -> None:
    week = span(questions={Topic.AN_SINH: 8, Topic.DICH_VU_CONG: 3}, labels={Label.OPINION: 40})
    shown = sections(facts(week))
    rows = {row[0]: row[1] for row in shown["figures"].tables[0].rows}
    assert str(rows["Câu hỏi của dân"]) == "trên 8", "11 minus 8 would be 3"
    assert str(shown["questions"].tables[0].total[1]) == "trên 8"
    assert str(shown["figures"].tables[0].total[1]) == "trên 48"


def test_listed_scams_and_the_label_do_not_subtract() -> None:
    shown = sections(facts(span(scams=[9, 2])))
    rows = {row[0]: row[1] for row in shown["figures"].tables[0].rows}
    assert str(rows["Lừa đảo"]) == "trên 9"


def test_words_about_topics_do_not_count_the_queue() -> None:
    """Four topics with something overdue are at least four: the figure beside them must not say under five."""
    overdue = {(Queue.QUESTIONS, topic): 1 for topic in (*TOPICS, Topic.GIAO_DUC)}
    opened = {(Queue.QUESTIONS, Topic.AN_SINH): 8, (Queue.QUESTIONS, Topic.GIAO_DUC): 3}
    shown = sections(facts(span(questions={Topic.AN_SINH: 9}, overdue=overdue, opened=opened)))
    assert str(shown["questions"]).count("có việc quá hạn") == 4
    row = next(row for row in shown["figures"].tables[1].rows if row[0] == "Câu hỏi")
    assert [str(cell) for cell in row] == ["Câu hỏi", "trên 8", "0", "mỗi mục dưới 5"]


def test_the_order_of_a_list_tells_nothing_of_hidden_counts() -> None:
    orders = {
        tuple(row[0] for row in sections(facts(span(scams=counts)))["scams"].tables[0].rows)
        for counts in ([4, 1, 2], [1, 4, 2], [2, 1, 4])
    }
    assert len(orders) == 1


@pytest.mark.parametrize("before", [1, 2, 3, 4])
def test_last_week_is_as_hidden_as_it_was_then(before: int) -> None:
    shown = sections(facts(span({Topic.AN_SINH: 9}), span({Topic.AN_SINH: before})))
    printed = str(shown)
    assert printed == str(sections(facts(span({Topic.AN_SINH: 9}), span({Topic.AN_SINH: 1}))))
    assert "tăng" not in printed


def test_nothing_in_the_whole_report_tells_four_from_one() -> None:
    """The same week with other small counts prints the same, word for word."""

    def printed(small: int) -> str:
        week = span(
            questions={Topic.AN_SINH: small, Topic.DICH_VU_CONG: 30},
            grievances={Topic.AN_SINH: small},
            scams=[20, small],
            labels={Label.OPINION: small, Label.CLAIM: small},
            opened={(Queue.SCAM, Topic.AN_SINH): small, (Queue.QUESTIONS, Topic.AN_SINH): small},
            overdue={(Queue.SCAM, Topic.AN_SINH): small},
        )
        return str(sections(facts(week)))

    assert printed(1) == printed(4)


def test_sections_six_to_ten_do_not_tell_four_from_one_either() -> None:
    def printed(small: int) -> str:
        read = QueueReading(Queue.CLAIMS, 40, 40 - small, small)
        sample = SampleCount(Label.OPINION, Label.CLAIM, small), SampleCount(Label.OPINION, Label.OPINION, 30)
        pairs = [helped.Pair(number < small, number >= small) for number in range(20)]
        parts = Parts(
            helped=Part(helped.protect(pairs, [])),
            machine=Part(machine.protect(ReadingCounts((read,), sample, 90), WEEK.first_day)),
            corrections=Part(corrections.protect([], [], Requests(small, None), small, WEEK.end)),
        )
        return str(sections(facts(parts=parts)))

    assert printed(1) == printed(4)
    assert printed(1) == printed(2)
    assert printed(1) != printed(5)
