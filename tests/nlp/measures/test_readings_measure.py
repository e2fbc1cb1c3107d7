"""What is read of words whose place is known: what counts as right, and the floors of the cases that may be looked into."""

from __future__ import annotations

from datetime import date

import pytest

from models.vocabulary import Modality
from nlp.contracts import Span
from nlp.corpus.reading_cases import NAMES, Asked, ReadingCase, load_reading_cases
from nlp.measures.readings import figures_of, is_right, read

FLOORS = {"money": 0.98, "times": 0.98, "modality": 0.92}
"""A little under what was measured when they were set."""


def _case(text: str, words: str, asked: Asked, **expected: object) -> ReadingCase:
    at = text.index(words)
    return ReadingCase("x001", text, date(2026, 11, 20), asked, Span(at, at + len(words)), **expected)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("case", "right"),
    [
        (_case("lệ phí 50k thôi", "50k", Asked.FEE, values=(50_000.0,)), True),
        (_case("lệ phí 50k thôi", "50k", Asked.FEE, values=(60_000.0,)), False),
        (_case("thu 50-70k", "50-70k", Asked.FEE, values=(50_000.0, 70_000.0)), True),
        (_case("làm trong 24 giờ", "24 giờ", Asked.DURATION, values=(1.0,), unit="day"), True),
        (_case("làm trong 3 ngày", "3 ngày", Asked.DURATION, values=(3.0,), unit="working_day"), False),
        (_case("từ tháng sau áp dụng", "từ tháng sau", Asked.DATE, days=(date(2026, 12, 1), date(2026, 12, 31))), True),
        (_case("từ tháng sau áp dụng", "từ tháng sau", Asked.DATE, days=(date(2026, 12, 1), date(2026, 12, 1))), False),
        (_case("nghe nói thu 50k", "50k", Asked.FEE, modality=Modality.HEARSAY), True),
        (_case("nghe nói thu 50k", "50k", Asked.FEE, modality=Modality.IN_FORCE), False),
        (_case("khỏi phải mang sổ", "khỏi phải mang sổ", Asked.OBLIGATION, modality=Modality.PERMITTED), True),
        (_case("phải mang sổ", "phải mang sổ", Asked.OBLIGATION, modality=Modality.PERMITTED), False),
    ],
)  # fmt: skip
def test_only_what_the_words_say_is_right(case: ReadingCase, right: bool) -> None:
    (slots,) = read([case])
    assert is_right(case, slots) is right


EXAM_FLOORS = {"money": 0.95, "times": 0.95, "modality": 0.88}


@pytest.mark.parametrize("name", NAMES)
def test_cases_nobody_looks_into_are_read(name: str) -> None:
    found = figures_of(load_reading_cases(f"{name}_exam"))["all"]
    assert found["right"] >= EXAM_FLOORS[name] * found["cases"]


@pytest.mark.parametrize("name", NAMES)
def test_cases_that_may_be_looked_into_are_read(name: str) -> None:
    found = figures_of(load_reading_cases(name))["all"]
    assert found["right"] >= FLOORS[name] * found["cases"]
