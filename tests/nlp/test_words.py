"""Words carry what stood before them, what they are, and where they came from."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from nlp.detectors.indicators import find_indicators
from nlp.normalise import fold, normalise
from nlp.words import MARKED_SHARE, words_of


def kinds(text: str) -> list[str]:
    return [word.kind for word in words_of(normalise(text))]


def test_kinds_come_from_placeholders_and_shapes() -> None:
    assert kinds("[SĐT] [TK] [@] [EMAIL] [TÊN] [CCCD] [BIỂN SỐ]") == [
        "phone", "account", "handle", "email", "name", "id", "plate",
    ]  # fmt: skip
    assert kinds("50k 1tr5 50 nghìn 24 xin") == ["money", "money", "number", "money", "number", ""]
    assert kinds("a.example/x https://vneid.gov.vn tai.apk") == ["link", "official_link", "app"]
    assert kinds("vui =)) haha 😂") == ["", "laugh", "laugh", "laugh"]


@given(st.text(alphabet="aăâđêôơưáạÀ bcd12@.,! \n\t\u2028", max_size=60))
def test_marks_are_counted_piece_by_piece(text: str) -> None:
    lowered = text.lower()
    pairs = [two for two in zip(lowered.split(), fold(lowered).split(), strict=True) if two[0][0].isalpha()]
    marked = sum(written != folded for written, folded in pairs)
    words = words_of(normalise(text))
    assert all(word.exact is (marked >= MARKED_SHARE * len(pairs)) for word in words)


def test_breaks_tell_commas_from_sentences() -> None:
    assert [word.breaks for word in words_of(normalise("Một, hai. Ba bốn\nnăm"))] == [2, 1, 2, 0, 2]


def test_an_indicator_is_one_word_and_knows_what_is_official() -> None:
    view = normalise("vào vneid-capnhat . example hoặc gọi 0900 000 123, hỏi 18001096")
    words = words_of(view, find_indicators(view))
    assert [
        (view.original[view.to_original(w.start, w.end).start :][:5], w.kind) for w in words if w.kind
    ] == [
        ("vneid", "link"),
        ("0900 ", "phone"),
        ("18001", "official_phone"),
    ]


def test_the_same_text_is_read_once_and_another_anew() -> None:
    first, second = normalise("một hai"), normalise("một hai")
    assert words_of(first) is words_of(first)
    assert words_of(first) is not words_of(second)


def test_marks_decide_whether_words_are_exact() -> None:
    assert all(word.exact for word in words_of(normalise("Bà con cho tôi hỏi việc này với")))
    assert not any(word.exact for word in words_of(normalise("ba con cho toi hỏi viec nay voi")))
