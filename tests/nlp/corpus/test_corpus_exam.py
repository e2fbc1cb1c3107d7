"""The exam is written for the project, labelled evenly, and of nobody else's words."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from models.errors import BadInput
from models.vocabulary import Label
from nlp.corpus.exam import load_exam
from nlp.corpus.load import load_posts, load_protected
from tests.nlp.corpus.likeness import alike

EXAM = load_exam()


def test_every_label_is_examined_in_number() -> None:
    counted = Counter(post.label for post in EXAM)
    assert {label for label in Label if counted[label] < 50} == set()


def test_no_post_of_the_exam_is_nearly_among_the_others() -> None:
    texts = [post.text for post in EXAM]
    others = [post.text for post in (*load_posts(), *load_protected())]
    assert [(EXAM[a].id, others[b]) for a, b, _ in alike(texts, others, 0.6)] == []
    assert [(EXAM[a].id, EXAM[b].id) for a, b, _ in alike(texts, texts, 0.8) if a < b] == []


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"label": "rumour"}, "«label»"),
        ({"id": "p1"}, "«id»"),
        ({"text": " "}, "«text»"),
        ({"more": 1}, "trường lạ"),
    ],
)
def test_what_is_not_of_the_form_is_refused(tmp_path: Path, change: dict[str, object], words: str) -> None:
    good = {"id": "x001", "label": "claim", "text": "Từ mùng một xã làm việc cả sáng thứ bảy."}
    file = tmp_path / "exam.jsonl"
    file.write_text(json.dumps(good) + "\n" + json.dumps({**good, "id": "x002", **change}), encoding="utf-8")
    with pytest.raises(BadInput, match=f"dòng 2.*{words}"):
        load_exam(file)
    file.write_text((json.dumps(good) + "\n") * 2, encoding="utf-8")
    with pytest.raises(BadInput, match="dòng trước"):
        load_exam(file)
