"""What the wider bound lets through when official text says otherwise."""

from __future__ import annotations

from nlp.corpus.load import load_posts
from nlp.measures.told import told_figures
from nlp.training import Trained


def test_more_claims_wait_and_hardly_a_view(trained: Trained) -> None:
    found = told_figures(load_posts(), trained)
    assert found["between"] >= 450
    assert found["claims"] >= 32
    assert found["protected"] <= 3
