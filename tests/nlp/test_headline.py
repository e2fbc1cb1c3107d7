"""The first line of an item: the sentence it stands on, cut at words, never a signature."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from models.vocabulary import Label, Modality, SlotKind
from nlp.contracts import Assessment, Slot, Span
from nlp.headline import LIMIT, headline, shorten


def _assessment(label: Label, *slots: Slot) -> Assessment:
    scores = {one: float(one is label) for one in Label}
    return Assessment(label, scores, False, frozenset(), (), slots, (), (), (), "thử")


def test_the_sentence_of_the_primary_slot_is_shown() -> None:
    text = "Chào cả nhà nhé mọi người. Từ tháng sau nộp hồ sơ mất 50k. Ai biết thì bảo em với."
    at = text.index("50k")
    slot = Slot(SlotKind.FEE, "50k", 50000, "VND", Modality.IN_FORCE, Span(at, at + 3))
    assert headline(text, _assessment(Label.CLAIM, slot), 0) == "Từ tháng sau nộp hồ sơ mất 50k."


def test_a_question_shows_what_is_asked_not_its_title() -> None:
    text = "Giấy tờ sau sáp nhập\n\nNhà mình ở xóm trên. Giấy cũ còn hạn có phải đổi ngay không ạ?"
    assert headline(text, _assessment(Label.QUESTION)) == "Giấy cũ còn hạn có phải đổi ngay không ạ?"


def test_a_signature_of_placeholders_is_no_headline() -> None:
    text = "[TÊN], [EMAIL]\nĐèn đường đầu xóm hỏng cả tuần nay chưa ai sửa."
    assert headline(text, _assessment(Label.GRIEVANCE)).startswith("Đèn đường")


@given(st.text(max_size=600))
def test_nothing_is_longer_than_the_limit(text: str) -> None:
    assert len(headline(text, _assessment(Label.QUESTION))) <= LIMIT


def test_words_are_not_cut() -> None:
    assert shorten("mất phí " * 60).endswith("phí…") or shorten("mất phí " * 60).endswith("mất…")
