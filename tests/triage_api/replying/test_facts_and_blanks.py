"""Which sentences need a basis, and which blanks are left."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage_api.replying.blanks import blanks_in, fill, loose_brace
from triage_api.replying.facts import FactKind, fact_in

NAMES = st.text(alphabet=st.characters(exclude_characters="{}\n"), min_size=1, max_size=60).filter(str.strip)


@pytest.mark.parametrize(
    ("sentence", "kind", "words"),
    [
        ("Đã giúp hơn 900 lượt.", FactKind.FIGURE, "900"),
        ("Phí là năm mươi nghìn đồng.", FactKind.FIGURE, "mươi nghìn"),
        ("Bà con bắt buộc nộp qua mạng.", FactKind.DUTY, "bắt buộc"),
        ("Nghị định đã nói rõ.", FactKind.DOCUMENT, "Nghị định"),
        ("UBND xã đang làm việc này.", FactKind.AGENCY, "UBND"),
        ("Bộ Công an đang làm.", FactKind.AGENCY, "Bộ"),
    ],
)
def test_a_fact_is_told_by_what_it_holds(sentence: str, kind: FactKind, words: str) -> None:
    fact = fact_in(sentence)
    assert fact is not None
    assert (fact.kind, fact.words) == (kind, words)


@pytest.mark.parametrize("sentence", ["Cảm ơn bà con đã hỏi.", "Mời bà con đến Bộ phận một cửa.", ""])
def test_a_greeting_is_none(sentence: str) -> None:
    assert fact_in(sentence) is None


@given(NAMES)
def test_a_blank_is_named_and_filled_by_its_name(name: str) -> None:
    text = f"Hỏi tại {{{name}}}."
    assert blanks_in(text) == (name.strip(),)
    assert not loose_brace(text)
    assert fill(text, {name.strip(): "nhà {văn} hóa"}) == "Hỏi tại nhà văn hóa."
    assert fill(text, {name.strip(): "  "}) == text


@pytest.mark.parametrize("text", ["Trước {ngày", "Trước ngày}", "Trước { }", "Trước {a{b}"])
def test_a_broken_blank_is_seen(text: str) -> None:
    assert loose_brace(text)
