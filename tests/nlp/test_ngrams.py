"""Hashed n-grams are the n-grams scikit-learn counts, on every machine, whatever stands in the texts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.feature_extraction.text import CountVectorizer

from nlp import ngrams
from nlp.ngrams import batches, character_keys, counted, crossed_keys, word_keys

TEXTS = st.lists(st.text(alphabet="ab đ\n", max_size=20), min_size=1, max_size=5)


@pytest.fixture(autouse=True, scope="module")
def wide() -> Iterator[None]:
    """Buckets so many that no two n-grams of a test share one: sharing is meant, but would make a count differ now and then."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ngrams, "BITS", 44)
        yield


def groups(keys: np.ndarray, texts: int) -> list[list[int]]:
    """How often each n-gram of each text occurs, names left out."""
    _, times, begins = counted(keys, texts)
    return [sorted(times[begins[at] : begins[at + 1]].tolist()) for at in range(texts)]


def peers(texts: list[str], **settings: object) -> list[list[int]]:
    """The same by scikit-learn, each text by itself."""
    cut = CountVectorizer(lowercase=False, **settings).build_analyzer()
    return [sorted(Counter(cut(text)).values()) for text in texts]


@given(TEXTS)
def test_characters_as_the_library_counts_them(texts: list[str]) -> None:
    assert groups(character_keys(texts, 2, 5), len(texts)) == peers(
        [" ".join(text.split()) for text in texts], analyzer="char_wb", ngram_range=(2, 5)
    )


@given(TEXTS)
def test_words_as_the_library_counts_them(texts: list[str]) -> None:
    assert groups(word_keys(texts, 2), len(texts)) == peers(texts, token_pattern=r"\S+", ngram_range=(1, 2))


@given(TEXTS, st.data())
def test_each_word_of_one_side_meets_each_of_the_other(left: list[str], data: st.DataObject) -> None:
    right = data.draw(st.lists(st.text(alphabet="ab đ", max_size=20), min_size=len(left), max_size=len(left)))
    expected = [
        sorted(Counter((one, other) for one in mine.split() for other in its.split()).values())
        for mine, its in zip(left, right, strict=True)
    ]
    assert groups(crossed_keys(left, right), len(left)) == expected


def test_the_sides_are_not_alike() -> None:
    assert set(crossed_keys(["a"], ["b"]).tolist()) != set(crossed_keys(["b"], ["a"]).tolist())


def test_a_hash_is_the_same_everywhere() -> None:
    """A stored model is read on other machines: these numbers may never change under one format."""
    assert [int(key) >> 24 for key in word_keys(["cài ứng dụng"], 2)] == WORDS
    assert [int(key) >> 24 for key in character_keys(["otp"], 2, 3)] == CHARACTERS


WORDS = [528028, 277468, 364320, 119669, 296994]
CHARACTERS = [677236, 908833, 745142, 110042, 317468, 1013170, 370011]


def test_order_matters() -> None:
    one, other = (set(word_keys([text], 2).tolist()) for text in ("bắt buộc", "buộc bắt"))
    assert len(one & other) == 2  # the words, not the pair
    assert len(one | other) == 4


@pytest.mark.parametrize("texts", [[], [""], ["", ""], [" \n"], ["", "a", ""]])
def test_nothing_gives_nothing(texts: list[str]) -> None:
    for keys in (character_keys(texts, 2, 5), word_keys(texts, 2), crossed_keys(texts, texts)):
        rows = {int(key) >> ngrams.BITS for key in keys}
        assert rows <= {at for at, text in enumerate(texts) if text.strip()}


def test_batches_keep_order_and_stay_small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ngrams, "MOST_CHARACTERS", 10)
    monkeypatch.setattr(ngrams, "MOST_TEXTS", 3)
    texts = ["a" * 4, "b" * 5, "c" * 30, "", "d", "e", "f"]
    cut = [list(batch) for batch in batches(texts)]
    assert cut == [["a" * 4, "b" * 5], ["c" * 30], ["", "d", "e"], ["f"]]
    assert list(batches([])) == []
