"""The second reading covers every post, and agreement is what the books say."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import BadInput
from models.vocabulary import PROTECTED_LABELS, Label
from nlp.corpus.exam import load_exam
from nlp.corpus.load import load_posts, load_protected, load_unseen
from nlp.corpus.second_reading import agreement, agreement_on, alpha, load_second_reading

READINGS = load_second_reading()
BY_ID = {one.id: one for one in READINGS}


def test_every_post_was_read_twice_and_both_readings_agree_on_what_is_kept() -> None:
    posts = [*load_posts(), *load_protected(), *load_exam(), *load_unseen()]
    assert {post.id for post in posts} == {one.id for one in READINGS if one.kept}
    assert [post.id for post in posts if BY_ID[post.id].second is not post.label] == []


def test_a_protected_post_was_never_read_as_anything_else() -> None:
    allowed = PROTECTED_LABELS | {Label.QUESTION}
    assert {BY_ID[post.id].second for post in load_protected()} <= allowed


def test_agreement_is_high_on_every_label() -> None:
    """Above .8 is customarily called reliable (Krippendorff 2004); both readers are machines here."""
    assert agreement(READINGS) > 0.8
    assert {label for label in Label if agreement_on(label, READINGS) < 0.8} == set()


def test_alpha_of_the_textbook() -> None:
    """Krippendorff (2011), section B: two observers, ten articles, alpha = .095."""
    one = [0, 1, 0, 0, 0, 0, 0, 0, 1, 0]
    other = [1, 1, 1, 0, 0, 1, 0, 0, 0, 0]
    assert alpha(list(zip(one, other, strict=True))) == pytest.approx(0.095, abs=0.0005)


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("abc")), min_size=1, max_size=40))
def test_alpha_is_at_most_one_and_does_not_mind_who_read_first(pairs: list[tuple[str, str]]) -> None:
    assert alpha(pairs) <= 1
    assert alpha(pairs) == pytest.approx(alpha([(b, a) for a, b in pairs]))
    assert alpha([(a, a) for a, _ in pairs]) == 1


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"first": "rumour"}, "«first»"),
        ({"id": "x1"}, "«id»"),
        ({"kept": 1}, "«kept»"),
        ({"more": 1}, "trường lạ"),
    ],
)
def test_what_is_not_of_the_form_is_refused(tmp_path: Path, change: dict[str, object], words: str) -> None:
    good = {"id": "p0001", "first": "claim", "second": "claim", "kept": True}
    file = tmp_path / "second.jsonl"
    file.write_text(json.dumps(good) + "\n" + json.dumps({**good, "id": "p0002", **change}), encoding="utf-8")
    with pytest.raises(BadInput, match=f"dòng 2.*{words}"):
        load_second_reading(file)
    file.write_text((json.dumps(good) + "\n") * 2, encoding="utf-8")
    with pytest.raises(BadInput, match="dòng trước"):
        load_second_reading(file)
