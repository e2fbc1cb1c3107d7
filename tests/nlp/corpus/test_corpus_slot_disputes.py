"""The second reading of slots: what only one reader marked, settled by a third; a line of another form is refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from models.errors import BadInput
from models.vocabulary import Label, SlotKind
from nlp.contracts import Span
from nlp.corpus.load import load_posts
from nlp.corpus.slot_disputes import SlotDispute, load_slot_disputes
from nlp.measures.slots import agreement_on_slots

DISPUTES = load_slot_disputes()
POSTS = {post.id: post for post in load_posts()}


def test_only_claims_were_read_and_every_line_is_a_dispute() -> None:
    assert {POSTS[one.id].label for one in DISPUTES} == {Label.CLAIM}
    assert all(one.first or one.second for one in DISPUTES)


def test_of_both_readers_some_marks_were_kept_and_some_not() -> None:
    for side in ("first", "second"):
        marks = [(one.id, mark) for one in DISPUTES for mark in getattr(one, side)]
        kept = [1 for name, mark in marks if mark in [(slot.kind, slot.span) for slot in POSTS[name].slots]]
        assert 0.2 < len(kept) / len(marks) < 0.9


def test_the_readings_agree() -> None:
    assert agreement_on_slots(list(POSTS.values()), DISPUTES)["f1"] > 0.9


def test_agreement_counts_what_both_made_once_and_what_was_kept_as_made_by_one() -> None:
    claim = next(post for post in POSTS.values() if len(post.slots) == 3 and post.label is Label.CLAIM)
    mark = (claim.slots[0].kind, claim.slots[0].span)
    gone = (SlotKind.DOCUMENT, Span(0, 1))
    found = agreement_on_slots([claim], [SlotDispute(claim.id, (mark,), (gone,))])
    assert found == {"both": 2, "first": 1, "second": 1, "kept": 1, "f1": pytest.approx(4 / 6)}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"id": "p9999999"}, "«id»"),
        ({"id": next(post.id for post in POSTS.values() if post.label is Label.OPINION)}, "«id»"),
        ({"first": {}}, "«first»"),
        ({"second": [["fee"]]}, "«second»"),
        ({"second": [["price", [0, 1]]]}, "second"),
        ({"first": [["fee", [3, 3]]]}, "span"),
        ({"more": 1}, "trường lạ"),
    ],
)
def test_a_line_of_another_form_is_refused(tmp_path: Path, change: dict[str, object], words: str) -> None:
    file = tmp_path / "disputes.jsonl"
    line = {"id": DISPUTES[0].id, "first": [], "second": [["fee", [0, 1]]], **change}
    file.write_text(json.dumps(line), encoding="utf-8")
    with pytest.raises(BadInput, match=words):
        load_slot_disputes(file)
