"""Known claims told again: enough of every kind, apart from each other, and of the form that is read."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path

import pytest

from models.errors import BadInput
from nlp.corpus.retellings import Retold, Telling, Turn, load_retellings, load_retellings_exam
from tests.nlp.corpus.likeness import alike

BOTH = pytest.mark.parametrize("retold", [load_retellings(), load_retellings_exam()], ids=["seen", "exam"])
GOOD = {
    "id": "ka01",
    "wording": "Từ 1/9 làm lại căn cước mất 70.000 đồng.",
    "same": [{"how": "copy", "text": "tu 1/9 lam lai can cuoc mat 70k"}],
    "differs": [{"what": "number", "text": "Từ 1/9 làm lại căn cước mất 90.000 đồng."}],
    "near": [{"text": "Làm lại căn cước phải chờ hai tuần."}],
}


def _texts(one: Retold) -> list[str]:
    return [one.wording, *(text for _, text in (*one.same, *one.differs)), *one.near]


@BOTH
def test_each_is_told_in_every_way_and_turned_in_every_part(retold: list[Retold]) -> None:
    assert len(retold) == 70
    assert all([how for how, _ in one.same] == list(Telling) for one in retold)
    assert all(len(one.differs) == len(one.near) == 2 for one in retold)
    turned = Counter(what for one in retold for what, _ in one.differs)
    assert {what for what in Turn if turned[what] < 4} == set()


@BOTH
def test_nobody_can_be_reached_through_it(retold: list[Retold]) -> None:
    long_numbers = re.compile(r"\d(?: ?\d){8,}|https?:|www\.|@")
    assert [text for one in retold for text in _texts(one) if long_numbers.search(text)] == []


def test_the_exam_repeats_nothing_of_the_other_file() -> None:
    seen = [text for one in load_retellings() for text in _texts(one)]
    exam = [text for one in load_retellings_exam() for text in _texts(one)]
    assert [(seen[a], exam[b]) for a, b, _ in alike(seen, exam, 0.8)] == []


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"id": "x1"}, "«id»"),
        ({"wording": " "}, "«wording»"),
        ({"same": []}, "«same»"),
        ({"same": ["text"]}, "«same»"),
        ({"same": [{"how": "sung", "text": "…"}]}, "«how»"),
        ({"differs": [{"what": "number"}]}, "thiếu trường text"),
        ({"near": [{"text": "a", "more": 1}]}, "trường lạ"),
        ({"more": 1}, "trường lạ"),
    ],
)
def test_what_is_not_of_the_form_is_refused(tmp_path: Path, change: dict[str, object], words: str) -> None:
    file = tmp_path / "retellings.jsonl"
    lines = [json.dumps(GOOD), json.dumps({**GOOD, "id": "ka02", **change})]
    file.write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(BadInput, match=f"dòng 2.*{words}"):
        load_retellings(file)
    file.write_text(f"{lines[0]}\n{lines[0]}", encoding="utf-8")
    with pytest.raises(BadInput, match="dòng trước"):
        load_retellings_exam(file)
