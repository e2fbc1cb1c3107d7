"""Posts that are only measured with are written for the project, marked like the others, and of nobody else's words."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from models.errors import BadInput
from models.vocabulary import Label
from nlp.corpus.exam import load_exam
from nlp.corpus.load import Style, load_posts, load_protected, load_unseen
from tests.nlp.corpus.likeness import alike

UNSEEN = load_unseen()


def test_every_label_and_way_of_writing_is_measured_in_number() -> None:
    labels, styles = Counter(post.label for post in UNSEEN), Counter(post.style for post in UNSEEN)
    assert {label for label in Label if labels[label] < 40} == set()
    assert {style for style in Style if styles[style] < 10} == set()


def test_claims_are_marked_and_lures_hold_indicators() -> None:
    claims = [post for post in UNSEEN if post.label is Label.CLAIM]
    assert sum(not post.slots for post in claims) <= len(claims) / 50
    assert sum(bool(post.indicators) for post in UNSEEN) >= 50
    assert [post.id for post in UNSEEN if post.label is Label.SCAM and post.slots] == []


def test_no_unseen_post_is_nearly_among_those_that_are_learned_or_examined() -> None:
    texts = [post.text for post in UNSEEN]
    others = [post.text for post in (*load_posts(), *load_protected(), *load_exam())]
    assert [(UNSEEN[a].id, others[b]) for a, b, _ in alike(texts, others, 0.6)] == []


def test_an_unseen_post_has_a_mark_of_its_own(tmp_path: Path) -> None:
    """So that none is ever put among those that are learned from by moving a file."""
    learned = (Path(__file__).parents[3] / "nlp/corpus/posts/first.jsonl").read_text(encoding="utf-8")
    (tmp_path / "moved.jsonl").write_text(learned, encoding="utf-8")
    with pytest.raises(BadInput, match="«id»"):
        load_unseen(tmp_path)
