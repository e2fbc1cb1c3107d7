"""What may be picked of a post, and that shortening neither adds a word nor turns a clause round."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.checkable import MOST_OFFERED, TURNS_ROUND, offered, only_shortens

POST = "Nghe nói từ 1/12 nộp hồ sơ ở xã mất phí 50k, ai không nộp thì bị phạt. Mọi người biết chưa?"
WORDS = st.lists(
    st.sampled_from(["thu", "phí", "không", "50k", "xã", "phải", "nộp,", "hồ", "sơ."]), max_size=14
)


@pytest.mark.parametrize(
    "shorter",
    [
        POST,
        "từ 1/12 nộp hồ sơ ở xã mất phí 50k",
        "TỪ 1/12 mất phí 50k",
        "nộp hồ sơ mất phí 50k.",
        "mất phí 50k, ai không nộp bị phạt",
    ],
)
def test_words_may_be_left_out(shorter: str) -> None:
    assert only_shortens(POST, shorter)


@pytest.mark.parametrize(
    "other",
    [
        "",
        " .,; ",
        "từ 1/12 nộp hồ sơ ở xã mất phí 60k",
        "xã thu phí 50k",
        "mất phí 50k từ 1/12",
        "ai nộp thì bị phạt",
        "mất phí 50k 50k",
    ],
)
def test_nothing_is_added_moved_or_turned_round(other: str) -> None:
    assert not only_shortens(POST, other)


@pytest.mark.parametrize("word", sorted(TURNS_ROUND - {"!"}))
def test_what_turns_a_clause_round_stays_with_it(word: str) -> None:
    assert not only_shortens(f"Nộp hồ sơ {word} mất phí", "Nộp hồ sơ mất phí")
    assert only_shortens(f"Tin {word} rõ, nộp hồ sơ mất phí", "nộp hồ sơ mất phí")


@given(WORDS, st.data())
def test_any_whole_run_of_clauses_is_a_shortening(words: list[str], data: st.DataObject) -> None:
    sentence = " ".join(words)
    clauses = [clause for clause in sentence.replace(".", ",").split(",") if clause.strip()]
    chosen = [clause for clause in clauses if data.draw(st.booleans())]
    assert only_shortens(sentence, ",".join(chosen)) == bool("".join(chosen).strip())


@given(WORDS, WORDS)
def test_a_shortening_is_a_subsequence(words: list[str], other: list[str]) -> None:
    if only_shortens(" ".join(words), " ".join(other)):
        left = iter(word.strip(",.") for word in words)
        assert all(word.strip(",.") in left for word in other)


def test_a_long_sentence_is_quick_to_compare() -> None:
    """Linear: ten times the words take about ten times the processor, not a hundred times. What others do on the machine does not count."""
    from time import thread_time

    def seconds(count: int) -> float:
        text = "phí không " * count
        started = thread_time()
        only_shortens(text, text)
        return thread_time() - started

    long, short = (min(seconds(count) for _time in range(5)) for count in (4000, 400))
    assert long < 60 * max(short, 1e-5)


def test_sentences_are_offered_as_they_stand() -> None:
    text = "THÔNG BÁO\nTừ 1/12 nộp hồ sơ mất phí 50k. Ai biết chỉ giúp?\n:)) 123"
    assert [text[span.start : span.end] for span in offered(text)] == [
        "THÔNG BÁO",
        "Từ 1/12 nộp hồ sơ mất phí 50k.",
        "Ai biết chỉ giúp?",
    ]
    assert offered("123 :))") == []
    assert len(offered("Một câu dài đây.\n" * 500)) == MOST_OFFERED


@given(st.text(alphabet="aăđ .!?\n5", max_size=60))
def test_every_sentence_offered_may_be_taken_as_it_is(text: str) -> None:
    for span in offered(text):
        piece = text[span.start : span.end]
        assert piece == piece.strip()
        assert only_shortens(piece, piece)


def test_an_address_is_never_cut_at_its_dots() -> None:
    text = "Cập nhật định danh, tải ở vneid-dongmay.example hoặc gọi. Phí 50k. Xem www.mau-vi-du.example/a.b nhé!"
    assert [text[span.start : span.end] for span in offered(text)] == [
        "Cập nhật định danh, tải ở vneid-dongmay.example hoặc gọi.",
        "Phí 50k.",
        "Xem www.mau-vi-du.example/a.b nhé!",
    ]
