"""The label of a post cannot be guessed without reading it, and the corpus's page says so in the figures of its data."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from models.vocabulary import Label
from nlp.corpus.load import CorpusPost, Style, load_posts
from nlp.corpus.shortcuts import LIMITS, of_shipped, shortcuts
from tests.scripts import script

CORPUS = (Path(__file__).parents[3] / "docs" / "corpus.md").read_text(encoding="utf-8")
POSTS = load_posts()


def test_the_tables_are_those_of_the_data() -> None:
    """``python scripts/corpus.py --write`` brings the page up to date."""
    counted = script("corpus")
    told = CORPUS.split(counted.BEGIN)[1].split(counted.END)[0].strip()
    assert told == counted.tables()


def test_the_label_cannot_be_guessed_without_reading() -> None:
    found = of_shipped()
    assert {(one.side, one.model) for one in found} == {(s, m) for s in LIMITS for m in ("tree", "linear")}
    assert [one for one in found if one.macro_f1 >= one.limit] == []


def test_a_label_that_could_be_guessed_would_be_noticed() -> None:
    """With one style kept for one label, style gives it away."""
    some = POSTS[::20]
    told = [replace(post, style=Style.SPEECH if post.label is Label.SCAM else Style.PLAIN) for post in some]

    def guessed(posts: list[CorpusPost]) -> float:
        return max(one.macro_f1 for one in shortcuts(posts) if one.side == "style")

    assert guessed(told) > guessed(some)
