"""The views of many texts, cut together, are the views the model was trained with."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.detectors.label_model import SIGN_WEIGHT, keys_of_views, sign_matrix, view_keys
from nlp.features import Features, features_of, sign_names
from nlp.marks import marks_of
from nlp.model_file import VIEWS
from nlp.normalise import normalise

WORDS = st.sampled_from(
    ["công", "an", "cai", "app", "gấp", "50k", "lừa đảo", "?", "!", "[SĐT]", "không", "phí", ",", "ạ"]
)
TEXTS = st.lists(st.lists(WORDS, max_size=8).map(" ".join), min_size=1, max_size=4)


def read(texts: list[str]) -> list[Features]:
    return [features_of(text, marks_of(text)) for text in map(normalise, texts)]


@settings(max_examples=60, deadline=None)
@given(TEXTS)
def test_n_grams_cut_together_are_those_of_training(texts: list[str]) -> None:
    features = read(texts)
    together = keys_of_views(features)
    assert tuple(together) == VIEWS
    for view in VIEWS:
        alone = view_keys(view, [getattr(row, view) for row in features])
        assert np.sort(together[view]).tolist() == np.sort(alone).tolist()


@settings(max_examples=60, deadline=None)
@given(TEXTS)
def test_the_signs_stand_in_their_columns(texts: list[str]) -> None:
    features = read(texts)
    names = sign_names()[::2]  # some a model was not trained with
    told = sign_matrix(features, {name: column for column, name in enumerate(names)}).toarray()
    for row, its in zip(told, features, strict=True):
        assert row == pytest.approx([SIGN_WEIGHT * its.signs.get(name, 0.0) for name in names])


def test_the_name_of_a_sign_is_one_word() -> None:
    assert all(len(name.split()) == 1 for name in sign_names())
