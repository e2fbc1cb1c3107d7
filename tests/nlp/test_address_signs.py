"""Signs of an address: seen wherever one could begin, not in dates."""

from __future__ import annotations

import pytest

from nlp.normalise.address_signs import has_slash_of_no_date, has_word_for_a_dot


@pytest.mark.parametrize(
    "text", ["http://a.vn", "t.me/x", "a /b", "/", "1/", "/1", "1/a", "a/1", "01/12 và /x"]
)
def test_a_slash_beside_anything_but_digits_counts(text: str) -> None:
    assert has_slash_of_no_date(text)


@pytest.mark.parametrize("text", ["", "ngày 01/12/2026", "24/7"])
def test_the_slashes_of_dates_do_not(text: str) -> None:
    assert not has_slash_of_no_date(text)


def test_words_for_a_dot() -> None:
    assert has_word_for_a_dot("abc chấm com")
    assert not has_word_for_a_dot("chăm chỉ")
