"""Several readers marked the same claims; a line of another form is refused."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

import pytest

from models.errors import BadInput
from models.vocabulary import Label
from nlp.contracts import Slot, Span
from nlp.corpus.load import load_posts
from nlp.corpus.slot_readings import load_slot_readings

READINGS = load_slot_readings()
POSTS = {post.id: post for post in load_posts()}


def test_every_reader_read_every_post_and_only_claims() -> None:
    assert len(READINGS) >= 36
    assert {len(one.readings) for one in READINGS} == {6}
    assert {POSTS[one.id].label for one in READINGS} == {Label.CLAIM}


def places(slots: Iterable[Slot]) -> list[tuple[Span, str]]:
    return [(slot.span, slot.kind) for slot in slots]


def test_nearly_all_marks_of_the_corpus_are_those_of_a_reader() -> None:
    """They were one reader's; the second reading of all claims took some away and added some."""
    made = [
        place in {mark for marked in one.readings for mark in places(marked)}
        for one in READINGS
        for place in places(POSTS[one.id].slots)
    ]
    assert sum(made) / len(made) > 0.9


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"id": "p9999999"}, "«id»"),
        ({"readings": [[]]}, "«readings»"),
        ({"readings": [[], {}]}, "«readings»"),
        ({"readings": [[], [{}]]}, "slot"),
        ({"more": 1}, "trường lạ"),
    ],
)
def test_a_line_of_another_form_is_refused(tmp_path: Path, change: dict[str, object], words: str) -> None:
    file = tmp_path / "readings.jsonl"
    file.write_text(json.dumps({"id": READINGS[0].id, "readings": [[], []], **change}), encoding="utf-8")
    with pytest.raises(BadInput, match=words):
        load_slot_readings(file)
