"""Sentences that measure the readers: enough of every kind, apart from each other, and of the form that is read."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from models.errors import BadInput
from models.vocabulary import Modality
from nlp.corpus.reading_cases import NAMES, Asked, load_reading_cases
from tests.nlp.corpus.likeness import alike

GOOD = {
    "id": "x001",
    "text": "Làm lại thẻ mất 50k.",
    "posted": "2026-11-20",
    "kind": "fee",
    "span_text": "50k",
    "expect": {"value": 50000},
}


@pytest.mark.parametrize("suffix", ["", "_exam"])
def test_everything_is_asked_in_number(suffix: str) -> None:
    cases = [case for name in NAMES for case in load_reading_cases(f"{name}{suffix}")]
    assert {asked for asked, count in Counter(case.asked for case in cases).items() if count >= 30} == set(
        Asked
    )
    told = Counter(case.modality for case in cases if case.modality is not None)
    assert {modality for modality in Modality if told[modality] < 10} == set()
    assert len({case.id for case in cases}) == len(cases)


@pytest.mark.parametrize("name", NAMES)
def test_no_case_of_an_exam_is_nearly_among_those_looked_into(name: str) -> None:
    seen = [case.text for case in load_reading_cases(name)]
    exam = [case.text for case in load_reading_cases(f"{name}_exam")]
    assert [(seen[a], exam[b]) for a, b, _ in alike(seen, exam, 0.8)] == []


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"id": "1"}, "«id»"),
        ({"posted": "hôm qua"}, "«posted»"),
        ({"kind": "price"}, "«kind»"),
        ({"span_text": "60k"}, "«span_text»"),
        ({"expect": {"value": "50k"}}, "phải là số"),
        ({"expect": {"from": "2026-01-01", "to": "2026-01-01"}}, "«expect»"),
        ({"expect": {"modality": "sure"}}, "«modality»"),
        ({"kind": "date", "expect": {"from": "2026-01-01", "to": "x"}}, "«to»"),
        ({"kind": "duration", "expect": {"number": 3, "unit": "week"}}, "«unit»"),
        ({"more": 1}, "trường lạ"),
    ],
)
def test_what_is_not_of_the_form_is_refused(tmp_path: Path, change: dict[str, object], words: str) -> None:
    file = tmp_path / "money.jsonl"
    lines = [json.dumps(GOOD), json.dumps({**GOOD, "id": "x002", **change})]
    file.write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(BadInput, match=f"dòng 2.*{words}"):
        load_reading_cases("money", file)
