"""Folding many texts at once is folding each."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from nlp.normalise.folding import fold, fold_each

TEXTS = st.lists(st.text(max_size=12) | st.text("aĐđẶỡ 😂𐐀İß\ud800\n", max_size=12), max_size=5)


@given(TEXTS)
def test_many_at_once_are_folded_as_each(texts: list[str]) -> None:
    assert fold_each(texts) == [fold(text) for text in texts]
