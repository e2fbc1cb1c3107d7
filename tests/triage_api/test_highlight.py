"""Words found are marked where they stand, whatever was asked for and however it was typed."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.evidence.terms import plain_text
from nlp.normalise import normalise
from triage_api.highlight import EXCERPT, excerpt, found_words, highlighted

TEXT = "Mức thu lệ phí hộ tịch là 8.000 đồng.\nMức thu ở chợ thì khác."
WORDS = st.lists(
    st.sampled_from(
        ["lệ phí", "le phi", "hộ tịch", "Điều 5", "50.000", "đồng", "ở", "<b>", "\n", "chợ", "cho"]
    ),
    max_size=60,
).map(" ".join)


def marked(text: str, query: str) -> list[str]:
    return [part.text for part in highlighted(text, normalise(query)) if part.mark]


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("ho tich", ["hộ tịch"]),
        ("hộ tịch", ["hộ tịch"]),
        ("HO TICH", ["hộ tịch"]),
        ("muc thu", ["Mức thu", "Mức thu"]),
        ("cho", ["chợ"]),
        ("chỗ", []),
        ("8.000", ["8.000"]),
        ("cua khi là", []),
        ("giấy miễn phí", ["phí"]),
        ("", []),
    ],
)
def test_words_are_found_with_and_without_marks(query: str, wanted: list[str]) -> None:
    assert marked(TEXT, query) == wanted


@given(WORDS, WORDS)
def test_what_is_marked_lies_in_the_text_in_order_and_nothing_is_lost(text: str, query: str) -> None:
    asked = normalise(query)
    spans = found_words(plain_text(text), asked)
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert all(one[1] <= two[0] for one, two in pairwise(spans))
    assert "".join(part.text for part in highlighted(text, asked)) == text


@given(WORDS, st.integers(0, 40), WORDS)
def test_an_excerpt_is_a_stretch_of_the_text(text: str, times: int, query: str) -> None:
    whole = f"{'không liên quan gì ' * times}{text}{' vẫn không liên quan' * times}"
    shown = "".join(part.text for part in excerpt(whole, normalise(query)))
    assert shown.removeprefix("… ").removesuffix(" …") in whole
    assert len(shown) <= EXCERPT + 4


def test_an_excerpt_begins_near_what_was_found() -> None:
    whole = "Lời không liên quan. " * 60 + "Lệ phí hộ tịch 8.000 đồng. " + "Lời khác. " * 60
    found = [part.text for part in excerpt(whole, normalise("le phi ho tich")) if part.mark]
    assert found == ["Lệ phí hộ tịch"]
