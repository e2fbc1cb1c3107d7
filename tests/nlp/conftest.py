"""One trained model for all tests of the language side: the one set-up built, where it is of today's code and corpus."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from nlp.build import read_built
from nlp.corpus.load import CorpusPost, load_posts
from nlp.training import Trained, train

BOOTSTRAP = Path(__file__).parents[2] / "scripts" / "bootstrap.py"


@pytest.fixture(scope="session")
def corpus() -> list[CorpusPost]:
    """The shipped corpus."""
    return load_posts()


@pytest.fixture(scope="session")
def trained(corpus: list[CorpusPost]) -> Trained:
    """The default model and its held-out readings. Trained here only when set-up has not: that is the slow part."""
    setup = _bootstrap()
    return read_built(setup.MODEL, corpus) if setup.model_is_current() else train(corpus)


def _bootstrap() -> ModuleType:
    spec = importlib.util.spec_from_file_location("bootstrap", BOOTSTRAP)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
