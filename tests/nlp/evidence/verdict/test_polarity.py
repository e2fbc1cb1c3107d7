"""Marks of who pays, what is allowed, what is a duty and who is entitled, tied to what they govern."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.evidence.terms import plain_text
from nlp.evidence.verdict.polarity import QUESTIONS, find_marks, meetings, polarity_features
from nlp.evidence.verdict.sides import Aligned, align, read_side
from nlp.normalise import normalise

POOL = "Vé bơi ở hồ Sen Trắng 30.000 đồng/lượt. Miễn vé cho bệnh binh, người khuyết tật nặng và trẻ mặc đồng phục trường."
YARD = "Cấm thả gia cầm, phơi lúa trên sân chung. Được để xe đạp. Hộ có nhu cầu thì đăng ký, không bắt buộc phải dọn tủ."
NIGHT = "Xe ben không được chạy trên đường Bờ Kè từ 5 giờ đến 8 giờ. Quy định này không áp dụng đối với xe bồn chở sữa và xe cấp cứu."


def laid(claim: str, passage: str) -> Aligned:
    return align(read_side(normalise(claim)), read_side(plain_text(passage)), {}, 1.0)


def figures(claim: str, passage: str) -> dict[str, float]:
    aligned = laid(claim, passage)
    return dict(polarity_features(aligned, meetings(aligned)))


@pytest.mark.parametrize(
    ("text", "question", "sides"),
    [
        ("Hồ sơ nộp tại quầy, không thu lệ phí", "pay", ["free"]),
        ("sinh viên được bớt phân nửa, còn lại đóng đủ", "pay", ["half", "pay"]),
        ("tới thứ hai mới thu gom rác", "pay", []),
        ("toi thu hai moi co", "pay", []),
        ("không bắt buộc phải đổi, ai muốn thì làm", "duty", ["free", "free"]),
        ("bị buộc dời hết", "duty", ["must"]),
        ("họ không có quyền từ chối", "allow", ["forbidden"]),
        ("tiệm được từ chối bán", "allow", ["allowed"]),
        ("xe thô sơ thì không nằm trong diện", "entitled", ["no"]),
        ("mức này không áp dụng với xe công", "entitled", ["out"]),
        ("vi phạm lần hai bị tước giấy phép", "penalty", ["taken"]),
        ("dân ở Đông Lĩnh nộp đơn", "entitled", []),
    ],
)
def test_marks_are_read_and_other_words_are_not(text: str, question: str, sides: list[str]) -> None:
    assert [mark.side for mark in find_marks(read_side(normalise(text)), question)] == sides


def test_a_group_of_a_list_belongs_to_the_mark_before_it() -> None:
    told = figures("người khuyết tật nặng đi bơi vẫn phải trả tiền vé", POOL)
    assert told["pay_differs"] >= 0.4
    assert told["pay_differs_told"] == 1.0
    free = figures("người khuyết tật nặng vô hồ bơi khỏi trả tiền", POOL)
    assert free["pay_agrees"] > free["pay_differs"]


def test_what_is_forbidden_and_told_as_allowed() -> None:
    assert figures("phơi lúa trên sân chung thoải mái nha", YARD)["allow_turned"] > 0.5
    assert figures("sân chung không cho phơi lúa", YARD)["allow_turned"] < 0
    assert figures("nhà nào cũng bị buộc dọn tủ", YARD)["duty_differs_told"] == 1.0


def test_who_is_taken_out_of_a_rule_and_told_to_be_under_it() -> None:
    assert figures("xe bồn chở sữa cũng bị cấm chạy đường Bờ Kè", NIGHT)["taken_out_told"] > 0
    assert figures("xe bồn chở sữa vẫn được chạy đường Bờ Kè", NIGHT)["taken_out_told"] < 0
    assert figures("xe ben bị cấm chạy đường Bờ Kè", NIGHT)["taken_out_told"] == 0


def test_a_question_the_passage_does_not_speak_of() -> None:
    assert figures("thả gia cầm trên sân chung bị phạt", YARD)["penalty_silent"] == 1.0
    assert figures("thả gia cầm trên sân chung bị cấm", YARD)["allow_silent"] == 0.0


def test_less_to_pay_is_no_contradiction_of_paying() -> None:
    passage = "Học viên nộp học phí 900.000 đồng, người học nghề hàn được giảm 30%."
    assert figures("học viên đóng học phí theo khóa", passage)["pay_differs"] == 0


@given(st.text(max_size=100), st.text(max_size=100))
@settings(max_examples=60, deadline=None)
def test_any_pair(claim: str, passage: str) -> None:
    aligned = laid(claim, passage)
    assert all(-1 - 1e-9 <= one <= 5 for one in dict(polarity_features(aligned, meetings(aligned))).values())
    for question in QUESTIONS:
        for mark in find_marks(aligned.passage, question):
            assert 0 <= mark.low <= mark.start < mark.end <= max(mark.high, mark.end) <= len(passage) * 3
