"""The protected posts are pinned: whoever changes one must say so by changing the pin as well."""

from __future__ import annotations

import hashlib
from collections import Counter
from importlib.resources import files

from models.vocabulary import PROTECTED_LABELS, Label, Topic
from nlp.corpus.load import Style, load_posts, load_protected

DATA = files("nlp.corpus")
POSTS = load_protected()


def test_the_protected_posts_are_the_pinned_ones() -> None:
    pinned, name = DATA.joinpath("protected.sha256").read_text(encoding="ascii").split()
    assert name == "protected.jsonl"
    assert hashlib.sha256(DATA.joinpath(name).read_bytes()).hexdigest() == pinned


def test_they_are_opinions_grievances_and_questions_in_number() -> None:
    labels = Counter(post.label for post in POSTS)
    assert len(POSTS) >= 1200
    assert set(labels) == PROTECTED_LABELS | {Label.QUESTION}
    assert sum(post.subtype == "misconduct_allegation" for post in POSTS) >= 150
    assert all(post.label is Label.GRIEVANCE for post in POSTS if post.subtype == "misconduct_allegation")


def test_they_are_written_about_everything_in_every_way() -> None:
    assert {topic for post in POSTS for topic in post.topics} == set(Topic)
    assert {post.style for post in POSTS} == set(Style)


def test_they_are_hard_because_most_hold_a_figure_a_date_or_a_document() -> None:
    assert sum(bool(post.slots) for post in POSTS) >= len(POSTS) / 2


def test_none_is_a_training_post() -> None:
    training = load_posts()
    assert {post.text for post in POSTS} & {post.text for post in training} == set()
    assert {post.id for post in POSTS} & {post.id for post in training} == set()
