"""Names a tagger sees, laid over a text the rules have masked."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.contracts import Span
from nlp.privacy import mask
from nlp.privacy.tagged import mask_tagged
from nlp.tokenise import person_names


def masked(text: str, *names: str) -> str:
    """The text when a tagger takes these words for names."""
    return mask_tagged(text, [Span(text.index(name), text.index(name) + len(name)) for name in names]).text


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        ("Hoàng đi chợ về kể phí là 50k", "Hoàng", "[TÊN] đi chợ về kể phí là 50k"),
        ("hôm qua Sầm Tịch báo tin", "Sầm Tịch", "hôm qua [TÊN] báo tin"),
        ("nghe Chị Đài kể lại", "Chị Đài", "nghe Chị Đài kể lại"),
        ("nghe Chị Đào Lài kể lại", "Chị Đào Lài", "nghe Chị [TÊN] kể lại"),
    ],
)
def test_who_is_believed(text: str, name: str, expected: str) -> None:
    assert masked(text, name) == expected


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Nước Lavie lên giá, Coca thì không", "Coca"),
        ("Theo Quyết định 34/2026/QĐ-UBND thì được", "QĐ-UBND"),
        ("Bưu điện Sông Lam mở cửa tới trưa", "Sông Lam"),
        ("Đường Lê Lợi đang sửa chữa", "Lê Lợi"),
        ("quán Thu Hà mở cửa lại rồi", "Thu Hà"),
        ("Mã OTP đã gửi về máy của bạn", "Mã OTP"),
        ("Thành ra tôi phải đi lại ba lần", "Thành"),
        ("Xom Lai mat nuoc tu sang", "Xom Lai"),
        ("ap Thanh Hai mat nuoc tu sang", "Thanh Hai"),
        ("tối thứ Bảy họp thôn nhé bà con", "Bảy"),
        ("gặp anh [TÊN] Hoàng ở xã", "TÊN] Hoàng"),
    ],
)
def test_who_is_not(text: str, name: str) -> None:
    assert masked(text, name) == text


def test_offsets_lead_back() -> None:
    text = "hôm qua Sầm Tịch gặp Đào Lài ở xã"
    made = mask_tagged(text, [Span(21, 28), Span(8, 16)])
    assert made.text == "hôm qua [TÊN] gặp [TÊN] ở xã"
    assert [text[one.raw.start : one.raw.end] for one in made.replacements] == ["Sầm Tịch", "Đào Lài"]
    assert all(made.text[one.masked.start : one.masked.end] == "[TÊN]" for one in made.replacements)


def test_the_tagger_finds_what_no_rule_does() -> None:
    text = mask("Hoàng đi chợ về kể từ 1/12/2026 nộp hồ sơ ở xã mất phí 50k mỗi bộ.").text
    assert text.startswith("Hoàng")
    assert mask_tagged(text, person_names(text)).text.startswith("[TÊN] đi chợ về kể")


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.sampled_from(["Hoàng", "Lan", "anh", "[TÊN]", "ở", ".", "\n", "Sầm", "Tịch"]), max_size=8),
    st.lists(st.tuples(st.integers(0, 40), st.integers(0, 12)), max_size=4),
)
def test_only_what_was_given_is_masked(words: list[str], names: list[tuple[int, int]]) -> None:
    text = " ".join(words)
    spans = [Span(min(start, len(text)), min(start + size, len(text))) for start, size in names]
    made = mask_tagged(text, spans)
    for one in made.replacements:
        assert any(span.start <= one.raw.start and one.raw.end <= span.end for span in spans)
        assert "[" not in text[one.raw.start : one.raw.end]
    again = mask_tagged(made.text, [one.masked for one in made.replacements])
    assert again.text == made.text
