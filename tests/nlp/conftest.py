"""One trained model for all tests of the language side: building it is the slow part."""

from __future__ import annotations

import pytest

from nlp.corpus.load import CorpusPost, load_posts
from nlp.training import Trained, train


@pytest.fixture(scope="session")
def corpus() -> list[CorpusPost]:
    """The shipped corpus."""
    return load_posts()


@pytest.fixture(scope="session")
def trained(corpus: list[CorpusPost]) -> Trained:
    """The default model and its held-out readings, as set-up builds them."""
    return train(corpus)
