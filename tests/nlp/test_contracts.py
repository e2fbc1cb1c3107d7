"""Offsets of the views of a text, both ways."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.contracts import Span, Text
from nlp.normalise import normalise
from nlp.normalise.teencode import lexicon

PIECES = st.sampled_from(
    [*lexicon(), " ", " ", ". ", "\n", "hoà", "kh0ản", "c ô n g a n", "s.t.k", "\u200b", "\u0301", "𝗮", "ﷺ", "½", "đuợc", "quáaa", "a/c"]
)  # fmt: skip
ANY_TEXT = st.one_of(st.text(max_size=40), st.lists(PIECES, max_size=10).map("".join))


def ranges(text: Text, draw: st.DataObject, size: int) -> Span:
    """A range of ``size`` characters at most."""
    start = draw.draw(st.integers(0, size))
    return Span(start, draw.draw(st.integers(start, size)))


def test_what_stands_as_a_whole_is_taken_whole() -> None:
    text = normalise("Mai gửi c ô n g a n xã stk nha")
    assert [text.normalised[slice(*bounds(text.from_original(8, 9)))], text.normalised] == [
        "công an",
        "Mai gửi công an xã số tài khoản nha",
    ]
    at = text.original.index("stk")
    assert text.normalised[slice(*bounds(text.from_original(at + 1, at + 2)))] == "số tài khoản"


def bounds(span: Span) -> tuple[int, int]:
    return span.start, span.end


def test_of_what_was_dropped_nothing_is_left() -> None:
    text = normalise("kh\u200boản")
    assert text.from_original(2, 3) == Span(2, 2)
    assert text.from_original(0, 6) == Span(0, 5)


def test_an_empty_range_stays_empty_where_it_is() -> None:
    text = normalise("đc ạ")
    assert text.from_original(0, 0) == Span(0, 0)
    assert text.from_original(1, 1) == Span(0, 0)
    assert text.from_original(4, 4) == Span(len(text.normalised), len(text.normalised))


@settings(max_examples=150, deadline=None)
@given(ANY_TEXT, st.data())
def test_there_and_back_holds_at_least_the_range(original: str, draw: st.DataObject) -> None:
    text = normalise(original)
    wanted = ranges(text, draw, len(text.normalised))
    there = text.to_original(wanted.start, wanted.end)
    back = text.from_original(there.start, there.end)
    if wanted.start < wanted.end:
        assert back.start <= wanted.start
        assert wanted.end <= back.end
    else:
        assert back.start == back.end


@settings(max_examples=150, deadline=None)
@given(ANY_TEXT, st.data())
def test_back_and_there_loses_only_what_was_dropped(original: str, draw: st.DataObject) -> None:
    text = normalise(original)
    wanted = ranges(text, draw, len(original))
    became = text.from_original(wanted.start, wanted.end)
    assert 0 <= became.start <= became.end <= len(text.normalised)
    alive = {at for start, end in zip(text.starts, text.ends, strict=True) for at in range(start, end)}
    source = text.to_original(became.start, became.end)
    for at in range(wanted.start, wanted.end):
        assert at not in alive or source.start <= at < source.end


@settings(max_examples=100, deadline=None)
@given(ANY_TEXT, st.data())
def test_a_wider_range_becomes_a_wider_one(original: str, draw: st.DataObject) -> None:
    text = normalise(original)
    outer = ranges(text, draw, len(original))
    start = draw.draw(st.integers(outer.start, outer.end))
    inner = Span(start, draw.draw(st.integers(start, outer.end)))
    wide, narrow = (text.from_original(one.start, one.end) for one in (outer, inner))
    if inner.start < inner.end and narrow.start < narrow.end:
        assert wide.start <= narrow.start
        assert narrow.end <= wide.end


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet="abc xyz", max_size=30), st.data())
def test_in_an_untouched_text_nothing_moves(original: str, draw: st.DataObject) -> None:
    text = Text(original, original, original, range(len(original)), range(1, len(original) + 1))
    wanted = ranges(text, draw, len(original))
    assert text.from_original(wanted.start, wanted.end) == wanted
