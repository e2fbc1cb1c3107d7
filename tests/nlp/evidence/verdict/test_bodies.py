"""Offices and bodies by head and field, short and spoken; and another one in the place of the claim's."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.evidence.terms import plain_text
from nlp.evidence.verdict.bodies import body_features, find_bodies, rivals
from nlp.evidence.verdict.sides import Aligned, align, read_side
from nlp.normalise import normalise

WELLS = "Hộ khoan giếng khai báo với UBND xã. Sở Nông nghiệp và Môi trường lấy mẫu nước mỗi quý. Hội Nông dân vận động hội viên trám giếng cũ."


def laid(claim: str, passage: str) -> Aligned:
    return align(read_side(normalise(claim)), read_side(plain_text(passage)), {}, 1.0)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Sở Nông nghiệp và Môi trường cấp phép", ["sở nông nghiệp và môi trường"]),
        ("len so nong nghiep ma hoi", ["sở nông nghiệp và môi trường"]),
        ("Chi cục Thủy sản trả kết quả", ["cục thủy sản"]),
        ("nộp bên Bộ đội Biên phòng nha", ["bộ đội biên phòng"]),
        ("MTTQ giám sát", ["mặt trận tổ quốc"]),
        ("lên xã mà lấy", ["xã"]),
        ("đường xã rộng ba mét", []),
        ("trường hợp khác, trong tỉnh", []),
        ("chỗ Kho bạc chi trả", ["kho bạc"]),
        ("phải lên Sở mà làm", ["sở"]),
        ("nộp tại trụ sở, cơ sở cấp giấy", []),
        ("ra trạm biên phòng khai báo", ["bộ đội biên phòng"]),
        ("xin giấy của giáo viên quản nhiệm", ["giáo viên chủ nhiệm"]),
    ],
)
def test_bodies_are_read(text: str, names: list[str]) -> None:
    assert [one.name for one in find_bodies(read_side(normalise(text)))] == names


def test_another_body_does_it() -> None:
    aligned = laid("mẫu nước mỗi quý do Sở Y tế lấy", WELLS)
    assert rivals(aligned)[0].written.name == "sở nông nghiệp và môi trường"
    figures = dict(body_features(aligned, rivals(aligned)))
    assert figures["bodies_nowhere"] == 1
    assert figures["body_rival_new"] > 0.5


def test_the_same_body_or_one_that_stands_for_it_has_no_rival() -> None:
    for claim in ("mẫu nước mỗi quý do sở nông nghiệp lấy", "khoan giếng thì lên xã khai báo"):
        assert not rivals(laid(claim, WELLS))


def test_a_department_without_its_field_may_be_each_department_and_is_not_the_commune() -> None:
    assert not rivals(laid("mẫu nước mỗi quý do sở lấy", WELLS))
    assert rivals(laid("khoan giếng thì lên sở khai báo", WELLS))[0].written.name == "ủy ban nhân dân xã"


def test_the_head_of_a_school_is_the_school_but_no_teacher() -> None:
    signed = "Học bạ do hiệu trưởng ký số."
    assert rivals(laid("học bạ do giáo viên chủ nhiệm ký số", signed))
    assert not rivals(laid("học bạ do nhà trường ký số", signed))


def test_a_body_of_the_passage_in_the_wrong_place() -> None:
    aligned = laid("Hội Nông dân lấy mẫu nước mỗi quý", WELLS)
    figures = dict(body_features(aligned, rivals(aligned)))
    assert figures["bodies_nowhere"] == 0
    assert figures["body_rival_fit"] > figures["body_fit"]


def test_a_body_that_is_said_not_to_do_it() -> None:
    aligned = laid("Hội Nông dân không có vận động trám giếng cũ", WELLS)
    assert dict(body_features(aligned, rivals(aligned)))["body_denied"] > 0.5
    aligned = laid("Hội Nông dân vận động trám giếng cũ", WELLS)
    assert dict(body_features(aligned, rivals(aligned)))["body_denied"] == 0


@given(st.text(max_size=100), st.text(max_size=100))
@settings(max_examples=60, deadline=None)
def test_any_pair(claim: str, passage: str) -> None:
    aligned = laid(claim, passage)
    assert all(0 <= one.fit <= 1 + 1e-9 and 0 <= one.told <= 1 for one in rivals(aligned))
