"""One trained model for all tests of the language side: the one set-up built, where it is of today's code and corpus."""

from __future__ import annotations

import pytest

from nlp.build import read_built
from nlp.corpus.background import load_background
from nlp.corpus.load import CorpusPost, load_posts
from nlp.corpus.slot_claims import load_slot_claims
from nlp.training import Trained, train
from tests.scripts import script


@pytest.fixture(scope="session")
def corpus() -> list[CorpusPost]:
    """The shipped corpus."""
    return load_posts()


@pytest.fixture(scope="session")
def trained(corpus: list[CorpusPost]) -> Trained:
    """The default model and its held-out readings. Trained here only when set-up has not: that is the slow part."""
    setup = script("bootstrap")
    return (
        read_built(setup.MODEL, corpus)
        if setup.model_is_current()
        else train(corpus, background=load_background(), slot_claims=load_slot_claims())
    )
