"""What normalising and masking do with text that is no post: an outcome for each kind, in linear time, or a refusal."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.errors import TooLarge
from nlp.contracts import Span
from nlp.normalise import MAX_CHARACTERS, normalise
from nlp.privacy import mask

OUTCOMES = [
    ("empty", "", "", ""),
    ("blank", " \n\t ", " \n\t ", " \n\t "),
    ("marks of direction", "chị \u202eHoa\u202c 0900\u202d000\u2069123", "chị Hoa 0900000123", "chị \u202e[TÊN] [SĐT]"),
    ("half surrogates", "chị Hoa\ud800 ko \udfff", "chị Hoa không ", "chị [TÊN] ko \udfff"),
    ("zero bytes", "0900\x00000\x00123 k\x00o", "0900000123 không", "[SĐT] k\x00o"),
    ("other controls", "chị\x07 Hoa\x1b ko\x7f", "chị Hoa không", "chị\x07 [TÊN] ko\x7f"),
    ("separators of lines", "ko\u2028chị Hoa\u2029", "không\u2028chị Hoa\u2029", "ko\u2028chị [TÊN]\u2029"),
    ("form feed", "ko\x0cchị Hoa\r\n", "không\x0cchị Hoa\r\n", "ko\x0cchị [TÊN]\r\n"),
    ("only emoji", "😀🎁💸🇻🇳", "😀🎁💸🇻🇳", "😀🎁💸🇻🇳"),
    ("a family", "👩\u200d👧", "👩👧", "👩\u200d👧"),
    ("Thai", "สวัสดีครับ ผมชื่อ", "สวัสดีครับ ผมชื่อ", "สวัสดีครับ ผมชื่อ"),
    ("Chinese", "你好，我叫小明", "你好,我叫小明", "你好，我叫小明"),
    ("Arabic", "مرحبا اسمي", "مرحبا اسمي", "مرحبا اسمي"),
    ("Russian", "Меня зовут", "Меня зовут", "Меня зовут"),
    ("English", "My boss too, see App Store", "My boss too, see App Store", "My boss too, see App Store"),
    ("private use", "\ue000 ko \uffff", "\ue000 không \uffff", "\ue000 ko \uffff"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("raw", "standard", "masked"), [one[1:] for one in OUTCOMES], ids=[one[0] for one in OUTCOMES]
)
def test_outcome(raw: str, standard: str, masked: str) -> None:
    assert normalise(raw).normalised == standard
    assert mask(raw).text == masked


def test_ten_thousand_marks_on_a_letter_are_cut_to_four() -> None:
    text = normalise("a" + "\u0316\u0323\u0325" * 3_500 + "n")
    assert text.normalised[-1] == "n"
    assert len(text.normalised) <= 6
    assert text.to_original(0, len(text.normalised)) == Span(0, len(text.original))
    raw = "Chị Ho\u0301a" + "\u0301" * 10_000 + " gọi 0900 000 123"
    assert mask(raw).text.endswith("gọi [SĐT]")


@pytest.mark.parametrize("work", [normalise, mask])
@pytest.mark.parametrize("size", [MAX_CHARACTERS + 1, 1_000_000])
def test_what_is_no_post_is_refused_at_once(work: Callable[[str], object], size: int) -> None:
    begun = time.process_time()
    with pytest.raises(TooLarge, match=str(size)):
        work("a" * size)
    assert time.process_time() - begun < 0.1
    assert work("a" * MAX_CHARACTERS)


UNITS = [
    "a", "a ", "ko ", "a.vn ", "a\u0301\u0316", "\u0301\u0316", "\u05b0\u0301", "0900 000 123 ", "c ô n g ", "c  ", ". ", "[.]", "ch.uyển ",
    "@", "http://", "a@b.", "x@", "x @a.vn ", "ﷺ", "x" * 63 + ".", "a-", "vn e", "((", "chấm ", " . com", "ooo", "hoà", "k:", "k : ", "k" + " " * 60,
    "a/c/", "ô tê pê ", "lô ", "0", "0 ", "0-", "000.", "12-A1 ", "30A-", "0900000123 ", "(0", "+84", "stk ", "[TÊN]", "fb.com/a ", "?a",
    "anh Hoa ", "Nguyễn ", "Nguyễn Văn ", "Lan và ", "Lan, ", "Hoa\n", "Lan:\n", "Lan (", "Tôi, Lê A, ", "Y ", "H'", "N.V.", "Ba Tư ", "tên ",
    "mang tên ", "công viên Lê ", "Đường Lê Lợi ", "Trân trọng\nLan\n", "A", "À", "\u2028", "\u202e", "\ud800", "\x00", "😀", "x.y ",
]  # fmt: skip


@pytest.mark.parametrize("work", [normalise, mask])
@pytest.mark.parametrize("unit", UNITS)
def test_twice_the_text_takes_about_twice_the_time(work: Callable[[str], object], unit: str) -> None:
    def seconds(size: int) -> float:
        text = (unit * size)[:size]
        best = 9.0
        for _ in range(2):
            begun = time.process_time()
            work(text)
            best = min(best, time.process_time() - begun)
            if best < 0.004:
                break
        return best

    for _ in range(4):  # others work on the same machine
        small, large = seconds(4_000), seconds(8_000)
        if large < 3 * max(small, 0.004):
            return
    pytest.fail(f"{small:.4f} s, then {large:.4f} s")


NASTY = st.sampled_from(
    ["\u0301", "\u0323", "\u0302", "\u200b", "\u202e", "\ud800", "\udc00", "\x00", "\x1b", "\u2028", "\x85", "\ufeff", "\U000e0041", "😀", "ﷺ",
     "İ", "ß", "ŉ", "ﬁ", "Ⅷ", "½", "０", "＠", "．", "Hoa", "anh", "0900", "000123", "@", ".", "vn", "[TÊN]", "[", "]", "ko", "a", "A", " ", "\n", "'", "’", "y"]
)  # fmt: skip


@settings(max_examples=250, deadline=None)
@given(st.one_of(st.lists(NASTY, max_size=20).map("".join), st.text(st.characters(), max_size=30)))
def test_nothing_breaks_them(raw: str) -> None:
    text = normalise(raw)
    assert len(text.normalised) == len(text.folded) == len(text.starts) == len(text.ends)
    assert normalise(text.normalised).normalised == text.normalised
    text.normalised.encode()  # half surrogates are gone
    masked = mask(raw)
    assert mask(masked.text).text == masked.text
    for one in masked.replacements:
        assert masked.text[one.masked.start : one.masked.end] == one.placeholder
        assert 0 <= one.raw.start < one.raw.end <= len(raw)
