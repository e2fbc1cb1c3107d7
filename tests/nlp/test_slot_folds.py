"""Grouped cross-validation of the tagger: every post once, by a tagger that saw nothing of its situation."""

from __future__ import annotations

import pytest

from nlp import slot_folds
from nlp.corpus.load import CorpusPost
from nlp.corpus.slot_claims import load_slot_claims
from nlp.slot_folds import slots_held_out
from nlp.training import FOLDS


@pytest.fixture(scope="module")
def few(corpus: list[CorpusPost]) -> list[CorpusPost]:
    """Enough situations of every label for the folds."""
    return corpus[:220]


@pytest.fixture(scope="module")
def further() -> list[CorpusPost]:
    """Some claims that teach every fold."""
    return load_slot_claims()[:40]


def test_every_post_is_read_once_by_a_tagger_without_its_situation(
    few: list[CorpusPost], further: list[CorpusPost], monkeypatch: pytest.MonkeyPatch
) -> None:
    learned: list[int] = []

    def watched(posts: list[CorpusPost], examples: list[object], texts: list[object]) -> list[tuple[()]]:
        learned.append(len(examples))
        assert len(posts) + len(further) == len(examples)
        assert len(posts) + len(texts) == len(few)
        return [()] * len(texts)

    monkeypatch.setattr(slot_folds, "found_by_others", watched)
    assert slots_held_out(few, further) == {post.id: () for post in few}
    assert len(learned) == FOLDS


def test_one_fold_alone_says_the_same_of_its_posts(few: list[CorpusPost], further: list[CorpusPost]) -> None:
    alone = slots_held_out(few, further, only={1})
    situations = {post.situation for post in few if post.id in alone}
    assert 0 < len(alone) < len(few)
    assert all(post.id in alone for post in few if post.situation in situations)
    assert any(alone.values())
