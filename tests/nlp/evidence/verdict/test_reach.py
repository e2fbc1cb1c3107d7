"""Only against a list, all against a condition, one channel against two, plans told as rules."""

from __future__ import annotations

from nlp.evidence.terms import plain_text
from nlp.evidence.verdict.asked import asked_features, counted_terms
from nlp.evidence.verdict.reach import reach_features
from nlp.evidence.verdict.sides import Aligned, align, read_side
from nlp.normalise import normalise


def laid(claim: str, passage: str) -> Aligned:
    return align(read_side(normalise(claim)), read_side(plain_text(passage)), {}, 1.0)


def asked(claim: str, passage: str) -> dict[str, float]:
    aligned = laid(claim, passage)
    return dict(asked_features(aligned, counted_terms(aligned)))


def told(claim: str, passage: str) -> set[str]:
    return {name for name, value in reach_features(laid(claim, passage)) if value}


def test_only_against_a_list_and_the_reverse() -> None:
    passage = "Tiền bơi nộp bằng mã QR hoặc tiền mặt tại quầy hồ."
    assert {"only_against_list", "channel_narrowed"} <= told(
        "tiền bơi chỉ nộp bằng tiền mặt thôi, mã QR không nhận", passage
    )
    assert "only_against_list" not in told("tiền bơi nộp tiền mặt hay mã QR đều được", passage)
    assert "list_against_only" in told("kho lạnh ai gửi cũng được", "Kho lạnh chỉ nhận cá của xã viên.")


def test_all_against_a_condition() -> None:
    passage = "Lồng bè từ 50 m2 trở lên phải gắn đèn hiệu."
    assert "all_against_limit" in told("lồng bè nào cũng phải gắn đèn hiệu", passage)
    assert "all_against_limit" not in told("lồng bè từ 50 m2 trở lên phải gắn đèn", passage)


def test_plans_and_aims_told_as_rules() -> None:
    draft = "Dự thảo đề xuất thu tiền neo thuyền 20.000 đồng/đêm."
    assert "plan_told_in_force" in told("tiền neo thuyền đã thu rồi, chính thức 20 ngàn", draft)
    assert "plan_told_as_plan" in told("mới đề xuất thu tiền neo thuyền 20 ngàn", draft)
    assert "aim_told_forced" in told("hộ nào cũng bắt buộc trồng cây", "Xã phấn đấu mỗi hộ trồng một cây.")


def test_what_is_asked_without_names_and_talk() -> None:
    passage = "Phí đò ngang 4.000 đồng/lượt; xe đạp gửi đầu bến không mất phí."
    figures = asked("nghe đâu đi đò ở bến Hạ Lương tốn 4 ngàn nha", passage)
    assert figures["asked_loose"] <= 1
    other = asked("áo phao trên đò do chủ bến trang bị", passage)
    assert other["asked_loose"] > figures["asked_loose"]
    assert other["asked_cover"] < figures["asked_cover"]
